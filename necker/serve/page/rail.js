/** `<necker-rail>`: the conversations, found by their words, renamed, exported, deleted; and the way to the other pages. */

import { attempt, call, changed, get } from './api.js';
import { announce, emit, listen } from './bus.js';
import { confirm, prompt } from './dialog.js';
import { button, fill, h, icon, keep } from './dom.js';
import { date, t } from './strings.js';

const PAGE = 40; // conversations fetched at a time

export class NeckerRail extends HTMLElement {
  list = [];
  query = '';
  more = false;
  /** Raised with each look, so that a late answer is not taken for the last. */
  turn = 0;
  place = { route: '', id: null };
  items = h('ul.conversations');

  connectedCallback() {
    listen('language', () => this.draw());
    listen('changed', (what) => what === 'conversations' && this.load());
    listen('route', (place) => {
      this.place = place;
      this.mark();
    });
  }

  draw() {
    let clock = 0;
    const input = () => {
      this.query = search.value.trim();
      clearTimeout(clock);
      clock = setTimeout(async () => (await this.load()) && announce(t('n_conversations', { n: this.list.length })), 150);
    };
    const search = h('input', { type: 'search', id: 'search', value: this.query, placeholder: t('search'), 'aria-label': t('search'), on: { input } });
    const pages = ['documents', 'memory', 'lab', 'settings', 'about'].map((page) => h('li', h('a', { href: `#/${page}`, 'data-route': page }, t(page))));
    const fresh = h('a.button.main', { href: '#/', 'data-route': 'new' }, icon('new'), h('span', t('new')));
    fill(this, fresh, h('div.search', { role: 'search' }, icon('search'), search), this.items, h('ul.pages', pages));
    this.drawList();
  }

  /** @param {string} [before] the id after which to go on @returns whether there was an answer */
  async load(before = '') {
    const turn = (this.turn += 1);
    const query = new URLSearchParams({ q: this.query, limit: String(PAGE), before });
    const { conversations } = await get(`/api/conversations?${query}`).catch(() => ({})); // the banner says that the server is away
    if (!conversations || turn !== this.turn) return false;
    this.more = conversations.length === PAGE && !this.query;
    this.list = before ? [...this.list, ...conversations] : conversations;
    this.drawList();
    return true;
  }

  drawList() {
    const open = this.querySelector(':popover-open'); // not under the hand of who is choosing
    if (open) return open.addEventListener('toggle', () => this.drawList(), { once: true });
    const older = button({ text: t('older'), class: 'quiet', on: () => this.load(this.list.at(-1).id) });
    const none = h('li.from', t(this.query ? 'none_found' : 'no_conversations'));
    fill(this.items, this.list.length ? this.list.map((one) => this.row(one)) : none, this.more && h('li', older));
    this.mark();
  }

  row(one) {
    const title = one.title || t('untitled');
    const path = `/api/conversations/${encodeURIComponent(one.id)}`;
    const menu = h('div.menu', { id: `menu-${one.id}`, popover: 'auto' });
    const item = (picture, key, act) => button({ icon: picture, text: t(key), class: 'item', on: () => (menu.hidePopover(), act()) });
    const give = (format) => () =>
      attempt('', async () => keep(await (await call(`${path}/export?format=${format}`)).blob(), `${title.replace(/[^\p{L}\p{N} _-]/gu, '').slice(0, 60)}.${format}`));
    menu.append(item('edit', 'rename', () => this.rename(one, path)), item('down', 'export_md', give('md')), item('down', 'export_json', give('json')), item('bin', 'delete', () => this.delete(one, path)));
    const opener = button({ icon: 'more', label: t('more_about', { title }), class: 'bare', popovertarget: menu.id });
    menu.ontoggle = (event) => {
      if (event.newState !== 'open') return;
      const near = opener.getBoundingClientRect();
      menu.style.left = `${Math.max(8, near.right - menu.offsetWidth)}px`;
      menu.style.top = `${Math.min(near.bottom + 2, innerHeight - menu.offsetHeight - 8)}px`;
      menu.firstChild.focus();
    };
    return h('li', h('a', { href: `#/c/${encodeURIComponent(one.id)}`, 'data-id': one.id }, h('span.name', title), one.found ? h('span.name.from', one.found) : h('time', date(one.updated))), opener, menu);
  }

  /** Which of them is open. */
  mark() {
    for (const link of this.querySelectorAll('a')) {
      const { id, route } = link.dataset;
      link.toggleAttribute('aria-current', false);
      if (id ? this.place.route === 'talk' && id === this.place.id : route === this.place.route) link.setAttribute('aria-current', 'page');
    }
  }

  async rename(one, path) {
    const title = await prompt(t('rename'), t('name'), one.title);
    if (!title) return;
    await attempt('conversations', () => call(path, { method: 'PATCH', json: { title } }));
    emit('renamed', { id: one.id, title });
  }

  async delete(one, path) {
    if (!(await confirm(t('delete_one', { title: one.title }), t('no_return'), t('delete')))) return;
    await attempt('conversations', () => call(path, { method: 'DELETE' }));
    if (one.id === this.place.id) location.hash = '#/';
    document.getElementById('search').focus();
  }
}

customElements.define('necker-rail', NeckerRail);
