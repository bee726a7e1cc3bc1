/**
 * Markdown to nodes: headings, paragraphs, lists, quotations, code, tables, emphasis, links.  It makes elements and sets text; HTML in it
 * is text like any other, pictures become links.  Every text node is a *leaf* that knows which part of the source it shows,
 * letter for letter, so that a claim can be marked in it afterwards.
 */

import { h, host } from './dom.js';

/** @typedef {{node: Text, start: number, end: number}} Leaf offsets in UTF-16 units of the source */
/** @typedef {{text: string, start: number}} Line */
/** @typedef {{text: string, at: number[]}} Run text, and for each of its units the offset in the source */

const ITEM = /^(\s*)([-*+•]|\d{1,9}[.)])\s+(?=\S)/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const HEAD = /^ {0,3}(#{1,6})\s+(?=\S)/;
const FENCE = /^ {0,3}(```+|~~~+)/;
const QUOTE = /^ {0,3}> ?/;
const ROW = /^\s*\|.*\|\s*$/;
const MOST = 5000; // lines of one block
const DEEP = 6; // how deep lists, quotations and emphasis go; deeper ones are text

/** @param {string} source @returns {{nodes: Node[], leaves: Leaf[]}} */
export function markdown(source) {
  const leaves = [];
  let start = 0;
  const lines = source.split('\n').map((text) => {
    start += text.length + 1;
    return { text, start: start - text.length - 1 };
  });
  return { nodes: blocks(lines, leaves, 0), leaves };
}

function blocks(lines, leaves, depth) {
  const nodes = [];
  for (let next = 0; next < lines.length; ) {
    const [node, used] = lines[next].text.trim() ? block(lines.slice(next, next + MOST), leaves, depth) : [null, 1];
    if (node) nodes.push(node);
    next += used;
  }
  return nodes;
}

/** The block that begins with the first of these lines, and how many it takes. @returns {[Node, number]} */
function block(lines, leaves, depth) {
  const { text } = lines[0];
  const fence = FENCE.exec(text);
  if (fence) {
    const used = count(lines, 1, (line) => !line.trim().startsWith(fence[1]));
    const inner = h('code');
    leaf(inner, run(lines.slice(1, 1 + used)), 0, Infinity, leaves);
    return [h('pre', { tabindex: 0 }, inner), used + 2];
  }
  if (RULE.test(text)) return [h('hr'), 1];
  const head = HEAD.exec(text);
  if (head) return [h(`h${Math.min(head[1].length + 2, 6)}`, inline([cut(lines[0], head[0].length)], leaves)), 1];
  if (depth < DEEP && QUOTE.test(text)) {
    const used = count(lines, 0, (line) => QUOTE.test(line));
    return [h('blockquote', blocks(lines.slice(0, used).map((line) => cut(line, QUOTE.exec(line.text)[0].length)), leaves, depth + 1)), used];
  }
  if (depth < DEEP && ITEM.test(text)) return list(lines, leaves, depth);
  if (ROW.test(text) && /^\s*\|[\s:|-]+\|\s*$/.test(lines[1]?.text)) return table(lines, leaves);
  const used = 1 + count(lines, 1, (line) => !opens(line));
  return [h('p', inline(lines.slice(0, used), leaves)), used];
}

/** Whether this line ends a paragraph. */
const opens = (text) => !text.trim() || [FENCE, HEAD, RULE, ITEM, QUOTE].some((mark) => mark.test(text));

function count(lines, from, holds) {
  let used = 0;
  while (from + used < lines.length && holds(lines[from + used].text)) used += 1;
  return used;
}

/** The line without its first letters. */
const cut = (line, letters) => ({ text: line.text.slice(letters), start: line.start + letters });

const indent = (text) => text.length - text.trimStart().length;

function list(lines, leaves, depth) {
  const [, before, mark] = ITEM.exec(lines[0].text);
  const ordered = /\d/.test(mark);
  const node = h(ordered ? 'ol' : 'ul', { start: ordered && parseInt(mark, 10) });
  let at = 0;
  while (at < lines.length) {
    const item = ITEM.exec(lines[at].text);
    if (!item || Math.abs(item[1].length - before.length) > 1 || /\d/.test(item[2]) !== ordered) break;
    // what is indented belongs to the item, and so do the lines of its first paragraph
    const used = 1 + count(lines.slice(at), 1, (line) => indent(line) >= before.length + 2 || !opens(line));
    const inner = lines.slice(at + 1, at + used).map((line) => cut(line, Math.min(item[0].length, indent(line.text))));
    const parts = blocks([cut(lines[at], item[0].length), ...inner], leaves, depth + 1);
    node.append(h('li', parts[0]?.nodeName === 'P' ? [...parts[0].childNodes, parts.slice(1)] : parts));
    at += used;
    if (!lines[at]?.text.trim() && ITEM.test(lines[at + 1]?.text)) at += 1;
  }
  return [node, at];
}

function table(lines, leaves) {
  const used = count(lines, 0, (line) => ROW.test(line));
  const row = (line, kind) => {
    const cells = [];
    let from = line.text.indexOf('|') + 1;
    for (let at = from; at < line.text.length; at += 1) {
      if (line.text[at] !== '|' || line.text[at - 1] === '\\') continue;
      const cell = cut({ text: line.text.slice(0, at), start: line.start }, from);
      cells.push(h(kind, inline([cut(cell, indent(cell.text))], leaves)));
      from = at + 1;
    }
    return h('tr', cells);
  };
  const rows = lines.slice(2, used).map((line) => row(line, 'td'));
  return [h('div.wide', { tabindex: 0, role: 'group' }, h('table', h('thead', row(lines[0], 'th')), h('tbody', rows))), used];
}

/** Lines to one run of text. @param {Line[]} lines @returns {Run} */
function run(lines) {
  const at = [];
  for (const line of lines) for (let unit = 0; unit <= line.text.length; unit += 1) at.push(line.start + unit); // the break too
  return { text: lines.map((line) => line.text).join('\n'), at };
}

/** Shows part of a run: one text node for each stretch that also is one in the source. */
function leaf(into, from, start, end, leaves) {
  const stop = Math.min(end, from.text.length);
  for (let first = start; first < stop; ) {
    let last = first + 1;
    while (last < stop && from.at[last] === from.at[last - 1] + 1) last += 1;
    const node = document.createTextNode(from.text.slice(first, last));
    into.append(node);
    leaves.push({ node, start: from.at[first], end: from.at[first] + last - first });
    first = last;
  }
}

// an escape, code, a link or picture, a bare address, strong, soft
const TOKEN =
  /\\([!-/:-@[-`{-~])|(`+)([^`]|[^`][\s\S]*?[^`])\2(?!`)|(!?)\[([^\]\n]{0,500})\]\(\s*<?([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?:\s+["'(][^\n]{0,200}?["')])?\s*\)|https?:\/\/[^\s<>"'`]+|(\*\*|__)(?=\S)|([*_])(?=\S)/g;

function inline(lines, leaves) {
  const box = h('span');
  const from = run(lines);
  spans(box, from, 0, from.text.length, leaves, 0);
  return [...box.childNodes];
}

function spans(into, from, start, end, leaves, depth) {
  let shown = start;
  const token = new RegExp(TOKEN);
  token.lastIndex = start;
  for (let found = token.exec(from.text); found && found.index < end; found = token.exec(from.text)) {
    const next = one(found, from, end, leaves, depth);
    if (!next || next.end > end) continue;
    leaf(into, from, shown, found.index, leaves);
    next.show(into);
    shown = token.lastIndex = next.end;
  }
  leaf(into, from, shown, end, leaves);
}

/** What a mark stands for: where it ends and how it is shown; nothing when it is only a letter. */
function one(found, from, end, leaves, depth) {
  const [whole, escaped, ticks, , picture, label, target, strong, soft] = found;
  const at = found.index;
  const stop = at + whole.length;
  const text = (first, last) => (node) => leaf(node, from, first, last, leaves);
  const marked = (first, last) => (node) => spans(node, from, first, last, leaves, depth + 1);
  if (escaped) return { end: stop, show: text(at + 1, stop) };
  if (ticks) return inside('code', stop, text(at + ticks.length, stop - ticks.length));
  if (label !== undefined) {
    const first = at + picture.length + 1;
    return link(target, stop, marked(first, first + label.length), !label);
  }
  const mark = strong ?? soft;
  if (!mark) {
    const address = whole.replace(/[.,;:!?»)\]*_]+$/, '');
    return link(address, at + address.length, text(at, at + address.length), true);
  }
  if (depth > DEEP || (mark[0] === '_' && /\w/.test(from.text[at - 1] ?? ''))) return null;
  const close = closing(from.text, at + mark.length, end, mark);
  return close < 0 ? null : inside(strong ? 'strong' : 'em', close + mark.length, marked(at + mark.length, close));
}

function inside(what, end, fill, plain = {}) {
  return {
    end,
    show: (into) => {
      const node = h(what, plain);
      into.append(node);
      fill(node);
    },
  };
}

/** Links lead to the web only, and say where. */
function link(target, end, show, bare) {
  const where = host(target);
  if (!where) return inside('span', end, show);
  const fill = (node) => {
    show(node);
    if (!bare || !node.textContent) node.append(h('span.host', ` ${where}`));
  };
  return inside('a.away', end, fill, { href: target, target: '_blank', rel: 'noopener noreferrer nofollow' });
}

/** Where the emphasis ends: the same mark after a letter; -1 when it does not. */
function closing(text, from, end, mark) {
  for (let at = from + 1; at + mark.length <= Math.min(end, from + 3000); at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text.startsWith(mark, at) && /\S/.test(text[at - 1])) {
      const after = text[at + mark.length] ?? '';
      if (mark.length === 1 && after === mark) at += 1;
      else if (mark[0] !== '_' || !/\w/.test(after)) return at;
    }
  }
  return -1;
}
