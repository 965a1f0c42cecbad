// SPDX-License-Identifier: Apache-2.0
// Two plain charts: a trace over time and columns. Colours come from the style sheet, so they follow light and dark.
import { html } from "./parts.js";
import { span } from "./format.js";

const H = 150, LEFT = 64, RIGHT = 8, TOP = 10, BOTTOM = 22;

/** Narrow windows get narrower drawings, so that the words in them stay as large. */
const narrow = matchMedia("(max-width: 46rem)");
const width = () => (narrow.matches ? 330 : 520);

/** The next round number. */
function ceiling(n) {
  if (n <= 0) return 10;
  const size = 10 ** Math.floor(Math.log10(n));
  for (const step of [1, 1.5, 2, 3, 4, 5, 7.5, 10]) if (step * size >= n) return step * size;
  return 10 * size;
}

const Frame = ({ label, top, unit, W, children }) => html`<svg class="chart" viewBox=${`0 0 ${W} ${H}`} role="img" aria-label=${label}>
  ${[0, 0.5, 1].map((f) => { const y = TOP + (H - TOP - BOTTOM) * (1 - f); return html`<g key=${f}><line class="grid" x1=${LEFT} x2=${W - RIGHT} y1=${y} y2=${y} /><text x=${LEFT - 8} y=${y + 4} text-anchor="end">${unit(top * f)}</text></g>`; })}
  ${children}</svg>`;

/** points: [[time, value]]. */
export const Trace = ({ label, points, unit, max }) => {
  const W = width();
  if (points.length < 2) return html`<${Frame} W=${W} label=${label + ": nothing yet"} top=${max ?? 1} unit=${unit}><text x=${W / 2} y=${H / 2} text-anchor="middle">from now on</text></>`;
  const end = points.at(-1)[0], start = Math.min(points[0][0], end - 30_000);
  const top = max ?? ceiling(Math.max(...points.map((p) => p[1])));
  const x = (t) => LEFT + ((W - LEFT - RIGHT) * (t - start)) / (end - start), y = (v) => TOP + (H - TOP - BOTTOM) * (1 - Math.min(1, v / top));
  const trace = points.map(([t, v], i) => (i ? "L" : "M") + x(t).toFixed(1) + "," + y(v).toFixed(1)).join("");
  return html`<${Frame} W=${W} label=${`${label}: ${unit(points.at(-1)[1])} now`} top=${top} unit=${unit}>
    <path class="area" d=${trace + `L${x(end)},${y(0)}L${x(points[0][0])},${y(0)}Z`} /><path class="trace" d=${trace} />
    <text x=${LEFT} y=${H - 4}>${span(end - start)} ago</text><text x=${W - RIGHT} y=${H - 4} text-anchor="end">now</text></>`;
};

/** list: [{ key, value, bad, title }], from left to right. */
export const Columns = ({ label, list, unit, alt }) => {
  const W = width();
  const top = ceiling(Math.max(1, ...list.map((c) => c.value)));
  const room = W - LEFT - RIGHT, each = Math.min(36, room / Math.max(1, list.length));
  return html`<${Frame} W=${W} label=${label} top=${top} unit=${unit}>${list.map((c, i) => {
    const tall = Math.max(1.5, ((H - TOP - BOTTOM) * c.value) / top);
    return html`<rect key=${c.key} class=${"col" + (c.bad ? " bad" : alt ? " alt" : "")} x=${LEFT + i * each + 1} width=${Math.max(1, each - 3)} y=${H - BOTTOM - tall} height=${tall} rx="2"><title>${c.title}</title></rect>`;
  })}${list.length > 0 && html`<text x=${LEFT} y=${H - 4}>${list[0].key}</text>${list.length > 3 && html`<text x=${LEFT + each * list.length - 2} y=${H - 4} text-anchor="end">${list.at(-1).key}</text>`}`}</>`;
};

