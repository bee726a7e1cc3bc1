/** The page: its top bar, what it says when the server is away, which view is shown, the keys.  Everything starts here. */

import { modelName } from './answer.js';
import { askTabs, get, giveKey, plain, takeKey } from './api.js';
import { announce, emit, listen } from './bus.js';
import { hideCard, showCard } from './card.js';
import './composer.js';
import { help } from './dialog.js';
import { active, button, cube, fill, form, h, icon } from './dom.js';
import { wide } from './evidence.js';
import { listenForFiles } from './files.js';
import { lab } from './lab.js';
import { choice, choose } from './prefs.js';
import './rail.js';
import { setLanguage, t, wanted } from './strings.js';
import './thread.js';
import { about, documents, memory, settings } from './views.js';

const BEAT = 15000; // milliseconds between two looks at the server
const VIEWS = { documents, memory, lab, settings, about };

const $ = (id) => document.getElementById(id);
const [thread, rail, panel] = ['thread', 'rail', 'evidence'].map($);
const page = document.body.dataset; // which parts are open, for the style sheet

let status = null;
/** What is the matter: nothing, `starting`, `lost` or `locked`. */
let matter = 'starting';
let attempts = 0;
let clock = 0;

// ---- the server ----

/** Looks whether the server is there; when it is away again, a little later each time. */
async function beat() {
  clearTimeout(clock);
  const before = matter;
  try {
    status = await get('/api/status');
    [matter, attempts] = ['', 0];
  } catch (error) {
    matter = error.status === 401 ? 'locked' : 'lost';
    if (matter === 'locked') askTabs();
    attempts += 1;
  }
  drawBanner();
  clock = setTimeout(beat, matter === 'lost' ? Math.min(600 * 1.6 ** attempts, 10000) : BEAT);
  if (matter) return;
  emit('status', status);
  drawState();
  if (!before) return;
  if (before === 'lost') announce(t('back'));
  rail.load();
  route();
}

function drawBanner(anew = false) {
  const banner = $('banner');
  const what = matter || (status?.problem ? 'problem' : '');
  banner.hidden = !what || what === 'starting';
  if (page.matter === what && !anew) {
    if (what === 'lost') $('attempt').textContent = t('attempt', { n: attempts });
    return;
  }
  page.matter = what;
  if (banner.hidden) return fill(banner);
  announce(what === 'problem' ? status.problem.message : t(what));
  if (what === 'lost') {
    const attempt = h('span', { id: 'attempt' }, t('attempt', { n: attempts }));
    return fill(banner, icon('off'), h('p', h('b', t('lost')), ' ', t('lost_why'), ' ', attempt), h('code', 'NK-SERVER-LOST'), button({ icon: 'again', text: t('try_now'), on: beat }));
  }
  if (what === 'problem') return fill(banner, icon('warn'), h('p', h('b', status.problem.message), ' ', status.problem.why, status.problem.do && ` → ${status.problem.do}`));
  const field = h('input', { type: 'text', id: 'key', autocomplete: 'off', spellcheck: 'false' });
  const open = () => {
    giveKey(field.value);
    beat();
  };
  fill(banner, icon('warn'), form('form.line', open, h('p', h('b', t('locked')), ' ', t('locked_why')), h('label', { for: 'key' }, t('key')), field, h('button.button', t('open'))));
}

// ---- the top bar ----

function drawState() {
  if (!status) return;
  const { offline, requests } = status.network;
  const n = requests.reduce((sum, one) => sum + one.count, 0);
  const words = n ? t('network_sent', { n, host: requests.at(-1).host }) : t(offline ? 'network_off' : 'network_quiet');
  fill(
    $('state'),
    h('a.chip.model', { href: '#/about' }, t('model_short'), ' ', modelName(status.model.name)),
    h('a.chip', { href: '#/settings', title: t(offline ? 'network_off_why' : 'network_on_why') }, icon(n ? 'on' : 'off'), h('span', words)),
  );
}

function drawFrame() {
  const here = document.documentElement.lang;
  const one = (lang, name) => h('button', { type: 'button', lang, 'aria-pressed': `${here === lang}`, title: name, on: { click: () => emit('chosen', { key: 'interface', value: lang }) } }, lang.toUpperCase());
  const inside = $('languages').contains(active());
  fill($('languages'), one('fr', 'Français'), one('en', 'English'));
  if (inside) $('languages').querySelector('[aria-pressed=true]').focus();
  const named = { languages: 'language_page', menu: 'menu', brand: 'new', keys: 'keys', side: 'conversations', shade: 'close', banner: 'network' };
  for (const [id, key] of Object.entries(named)) $(id).setAttribute('aria-label', id === 'brand' ? `Necker, ${t(key)}` : t(key));
  $('ledger').textContent = t('evidence');
  $('skip').textContent = t('skip');
  fill($('veil'), h('div', icon('folder'), h('b', t('drop')), h('span', t('drop_why'))));
  drawState();
}

// ---- which view ----

let shown = '';
async function route() {
  const [, name = '', rest = ''] = /^#\/(\w*)\/?(.*)$/.exec(location.hash) ?? [];
  const view = name in VIEWS && name;
  const id = plain(rest) || null;
  page.route = view || 'talk';
  $('talk').hidden = Boolean(view);
  $('view').hidden = !view;
  drawer(false);
  emit('route', { route: view || (id ? 'talk' : 'new'), id });
  if (matter) return;
  if (view) return draw(view, id);
  shown = '';
  if (id) await thread.open(id);
  else if (thread.conversation || !thread.entries.length) thread.fresh();
}

async function draw(view, id) {
  const { hash } = location;
  let parts;
  try {
    parts = await VIEWS[view](status, id);
  } catch (error) {
    parts = [h('h1', t(view)), h('p.trouble', icon('warn'), ' ', error.message || t('lost'))];
  }
  if (hash !== location.hash) return;
  fill($('view'), parts);
  document.title = `${t(view)} · Necker`;
  if (shown !== hash) $('view').focus();
  shown = hash;
}

const roomy = matchMedia('(min-width: 860px)');

/** The rail, where it is a drawer. */
function drawer(open) {
  const inside = $('side').contains(active());
  page.rail = String(open);
  $('menu').setAttribute('aria-expanded', String(open));
  fit();
  if (open) $('side').querySelector('a').focus();
  else if (inside && !roomy.matches) $('menu').focus();
}

/** What lies under an open drawer, or in a closed one, cannot be reached. */
function fit() {
  const open = page.rail === 'true' && !roomy.matches;
  $('side').inert = !roomy.matches && !open;
  $('middle').inert = open;
}

// ---- the keys ----

/** To another claim. */
function step(by) {
  const markers = [...thread.querySelectorAll('.marker')];
  const at = markers.findIndex((marker) => marker === active() || marker.matches('[data-pinned]'));
  const next = markers[at < 0 ? (by > 0 ? 0 : markers.length - 1) : (at + by + markers.length) % markers.length];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** Into the evidence, and back to the claim. */
function evidence() {
  if (panel.contains(active())) return panel.close();
  const marker = active().closest('.marker');
  marker?.click();
  panel.back = marker ?? thread.querySelector('[data-pinned]') ?? panel.back;
  page.evidence = 'open';
  panel.focus();
}

function fresh() {
  location.hash = '#/';
  thread.fresh();
  $('question').focus();
}

const ACTS = { j: () => step(1), k: () => step(-1), e: evidence, n: fresh, '?': help, '/': () => $('search').focus() };

addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    if (hideCard() || document.querySelector('dialog[open], :popover-open')) return;
    if (page.rail === 'true') drawer(false);
    else if (!wide.matches && page.evidence === 'open') panel.close();
  }
  const typing = event.target.closest?.('textarea, dialog, input:not([type=radio], [type=checkbox])');
  if (!ACTS[event.key] || event.ctrlKey || event.metaKey || event.altKey || typing || choice('keys', 'on') === 'off') return;
  event.preventDefault();
  ACTS[event.key]();
});

// ---- what the parts say to each other ----

listen('lost', () => matter !== 'lost' && beat());
listen('locked', () => matter || beat());
listen('key', beat);
listen('trouble', (error) => {
  if (error.code === 'NK-SERVER-LOST') return;
  const toast = h('div.toast', { role: 'alert' }, icon('warn'), h('div', h('b', error.message), h('p', error.why), error.do && h('p', `→ ${error.do}`)), button({ icon: 'close', label: t('close'), class: 'bare', on: () => toast.remove() }));
  document.body.append(toast);
  setTimeout(() => toast.remove(), 15000);
});
listen('say', ({ text, mode }) => thread.send(mode, text));
listen('stop', () => thread.running?.abort());
for (const verb of ['see', 'hear']) {
  listen(verb, (file) => {
    if (page.route !== 'talk') location.hash = thread.conversation ? `#/c/${thread.conversation}` : '#/';
    thread.given(verb, file);
  });
}
listen('named', (id) => {
  history.replaceState(null, '', `#/c/${encodeURIComponent(id)}`);
  emit('route', { route: 'talk', id });
});
listen('incognito', (on) => {
  history.replaceState(null, '', '#/');
  emit('route', { route: 'new', id: null });
  thread.fresh(on);
  if (on) announce(t('incognito_why'));
});
listen('changed', (what) => {
  if (page.route === what) draw(what, null);
  if (what === 'documents') beat();
});
listen('purged', () => thread.leave(null));
listen('renamed', ({ id, title }) => {
  if (id !== thread.conversation) return;
  thread.title = title;
  thread.draw();
});
listen('chosen', ({ key, value }) => {
  choose(key, value);
  if (key === 'theme') document.documentElement.dataset.theme = value;
  if (key !== 'interface') return;
  speak(value);
  beat().then(() => page.route === 'about' && route()); // the server tells of its judge in this language
});
listen('at', ({ entry, claim, marker }) => {
  if (page.evidence === 'open' && wide.matches) emit('pin', { entry, claim });
  else if (marker.matches(':focus-visible')) showCard(claim, marker);
});

function speak(lang) {
  setLanguage(lang);
  drawFrame();
  drawBanner(true);
  emit('language', lang);
  if (page.route !== 'talk') route();
}

// ---- the beginning ----

const size = () => (page.evidence = wide.matches ? 'open' : 'closed');
size();
wide.onchange = size;
roomy.onchange = fit;
fill($('menu'), icon('menu'));
$('brand').prepend(cube());
$('menu').onclick = () => drawer(page.rail !== 'true');
$('shade').onclick = () => drawer(false);
$('keys').onclick = help;
$('brand').onclick = () => location.hash === '#/' && thread.fresh();
$('ledger').onclick = evidence;
$('skip').onclick = (event) => {
  event.preventDefault();
  $('question').focus();
};
onhashchange = () => {
  takeKey();
  route();
};
addEventListener('scroll', () => hideCard(), { capture: true, passive: true });
addEventListener('online', beat);
addEventListener('beforeprint', () => document.querySelectorAll('details.sources').forEach((one) => (one.open = true)));
listenForFiles($('veil'));
takeKey();
document.documentElement.dataset.theme = choice('theme', '');
speak(wanted());
beat();
