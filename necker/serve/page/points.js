/** Offsets of the answers count Unicode code points; those of JavaScript count UTF-16 units.  This is the only place that knows. */

/**
 * For each code point of the text, and for its end, the UTF-16 offset.  @param {string} text
 * @returns {(point: number) => number}
 */
export function units(text) {
  if (!/[\ud800-\udfff]/.test(text)) return (point) => Math.min(Math.max(point, 0), text.length);
  const at = [];
  let unit = 0;
  for (const letter of text) {
    at.push(unit);
    unit += letter.length;
  }
  at.push(unit);
  return (point) => at[Math.min(Math.max(point, 0), at.length - 1)];
}

/** `text[start:end]` as Python has it. */
export function slice(text, start, end) {
  const at = units(text);
  return text.slice(at(start), at(end));
}
