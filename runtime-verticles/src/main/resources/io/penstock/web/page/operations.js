// SPDX-License-Identifier: Apache-2.0
// What takes its time and was asked for on this page: begun, followed, and shown until the page is left.
import { Badge, html, Moment } from "./parts.js";
import { ask, changed, news, store } from "./api.js";
import { span } from "./format.js";

const POLL_MS = 250;
const POLL_MS_MAX = 2_000;
const SHOWN_MAX = 5;
/** Answers that will not become better by asking again. */
const FINAL = [400, 403, 404, 409, 501];

/** Job to its operations, the latest first: [{ id, name, path, t, end, state, outcome }]. */
const operations = new Map();

/**
 * Begins one and follows it. `begin` gives an answer with a request-id; below `path` one asks for it; `outcome` puts the
 * finished one in words.
 */
export async function operate(job, name, path, begin, outcome) {
  const { "request-id": id } = await begin();
  const operation = { id, name, path, t: store.now(), state: "IN_PROGRESS", outcome: "" };
  operations.set(job, [operation, ...(operations.get(job) ?? [])].slice(0, SHOWN_MAX));
  changed();
  follow(operation, outcome);
}

async function follow(operation, outcome) {
  for (let pause = POLL_MS; ; pause = Math.min(POLL_MS_MAX, pause * 1.5)) {
    await new Promise((later) => setTimeout(later, pause));
    let answer;
    try {
      answer = await ask(operation.path + "/" + operation.id);
    } catch (e) {
      if (e.status === 401) return;
      if (!FINAL.includes(e.status)) continue; // no leader at the moment, say
      return over(operation, "UNKNOWN", e.message);
    }
    if (answer.status.id !== "COMPLETED") continue;
    const cause = answer.operation["failure-cause"] ?? answer.operation.failureCause;
    return cause ? over(operation, "FAILED", reason(cause)) : over(operation, "COMPLETED", outcome(answer.operation));
  }
}

/** The sentence of a failure as Flink's clients get it. */
const reason = (cause) => cause["stack-trace"].split("\n")[0].replace(/^[\w.$]+: /, "");

function over(operation, state, outcome) {
  Object.assign(operation, { state, outcome, end: store.now() });
  news(operation.name + (state === "COMPLETED" ? " is done" : state === "FAILED" ? " has failed" : ": nobody knows how it went"));
}

/** The operations of a job that were begun here. */
export const Operations = ({ job }) => {
  const list = operations.get(job);
  return list ? html`<ul class="card operations" aria-label="Operations">${list.map((o) => html`<li key=${o.id}>
    <span><${Badge} state=${o.state} /> <strong>${o.name}</strong></span>
    <span class="dim"><${Moment} ms=${o.t} />, ${o.end ? "took " : "for "}${span((o.end ?? store.now()) - o.t)}</span>
    ${o.outcome && html`<span class="wrap">${o.state === "COMPLETED" ? html`<code>${o.outcome}</code>` : o.outcome}</span>`}</li>`)}</ul>` : null;
};
