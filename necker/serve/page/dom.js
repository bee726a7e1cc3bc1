/** Building the page: elements by name, icons, the cube.  Text is only ever set as text; nothing here reads markup. */

const SVG = 'http://www.w3.org/2000/svg';

/** Paths on a grid of 16, drawn in the colour of the text. */
const ICONS = {
  supported: 'M2.5 8.5l3.5 4L13.5 4',
  contradicted: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  conflict: 'M2 5.5h10M9 2.5l3 3-3 3M14 10.5H4M7 7.5l-3 3 3 3',
  not_enough: 'M5 5.8C5 3.9 6.3 3 8 3s3 1 3 2.6C11 7.8 8 7.7 8 10M8 12.6v.4',
  not_checkable: 'M3 8h10',
  computed: 'M11.5 3.2c-1.8-1-3 .2-3.3 2L6.6 13c-.4 1.5-1.6 1.6-2.6 1M5 7h6',
  new: 'M8 3v10M3 8h10',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  close: 'M4 4l8 8M12 4l-8 8',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.3 10.3L14 14',
  clip: 'M12.5 7.5l-5 5a3 3 0 0 1-4.3-4.3l5.6-5.5a2 2 0 0 1 2.9 2.9l-5.5 5.4a1 1 0 0 1-1.4-1.4l4.7-4.6',
  folder: 'M2 4.5h4l1.5 1.7H14v6.3H2z',
  send: 'M8 13V3.5M4 7.2l4-4 4 4',
  stop: 'M4.5 4.5h7v7h-7z',
  off: 'M2.5 6.2a8 8 0 0 1 11 0M4.8 8.8a4.7 4.7 0 0 1 6.4 0M8 12v.2M3 13.5L13 2.5',
  on: 'M2.5 6.2a8 8 0 0 1 11 0M4.8 8.8a4.7 4.7 0 0 1 6.4 0M8 12v.2',
  out: 'M6.5 3.5H3.5v9h9v-3M9 3.5h3.5V7M12.5 3.5L7 9',
  prev: 'M10 3.5L5.5 8l4.5 4.5',
  next: 'M6 3.5L10.5 8 6 12.5',
  copy: 'M5.5 5.5h7v8h-7zM10.5 5.5v-3h-7v8h2',
  down: 'M8 2.5V10M4.8 7L8 10.2 11.2 7M3 13.5h10',
  again: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.5V5h-2.5',
  play: 'M5 3.5v9l7.5-4.5z',
  edit: 'M3 13l.7-2.9 7.5-7.5 2.2 2.2-7.5 7.5z',
  bin: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9',
  mask: 'M2 6c4-1.5 8-1.5 12 0-.3 4-2 5-3.6 5C9 11 9 9.5 8 9.5S7 11 5.6 11C4 11 2.3 10 2 6',
  warn: 'M8 2.5l6 11H2zM8 6.5v3.5M8 12v.2',
  more: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
};

/**
 * An element, as `h('p.small', {lang: 'fr'}, 'text', node)`: its name and classes, attributes if any, what is in it.
 * `on` maps events to listeners; what is null or false is left out, true is an attribute without a value.
 */
export function h(what, ...rest) {
  const [tag, ...classes] = what.split('.');
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(' ');
  const plain = rest[0]?.constructor === Object ? rest.shift() : {};
  for (const [name, value] of Object.entries(plain)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'on') for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
    else if (name === 'value' || name === 'checked') node[name] = value;
    else node.setAttribute(name, value === true ? '' : value);
  }
  return add(node, rest);
}

/** @param {any[]} children lists in lists, of which null and false are left out */
export function add(node, children) {
  node.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** The node, with nothing else in it. */
export function fill(node, ...children) {
  node.replaceChildren();
  return add(node, children);
}

export function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return add(node, children);
}

export const icon = (name) => svg('svg', { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('path', { d: ICONS[name] }));

/** Necker's cube: two squares and four edges, that the eye reads in two ways. */
export const cube = (kind = '') =>
  svg(
    'svg',
    { class: `cube ${kind}`, viewBox: '0 0 32 32', 'aria-hidden': 'true' },
    svg('path', { class: 'edges', d: 'M4 11L11 4M21 11L28 4M4 28L11 21M21 28L28 21' }),
    svg('path', { class: 'one', d: 'M4 11h17v17H4z' }),
    svg('path', { class: 'two', d: 'M11 4h17v17H11z' }),
  );

/** A button with an icon, a word, or both; `label` names one without a word. */
export function button({ icon: picture, text, label, class: kind = '', on, ...more }) {
  const about = { type: 'button', 'aria-label': label, title: text ? null : label, on: on && { click: on }, ...more };
  return h(`button.button${kind && `.${kind.replaceAll(' ', '.')}`}`, about, picture && icon(picture), text && h('span', text));
}

/** What has the focus. */
export const active = () => document.activeElement;

let last = 0;
/** A name that no other element has. */
export const fresh = (stem) => `${stem}-${(last += 1)}`;

/** The host of an address of the web; '' of any other. @param {string|null} address */
export function host(address) {
  const url = URL.parse(address ?? '');
  return url && /^https?:$/.test(url.protocol) ? url.host : '';
}

/** A link out of the page, with its host beside it; plain text when it leads nowhere. */
export function away(address, text) {
  const where = host(address);
  if (!where) return h('span', text);
  return h('a.away', { href: address, target: '_blank', rel: 'noopener noreferrer nofollow' }, text, text !== where && [' ', h('span.host', where)], icon('out'));
}

/** A form that does `act` and goes nowhere. */
export function form(what, act, ...children) {
  const submit = (event) => {
    event.preventDefault();
    act();
  };
  return h(what, { on: { submit } }, children);
}

/** Offers a file to be kept. @param {Blob} blob */
export function keep(blob, name) {
  const link = h('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
