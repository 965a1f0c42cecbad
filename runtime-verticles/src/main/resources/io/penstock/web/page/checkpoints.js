// SPDX-License-Identifier: Apache-2.0
// Checkpoints: how long they take, how large they are, which failed and why.
import { Badge, Empty, Facts, Figures, html, Moment, Section, Table } from "./parts.js";
import { store } from "./api.js";
import { bytes, count, ended, span } from "./format.js";
import { Columns } from "./charts.js";

export const Checkpoints = ({ job, data }) => {
  if (!data) return html`<${Empty}>Asking …</>`;
  const { counts, summary, latest, history } = data;
  if (counts.total === 0) return html`<${Empty}>${job.batch ? "A batch job takes no checkpoints: what fails is run again." : ended(job.state) ? "It took none." : "None has been taken yet."}</>`;
  const done = history.filter((c) => c.status !== "IN_PROGRESS").reverse();
  const going = history.find((c) => c.status === "IN_PROGRESS");
  const columns = [
    { id: "id", name: "Id", num: true, value: (c) => c.id, cell: (c) => count(c.id) },
    { id: "status", name: "State", value: (c) => c.status, cell: (c) => html`<${Badge} state=${c.status} />` },
    { id: "type", name: "Kind", value: (c) => c.checkpoint_type, cell: (c) => (c.is_savepoint ? "savepoint" : "checkpoint") },
    { id: "at", name: "Triggered", num: true, value: (c) => c.trigger_timestamp, cell: (c) => html`<${Moment} ms=${c.trigger_timestamp} />` },
    { id: "took", name: "Took", num: true, value: (c) => c.end_to_end_duration, cell: (c) => (c.status === "IN_PROGRESS" ? "" : span(c.end_to_end_duration)) },
    { id: "align", name: "Alignment", num: true, value: (c) => c["alignment-ms"], cell: (c) => (c["alignment-ms"] == null ? "" : span(c["alignment-ms"])) },
    { id: "sync", name: "Sync / async", num: true, value: (c) => c["sync-ms"], cell: (c) => (c["sync-ms"] == null ? "" : span(c["sync-ms"]) + " / " + span(c["async-ms"])) },
    { id: "size", name: "State", num: true, value: (c) => c.state_size, cell: (c) => bytes(c.state_size) },
    { id: "what", name: "Tasks, or why not", cell: (c) => (c.failure_message ? html`<span class="wrap">${c.failure_message}</span>` : `${count(c.num_acknowledged_subtasks)} of ${count(c.num_subtasks)}`) },
  ];
  return html`<${Figures} list=${[
      ["Completed", count(counts.completed)], ["Failed", count(counts.failed)],
      ["Median time", span(summary.end_to_end_duration.p50)], ["Slowest", span(summary.end_to_end_duration.max)], ["Median state", bytes(summary.state_size.p50)],
    ]} />
    <p class="note">${going ? `Checkpoint ${count(going.id)} is under way: ${count(going.num_acknowledged_subtasks)} of ${count(going.num_subtasks)} tasks have stored their part.` : "No checkpoint is under way."}
      ${latest.restored && ` The job last went back to ${latest.restored.is_savepoint ? "savepoint" : "checkpoint"} ${count(latest.restored.id)}.`}</p>
    <div class="pair">
      <${Section} title="Durations"><div class="card"><${Columns} label="Durations of checkpoints" unit=${span} list=${done.map((c) => ({ key: c.id, value: c.end_to_end_duration, bad: c.status === "FAILED", title: `${c.id}: ${span(c.end_to_end_duration)}` }))} /></div></>
      <${Section} title="Sizes"><div class="card"><${Columns} alt label="Sizes of checkpoints" unit=${bytes} list=${done.map((c) => ({ key: c.id, value: c.state_size, bad: c.status === "FAILED", title: `${c.id}: ${bytes(c.state_size)}` }))} /></div></></div>
    <${Section} title="History" aside=${`the latest ${count(history.length)}`}><${Table} label="Checkpoints" columns=${columns} rows=${history} rowKey=${(c) => c.id} size=${20} /></>
    ${latest.completed && html`<${Section} title="To go back to"><div class="card"><${Facts} list=${[["Checkpoint", count(latest.completed.id)], ["Where", html`<code>${latest.completed.external_path}</code>`], ["Completed", html`<${Moment} ms=${latest.completed.latest_ack_timestamp} />`], ["Age", span(store.now() - latest.completed.latest_ack_timestamp)]]} /></div></>`}`;
};
