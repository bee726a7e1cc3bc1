/** The six verdicts: icon, word, meaning; what an answer comes to; how it is copied with its sources.  Shapes: docs/reference/answer.md. */

import { announce } from './bus.js';
import { slice } from './points.js';
import { t } from './strings.js';

/** @typedef {Record<string, any>} Evidence */
/** @typedef {{start: number, end: number, text: string, verdict: string, p: number|null, reason: string, evidence: Evidence[], code: string|null,
 *   output: string|null, unsupported: {start: number, end: number}[]}} Claim */
/** @typedef {{answer: string, lang: string, abstained: boolean, claims: Claim[], closest: Evidence[], notice: string} & Record<string, any>} Answer */

/** In the order in which they are summed up. */
export const VERDICTS = ['supported', 'computed', 'conflict', 'contradicted', 'not_enough', 'not_checkable'];

/** A verdict this page does not know counts as one that nothing was found for. */
export const kind = (claim) => (VERDICTS.includes(claim.verdict) ? claim.verdict : 'not_enough');

/** How often the judge is wrong where that was measured; verdicts are named there as in files, here as on the page. */
export const boundOf = ({ bound }) => bound.replace(/“supported”|« confirmé »/g, t('quote', { text: word('supported') })).replace(/^./, (first) => first.toUpperCase()).replace(/[^.]$/, '$&.');

export const word = (verdict) => t(`v_${verdict}`);

/** How often each verdict occurs, those that do. */
export const totals = (claims) => VERDICTS.map((verdict) => [verdict, claims.filter((claim) => kind(claim) === verdict).length]).filter(([, many]) => many);

/** “5 claims: 4 sourced, 1 without source” */
export function summary(claims) {
  if (!claims.length) return t('no_claims');
  return t('n_claims', { n: claims.length }) + t('colon') + totals(claims).map(([verdict, n]) => t(`n_${verdict}`, { n })).join(', ');
}

const name = (one) => `${one.passage_id} ${one.start}`;

/** Each quotation once, in the order of the claims. */
export const sources = (claims) => [...new Map(claims.flatMap((claim) => claim.evidence).map((one) => [name(one), one])).values()];

/** The answer as plain text: after each claim its verdict and the numbers of its sources, then these. */
export function withSources(answer) {
  const all = sources(answer.claims).map(name);
  let text = '';
  let from = 0;
  for (const claim of answer.claims) {
    const marks = claim.evidence.map((one) => `[${all.indexOf(name(one)) + 1}]`).join('');
    text += `${slice(answer.answer, from, claim.end)} ${marks}${kind(claim) === 'supported' ? '' : `(${word(kind(claim))})`}`;
    from = claim.end;
  }
  text += slice(answer.answer, from, Infinity);
  const list = sources(answer.claims).map((one, at) => `[${at + 1}] ${cited(one)}`);
  return [text.trim(), list.join('\n'), t('checked_by', { judge: answer.judge })].filter(Boolean).join('\n\n');
}

/** A quotation and where it stands. */
export const cited = (one) => `${t('quote', { text: one.quote })}\n    ${[one.title, one.url, one.licence, one.attribution].filter(Boolean).join(', ')}`;

/** @returns {Promise<string>} how it went, for people */
export async function copy(text) {
  const said = await navigator.clipboard.writeText(text).then(() => t('copied'), () => t('not_copied'));
  announce(said);
  return said;
}
