/** The Lab: records of training, read from their files; every number leads to the file it stands in. */

import { call, get } from './api.js';
import { reader } from './dialog.js';
import { button, h, icon } from './dom.js';
import { later, picture, sound } from './media.js';
import { plot } from './plot.js';
import { date, precise, t, whole } from './strings.js';
import { table } from './views.js';

export async function lab(_, name) {
  if (name) return record(name, await get(`/api/lab/records/${encodeURIComponent(name)}`));
  const { records } = await get('/api/lab/records');
  const items = records.map((one) => {
    const about = [one.stages.join(', '), one.objects && t('n_files', { n: one.objects }), date(one.date)].filter(Boolean).join(' · ');
    return h('li', h('a', { href: `#/lab/${encodeURIComponent(one.name)}` }, h('b', one.name), h('span', about), one.problem && h('span', icon('warn'), ' ', one.problem), one.root && h('code', one.root)));
  });
  return [h('h1', t('lab')), h('p.lead', t('lab_lead')), items.length ? h('ul.records', items) : h('p.empty', t('no_records'))];
}

/** A sample as it lies in its file. */
async function sample(path, kind, file) {
  const blob = await (await call(path)).blob();
  if (kind !== 'text') return (kind === 'sound' ? sound : picture)(blob, file);
  const text = await blob.slice(0, 100000).text();
  const [heads, ...rows] = text.trim().split('\n').map((line) => line.split('\t'));
  return heads[1] ? table(file, heads, rows.map((row) => h('tr', row.map((cell) => h('td', cell))))) : h('pre', text);
}

function record(name, what) {
  const path = (file) => `/api/lab/files/${[name, ...file.split('/')].map(encodeURIComponent).join('/')}`;
  const link = (file, text) => button({ text: text ?? file, class: 'file', title: file, on: () => reader(path(file), file) });
  const said = (value) => (typeof value === 'number' ? precise(value) : typeof value === 'boolean' ? t(value ? 'yes' : 'nay') : String(value ?? '–'));
  const figures = what.figures.map((one) => h('tr', h('td', one.name), h('td.number', one.file ? link(one.file, said(one.value)) : said(one.value)), h('td', one.file)));
  const columns = Object.keys(what.stages[0] ?? {});
  const stages = what.stages.map((one) => h('tr', columns.map((key) => h(typeof one[key] === 'number' ? 'td.number' : 'td', /^[0-9a-f]{64}$/.test(one[key]) ? h('code', { title: one[key] }, `${one[key].slice(0, 12)}…`) : said(one[key])))));
  const files = what.files.map((one) => h('tr', h('td', link(one.path)), h('td.number', whole(one.size)), h('td', h('code', one.sha256))));
  return [
    h('p', h('a', { href: '#/lab' }, icon('prev'), ' ', t('lab'))),
    h('h1', name),
    what.root && h('p', t('root'), ' ', h('code', what.root)),
    stages.length > 0 && [h('h2', t('stages')), table(t('stages'), columns.map((key) => key.replace('_', ' ')), stages)],
    h('h2', t('figures')),
    table(t('figures'), [t('name'), t('value'), t('file')], figures),
    what.plots.map((one) => plot(one, one.file && link(one.file))),
    what.samples.length > 0 && [h('h2', t('samples')), what.samples.map(({ kind, file }) => h('figure.plot', h('figcaption', link(file)), later(() => sample(path(file), kind, file))))],
    files.length > 0 && [h('h2', t('files')), table(t('files'), [t('file'), t('bytes'), 'SHA-256'], files)],
  ];
}
