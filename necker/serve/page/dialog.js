/** Dialogs: a question with two answers, a line to fill in, a file to read, the keys. */

import { call } from './api.js';
import { button, fresh, h, keep } from './dom.js';
import { t } from './strings.js';

/** @returns {Promise<string>} what it was closed with, '' when given up */
function dialog(title, body, ...buttons) {
  const name = fresh('dialog');
  const back = document.activeElement;
  const box = h('dialog', { 'aria-labelledby': name }, h('form', { method: 'dialog' }, h('h2', { id: name }, title), body, h('div.buttons', buttons)));
  document.body.append(box);
  box.showModal();
  return new Promise((resolve) => {
    box.onclose = () => {
      box.remove();
      if (back?.isConnected) back.focus();
      resolve(box.returnValue);
    };
  });
}

const out = (key) => h('button.button', { value: '', autofocus: true }, t(key));

export const confirm = async (title, why, act) => (await dialog(title, h('p', why), out('cancel'), h('button.button.danger', { value: 'yes' }, act))) === 'yes';

/** @returns {Promise<string>} '' when given up */
export async function prompt(title, label, value) {
  const field = h('input', { type: 'text', value, maxlength: 2000, autofocus: true });
  const save = h('button.button.main', { value: 'yes' }, t('save'));
  const cancel = h('button.button', { type: 'button', on: { click: () => cancel.closest('dialog').close('') } }, t('cancel'));
  return (await dialog(title, h('label', label, field), cancel, save)) === 'yes' ? field.value.trim() : '';
}

/** A file of the server, read here and offered to be kept. */
export async function reader(path, name) {
  const place = h('pre.file', { tabindex: 0, role: 'region', 'aria-label': name }, t('loading'));
  dialog(name, place, out('close'));
  try {
    const blob = await (await call(path)).blob();
    const text = await blob.slice(0, 200000).text();
    place.textContent = text.includes('\0') ? t('binary', { n: blob.size }) : text + (blob.size > 200000 ? '\n…' : '');
    place.after(button({ icon: 'down', text: t('save'), class: 'quiet', on: () => keep(blob, name.split('/').pop()) }));
  } catch (error) {
    place.textContent = error.message || t('lost');
  }
}

const KEYS = { j: 'j', k: 'k', e: 'e', n: 'new', '/': 'search', '?': 'help', Esc: 'esc', Enter: 'enter', 'Shift Enter': 'line' };

export function help() {
  const rows = Object.entries(KEYS).map(([key, what]) => h('div', h('dt', h('kbd', key)), h('dd', t(what === 'new' || what === 'search' ? what : `key_${what}`))));
  return dialog(t('keys'), [h('dl.keys', rows), h('p', t('keys_off'))], out('close'));
}
