// SPDX-License-Identifier: Apache-2.0
// A flame graph: the width of a frame is how often it was seen; callers above, what they call below.
import { Component, Empty, html, Section } from "./parts.js";
import { ask } from "./api.js";
import { count, dateTime, plural } from "./format.js";

const NARROW = 0.002, DEPTH_MAX = 90;

/** io.penstock.examples.WordCount.split:31 as its parts. */
function parts(name) {
  const colon = name.lastIndexOf(":"), where = colon > 0 ? name.slice(0, colon) : name, line = colon > 0 ? name.slice(colon + 1) : "";
  const dot = where.lastIndexOf("."), type = where.slice(0, dot), method = where.slice(dot + 1);
  return { short: type.slice(type.lastIndexOf(".") + 1) + "." + method, type, line };
}

const origin = (name) => (/^io\.penstock\.(?!examples|benchmarks)/.test(name) ? "ours" : /^(java|javax|jdk|sun|com\.sun)\./.test(name) ? "jdk" : "");

/** Frames by depth: [{ frame, left, wide, way }] with shares of the whole. */
function levels(root) {
  const list = [];
  const add = (frame, left, wide, depth, way) => {
    if (wide < NARROW || depth >= DEPTH_MAX) return;
    (list[depth] ??= []).push({ frame, left, wide, way });
    let at = left;
    [...frame.children].sort((a, b) => b.value - a.value).forEach((child, i) => {
      const share = (wide * child.value) / Math.max(1, frame.value);
      add(child, at, share, depth + 1, way + "/" + frame.children.indexOf(child) + "." + i);
      at += share;
    });
  };
  add(root, 0, 1, 0, "");
  return list;
}

export class FlameGraph extends Component {
  constructor() {
    super();
    this.state = { type: "full", subtask: "", find: "", zoom: [] };
  }

  componentDidMount() { this.sample(); }

  async sample() {
    const { job, vertex } = this.props, { type, subtask } = this.state;
    this.setState({ busy: true, error: null });
    try {
      const query = "?type=" + type + (subtask === "" ? "" : "&subtaskindex=" + subtask);
      const flames = await ask("/jobs/" + job.id + "/vertices/" + vertex.id + "/flamegraph" + query);
      this.setState({ flames, busy: false, zoom: [] });
    } catch (e) {
      this.setState({ error: e.message, busy: false });
    }
  }

  change(what) { this.setState(what, () => this.sample()); }

  render({ vertex }, { type, subtask, find, zoom, flames, busy, error }) {
    const data = flames?.data, root = zoom.at(-1) ?? data;
    const share = data && flames.looks > 0 ? data.value / flames.looks : 0;
    return html`<${Section} title="Flame graph" aside=${flames ? `sampled at ${dateTime(flames.endTimestamp)}` : ""}>
      <div class="row field">
        <select aria-label="Which moments" class="short" value=${type} onChange=${(e) => this.change({ type: e.target.value })}>
          <option value="full">All moments</option><option value="on_cpu">On a processor</option><option value="off_cpu">Waiting in a step</option></select>
        <select aria-label="Which subtask" class="short" value=${subtask} onChange=${(e) => this.change({ subtask: e.target.value })}>
          <option value="">All subtasks</option>${Array.from({ length: Math.min(vertex.parallelism, 1000) }, (_, i) => html`<option key=${i} value=${i}>Subtask ${i}</option>`)}</select>
        <input aria-label="Mark frames" class="short" type="search" placeholder="Mark frames" value=${find} onInput=${(e) => this.setState({ find: e.target.value })} />
        <button type="button" class="main" disabled=${busy} onClick=${() => this.sample()}>${busy ? "Sampling for a second …" : "Sample again"}</button>
      </div>
      ${error && html`<p class="note bad" role="alert">${error}</p>`}
      ${flames && !data && html`<${Empty}>${flames.reason ?? "There are no stacks."}</>`}
      ${data && data.value === 0 && html`<${Empty}>In none of ${count(flames.looks)} looks was a task ${type === "off_cpu" ? "waiting in a step" : type === "on_cpu" ? "on a processor" : "in a step"}: they have nothing to do at the moment.</>`}
      ${data && data.value > 0 && html`
        <p class="dim">${plural(data.value, "stack")} in ${count(flames.looks)} looks at tasks on ${plural(flames.workers, "worker")}: a task was ${type === "off_cpu" ? "waiting in a step" : type === "on_cpu" ? "on a processor" : "in a step"} ${(100 * share).toPrecision(2)} % of the time.
          ${zoom.length > 0 && html` <button type="button" onClick=${() => this.setState({ zoom: zoom.slice(0, -1) })}>Back</button> <button type="button" onClick=${() => this.setState({ zoom: [] })}>Whole graph</button>`}</p>
        <${Flames} root=${root} find=${find} open=${(frame) => frame !== root && this.setState({ zoom: [...zoom, frame] })} />
        <p class="dim"><span class="key"><i class="swatch j2"></i>the job's code</span><span class="key"><i class="swatch j0"></i>Penstock</span><span class="key"><i class="idle"></i>Java</span></p>`}</>`;
  }
}

const Flames = ({ root, find, open }) => html`<div class="flame card" role="group" aria-label="Frames, callers first">
  ${levels(root).map((level, depth) => html`<div key=${depth} class="level">${level.map(({ frame, left, wide, way }) => {
    const name = parts(frame.name), all = frame.name === "root" ? "the step of a task" : name.short;
    const fits = find !== "" && frame.name.toLowerCase().includes(find.toLowerCase());
    const words = `${frame.name === "root" ? "the step of a task" : frame.name}: ${count(frame.value)} of ${count(root.value)} (${((100 * frame.value) / Math.max(1, root.value)).toPrecision(3)} %)`;
    return html`<button key=${way} type="button" class=${origin(frame.name) + (fits ? " fit" : "")} title=${words} aria-label=${words} style=${{ left: left * 100 + "%", width: wide * 100 + "%" }} onClick=${() => open(frame)}>${wide > 0.03 ? all : ""}</button>`;
  })}</div>`)}</div>`;
