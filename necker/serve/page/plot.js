/** A plot of columns of numbers over the first, and under it the same data as a table; words are only a table. */

import { h, svg } from './dom.js';
import { precise, t } from './strings.js';
import { table } from './views.js';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 260, 56, 16, 16, 34];
const SERIES = 4; // lines that can be told apart

/** @param {{title: string, table: {columns: string[], rows: any[][]}}} what @param {any} file the way to where it stands */
export function plot({ title, table: { columns, rows } }, file) {
  const numeric = columns.map((_, column) => rows.some((row) => typeof row[column] === 'number') && rows.every((row) => typeof (row[column] ?? 0) === 'number'));
  const series = columns.map((_, column) => column).filter((column) => column && numeric[column]).slice(0, SERIES);
  const cells = rows.map((row) => h('tr', row.map((value) => (typeof value === 'number' ? h('td.number', precise(value)) : h('td', value ?? '–')))));
  const drawn = numeric[0] && series.length > 0 && chart(title, lines(columns, rows, series));
  const legend = drawn && series.length > 1 && h('ul.legend', series.map((column, at) => h('li', svg('svg', { viewBox: '0 0 24 8', 'aria-hidden': 'true' }, svg('path', { class: `line s${at}`, d: 'M0 4h24' })), columns[column])));
  return h('figure.plot', h('figcaption', title, ' ', file), drawn, legend, h('details', { open: !drawn }, h('summary', t('as_table')), table(title, columns, cells)));
}

const chart = (title, parts) => svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': `${title}. ${t('as_table')}` }, parts);

const tick = (x, y, anchor, text) => svg('text', { class: 'tick', x, y, 'text-anchor': anchor }, text);

function lines(columns, rows, series) {
  const [x, marks] = scale(rows.map((row) => row[0]), LEFT, WIDTH - RIGHT);
  const [y, ticks] = scale(series.flatMap((column) => rows.map((row) => row[column])), HEIGHT - BOTTOM, TOP);
  const paths = series.map((column, at) => {
    let pen = 'M';
    let d = '';
    for (const row of rows) {
      const there = typeof row[column] === 'number';
      if (there) d += `${pen}${x(row[0]).toFixed(1)} ${y(row[column]).toFixed(1)}`;
      pen = there ? 'L' : 'M';
    }
    return svg('path', { class: `line s${at}`, d });
  });
  return [grid(ticks, y), marks.map((value) => tick(x(value), HEIGHT - BOTTOM + 16, 'middle', precise(value))), tick(WIDTH - RIGHT, HEIGHT - 4, 'end', columns[0]), paths];
}

const grid = (ticks, y) => ticks.map((value) => [svg('path', { class: 'grid', d: `M${LEFT} ${y(value)}H${WIDTH - RIGHT}` }), tick(LEFT - 8, y(value) + 4, 'end', precise(value))]);

/** From numbers to places, and the round numbers in between. */
function scale(values, from, to) {
  const known = values.filter(Number.isFinite);
  let [low, high] = [Math.min(...known), Math.max(...known)];
  if (!(high > low)) [low, high] = [low - 0.5, low + 0.5];
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((one) => one * power >= rough) * power;
  const ticks = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step / 1e6; value += step) ticks.push(Number(value.toPrecision(12)));
  return [(value) => from + ((value - low) / (high - low)) * (to - from), ticks];
}
