/** `<necker-thread>`: the conversation, as it streams or as it was stored; on the first screen the example. */

import { call, changed, events, Failure, get } from './api.js';
import { answered, entry as make, spoken } from './answer.js';
import { announce, emit, listen } from './bus.js';
import { fill, fresh, h, icon } from './dom.js';
import { wide } from './evidence.js';
import { figure, wav } from './media.js';
import { choice } from './prefs.js';
import { language, t } from './strings.js';

/** @typedef {import('./answer.js').Entry} Entry */

const MOST_WAIT = 5000; // milliseconds between two looks at what another tab writes

export class NeckerThread extends HTMLElement {
  conversation = null;
  title = '';
  entries = [];
  /** @type {Map<Entry, import('./answer.js').NeckerAnswer>} */
  views = new Map();
  running = null;
  incognito = false;
  /** Raised at each change of conversation, so that what arrives late is not shown in the wrong one. */
  turn = 0;

  connectedCallback() {
    listen('language', () => this.relabel());
    listen('again', (one) => this.send(one.kind, one.kind === 'check' ? one.text : one.question));
    listen('pinned', (pinned) => this.views.forEach((view, one) => view.pin(pinned?.entry === one ? pinned.claim : null)));
  }

  /** The first screen, or a new conversation: a welcome and the example. */
  async fresh(incognito = false) {
    this.leave(null);
    this.hide(incognito);
    this.draw();
    const turn = this.turn;
    const answer = await get(`/api/example?lang=${language()}`).catch(() => null);
    if (!answer || turn !== this.turn || this.entries.length) return;
    this.entries = [answered(answer, { kind: 'example', question: answer.question })];
    this.draw();
    emit('pin', { entry: this.entries[0], claim: answer.claims.find((claim) => claim.verdict === 'contradicted') ?? null });
  }

  /** What was stored under this id; again while another tab still writes it. */
  async open(id) {
    if (id === this.conversation && (this.running || (this.entries.length && !this.working))) return;
    this.leave(id);
    const { turn } = this;
    for (let wait = 300; turn === this.turn && !this.running; wait = Math.min(wait * 1.5, MOST_WAIT)) {
      try {
        const stored = await get(`/api/conversations/${encodeURIComponent(id)}`);
        if (turn !== this.turn || this.running) return;
        this.title = stored.title;
        this.entries = told(stored.messages);
        this.draw();
        const last = this.entries.at(-1);
        emit('pin', { entry: last, claim: null });
        this.lastElementChild.scrollIntoView({ block: 'end' });
        if (!this.working) return;
      } catch (error) {
        // what another tab writes stays when the server goes, and is read again with it
        if (turn === this.turn && (error.status || !this.working)) fill(this, h('p.trouble', icon('warn'), error.message || t('lost')));
        return;
      }
      await new Promise((done) => setTimeout(done, wait));
    }
  }

  leave(id) {
    this.turn += 1;
    this.running?.abort();
    this.conversation = id;
    this.title = '';
    this.entries = [];
    this.views.clear();
    this.hide(false);
    emit('pin', { entry: null, claim: null });
  }

  /** Incognito or not. */
  hide(on) {
    this.incognito = on;
    emit('hidden', on);
  }

  get working() {
    return /writing|checking/.test(this.entries.at(-1)?.state);
  }

  get first() {
    return !this.entries.length || this.entries[0].kind === 'example';
  }

  draw() {
    this.views.clear();
    const title = this.title || this.entries[0]?.question || t('new');
    fill(this, this.first ? this.welcome() : h(!this.title || title === this.entries[0].question ? 'h1.hide' : 'h1.title', title), this.entries.map((one) => this.article(one)), this.first && this.ideas());
    document.title = `${this.first ? t('tagline') : title} · Necker`;
  }

  /** The language of the page has changed; what was said stays as it was said. */
  relabel() {
    if (this.first && !this.running && this.turn) this.fresh(this.incognito);
    else this.draw();
  }

  welcome() {
    return h('div.welcome', h('h1', t('tagline')), h('p.lead', t('lead')), this.incognito && h('p.incognito', icon('mask'), ' ', t('incognito_why')));
  }

  ideas() {
    const one = (key, act) => h('li', h('button.idea', { type: 'button', on: { click: act } }, t(key)));
    const ask = (key) => one(key, () => emit('say', { text: t(key), mode: 'ask' }));
    const check = one('idea_check', () => emit('fill', { text: t('idea_text'), mode: 'check' }));
    return h('div.ideas', h('h2', t('try')), h('ul', ask('idea_1'), check, ask('idea_2')), h('p.drop-hint', icon('folder'), ' ', t('drop_hint')));
  }

  article(one) {
    const view = document.createElement('necker-answer');
    view.entry = one;
    this.views.set(one, view);
    const name = fresh('entry');
    const asked = one.kind === 'ask';
    const head = h(asked ? 'h2.question' : 'h2.label', { id: name, lang: (asked && one.lang) || null }, asked ? one.question : t(`kind_${one.kind}`));
    const words = /draw|say|example/.test(one.kind) && one.question && h('p.asked', { lang: one.lang || null }, one.question);
    return h(`article.entry.${one.kind}`, { 'aria-labelledby': name }, head, words, one.given.map((blob) => figure({ ...blob, given: true }, one)), view);
  }

  /** Shows a new entry and does the work; never raises. */
  async run(one, work) {
    if (this.running) return emit('trouble', new Error(t('doing')));
    const control = new AbortController();
    this.running = control;
    one.incognito = this.incognito;
    const before = this.entries;
    this.entries = this.first ? [one] : [...before, one];
    if (this.entries.length === 1) this.draw();
    else this.append(this.article(one));
    this.lastElementChild.scrollIntoView({ block: 'start' });
    emit('pin', { entry: one, claim: null });
    emit('running', true);
    try {
      await work(control.signal);
    } catch (error) {
      this.failed(one, error, control.signal, before);
    }
    this.running = null;
    emit('running', false);
    if (!one.incognito) changed('conversations');
  }

  sent() {
    return { conversation: this.conversation, incognito: this.incognito, lang: choice('answers', '') || null };
  }

  /** Asks, checks, or has something made. @param {string} kind ask, check, draw, say */
  send(kind, text) {
    const check = kind === 'check';
    const one = make({ kind, question: check ? '' : text, text: check ? text : '', state: 'writing' });
    return this.run(one, async (signal) => {
      const { turn } = this;
      if (kind === 'draw' || kind === 'say') return this.ready(one, await get(`/api/${kind}`, { json: { ...this.sent(), text }, signal }), turn);
      const [path, key] = check ? ['/api/verify', 'text'] : ['/api/ask', 'question'];
      await this.stream(one, await call(path, { json: { ...this.sent(), [key]: text }, signal }), signal, turn);
    });
  }

  /** A picture or a sound was given: what the model sees or hears in it. @param verb see or hear */
  given(verb, file) {
    const name = file.name || t(verb);
    return this.run(make({ kind: verb, question: name, state: 'writing', given: [{ data: file, label: name }] }), async (signal) => {
      const { turn } = this;
      const body = new FormData();
      body.append('file', verb === 'hear' ? await wav(file) : file, name);
      for (const [key, value] of Object.entries(this.sent())) if (value !== null) body.append(key, String(value));
      this.ready(this.entries.at(-1), await get(`/api/${verb}`, { body, signal }), turn);
    });
  }

  failed(one, error, signal, before) {
    if (signal.aborted) one.state = 'stopped';
    else if (error.code === 'NK-SERVER-LOST' && !one.id && !one.given.length) {
      // the server never heard of it: it stays in the composer, not here
      this.entries = before;
      this.draw();
      return emit('pin', { entry: before.at(-1), claim: null });
    } else one.state = error.code === 'NK-SERVER-LOST' ? 'broken' : 'failed';
    one.error = error instanceof Failure ? error : { message: t('failed'), why: String(error?.message ?? error) };
    this.views.get(one)?.drawState();
    announce(one.state === 'failed' ? one.error.message : t(one.state));
  }

  async stream(one, response, signal, turn) {
    const check = one.kind === 'check';
    for await (const { event, data } of events(response, signal)) {
      const view = this.views.get(one);
      if (event === 'start') this.started(one, data, turn);
      else if (event === 'text' && !check) {
        one.text += data.delta;
        view?.grow();
      } else if (event === 'checking') {
        one.state = event;
        one.progress = [data.done, data.total];
        view?.drawState();
        if (data.done < data.total) announce(t('checking', data));
      } else if (event === 'claim') {
        one.claims.push(data.claim);
        view?.mark(data.claim);
        emit('judged', one);
      } else if (event === 'answer') return this.finish(one, data);
      else if (event === 'failed') throw new Failure(data.error);
    }
    throw new Failure({ code: 'NK-SERVER-LOST' });
  }

  /** The server has taken it, and said where it is kept. */
  started(one, data, turn) {
    emit('taken', one.kind === 'check' ? one.text : one.question);
    Object.assign(one, { id: data.message ?? null, model: data.model ?? '', judge: data.judge ?? '' });
    if (turn !== this.turn || !data.conversation || data.conversation === this.conversation) return;
    this.conversation = data.conversation;
    emit('named', data.conversation);
    changed('conversations');
  }

  finish(one, answer) {
    const view = this.views.get(one);
    const same = one.text === answer.answer && one.claims.length === answer.claims.length && one.claims.every((claim, at) => claim.end === answer.claims[at].end && claim.verdict === answer.claims[at].verdict);
    const { lang, model, judge, claims } = answer;
    Object.assign(one, { text: answer.answer, claims: same ? one.claims : claims, answer, lang, model, judge, state: 'done', id: answer.message ?? one.id });
    if (same && view && !view.due) view.body.lang = lang;
    else view?.drawText();
    view?.drawState();
    emit('judged', one);
    const box = view?.closest('article');
    if (box?.getBoundingClientRect().top > 0) box.scrollIntoView({ block: 'nearest' }); // it has grown beyond the edge
    const wrong = one.claims.find((claim) => claim.verdict === 'contradicted');
    if (wrong && wide.matches) emit('pin', { entry: one, claim: wrong });
    announce(spoken(one));
  }

  /** What a model made of it. */
  ready(one, data, turn) {
    this.started(one, data, turn);
    Object.assign(one, { text: data.text ?? '', state: 'done', blobs: data.blob ? [data.blob] : [] });
    if (one.given.length) one.blobs = [];
    this.views.get(one)?.draw();
    emit('judged', one);
    announce(`${t('generated')} ${one.text}`);
  }
}

/** Stored messages to entries: a question and the answer after it are one. */
export function told(messages) {
  const entries = [];
  let asked = null;
  const loose = () => asked && entries.push(make({ question: asked.text, state: 'broken', given: asked.blobs }));
  for (const message of messages) {
    const { id, answer, state, blobs, role, kind, model } = message;
    if (role === 'user') {
      loose();
      asked = message;
      continue;
    }
    const common = { kind: kind ?? (role === 'checked' ? 'check' : 'ask'), id, state, blobs, question: asked?.text ?? '', given: asked?.blobs ?? [], model: model ?? '' };
    asked = null;
    // of an answer that was never finished there is only what had been judged
    entries.push(state === 'done' && answer ? answered(answer, common) : make({ ...common, text: answer?.answer || message.text, claims: answer?.claims ?? [] }));
  }
  loose();
  return entries;
}

customElements.define('necker-thread', NeckerThread);
