// SPDX-License-Identifier: Apache-2.0
// The way to the cluster: questions, and one stream that tells what changes. Everything known is in `store`.
import { ended, sum } from "./format.js";
import { expired, identity } from "./session.js";

const HISTORY_MS = 5 * 60_000;
const AWAY_MS = 20_000;
const ORDERLY_MS = 60_000;

export const store = {
  /** Topic to part to data. */
  topics: new Map(),
  /** "waiting", "live" or "lost". */
  link: "waiting",
  linkText: "Connecting",
  /** Job to what was seen of it while this page is open: [{ t, rate, busy, hindered }]. */
  history: new Map(),
  /** Job to what happened before our eyes: [{ t, what, ... }]. */
  seen: new Map(),
  /** What is worth saying aloud; the latest last. */
  news: [],
  skewMs: 0,
  now() { return Date.now() + this.skewMs; },
  part(topic, part) { return this.topics.get(topic)?.[part]; },
};

const listeners = new Set();
let due = false;

export function onChange(listener) { listeners.add(listener); return () => listeners.delete(listener); }

/** Draws soon, once for everything that changed. */
export function changed() {
  if (due) return;
  due = true;
  requestAnimationFrame(() => { due = false; listeners.forEach((listener) => listener()); });
}

// ---- questions

export class Refused extends Error {
  constructor(status, message) { super(message); this.status = status; }
}

/** Asks and gives the answer's JSON; throws Refused with the server's own sentence. */
export async function ask(path, { method = "GET", json, body, text = false } = {}) {
  const headers = { ...identity(), Accept: text ? "text/plain" : "application/json" };
  if (json !== undefined) { headers["Content-Type"] = "application/json"; body = JSON.stringify(json); }
  let answer;
  try {
    answer = await fetch("v1" + path, { method, headers, body, credentials: "same-origin" });
  } catch {
    throw new Refused(0, "The cluster does not answer. Is the node that serves this page still up?");
  }
  if (answer.ok) return text ? answer.text() : answer.json();
  let sentence = answer.status + " " + answer.statusText;
  try { sentence = (await answer.json()).errors.join("\n"); } catch { /* not JSON: the status says it */ }
  if (answer.status === 401) forget();
  throw new Refused(answer.status, sentence);
}

export const cancelJob = (id) => ask("/jobs/" + id + "?mode=cancel", { method: "PATCH" });

// ---- the stream

let wanted = [];
let stream = null;
let retry = null;
let failures = 0;
let awayTimer = null;

/** Listens to these topics from now on, and to no others. */
export function watch(topics) {
  if (topics.join() === wanted.join() && stream) return;
  wanted = topics;
  connect();
}

function connect() {
  clearTimeout(retry);
  stream?.abort();
  stream = new AbortController();
  listen(stream.signal).catch((e) => { if (e.name !== "AbortError") lost(e); });
}

/** Whoever looked may no longer: nothing of what was seen stays. */
function forget() {
  stream?.abort();
  stream = null;
  clearTimeout(retry);
  for (const known of [store.topics, store.history, store.seen, names]) known.clear();
  store.news.length = store.seenWorkers.length = 0;
  wanted = [];
  expired();
  changed();
}

function lost(e) {
  stream = null;
  failures++;
  link("lost", e instanceof Refused && e.status ? e.message : "Connection lost, trying again");
  retry = setTimeout(connect, Math.min(5_000, 250 * 2 ** Math.min(failures, 5)));
}

function link(state, text) {
  if (store.link === state && store.linkText === text) return;
  if (store.link === "live" && state === "lost") news("Connection lost");
  if (store.link === "lost" && state === "live") news("Connected again");
  store.link = state;
  store.linkText = text;
  changed();
}

async function listen(signal) {
  const query = wanted.map((topic) => "topic=" + encodeURIComponent(topic)).join("&");
  const answer = await fetch("v1/live?" + query, { signal, headers: { ...identity(), Accept: "text/event-stream" }, credentials: "same-origin" });
  if (answer.status === 401) return forget();
  if (!answer.ok) {
    let sentence = "status " + answer.status;
    try { sentence = (await answer.json()).errors.join("; "); } catch { /* the status says it */ }
    throw new Refused(answer.status, sentence);
  }
  failures = 0;
  link("live", "Live");
  const begun = Date.now();
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    // A node ends streams after a while, so that whoever listens must still be somebody who may.
    if (done && Date.now() - begun > ORDERLY_MS) { connect(); return; }
    if (done) throw new Error("the stream ended");
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    for (const event of events) take(event);
  }
}

function take(event) {
  if (event.startsWith(":")) return;
  let name = "", data = "";
  for (const line of event.split("\n")) {
    if (line.startsWith("event: ")) name = line.slice(7);
    else if (line.startsWith("data: ")) data += line.slice(6);
  }
  const at = name.lastIndexOf("#");
  if (at < 0) return;
  const topic = name.slice(0, at), part = name.slice(at + 1), value = JSON.parse(data);
  const before = store.topics.get(topic) ?? {};
  store.topics.set(topic, { ...before, [part]: value });
  if (part === "job") note(before.job, value);
  if (part === "cluster") noteCluster(before.cluster, value);
  changed();
}

/** Keeps what was seen of a job, for its charts and its story. */
function note(before, job) {
  const now = store.now();
  const points = store.history.get(job.id) ?? [];
  const sources = job.vertices.filter((v) => v.source);
  points.push({
    t: now,
    rate: ended(job.state) ? 0 : sum(sources.map((v) => v.rateOut || v.rateIn)),
    busy: Math.max(0, ...job.vertices.map((v) => v.busyMost)),
    hindered: Math.max(0, ...job.vertices.map((v) => v.hinderedMost)),
  });
  while (points.length > 1 && points[0].t < now - HISTORY_MS) points.shift();
  store.history.set(job.id, points);
  if (!before) return;
  const seen = store.seen.get(job.id) ?? [];
  if (before.state !== job.state) {
    seen.push({ t: now, what: "state", from: before.state, to: job.state, reason: job.reason });
    news("Job " + job.name + " is " + job.state.toLowerCase());
  }
  const tasks = (j) => { const all = {}; j.vertices.forEach((v) => Object.entries(v.states).forEach(([s, n]) => { all[s] = (all[s] ?? 0) + n; })); return all; };
  const was = tasks(before), is = tasks(job);
  if (JSON.stringify(was) !== JSON.stringify(is)) seen.push({ t: now, what: "tasks", tasks: is });
  if (seen.length > 400) seen.splice(0, seen.length - 400);
  store.seen.set(job.id, seen);
}

function noteCluster(before, cluster) {
  if (!before) return;
  const now = store.now();
  const ids = (c) => new Map(c.workers.map((w) => [w.id, w.name]));
  const was = ids(before), is = ids(cluster);
  for (const [id, name] of was) if (!is.has(id)) { names.set(id, name); store.seenWorkers.push({ t: now, id, name, what: "left" }); news("Worker " + name + " has left"); }
  for (const [id, name] of is) if (!was.has(id)) { store.seenWorkers.push({ t: now, id, name, what: "joined" }); news("Worker " + name + " has joined"); }
}

store.seenWorkers = [];
const names = new Map();

/** What a worker is called, also one that left while we looked. */
export function workerName(id) {
  if (!id) return "";
  const found = store.part("overview", "cluster")?.workers.find((w) => w.id === id);
  if (found) names.set(id, found.name);
  return names.get(id) ?? id.slice(0, 8);
}

export const isWorkerHere = (id) => Boolean(store.part("overview", "cluster")?.workers.some((w) => w.id === id));

export function news(text) {
  store.news.push({ t: Date.now(), text });
  if (store.news.length > 20) store.news.shift();
  changed();
}

// A page that nobody looks at costs nothing.
document.addEventListener("visibilitychange", () => {
  clearTimeout(awayTimer);
  if (document.hidden) {
    awayTimer = setTimeout(() => { stream?.abort(); stream = null; clearTimeout(retry); link("waiting", "Paused"); }, AWAY_MS);
  } else if (!stream && wanted.length > 0) {
    connect();
  }
});
setInterval(() => { if (!document.hidden) changed(); }, 1_000);
