// SPDX-License-Identifier: Apache-2.0
// One job: its graph, its subtasks, its attempts, checkpoints, failures and settings.
import { Age, Asked, Badge, Empty, Facts, Figures, html, Moment, Section, SharesKey, Table, Tabs, Tasks, Trouble } from "./parts.js";
import { ask, store, workerName } from "./api.js";
import { bytes, count, dateTime, ended, plural, rate, span, sum, title, watermark } from "./format.js";
import { Graph } from "./graph.js";
import { Trace } from "./charts.js";
import { Checkpoints } from "./checkpoints.js";
import { Attempts } from "./attempts.js";
import { Operations } from "./operations.js";
import { Steer } from "./steer.js";
import { Failover, Story, tellable } from "./story.js";
import { Vertex } from "./vertex.js";

export const Page = ({ id, tab, vertex, view }) => {
  const topic = "job/" + id, job = store.part(topic, "job");
  if (!job) return html`<h1>Job</h1><${Trouble} topic=${topic} /><${Empty}>Asking for job <code>${id}</code> …</>`;
  const plan = store.part(topic, "plan"), failures = store.part(topic, "failures")?.failures ?? [], checkpoints = store.part(topic, "checkpoints");
  const home = "#/jobs/" + id;
  const tabs = [
    { id: "overview", href: home, name: "Overview" },
    { id: "story", href: home + "/story", name: "Story" },
    { id: "attempts", href: home + "/attempts", name: "Attempts" },
    { id: "checkpoints", href: home + "/checkpoints", name: "Checkpoints", n: checkpoints?.counts.completed },
    { id: "exceptions", href: home + "/exceptions", name: "Exceptions", n: failures.length, bad: true },
    { id: "configuration", href: home + "/configuration", name: "Configuration" },
  ];
  const found = vertex && job.vertices.find((v) => v.id === vertex);
  return html`<div class="crumb"><a href="#/">Jobs</a> ${vertex && html` / <a href=${home}>${job.name}</a>`}</div>
    <div class="head"><h1 class="name">${found ? title(found.name) : job.name}</h1><${Badge} state=${found ? found.state : job.state} />
      ${!found && html`<span class="dim">${job.batch ? "batch" : "streaming"}</span>`}
      ${!ended(job.state) && html`<${Steer} job=${job} />`}</div>
    <${Trouble} topic=${topic} />
    <${Operations} job=${id} />
    ${job.reason && html`<p class=${"note " + (job.state === "FAILED" || job.state === "FAILING" ? "bad" : "warn")} role="status">${job.reason}</p>`}
    ${found ? html`<${Vertex} job=${job} vertex=${found} view=${view} />` : vertex ? html`<${Empty}>This job has no such vertex.</>` : html`
      <${Summary} job=${job} checkpoints=${checkpoints} />
      <${Tabs} label="Views of the job" list=${tabs} current=${tab} />
      ${tab === "story" ? html`<${Story} job=${job} />`
        : tab === "attempts" ? html`<${Attempts} job=${job} />`
        : tab === "checkpoints" ? html`<${Checkpoints} job=${job} data=${checkpoints} />`
        : tab === "exceptions" ? html`<${Exceptions} job=${job} failures=${failures} />`
        : tab === "configuration" ? html`<${Configuration} job=${job} />`
        : html`<${Flow} job=${job} plan=${plan} />`}`}`;
};

const Summary = ({ job, checkpoints }) => {
  const sources = job.vertices.filter((v) => v.source);
  const latest = checkpoints?.latest.completed;
  const over = ended(job.state);
  return html`<${Figures} list=${[
    ["Duration", html`<${Age} start=${job.start} end=${job.end} />`],
    ["Records read", count(sum(sources.map((v) => v.in || v.out)))],
    over ? null : ["Now", rate(sum(sources.map((v) => v.rateOut || v.rateIn)))],
    ["Tasks", count(sum(job.vertices.map((v) => v.parallelism)))],
    ["Restarts", count(job.restarts)],
    job.batch ? null : ["Last checkpoint", latest ? html`${bytes(latest.state_size)} <small>${span(Math.max(0, (over ? job.end : store.now()) - latest.latest_ack_timestamp))} ${over ? "before the end" : "ago"}</small>` : "none"],
  ]} />`;
};

const Flow = ({ job, plan }) => html`
  ${tellable(job) && html`<${Failover} job=${job} />`}
  <${Section} title="Graph" aside=${html`<${SharesKey} />`}>
    ${plan && job.vertices.length > 0 ? html`<${Graph} plan=${plan} job=${job} />` : html`<${Empty}>The program has not been turned into a graph yet.</>`}</>
  ${!ended(job.state) && job.vertices.length > 0 && html`<div class="pair">
    <${Section} title="Records per second" aside="read by the sources"><div class="card"><${Trace} label="Records per second" points=${(store.history.get(job.id) ?? []).map((p) => [p.t, p.rate])} unit=${rate} /></div></>
    <${Section} title="Busiest task" aside="percent of its time"><div class="card"><${Trace} label="Percent busy" points=${(store.history.get(job.id) ?? []).map((p) => [p.t, p.busy])} max=${100} unit=${(n) => Math.round(n) + " %"} /></div></></div>`}
  ${job.vertices.length > 0 && html`<${Section} title="Vertices"><${Vertices} job=${job} /></>`}`;

const Vertices = ({ job }) => {
  const columns = [
    { id: "name", name: "Vertex", value: (v) => v.name, cell: (v) => html`<a class="wrap" href=${"#/jobs/" + job.id + "/vertex/" + v.id}>${title(v.name)}</a>` },
    { id: "state", name: "State", value: (v) => v.state, cell: (v) => html`<${Badge} state=${v.state} />` },
    { id: "tasks", name: "Tasks", value: (v) => v.parallelism, cell: (v) => html`<${Tasks} states=${v.states} />` },
    { id: "in", name: "Records in", num: true, value: (v) => v.in, cell: (v) => count(v.in) + (v.complete ? "" : "+") },
    { id: "out", name: "Records out", num: true, value: (v) => v.out, cell: (v) => count(v.out) + (v.complete ? "" : "+") },
    { id: "bytes", name: "Bytes in / out", num: true, value: (v) => v.bytesIn + v.bytesOut, cell: (v) => bytes(v.bytesIn) + " / " + bytes(v.bytesOut) },
    { id: "watermark", name: "Watermark", num: true, value: (v) => v.watermark, cell: (v) => watermark(v.watermark, store.now()) },
  ];
  return html`<${Table} label="Vertices" columns=${columns} rows=${job.vertices} rowKey=${(v) => v.id} />`;
};

const Exceptions = ({ failures }) => failures.length === 0 ? html`<${Empty}>Nothing has failed.</>` : html`
  <p class="dim">${plural(failures.length, "failure")}, the latest first.</p>
  ${failures.map((f, i) => html`<details key=${f.time + "." + f.vertex + f.subtask} class="card field" open=${i === 0}>
    <summary><${Moment} ms=${f.time} /> <strong class="wrap">${f.name}</strong> <span class="wrap">${f.message}</span></summary>
    <${Facts} list=${[["When", dateTime(f.time)], f.vertex && ["Task", `${title(f.vertex)}, subtask ${f.subtask}, attempt ${f.attempt}`], f.operator && ["Operator", title(f.operator)], f.worker && ["Worker", workerName(f.worker)], ["Kind", f.kind]]} />
    <pre tabindex="0" aria-label="Stack">${f.text}</pre></details>`)}`;

const Configuration = ({ job }) => html`
  <${Section} title="Job"><div class="card"><${Facts} list=${[
    ["Id", html`<code>${job.id}</code>`], ["Type", job.batch ? "batch" : "streaming"], ["Submitted", dateTime(job.start)], ["Fencing token", html`<code>${job.token}</code>`],
    ...Object.entries(job.since).map(([state, ms]) => ["Last " + state.toLowerCase(), dateTime(ms)])]} /></div></>
  <${Section} title="Options of the job">${Object.keys(job.options).length === 0 ? html`<${Empty}>It sets none: the cluster's hold.</>` : html`<div class="card"><${Facts} list=${Object.entries(job.options).map(([k, v]) => [html`<code>${k}</code>`, html`<code>${v}</code>`])} /></div>`}</>
  <${Section} title="Checkpointing"><div class="card"><${Asked} id=${job.id} ask=${() => ask("/jobs/" + job.id + "/checkpoints/config")} show=${(c) => html`<${Facts} list=${[
    ["Mode", c.mode], ["Interval", span(c.interval)], ["Timeout", span(c.timeout)], ["Pause between", span(c.min_pause)], ["Storage", c.checkpoint_storage], ["Failures tolerated", c.tolerable_failed_checkpoints < 0 ? "any number" : count(c.tolerable_failed_checkpoints)]]} />`} /></div></>
  <${Section} title="Vertices"><${Table} label="Vertices" columns=${[
    { id: "name", name: "Vertex", value: (v) => v.name, cell: (v) => html`<span class="wrap">${title(v.name)}</span>` },
    { id: "id", name: "Id", cell: (v) => html`<code>${v.id}</code>` },
    { id: "p", name: "Parallelism", num: true, value: (v) => v.parallelism, cell: (v) => count(v.parallelism) },
    { id: "m", name: "Key groups", num: true, value: (v) => v.maxParallelism, cell: (v) => count(v.maxParallelism) },
    { id: "g", name: "Sharing group", value: (v) => v.group, cell: (v) => v.group }]} rows=${job.vertices} rowKey=${(v) => v.id} /></>`;
