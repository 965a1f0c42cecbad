// SPDX-License-Identifier: Apache-2.0
// Workers: what they hold, how their JVMs are, what they log, what their threads do.
import { Act, Asked, Component, Empty, Facts, Figures, html, Section, Table, Tabs, Trouble } from "./parts.js";
import { ask, store, workerName } from "./api.js";
import { Cells } from "./overview.js";
import { bytes, count, hue, plural, span, sum } from "./format.js";

const names = () => new Map((store.part("overview", "jobs")?.jobs ?? []).map((j) => [j.id, j.name]));

export const Page = ({ id, tab }) => {
  const cluster = store.part("overview", "cluster"), facts = store.part("workers", "facts") ?? {};
  if (!cluster) return html`<h1>Workers</h1><${Trouble} topic="overview" /><${Empty}>Asking the cluster …</>`;
  if (!id) return html`<${All} cluster=${cluster} facts=${facts} />`;
  const worker = cluster.workers.find((w) => w.id === id);
  const home = "#/workers/" + id;
  return html`<div class="crumb"><a href="#/workers">Workers</a></div>
    <div class="head"><h1 class="name">${worker ? worker.name : id}</h1>${worker ? worker.late && html`<span class="badge warn">silent for a while</span>` : html`<span class="badge bad">not here</span>`}
      <span class="dim">${worker?.address}</span></div>
    ${!worker ? html`<p class="note warn">This worker does not belong to the cluster at the moment. It left, or it was lost.</p>` : html`
      <${Tabs} label="Views of the worker" current=${tab} list=${[
        { id: "overview", href: home, name: "Overview" }, { id: "log", href: home + "/log", name: "Log" },
        { id: "threads", href: home + "/threads", name: "Threads" }, { id: "settings", href: home + "/settings", name: "JVM" }]} />
      ${tab === "log" ? html`<${Log} id=${id} />` : tab === "threads" ? html`<${Threads} id=${id} />` : tab === "settings" ? html`<${Jvm} id=${id} />` : html`<${One} worker=${worker} facts=${facts[id]} />`}`}`;
};

const Heap = ({ facts }) => {
  if (!facts) return html`<span class="dim">–</span>`;
  const percent = Math.round((100 * facts.heapUsed) / Math.max(1, facts.heapMax));
  return html`<span class="share"><span class="bar" role="img" aria-label=${percent + " % of the heap in use"}><i class=${percent > 90 ? "hindered" : "busy"} style=${{ width: percent + "%" }}></i></span><span class="nowrap">${bytes(facts.heapUsed)}</span></span>`;
};

const All = ({ cluster, facts }) => {
  const jobs = names();
  const columns = [
    { id: "name", name: "Worker", value: (w) => w.name, cell: (w) => html`<a class="wrap" href=${"#/workers/" + w.id}>${w.name}</a>${w.id === cluster.leader ? html` <span class="badge done" title="leads the cluster">leads</span>` : ""}${w.late ? html` <span class="badge warn">silent</span>` : ""}` },
    { id: "slots", name: "Slots", value: (w) => w.slots - w.free, cell: (w) => html`<${Cells} worker=${w} names=${jobs} />` },
    { id: "free", name: "Free", num: true, value: (w) => w.free, cell: (w) => `${count(w.free)} of ${count(w.slots)}` },
    { id: "heap", name: "Heap", value: (w) => facts[w.id]?.heapUsed, cell: (w) => html`<${Heap} facts=${facts[w.id]} />` },
    { id: "cpu", name: "Processor", num: true, value: (w) => facts[w.id]?.load, cell: (w) => (facts[w.id] ? facts[w.id].load + " %" : "–") },
    { id: "threads", name: "Threads", num: true, value: (w) => facts[w.id]?.threads, cell: (w) => (facts[w.id] ? count(facts[w.id].threads) : "–") },
    { id: "at", name: "Address", value: (w) => w.address, cell: (w) => html`<code>${w.address}</code>` },
  ];
  const slots = sum(cluster.workers.map((w) => w.slots)), free = sum(cluster.workers.map((w) => w.free));
  return html`<div class="head"><h1>Workers</h1><span class="dim">${plural(cluster.workers.length, "worker")}, ${count(free)} of ${plural(slots, "slot")} free</span></div>
    <${Trouble} topic="overview" />
    ${cluster.workers.length === 0 ? html`<${Empty}>No worker has joined.</>` : html`<${Table} label="Workers" columns=${columns} rows=${cluster.workers} rowKey=${(w) => w.id} />`}`;
};

const One = ({ worker, facts }) => {
  const jobs = names(), held = Object.entries(worker.held);
  return html`<${Figures} list=${[
      ["Slots in use", count(worker.slots - worker.free), "of " + count(worker.slots)],
      ["Heap", facts ? bytes(facts.heapUsed) : "–", facts && "of " + bytes(facts.heapMax)],
      ["Off heap", facts ? bytes(facts.offHeapUsed + facts.directUsed) : "–"],
      ["Processor", facts ? facts.load + " %" : "–", facts && "of " + plural(facts.processors, "core")],
      ["Threads", facts ? count(facts.threads) : "–"],
      ["Collections", facts ? count(facts.collections) : "–", facts && span(facts.collectedMs) + " in all"],
    ]} />
    <${Section} title="Slots"><div class="card"><${Cells} worker=${worker} names=${jobs} />
      ${held.length === 0 ? html`<p class="dim">All are free.</p>` : html`<ul class="plain">${held.map(([job, n]) => html`<li key=${job}><i class=${"swatch " + hue(job)}></i><a href=${"#/jobs/" + job}>${jobs.get(job) ?? job}</a> <span class="dim">${plural(n, "slot")}</span></li>`)}</ul>`}</div></>
    <${Section} title="Offers"><div class="card"><${Facts} list=${[["Id", html`<code>${worker.id}</code>`], ["Data address", html`<code>${worker.address}</code>`], ["Processors for slots", count(worker.cpuCores)], ["Heap for slots", bytes(worker.heapMb * 1048576)]]} /></div></>`;
};

class Log extends Component {
  render({ id }, { find = "" }) {
    return html`<div class="row field"><input type="search" class="short" aria-label="Only lines with" placeholder="Only lines with …" value=${find} onInput=${(e) => this.setState({ find: e.target.value })} />
      <${Act} name="Save as text" act=${async () => save(await ask("/taskmanagers/" + id + "/log", { text: true }), workerName(id) + ".log")} /></div>
      <${Asked} id=${id} again="Read again" ask=${() => ask("/taskmanagers/" + id + "/log", { text: true })} show=${(text) => {
        const lines = text.split("\n"), shown = find === "" ? lines : lines.filter((l) => l.toLowerCase().includes(find.toLowerCase()));
        return html`<p class="dim">${plural(shown.length, "line")}${find === "" ? "" : " of " + count(lines.length)}, the latest last.</p><pre class="tall" tabindex="0" aria-label="Log" ref=${toEnd}>${shown.slice(-4000).join("\n")}</pre>`;
      }} />`;
  }
}

/** A link to the API would not say who asks, so the answer is fetched and handed to the browser. */
function save(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function toEnd(pre) {
  if (pre && !pre.dataset.seen) { pre.dataset.seen = "yes"; pre.scrollTop = pre.scrollHeight; }
}

const state = (text) => /^".*" Id=\d+ (\w+)/.exec(text)?.[1] ?? "";

class Threads extends Component {
  render({ id }, { find = "", all = false }) {
    return html`<div class="row field"><input type="search" class="short" aria-label="Find threads" placeholder="Find in names and stacks" value=${find} onInput=${(e) => this.setState({ find: e.target.value })} />
      <label class="row check"><input type="checkbox" checked=${all} onChange=${(e) => this.setState({ all: e.target.checked })} /> also those that wait</label></div>
      <${Asked} id=${id} again="Dump again" ask=${() => ask("/taskmanagers/" + id + "/thread-dump")} show=${({ threadInfos }) => {
        const shown = threadInfos.filter((t) => (all || find !== "" || state(t.stringifiedThreadInfo) === "RUNNABLE") && (find === "" || t.stringifiedThreadInfo.toLowerCase().includes(find.toLowerCase())));
        return html`<p class="dim">${plural(shown.length, "thread")} of ${count(threadInfos.length)}.</p>
          ${shown.map((t, i) => html`<details key=${t.threadName + i} open=${find !== "" && shown.length < 6}><summary><strong class="wrap">${t.threadName}</strong> <span class="dim">${state(t.stringifiedThreadInfo).toLowerCase().replace("_", " ")}</span></summary><pre tabindex="0">${t.stringifiedThreadInfo}</pre></details>`)}`;
      }} />`;
  }
}

const Jvm = ({ id }) => html`<${Asked} id=${id} ask=${() => ask("/taskmanagers/" + id + "/metrics").then((list) => ask("/taskmanagers/" + id + "/metrics?get=" + list.map((m) => encodeURIComponent(m.id)).join(",")))} show=${(list) => html`
  <div class="card"><${Facts} list=${list.map((m) => [m.id.replace(/^Status\.JVM\./, "").replaceAll(".", " · ").replaceAll("_", " "), /Used|Max|Committed|Total|Capacity/.test(m.id) ? bytes(Number(m.value)) : m.value])} /></div>`} />`;
