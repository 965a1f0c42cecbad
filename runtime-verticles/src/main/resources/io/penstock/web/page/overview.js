// SPDX-License-Identifier: Apache-2.0
// The cluster at a glance: figures, slots as a map, jobs.
import { Act, Age, Badge, Component, Empty, Figures, html, Section, Table, Tasks, Trouble } from "./parts.js";
import { cancelJob, store } from "./api.js";
import { count, ended, hue, plural, sum } from "./format.js";

export const Overview = () => {
  const cluster = store.part("overview", "cluster"), jobs = store.part("overview", "jobs");
  if (!cluster || !jobs) return html`<h1 class="unseen">Overview</h1><${Trouble} topic="overview" /><${Empty}>Asking the cluster …</>`;
  const slots = sum(cluster.workers.map((w) => w.slots)), free = sum(cluster.workers.map((w) => w.free));
  const live = sum(Object.entries(jobs.states).map(([state, n]) => (ended(state) ? 0 : n)));
  return html`<h1 class="unseen">Overview</h1><${Trouble} topic="overview" />
    <${Figures} list=${[
      ["Jobs running", count(live), jobs.states.RESTARTING > 0 ? count(jobs.states.RESTARTING) + " restarting" : ""],
      ["Finished", count(jobs.states.FINISHED)],
      ["Cancelled", count(jobs.states.CANCELED)],
      ["Failed", count(jobs.states.FAILED)],
      ["Workers", count(cluster.workers.length)],
      ["Slots in use", count(slots - free), "of " + count(slots)],
    ]} />
    <${Section} title="Slots" aside=${slots === 0 ? "" : `${plural(free, "slot")} free`}>
      ${cluster.workers.length === 0 ? html`<${Empty}>No worker has joined. Start one: <code>penstock node</code>.</>` : html`<${Slots} workers=${cluster.workers} jobs=${jobs.jobs} />`}</>
    <${Jobs} jobs=${jobs} />`;
};

/** Each worker's slots, coloured by job. */
export const Slots = ({ workers, jobs }) => {
  const names = new Map(jobs.map((j) => [j.id, j.name]));
  return html`<div class="slots">${workers.map((w) => html`<article key=${w.id} class=${"worker" + (w.late ? " late" : "")} aria-label=${"Worker " + w.name}>
    <div class="who"><a href=${"#/workers/" + w.id}>${w.name}</a><span>${w.late ? "silent for a while" : `${count(w.slots - w.free)} of ${count(w.slots)}`}</span></div>
    <${Cells} worker=${w} names=${names} /></article>`)}</div>`;
};

const CELLS_MAX = 400;

/** A square per slot; per several of them where there are very many. */
export const Cells = ({ worker, names }) => {
  const each = Math.max(1, Math.ceil(worker.slots / CELLS_MAX)), squares = (n) => (n > 0 ? Math.max(1, Math.round(n / each)) : 0);
  const held = Object.entries(worker.held);
  const promised = worker.slots - worker.free - sum(held.map(([, n]) => n));
  const blank = (n, cls, title) => Array.from({ length: squares(n) }, (_, i) => html`<i key=${title + i} class=${cls} title=${title} aria-hidden="true"></i>`);
  return html`<div class=${"cells" + (worker.slots > 48 ? " many" : "")}>
    ${held.map(([job, n]) => Array.from({ length: squares(n) }, (_, i) => (i === 0
      ? html`<a key=${job} class=${hue(job)} href=${"#/jobs/" + job} aria-label=${`${plural(n, "slot")} of ${worker.name}: job ${names.get(job) ?? job}`} title=${names.get(job) ?? job}></a>`
      : html`<i key=${job + i} class=${hue(job)} title=${names.get(job) ?? job} aria-hidden="true"></i>`)))}
    ${blank(promised, "taken", "promised to a job")}${blank(worker.free, "", "free")}</div>
    ${each > 1 && html`<p class="dim small">A square is ${each} slots.</p>`}`;
};

class Jobs extends Component {
  render({ jobs }, { text = "", which = "all" }) {
    const fits = (j) => (which === "all" || (which === "live") === !ended(j.state)) && (text === "" || (j.name + " " + j.id + " " + j.state).toLowerCase().includes(text.toLowerCase()));
    const shown = jobs.jobs.filter(fits);
    const columns = [
      { id: "name", name: "Job", value: (j) => j.name.toLowerCase(), cell: (j) => html`<span class="wrap"><i class=${"swatch " + (ended(j.state) ? "" : hue(j.id))}></i><a href=${"#/jobs/" + j.id}>${j.name}</a></span>` },
      { id: "state", name: "State", value: (j) => j.state, cell: (j) => html`<${Badge} state=${j.state} />` },
      { id: "tasks", name: "Tasks", value: (j) => sum(Object.values(j.tasks)), cell: (j) => html`<${Tasks} states=${j.tasks} />` },
      { id: "start", name: "Started", num: true, value: (j) => j.start, cell: (j) => html`<time class="nowrap">${new Date(j.start).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" })}</time>` },
      { id: "age", name: "Duration", num: true, value: (j) => (j.end > 0 ? j.end : store.now()) - j.start, cell: (j) => html`<${Age} start=${j.start} end=${j.end} />` },
      { id: "do", name: html`<span class="unseen">Actions</span>`, num: true, cell: (j) => !ended(j.state) && html`<${Act} kind="danger" name="Cancel" sure="Really cancel" role="operator" disabled=${j.state === "CANCELING"} act=${() => cancelJob(j.id)} />` },
    ];
    return html`<${Section} title="Jobs" aside=${jobs.total > jobs.jobs.length ? `the latest ${count(jobs.jobs.length)} of ${count(jobs.total)}` : ""}>
      ${jobs.total === 0 ? html`<div class="card"><p>No job has been submitted yet.</p><p><a class="button" href="#/submit">Submit a jar</a></p></div>`
        : html`${jobs.total > 5 && html`<div class="row field"><label class="unseen" for="find">Find jobs</label><input id="find" type="search" placeholder="Find by name, id or state" value=${text} onInput=${(e) => this.setState({ text: e.target.value })} />
            </div>`}
          ${shown.length === 0 ? html`<${Empty}>No job fits.</>` : html`<${Table} label="Jobs" columns=${columns} rows=${shown} rowKey=${(j) => j.id} />`}`}</>`;
  }
}
