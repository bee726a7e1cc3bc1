/** `<necker-evidence>`: the ledger.  All claims of an answer as accounts, or one claim with the passages it stands on. */

import { announce, emit, listen } from './bus.js';
import { active, away, button, cube, fill, h, icon } from './dom.js';
import { slice } from './points.js';
import { date, t } from './strings.js';
import { boundOf, cited, copy, kind, summary, totals, word } from './verdicts.js';

/** Wide windows have room for the panel beside the text. */
export const wide = matchMedia('(min-width: 1150px)');

/** Without the marks of Markdown. */
const bare = (text) => text.replace(/(\*+|`)(\S.*?)\1/g, '$2');

/** The words that decided, where the reason names them; what else is in it is for programs. */
function why(reason) {
  const [, lacks, said, found] = /^(?!neg|rep)\w+( not found)?: (.+?)(?: \/ (.+))?$/.exec(reason ?? '') ?? [];
  return found && !reason.startsWith('name') ? t('differs', { said, found }) : (lacks || found) && t('lacks', { said });
}

export class NeckerEvidence extends HTMLElement {
  /** @type {{entry: import('./answer.js').Entry, claim: import('./verdicts.js').Claim|null}|null} */
  pinned = null;
  /** What GET /api/status told. */
  status = null;
  /** Where the focus goes back to. */
  back = null;

  connectedCallback() {
    this.tabIndex = -1;
    listen('pin', (what) => this.pin(what));
    listen('judged', (one) => this.pinned?.entry === one && !this.pinned.claim && this.draw());
    listen('language', () => this.draw());
    listen('status', (status) => {
      const other = status.judge.bound !== this.status?.judge.bound;
      this.status = status;
      if (other) this.draw();
    });
    this.addEventListener('keydown', (event) => event.key === 'Escape' && this.close());
  }

  /** `by` is there when the user asked for it. */
  pin({ entry, claim, by }) {
    const inside = this.contains(active());
    if (by && !inside) this.back = active();
    this.pinned = entry && { entry, claim };
    this.draw();
    emit('pinned', this.pinned);
    if (!by) return;
    document.body.dataset.evidence = 'open';
    this.scrollTop = 0;
    if (inside || !wide.matches) this.focus();
    else announce(t('evidence') + t('colon') + (claim ? `${word(kind(claim))}. ${claim.evidence[0]?.title ?? ''}` : summary(entry.claims)));
  }

  close() {
    document.body.dataset.evidence = 'closed';
    (this.back?.isConnected ? this.back : document.getElementById('question')).focus();
  }

  draw() {
    this.setAttribute('aria-label', t('evidence'));
    const { entry, claim } = this.pinned ?? {};
    const head = h('div.head', h('h2', t('evidence')), claim && this.steps(entry, claim), button({ icon: 'close', label: t('close'), class: 'bare', on: () => this.close() }));
    fill(this, head, claim ? this.claim(entry, claim) : entry ? this.accounts(entry) : h('div.nothing', cube(), h('p', t('no_pin'))), entry && this.bound(entry));
  }

  /** To the claim before and after. */
  steps(entry, claim) {
    const at = entry.claims.indexOf(claim);
    const go = (picture, label, to) => button({ icon: picture, label: t(label), class: 'bare', disabled: !entry.claims[to], on: () => emit('pin', { entry, claim: entry.claims[to], by: 'hand' }) });
    return h('div.steps', go('prev', 'claim_before', at - 1), h('span', `${at + 1} / ${entry.claims.length}`), go('next', 'claim_after', at + 1));
  }

  /** Every claim on a line, and the total under a double rule. */
  accounts(entry) {
    if (!entry.claims.length) return h('p.nothing', entry.state === 'done' ? t(entry.answer?.abstained ? 'abstained' : 'no_claims') : '…');
    const rows = entry.claims.map((claim, at) => {
      const on = { click: () => emit('pin', { entry, claim, by: 'hand' }) };
      return h(`tr.v-${kind(claim)}`, h('td.no', at + 1), h('td', { lang: entry.lang || null }, h('button.line', { type: 'button', on }, bare(claim.text))), h('td.verdict', icon(kind(claim)), ' ', word(kind(claim))));
    });
    const head = ['no', 'claim', 'verdict'].map((key) => h('th', { scope: 'col' }, t(key)));
    const sum = totals(entry.claims).map(([verdict, n]) => h(`div.v-${verdict}`, icon(verdict), ' ', t(`n_${verdict}`, { n })));
    return h(
      'table.accounts',
      h('caption.hide', t('all_claims')),
      h('thead', h('tr', head)),
      h('tbody', rows),
      h('tfoot', h('tr', h('td.no', rows.length), h('td', { colspan: 2 }, sum))),
    );
  }

  claim(entry, claim) {
    const verdict = kind(claim);
    const asked = verdict === 'not_enough' ? (entry.answer?.tools ?? []).filter((tool) => tool.name === 'search') : [];
    return h(
      'div.one',
      h(`p.stamp.v-${verdict}`, icon(verdict), ' ', word(verdict)),
      h('blockquote', { lang: entry.lang || null }, h(`span.said.c-${verdict}`, this.parts(claim))),
      h('p.why', t(`why_${verdict}`), ' ', why(claim.reason)),
      typeof claim.p === 'number' && h('p.why', t('sure', { p: Math.round(claim.p * 100) })),
      claim.code && ['code', 'output'].map((key) => [h('p.why', t(key)), h('pre', { tabindex: 0 }, claim[key])]),
      asked.length > 0 && h('p.why', t('searched'), ' ', asked.map((tool) => h('code', tool.input))),
      h('ol.entries', claim.evidence.map((one) => this.source(one))),
      button({ icon: 'prev', text: t('all_claims'), class: 'quiet', on: () => emit('pin', { entry, claim: null, by: 'hand' }) }),
    );
  }

  /** The claim, with the parts marked that nothing supports. */
  parts(claim) {
    let from = 0;
    const parts = (claim.unsupported ?? []).map(({ start, end }) => {
      const before = slice(claim.text, from, start);
      from = end;
      return [before, h('em.unsupported', { title: t('unsupported') }, slice(claim.text, start, end))];
    });
    return [parts, bare(slice(claim.text, from, Infinity))];
  }

  /** One entry of the ledger: the passage with the quotation marked, and where it comes from. */
  source(one) {
    const pack = this.status?.packs?.find((each) => one.passage_id?.startsWith(`${each.name}/`));
    const dated = one.revision ?? (one.source === 'wikipedia' && pack?.date ? t('pack_of', { pack: pack.name, date: date(pack.date) }) : null);
    const rows = [
      [t('revision'), dated],
      [t('licence'), one.licence === 'private' ? t('private') : one.licence],
      [t('credit'), one.attribution],
      [t('passage'), one.passage_id],
      ['SHA-256', one.sha256],
    ];
    return h(
      `li.${one.stance}`,
      h('p.title', h('span.stance', t(one.stance)), h('b', { lang: one.lang }, one.title), ' ', h('span.from', t(`from_${one.source}`))),
      h('blockquote.passage', { lang: one.lang }, slice(one.passage, 0, one.start), h('mark', slice(one.passage, one.start, one.end)), slice(one.passage, one.end, Infinity)),
      h('p.links', one.url && away(one.url, t('open_page')), button({ icon: 'copy', text: t('copy_quote'), class: 'quiet', on: () => copy(cited(one)) })),
      h('dl', rows.filter(([, value]) => value).map(([name, value]) => [h('dt', name), h('dd', value)])),
    );
  }

  /** How often the judge is wrong. */
  bound(entry) {
    const judge = entry.judge || this.status?.judge?.name;
    return h('div.errs', h('b', t('judge_errs')), ' ', judge && t('judge_is', { judge }), ' ', judge === this.status?.judge?.name && boundOf(this.status.judge), ' ', h('a', { href: '#/about' }, t('more')));
  }
}

customElements.define('necker-evidence', NeckerEvidence);
