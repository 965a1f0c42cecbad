// SPDX-License-Identifier: Apache-2.0
// What happened to a job, told in order: what failed, who was stopped, what was begun anew, from where, how long it took.
import { Empty, html, Moment, Section } from "./parts.js";
import { isWorkerHere, store, workerName } from "./api.js";
import { bytes, count, ended, plural, span, title, word } from "./format.js";

const TOGETHER_MS = 1_500;
const RECENT_MS = 10 * 60_000;

/** Failures that belong together, with what followed each: newest first. */
function episodes(job) {
  const topic = "job/" + job.id;
  const failures = [...(store.part(topic, "failures")?.failures ?? [])].sort((a, b) => a.time - b.time);
  const attempts = store.part(topic, "attempts")?.attempts ?? [];
  const list = [];
  for (const failure of failures) {
    const last = list.at(-1);
    if (last && failure.time - last.until < TOGETHER_MS) { last.failures.push(failure); last.until = failure.time; }
    else list.push({ time: failure.time, until: failure.time, failures: [failure] });
  }
  list.forEach((episode, i) => {
    const next = list[i + 1]?.time ?? Infinity;
    episode.stopped = attempts.filter((a) => a.past && a.end >= episode.time - 50 && a.end < next && a.start > 0);
    episode.begun = attempts.filter((a) => a.attempt > 1 && a.start >= episode.time && a.start < next);
    episode.last = next === Infinity;
    episode.next = next;
  });
  return list.reverse();
}

/** The steps of an episode: [{ t, kind, text, more }]. */
function steps(job, episode) {
  const list = [];
  for (const left of store.seenWorkers) {
    const told = episode.failures.some((f) => f.message.includes(left.name));
    if (!told && Math.abs(left.t - episode.time) < 5_000 && left.what === "left") list.push({ t: left.t, kind: "bad", text: `Worker ${left.name} is gone`, more: "it does not belong to the cluster any more" });
    if (left.what === "joined" && left.t > episode.time && left.t < Math.min(episode.next, episode.time + 60_000)) list.push({ t: left.t, kind: "mark", text: `Worker ${left.name} has joined` });
  }
  const first = episode.failures[0], more = episode.failures.length - 1;
  const where = first.vertex ? `${title(first.vertex)}, subtask ${first.subtask} failed` : first.kind === "WORKER_LOST" ? "A worker was lost" : "Something failed";
  const on = first.worker ? ` on ${workerName(first.worker)}${isWorkerHere(first.worker) ? "" : " (gone)"}` : "";
  list.push({ t: episode.time, kind: "bad", text: `${where}${on}${more > 0 ? `, and ${plural(more, "more task")}` : ""}`, more: first.message });
  const stopped = episode.stopped.reduce((n, a) => n + a.subtasks, 0);
  if (stopped > 0) list.push({ t: Math.max(...episode.stopped.map((a) => a.end)), kind: "warn", text: `${plural(stopped, "task")} of ${plural(new Set(episode.stopped.map((a) => a.vertex)).size, "vertex", "vertices")} stopped`, more: "those that exchange records with what failed" });
  const begun = episode.begun.reduce((n, a) => n + a.subtasks, 0);
  if (begun > 0) {
    const restored = store.part("job/" + job.id, "checkpoints")?.latest.restored;
    const t = Math.min(...episode.begun.map((a) => a.start));
    const from = episode.last ? (restored ? `from ${restored.is_savepoint ? "savepoint" : "checkpoint"} ${count(restored.id)}` : job.batch ? "from their inputs" : "from the beginning: there was no checkpoint") : "";
    list.push({ t, kind: "mark", text: `${plural(begun, "task")} started anew as attempt ${Math.max(...episode.begun.map((a) => a.attempt))}`, more: from });
  }
  if (episode.last) {
    for (const seen of store.seen.get(job.id) ?? []) {
      if (seen.t < episode.time || seen.what !== "tasks") continue;
      const running = seen.tasks.RUNNING ?? 0, all = Object.values(seen.tasks).reduce((a, b) => a + b, 0);
      if (running < all && !ended(job.state)) list.push({ t: seen.t, kind: "", text: `${count(running)} of ${plural(all, "task")} run`, minor: true });
    }
    const end = outcome(job, episode);
    if (end) list.push(end);
  }
  list.sort((a, b) => a.t - b.t || rank(a) - rank(b));
  // How many run is told when that number changes, whatever happened between.
  let told = "";
  return list.filter((step) => {
    if (!step.minor) return true;
    const news = step.text !== told;
    told = step.text;
    return news;
  });
}

const rank = (step) => ["bad", "warn", "mark", "", "ok"].indexOf(step.kind);

/** How it ended, as far as that is known. */
function outcome(job, episode) {
  const back = job.since.RUNNING;
  if (job.state === "FAILED" || job.state === "FAILING") return { t: job.since.FAILED ?? job.since.FAILING, kind: "bad", text: `The job ${job.state === "FAILED" ? "failed" : "is failing"}`, more: job.reason };
  const allRun = job.vertices.every((v) => (v.states.RUNNING ?? 0) + (v.states.FINISHED ?? 0) === v.parallelism);
  if (back >= episode.time && (allRun || ended(job.state))) {
    const seen = (store.seen.get(job.id) ?? []).filter((s) => s.what === "tasks" && s.t >= back && (s.tasks.RUNNING ?? 0) === Object.values(s.tasks).reduce((a, b) => a + b, 0))[0];
    const t = seen ? seen.t : back;
    return { t, kind: "ok", text: `${seen ? "Running again" : "Deployed again"}, ${span(t - episode.time)} after the failure` };
  }
  return null;
}

const Steps = ({ list }) => html`<ol class="story">${list.map((s, i) => html`<li key=${i + s.text} class=${s.kind}><${Moment} ms=${s.t} /><div>${s.text}${s.more && html`<div class="more">${s.more}</div>`}</div></li>`)}</ol>`;

/** Whether there is a failover to tell of: one that goes on, or a recent one. */
export function tellable(job) {
  const latest = store.part("job/" + job.id, "failures")?.failures[0];
  return Boolean(latest && (!ended(job.state) || job.state === "FAILED") && store.now() - latest.time < RECENT_MS);
}

/** The latest failover, as it happens. */
export const Failover = ({ job }) => {
  const [latest] = episodes(job);
  const going = job.state === "RESTARTING" || job.state === "FAILING";
  return html`<${Section} id="failover" title=${going ? "A failover, as it happens" : "The latest failover"} aside=${html`<a href=${"#/jobs/" + job.id + "/story"}>The whole story</a>`}>
    <div class="card" aria-live="polite"><${Steps} list=${steps(job, latest)} /></div></>`;
};

/** Everything from the submission to now. */
export const Story = ({ job }) => {
  const all = episodes(job).flatMap((e) => steps(job, e));
  all.push({ t: job.start, kind: "", text: "Submitted" });
  const attempts = store.part("job/" + job.id, "attempts")?.attempts ?? [];
  const firsts = attempts.filter((a) => a.attempt === 1 && a.start > 0);
  if (firsts.length > 0) all.push({ t: Math.min(...firsts.map((a) => a.start)), kind: "mark", text: `${plural(job.vertices.reduce((n, v) => n + v.parallelism, 0), "task")} deployed for the first time` });
  const latest = store.part("job/" + job.id, "checkpoints")?.latest;
  if (latest?.completed) all.push({ t: latest.completed.latest_ack_timestamp, kind: "", text: `Checkpoint ${count(latest.completed.id)} completed`, more: `${bytes(latest.completed.state_size)} of state, the latest` });
  if (latest?.savepoint) all.push({ t: latest.savepoint.latest_ack_timestamp, kind: "", text: `Savepoint ${count(latest.savepoint.id)} completed`, more: latest.savepoint.external_path });
  if (job.since.CANCELING) all.push({ t: job.since.CANCELING, kind: "warn", text: "Someone cancelled it" });
  if (ended(job.state)) all.push({ t: job.end, kind: job.state === "FAILED" ? "bad" : "ok", text: word(job.state), more: job.reason });
  const told = all.filter((s) => s.t > 0).sort((a, b) => a.t - b.t || rank(a) - rank(b));
  return html`<${Section} title="Story" aside=${job.restarts > 0 ? plural(job.restarts, "restart") : "no restart"}><div class="card">${told.length ? html`<${Steps} list=${told} />` : html`<${Empty}>Nothing yet.</>`}</div></>`;
};
