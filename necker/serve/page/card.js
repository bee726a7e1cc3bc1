/** The card beside a marker: the first words of the evidence.  It opens on hover and on focus, stays while the pointer is in it; Esc closes it. */

import { fill, h, host, icon } from './dom.js';
import { t } from './strings.js';
import { kind, word } from './verdicts.js';

let clock = 0;
const card = h('div.card', { hidden: true, on: { pointerenter: () => clearTimeout(clock), pointerleave: () => hideCard(200) } });

export function showCard(claim, marker) {
  clearTimeout(clock);
  const one = claim.evidence[0];
  fill(
    card,
    h(`p.verdict.v-${kind(claim)}`, icon(kind(claim)), ' ', word(kind(claim))),
    one && [h('blockquote', { lang: one.lang }, one.quote), h('p.from', [one.title, host(one.url), one.licence].filter(Boolean).join(' · '))],
    claim.code && h('pre', `${claim.code}\n→ ${claim.output}`),
    !one && !claim.code && h('p', t(`why_${kind(claim)}`)),
    one && h('p.from', t('card_hint')),
  );
  document.getElementById('middle').append(card);
  card.hidden = false;
  // under the marker when there is room, else above; never over it or past the edge of the window
  const near = marker.getBoundingClientRect();
  const below = innerHeight - near.bottom - 10;
  card.style.maxHeight = `min(60vh, ${Math.max(near.top - 10, below)}px)`;
  card.style.left = `${Math.max(8, Math.min(near.left - 12, innerWidth - card.offsetWidth - 8))}px`;
  card.style.top = `${card.offsetHeight > below ? near.top - 2 - card.offsetHeight : near.bottom + 2}px`;
}

/** @param {number} [after] milliseconds, in which the pointer may reach the card @returns {boolean} whether there was one */
export function hideCard(after = 0) {
  clearTimeout(clock);
  const there = !card.hidden;
  if (after) clock = setTimeout(() => (card.hidden = true), after);
  else card.hidden = true;
  return there;
}
