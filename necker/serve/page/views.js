/** The quiet pages: documents, memory, settings, about.  Each gives what stands in it. */

import { modelName } from './answer.js';
import { attempt, call, get } from './api.js';
import { emit } from './bus.js';
import { confirm, help, prompt } from './dialog.js';
import { button, cube, form, h, icon } from './dom.js';
import { pickers } from './files.js';
import { choice } from './prefs.js';
import { date, languageName, t, whole } from './strings.js';
import { boundOf, VERDICTS, word } from './verdicts.js';

export const table = (caption, heads, rows) =>
  h('div.wide', { tabindex: 0, role: 'group', 'aria-label': caption }, h('table', h('caption.hide', caption), h('thead', h('tr', heads.map((head) => h('th', { scope: 'col' }, head)))), h('tbody', rows)));

const row = (...cells) => h('tr', cells.map((cell) => h(typeof cell === 'number' ? 'td.number' : 'td', typeof cell === 'number' ? whole(cell) : cell)));

/** The button that deletes all of something, after a question. */
const purge = (what, path, text) => {
  const on = async () => {
    if (!(await confirm(t('purge_title'), t(`purge_${what}`), t('purge')))) return;
    await attempt(what, () => call(path, { method: 'DELETE' }));
    if (what === 'conversations') emit('purged');
  };
  return h('div.buttons', button({ icon: 'bin', text, class: 'danger', on }));
};

const forget = (what, path, title) => button({ icon: 'bin', label: t('forget_one', { title }), class: 'bare', on: () => attempt(what, () => call(path, { method: 'DELETE' })) });

export async function documents() {
  const { documents: list } = await get('/api/documents');
  const rows = list.map((one) => row(one.name, one.pages, date(one.added), forget('documents', `/api/documents/${encodeURIComponent(one.id)}`, one.name)));
  return [
    h('h1', t('documents')),
    h('p.lead', t('documents_lead')),
    h('div.buttons', pickers()),
    rows.length ? [table(t('documents'), [t('name'), t('pages'), t('added'), h('span.hide', t('delete'))], rows), purge('documents', '/api/documents', t('forget_all'))] : h('p.empty', t('no_documents')),
  ];
}

export async function memory() {
  const { items } = await get('/api/memory');
  const field = h('input', { type: 'text', id: 'remember', maxlength: 2000, autocomplete: 'off' });
  const add = () => {
    const text = field.value.trim();
    if (text) attempt('memory', () => call('/api/memory', { json: { text } }));
  };
  const list = items.map(({ id, text, created }) => {
    const path = `/api/memory/${encodeURIComponent(id)}`;
    const edit = async () => {
      const other = await prompt(t('edit'), t('note'), text);
      if (other) await attempt('memory', () => call(path, { method: 'PATCH', json: { text: other } }));
    };
    return h('li', h('p', text, ' ', h('time', date(created))), button({ icon: 'edit', label: t('edit_one', { title: text }), class: 'bare', on: edit }), forget('memory', path, text));
  });
  return [
    h('h1', t('memory')),
    h('p.lead', t('memory_lead')),
    form('form.line', add, h('label', { for: 'remember' }, t('note')), field, h('button.button.main', t('remember'))),
    list.length ? [h('ul.notes', list), purge('memory', '/api/memory', t('forget_all'))] : h('p.empty', t('no_memory')),
  ];
}

/** One of several, as radio buttons. */
function pick(key, legend, options, otherwise) {
  const now = choice(key, otherwise);
  const one = ([value, label]) => h('label', h('input', { type: 'radio', name: key, value, checked: value === now, on: { change: () => emit('chosen', { key, value }) } }), label);
  return h('fieldset.pick', h('legend', legend), options.map(one));
}

export function settings(status) {
  const { offline, requests } = status.network;
  const keys = h('input', { type: 'checkbox', role: 'switch', checked: choice('keys', 'on') === 'on', on: { change: () => emit('chosen', { key: 'keys', value: keys.checked ? 'on' : 'off' }) } });
  const languages = [['en', 'English'], ['fr', 'Français']];
  return [
    h('h1', t('settings')),
    pick('interface', t('language_page'), languages, document.documentElement.lang),
    pick('answers', t('language_answers'), [['', t('as_asked')], ...languages], ''),
    pick('theme', t('theme'), ['', 'light', 'dark'].map((value) => [value, t(`theme_${value}`)]), ''),
    h('div.buttons', h('label.switch', keys, t('keys_single')), button({ text: t('keys'), class: 'quiet', on: help })),
    h('h2', t('network')),
    h('p', t(offline ? 'network_off_why' : 'network_on_why')),
    requests.length ? table(t('requests'), [t('host'), t('requests')], requests.map((one) => row(one.host, one.count))) : h('p', icon('supported'), ' ', t('no_requests')),
    h('h2', t('history')),
    h('p', t('history_why')),
    purge('conversations', '/api/conversations', t('purge_history')),
  ];
}

export function about(status) {
  const packs = status.packs.map((pack) => row(pack.name, [pack.lang].flat().map(languageName).join(', '), pack.pages, date(pack.date), pack.licence === 'private' ? t('private') : pack.licence));
  const meaning = VERDICTS.map((verdict) => h('div', h(`dt.v-${verdict}`, icon(verdict), ' ', h(`span.claim.c-${verdict}`, word(verdict))), h('dd', t(`why_${verdict}`))));
  const { judge, model } = status;
  return [
    h('div.crest', cube(), h('h1', 'Necker'), t('version', status)),
    h('p.lead', t('about_lead')),
    h('h2', t('verdicts')),
    h('dl.meaning', meaning),
    h('h2', t('judge')),
    h('p', t('judge_is', { judge: judge.name }), ' ', t('judge_why')),
    h('p.bound', boundOf(judge) || t('bound_none')),
    h('h2', t('model')),
    h('p', h('b', modelName(model.name)), '. ', t(model.name === 'extractive' ? 'model_none_why' : 'model_why')),
    h('h2', t('packs')),
    packs.length ? table(t('packs'), ['name', 'language', 'pages', 'date', 'licence'].map((key) => t(key)), packs) : h('p', t('no_packs')),
    h('p', t('wikipedia_licence')),
    h('h2', t('limits')),
    h('ul', [1, 2, 3, 4].map((n) => h('li', t(`limit_${n}`)))),
    h('h2', t('the_name')),
    h('p', t('name_why')),
  ];
}
