// SPDX-License-Identifier: Apache-2.0
// One vertex: all its subtasks at a glance and in a table, its watermarks, where its time goes.
import { Badge, Component, Empty, Figures, html, Section, Shares, SharesKey, Table, Tabs } from "./parts.js";
import { store, workerName } from "./api.js";
import { bytes, count, ended, plural, rate, span, watermark } from "./format.js";
import { FlameGraph } from "./flame.js";

const [STATE, ATTEMPT, WORKER, START, END, IN, OUT, RATE_IN, RATE_OUT, BUSY, IDLE, HINDERED, WATERMARK, LATE] = Array(14).keys();

export const Vertex = ({ job, vertex, view = "subtasks" }) => {
  const topic = "vertex/" + job.id + "/" + vertex.id, rows = store.part(topic, "subtasks")?.rows;
  const home = "#/jobs/" + job.id + "/vertex/" + vertex.id;
  return html`<${Figures} list=${[
      ["Parallelism", count(vertex.parallelism), "of " + count(vertex.maxParallelism)],
      ["Records in", count(vertex.in), ended(job.state) ? "" : rate(vertex.rateIn)],
      ["Records out", count(vertex.out), ended(job.state) ? "" : rate(vertex.rateOut)],
      ["Bytes in", bytes(vertex.bytesIn)], ["Bytes out", bytes(vertex.bytesOut)],
      ["Watermark", html`<small>${watermark(vertex.watermark, store.now())}</small>`],
      vertex.late > 0 && ["Late records", count(vertex.late)],
      ["Input queues", vertex.queued + " %", "full"],
    ]} />
    <${Tabs} label="Views of the vertex" current=${view} list=${[{ id: "subtasks", href: home, name: "Subtasks" }, { id: "flame", href: home + "/flame", name: "Flame graph" }]} />
    ${view === "flame" ? html`<${FlameGraph} job=${job} vertex=${vertex} />` : rows ? html`<${Subtasks} rows=${rows} over=${ended(job.state)} />` : html`<${Empty}>Asking …</>`}`;
};

function look(row) {
  if (row[STATE] === "FAILED") return "fail";
  if (row[STATE] === "FINISHED" || row[STATE] === "CANCELED") return "over";
  if (row[STATE] !== "RUNNING") return "wait";
  if (row[HINDERED] >= 50) return "h2";
  if (row[HINDERED] >= 10) return "h1";
  return row[BUSY] >= 75 ? "b3" : row[BUSY] >= 40 ? "b2" : row[BUSY] >= 10 ? "b1" : "";
}

class Subtasks extends Component {
  render({ rows, over }, { only = null }) {
    const all = rows.map((row, i) => ({ i, row }));
    const shown = only === null ? all : all.filter((s) => s.i === only);
    const workers = new Set(rows.map((r) => r[WORKER]).filter(Boolean)).size;
    const col = (id, name, at, cell, num = true) => ({ id, name, num, value: (s) => s.row[at], cell: (s) => cell(s.row[at], s.row) });
    const columns = [
      { id: "i", name: "Subtask", num: true, value: (s) => s.i, cell: (s) => count(s.i) },
      col("state", "State", STATE, (s) => html`<${Badge} state=${s} />`, false),
      col("attempt", "Attempt", ATTEMPT, count),
      col("worker", "Worker", WORKER, (w) => (w ? html`<a href=${"#/workers/" + w}>${workerName(w)}</a>` : "–"), false),
      col("in", "Records in", IN, (n, r) => html`${count(n)} ${!over && html`<small class="dim">${rate(r[RATE_IN])}</small>`}`),
      col("out", "Records out", OUT, (n, r) => html`${count(n)} ${!over && html`<small class="dim">${rate(r[RATE_OUT])}</small>`}`),
      !over && { id: "busy", name: "Time", value: (s) => s.row[BUSY] - s.row[IDLE], cell: (s) => html`<${Shares} busy=${s.row[BUSY]} idle=${s.row[IDLE]} hindered=${s.row[HINDERED]} />` },
      col("watermark", "Watermark", WATERMARK, (w) => watermark(w, store.now())),
      rows.some((r) => r[LATE] > 0) && col("late", "Late", LATE, count),
      col("start", "Runs for", START, (t, r) => (t > 0 ? span((r[END] > 0 ? r[END] : store.now()) - t) : "–")),
    ].filter(Boolean);
    return html`<${Section} title="Subtasks" aside=${html`${plural(rows.length, "subtask")} on ${plural(workers, "worker")} <${SharesKey} />`}>
      ${rows.length > 1 && html`<div class="card field"><div class=${"heat" + (rows.length > 200 ? " many" : "")} role="group" aria-label="Subtasks by state; choose one to see only it">${all.map(({ i, row }) => html`<button key=${i} type="button" tabindex=${i === (only ?? 0) ? 0 : -1} class=${look(row)} aria-pressed=${only === i ? "true" : "false"}
        aria-label=${`Subtask ${i}`} title=${`${i}: ${row[STATE].toLowerCase()}, ${row[BUSY]} % busy, ${row[HINDERED]} % back-pressured`} onClick=${() => this.setState({ only: only === i ? null : i })} onKeyDown=${(e) => arrow(e)}></button>`)}</div></div>`}
      ${only !== null && html`<p class="row">Only subtask ${count(only)} <button type="button" onClick=${() => this.setState({ only: null })}>Show all</button></p>`}
      <${Table} label="Subtasks" columns=${columns} rows=${shown} rowKey=${(s) => s.i} /></>`;
  }
}

/** Arrow keys move between the squares, of which only one is a tab stop. */
function arrow(e) {
  const to = e.key === "ArrowRight" ? e.target.nextElementSibling : e.key === "ArrowLeft" ? e.target.previousElementSibling : null;
  if (to) { to.focus(); e.preventDefault(); }
}
