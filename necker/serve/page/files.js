/** What is dropped, pasted or chosen: documents go into the user's own pack, a picture or a sound to the model. */

import { call, changed, events } from './api.js';
import { announce, emit, listen } from './bus.js';
import { button, fill, h, icon } from './dom.js';
import { t } from './strings.js';

/** @typedef {{file: File, name: string}} Given the name has the folders it lies in */

const MOST = 2000; // files of one drop
const BATCH = 100e6; // bytes sent at once

/** Two buttons that choose files and a folder, and what the browser needs for it. @param {string} [kind] `bare` without words */
export function pickers(kind) {
  return [['clip', 'add_files', { multiple: true }], ['folder', 'add_folder', { webkitdirectory: true }]].map(([picture, key, how]) => {
    const input = h('input', { type: 'file', hidden: true, ...how });
    input.onchange = () => {
      emit('files', [...input.files].map((file) => ({ file, name: file.webkitRelativePath || file.name })));
      input.value = '';
    };
    return [button({ icon: picture, [kind ? 'label' : 'text']: t(key), class: kind, on: () => input.click() }), input];
  });
}

/** Everything in what was dropped, folders included. @returns {Promise<Given[]>} */
async function dropped(data) {
  const found = [];
  const walk = async (entry, folder) => {
    if (found.length >= MOST || entry.name.startsWith('.')) return;
    const name = folder + entry.name;
    if (entry.isFile) return void found.push({ file: await new Promise((good, bad) => entry.file(good, bad)), name });
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((good, bad) => reader.readEntries(good, bad));
      if (!some.length) return;
      for (const one of some) await walk(one, `${name}/`);
    }
  };
  // what was dropped is forgotten at the first await: all entries are taken before
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
  if (!entries.length) return [...data.files].map((file) => ({ file, name: file.name }));
  for (const entry of entries) await walk(entry, '').catch(() => emit('trouble', new Error(t('unreadable'))));
  return found;
}

/** Listens for files anywhere on the page. @param veil what is shown while something is held over it */
export function listenForFiles(veil) {
  let depth = 0;
  const on = (type, by, act) =>
    addEventListener(type, (event) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      depth = act ? 0 : Math.max(0, depth + by);
      veil.hidden = !depth;
      act?.(event);
    });
  on('dragenter', 1);
  on('dragleave', -1);
  on('dragover', 0);
  on('drop', 0, async (event) => emit('files', await dropped(event.dataTransfer)));
  addEventListener('paste', (event) => {
    const files = [...event.clipboardData.files].map((file) => ({ file, name: file.name }));
    if (!files.length) return;
    event.preventDefault();
    emit('files', files);
  });
}

/** `<necker-tray>`: what becomes of the documents that were given. */
export class NeckerTray extends HTMLElement {
  /** @type {{name: string, ok: boolean, why: string}[]} */
  seen = [];
  queue = Promise.resolve();
  passages = 0;
  error = null;
  asked = 0;
  working = 0;

  connectedCallback() {
    this.hidden = true;
    listen('files', (files) => this.take(files));
    listen('language', () => this.draw());
  }

  /** A picture or a sound alone goes to the model; all else is read as documents. @param {Given[]} files */
  take(files) {
    const [, type] = (files.length === 1 && /^(image|audio)\/(?!svg)/.exec(files[0].file.type)) || [];
    if (type) return emit(type === 'image' ? 'see' : 'hear', files[0].file);
    const given = files.filter(({ name }) => !/(^|\/)\./.test(name));
    if (!given.length) return emit('trouble', new Error(t('unreadable')));
    if (!this.working) Object.assign(this, { seen: [], passages: 0, error: null, asked: 0 });
    this.asked += given.length;
    this.working += 1;
    this.draw();
    announce(this.line());
    this.queue = this.queue.then(() => this.send(given)).catch((error) => (this.error = error)).then(() => {
      this.working -= 1;
      this.draw();
      changed('documents');
      announce(this.line());
    });
  }

  async send(files) {
    for (let at = 0; at < files.length; ) {
      const body = new FormData();
      let size = 0;
      do {
        body.append('files', files[at].file, files[at].name);
        size += files[at].file.size;
        at += 1;
      } while (at < files.length && size + files[at].file.size < BATCH);
      for await (const { event, data } of events(await call('/api/documents', { body }))) {
        if (event === 'file') this.seen.push(data);
        if (event === 'done') this.passages += data.passages;
        if (event === 'failed') this.error = data.error;
        this.draw();
      }
    }
  }

  line() {
    if (this.working) return t('reading', { done: this.seen.length, total: this.asked });
    if (this.error) return this.error.message || t('lost');
    return `${t('n_read', { n: this.seen.filter((one) => one.ok).length })}, ${t('n_passages', { n: this.passages })}.`;
  }

  draw() {
    if (!this.asked) return;
    this.hidden = false;
    const bad = this.seen.filter((one) => !one.ok);
    const close = () => {
      this.hidden = true;
      document.getElementById('question').focus();
    };
    fill(
      this,
      icon(this.error ? 'warn' : 'folder'),
      h('p', h('b', this.line()), ' ', !this.working && (this.error?.why ?? t('read_then'))),
      this.working ? h('progress', { max: this.asked, value: this.seen.length, 'aria-label': this.line() }) : button({ icon: 'close', label: t('close'), class: 'bare', on: close }),
      bad.length > 0 && h('details', h('summary', t('n_unread', { n: bad.length })), h('ul', bad.map((one) => h('li', h('b', one.name), ' ', one.why)))),
    );
  }
}

customElements.define('necker-tray', NeckerTray);
