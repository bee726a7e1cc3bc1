/** `<necker-answer>`: an answer or a checked text, its claims marked as their verdicts arrive, what it comes to, what can be done with it. */

import { call } from './api.js';
import { emit } from './bus.js';
import { hideCard, showCard } from './card.js';
import { away, button, cube, fill, fresh, h, icon, keep } from './dom.js';
import { markdown } from './markdown.js';
import { figure, made } from './media.js';
import { units } from './points.js';
import { precise, t } from './strings.js';
import { copy, kind, sources, summary, totals, withSources, word } from './verdicts.js';

/** @typedef {import('./verdicts.js').Claim} Claim */
/** @typedef {import('./verdicts.js').Answer} Answer */
/**
 * What is shown of one exchange.  `kind`: ask, check, draw, say, see, hear, example; `state`: writing, checking, done, stopped, broken,
 * failed; `blobs` were made, `given` came from the user.
 * @typedef {{kind: string, question: string, text: string, claims: Claim[], answer: Answer|null, state: string, progress: [number, number]|null,
 *   error: any, id: string|null, lang: string, blobs: any[], given: any[], model: string, judge: string, incognito?: boolean}} Entry
 */

const EMPTY = { kind: 'ask', question: '', text: '', answer: null, state: 'done', progress: null, error: null, id: null, lang: '', model: '', judge: '' };

/** @param {Partial<Entry>} what @returns {Entry} */
export const entry = (what) => ({ ...EMPTY, claims: [], blobs: [], given: [], ...what });

/** @param {Answer} answer @param {Partial<Entry>} more @returns {Entry} */
export const answered = (answer, more) => entry({ text: answer.answer, claims: answer.claims, answer, lang: answer.lang, model: answer.model, judge: answer.judge, ...more });

export class NeckerAnswer extends HTMLElement {
  /** @type {Entry} */
  entry = entry({});
  leaves = [];
  markers = new Map();
  at = units('');
  top = h('div.sum');
  body = h('div.text');
  foot = h('div.foot');
  due = 0;

  connectedCallback() {
    if (!this.firstChild) this.append(this.top, this.body, this.foot);
    this.draw();
  }

  draw() {
    this.drawText();
    this.drawState();
  }

  /** The text has grown: it is shown with the next frame. */
  grow() {
    this.due ||= requestAnimationFrame(() => {
      this.due = 0;
      this.drawText();
    });
  }

  drawText() {
    const { text, lang, claims } = this.entry;
    const { nodes, leaves } = markdown(text);
    this.leaves = leaves;
    this.at = units(text);
    this.markers.clear();
    if (lang) this.body.lang = lang;
    this.body.hidden = !text;
    fill(this.body, nodes);
    for (const claim of claims) this.mark(claim);
  }

  /** Underlines the claim, puts its marker after it, and under its block what the source says instead. */
  mark(claim) {
    const [start, end] = [this.at(claim.start), this.at(claim.end)];
    const style = `span.claim.c-${kind(claim)}`;
    let last = null;
    this.leaves = this.leaves.flatMap((leaf) => {
      if (leaf.end <= start || leaf.start >= end) return [leaf];
      const parts = cut(leaf, Math.max(leaf.start, start), Math.min(leaf.end, end));
      const mine = parts.find((part) => part.start >= start && part.end <= end);
      last = h(style);
      mine.node.replaceWith(last);
      last.append(mine.node);
      return parts;
    });
    const marker = this.marker(claim);
    this.markers.set(claim, marker);
    if (!last) return this.body.append(marker);
    const box = last.closest('a, code, pre'); // in which no button may stand
    if (box) box.after(marker);
    else this.tie(last, style, marker);
    if (kind(claim) === 'contradicted') this.correct(claim, marker);
  }

  /** The marker never begins a line: it keeps to the last word. */
  tie(last, style, marker) {
    const leaf = this.leaves.find(({ node }) => node === last.firstChild);
    const space = leaf.node.data.trimEnd().lastIndexOf(' ') + 1;
    if (!space) {
      const tie = h('span.tie');
      last.replaceWith(tie);
      return tie.append(last, marker);
    }
    const [, rest] = cut(leaf, leaf.start + space, leaf.end);
    this.leaves.splice(this.leaves.indexOf(leaf), 1, { ...leaf, end: rest.start }, rest);
    last.after(h('span.tie', h(style, rest.node), marker));
  }

  marker(claim) {
    const said = h('span', { id: fresh('said'), hidden: true }, this.name(claim));
    const on = {
      click: () => {
        hideCard();
        emit('pin', { entry: this.entry, claim, by: 'hand' });
      },
      pointerenter: (event) => event.pointerType !== 'touch' && showCard(claim, event.currentTarget),
      pointerleave: () => hideCard(300),
      focus: (event) => emit('at', { entry: this.entry, claim, marker: event.currentTarget }),
      blur: () => hideCard(150),
    };
    return h(`button.marker.v-${kind(claim)}`, { type: 'button', 'aria-describedby': said.id, lang: document.documentElement.lang, on }, icon(kind(claim)), h('span', word(kind(claim))), said);
  }

  /** “Claim 3, contradicted, 1 source” */
  name(claim) {
    return [t('claim_at', { at: this.entry.claims.indexOf(claim) + 1 }), word(kind(claim)), t('n_sources', { n: claim.evidence.length })].join(', ');
  }

  correct(claim, marker) {
    const block = marker.closest('p, li, td, h3, h4, h5, h6') ?? marker;
    const against = claim.evidence.find((one) => one.stance === 'contradicts');
    const what = against ? [h('q', { lang: against.lang }, against.quote), ' ', h('cite', against.title)] : h('code', `${claim.code} → ${claim.output}`);
    const note = h('div.erratum', { role: 'note' }, h('b', t('source_says')), ' ', what);
    if (block.matches('li, td')) return block.append(note);
    let after = block;
    while (after.nextElementSibling?.matches('.erratum')) after = after.nextElementSibling;
    after.after(note);
  }

  /** Above the text what it comes to, or how far it is; under it what can be done. */
  drawState() {
    const { state, progress, claims, answer, text, kind } = this.entry;
    const working = state === 'writing' || state === 'checking';
    if (working) {
      const [done, total] = progress ?? [0, 0];
      const what = total ? t('checking', { done, total }) : t(/ask|check/.test(kind) ? (text && kind === 'ask' ? 'checking_soon' : `doing_${kind}`) : 'doing');
      fill(this.top, cube('turning'), h('span', what), total > 0 && h('progress', { max: total, value: done, 'aria-label': what }));
    } else if (claims.length) {
      const parts = totals(claims).map(([verdict, n]) => h(`span.count.v-${verdict}`, icon(verdict), ' ', t(`n_${verdict}`, { n })));
      const on = { click: () => emit('pin', { entry: this.entry, claim: null, by: 'hand' }) };
      fill(this.top, h('button.total', { type: 'button', title: t('all_claims'), on }, h('span.count', t('n_claims', { n: claims.length })), parts));
    } else fill(this.top, answer?.abstained && h('span.count.v-not_enough', icon('not_enough'), ' ', t('abstained')));
    this.top.hidden = !this.top.firstChild;
    const understood = /see|hear/.test(kind) && state === 'done' && h('p.notice', !text && [t('unreadable'), ' '], made(this.entry));
    fill(this.foot, this.trouble(), this.near(), understood, this.entry.blobs.map((blob) => figure(blob, this.entry)), this.notice(), !working && [this.sources(), this.actions()]);
  }

  /** Why there is no more of it. */
  trouble() {
    const { state, error } = this.entry;
    if (!/stopped|broken|failed/.test(state)) return null;
    const known = error?.code === 'NK-SERVER-LOST' ? 'broken' : state;
    const told = known !== 'failed' || !error?.message;
    return h(
      'div.trouble',
      icon(state === 'stopped' ? 'stop' : 'warn'),
      h('div', h('b', told ? t(known) : error.message), h('p', told ? t(`${known}_why`) : error.why), !told && [error.do && h('p', `→ ${error.do}`), h('code', error.code)]),
    );
  }

  near() {
    const closest = this.entry.answer?.closest ?? [];
    return closest.length > 0 && h('div.closest', h('p', t('closest')), h('ul', closest.map((one) => h('li', { lang: one.lang }, away(one.url, one.title)))));
  }

  notice() {
    const notice = this.entry.answer?.notice;
    return notice && h('p.notice', icon('warn'), ' ', notice);
  }

  sources() {
    const all = sources(this.entry.claims);
    if (!all.length) return null;
    const list = all.map((one) => h('li', h('q', { lang: one.lang }, one.quote), h('span.from', away(one.url, one.title), ` · ${one.licence}`)));
    return h('details.sources', h('summary', t('n_sources', { n: all.length })), h('ol', list));
  }

  actions() {
    const { answer, id, state, kind: what, incognito, text } = this.entry;
    const again = () => emit('again', this.entry);
    const by = answer && [t('by', { model: modelName(answer.model), judge: answer.judge }), answer.seconds > 0 && ` · ${precise(Math.round(answer.seconds * 100) / 100)} s`];
    return h(
      'div.actions',
      text && button({ icon: 'copy', text: t('copy'), class: 'quiet', on: (event) => this.copy(event.currentTarget.lastChild) }),
      answer && id && !incognito && state === 'done' && button({ icon: 'down', text: t('proof'), class: 'quiet', on: () => this.proof() }),
      /stopped|broken|failed/.test(state) && button({ icon: 'again', text: t(what === 'check' ? 'check_again' : 'ask_again'), class: 'quiet', on: again }),
      by && h('span.by', by),
    );
  }

  async copy(label) {
    const { answer, text } = this.entry;
    label.textContent = await copy(answer ? withSources(answer) : text);
    setTimeout(() => (label.textContent = t('copy')), 2000);
  }

  async proof() {
    const { id } = this.entry;
    await call(`/api/messages/${id}/proof`).then(async (response) => keep(await response.blob(), `necker-${id}.proof.json`)).catch((error) => emit('trouble', error));
  }

  /** Which claim the panel shows. */
  pin(claim) {
    for (const [one, marker] of this.markers) marker.toggleAttribute('data-pinned', one === claim);
  }
}

/** A leaf in up to three: before `from`, between, after `to`. */
function cut(leaf, from, to) {
  let { node, start } = leaf;
  const parts = [];
  for (const at of [from, to]) {
    if (at <= start || at >= leaf.end) continue;
    const rest = node.splitText(at - start);
    parts.push({ node, start, end: at });
    [node, start] = [rest, at];
  }
  return [...parts, { node, start, end: leaf.end }];
}

export const modelName = (name) => (/^(extractive|text|example)$/.test(name) ? t(`model_${name}`) : name);

/** The one announcement at the end. */
export const spoken = (one) => (one.answer?.abstained ? t('abstained') : `${t('complete')} ${summary(one.claims)}`);

customElements.define('necker-answer', NeckerAnswer);
