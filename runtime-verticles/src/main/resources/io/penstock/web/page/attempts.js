// SPDX-License-Identifier: Apache-2.0
// Attempts over time: a lane per vertex, a bar per attempt.
import { Empty, html, Section } from "./parts.js";
import { store } from "./api.js";
import { count, ended, exactTime, plural, span, title } from "./format.js";

export const Attempts = ({ job }) => {
  const attempts = (store.part("job/" + job.id, "attempts")?.attempts ?? []).filter((a) => a.start > 0);
  if (attempts.length === 0) return html`<${Empty}>No task has been deployed yet.</>`;
  const now = ended(job.state) && job.end > 0 ? job.end : store.now();
  const start = Math.min(job.start, ...attempts.map((a) => a.start)), end = Math.max(now, start + 1);
  const left = (t) => (100 * (t - start)) / (end - start);
  const newest = Math.max(...attempts.map((a) => a.attempt));
  return html`<${Section} title="Attempts over time" aside=${newest > 1 ? `up to attempt ${count(newest)}` : "each task is in its first"}>
    <div class="card"><div class="lanes">
      ${job.vertices.map((v, i) => {
        const mine = attempts.filter((a) => a.vertex === i).sort((a, b) => a.start - b.start);
        return html`<span key=${"n" + v.id} class="who" title=${v.name}><a href=${"#/jobs/" + job.id + "/vertex/" + v.id}>${title(v.name)}</a></span>
          <div key=${"l" + v.id} class="lane">${mine.map((a) => {
            const until = a.end > 0 ? a.end : now;
            const kind = a.past ? (a.failed > 0 ? "failed" : "past") : a.state === "FAILED" ? "failed" : a.state === "FINISHED" ? "done" : a.end > 0 ? "past" : "";
            const words = `attempt ${a.attempt}, ${plural(a.subtasks, "subtask")}, ${exactTime(a.start)} to ${a.end > 0 ? exactTime(a.end) : "now"} (${span(until - a.start)})${a.failed > 0 ? ", " + count(a.failed) + " failed" : ""}`;
            return html`<i key=${a.attempt + "." + (a.first ?? "")} class=${kind} role="img" aria-label=${words} title=${words} style=${{ left: left(a.start) + "%", width: Math.max(0.2, left(until) - left(a.start)) + "%" }}>${a.attempt}</i>`;
          })}</div>`;
      })}
      <span></span><div class="axis"><span>${exactTime(start)}</span><span>${span(end - start)}</span><span>${ended(job.state) ? exactTime(end) : "now"}</span></div>
    </div></div>
    <p class="dim">The number in a bar is the attempt. Red: a task of it failed; grey: it was stopped on another one's account or by a cancel.</p></>`;
};
