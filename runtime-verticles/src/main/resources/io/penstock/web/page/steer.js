// SPDX-License-Identifier: Apache-2.0
// What one can do with a job that runs. What needs more than a yes asks in a window of its own.
import { Act, Component, html, refusal } from "./parts.js";
import { ask, cancelJob } from "./api.js";
import { operate } from "./operations.js";
import { may } from "./session.js";

const ROLE = "operator";

/** The buttons of a job; each says in `data-role` for whom it is. */
export class Steer extends Component {
  savepoint(place) {
    const path = "/jobs/" + this.props.job.id + "/savepoints";
    const json = { "cancel-job": false, ...(place && { "target-directory": place }) };
    return this.begin("Savepoint", path, () => ask(path, { method: "POST", json }), (done) => done.location);
  }

  stop(place, drain) {
    const path = "/jobs/" + this.props.job.id;
    const json = { drain, ...(place && { targetDirectory: place }) };
    return this.begin("Stop with savepoint", path + "/savepoints", () => ask(path + "/stop", { method: "POST", json }), (done) => done.location);
  }

  checkpoint() {
    const path = "/jobs/" + this.props.job.id + "/checkpoints";
    return this.begin("Checkpoint", path, () => ask(path, { method: "POST", json: { checkpointType: "FULL" } }), (done) => "checkpoint " + done.checkpointId);
  }

  begin(...operation) { return operate(this.props.job.id, ...operation); }

  render({ job }, { open }) {
    const running = job.state === "RUNNING";
    const opener = (what, name, kind = "") => html`<button type="button" class=${kind} data-role=${ROLE} disabled=${!running || !may(ROLE)} title=${refusal(ROLE)} onClick=${() => this.setState({ open: what })}>${name}</button>`;
    const close = () => this.setState({ open: null });
    return html`<div class="actions">
      ${!job.batch && html`<${Act} name="Take a checkpoint" role=${ROLE} disabled=${!running} act=${() => this.checkpoint()} />
        ${opener("savepoint", "Savepoint")}${opener("stop", "Stop with savepoint", "danger")}`}
      <${Act} kind="danger" name="Cancel job" sure="Really cancel" role=${ROLE} disabled=${job.state === "CANCELING"} act=${() => cancelJob(job.id)} />
      ${open === "savepoint" && html`<${Savepoint} title="Take a savepoint" yes="Take it" close=${close} act=${(place) => this.savepoint(place)}>
        <p>The job goes on. The savepoint stays until somebody deletes its directory.</p></>`}
      ${open === "stop" && html`<${Savepoint} title="Stop with a savepoint" yes="Stop the job" kind="danger" drains close=${close} act=${(place, drain) => this.stop(place, drain)}>
        <p>The job takes a savepoint and ends with it. It can go on from there later.</p></>`}</div>`;
  }
}

/** Where to put a savepoint, and whether really. */
class Savepoint extends Component {
  componentDidMount() { this.box.showModal(); }

  async submit(e) {
    e.preventDefault();
    this.setState({ busy: true, error: null });
    try {
      await this.props.act(this.state.place?.trim() ?? "", Boolean(this.state.drain));
      this.box.close();
    } catch (refusal) {
      this.setState({ busy: false, error: refusal.message });
    }
  }

  render({ title, yes, kind = "main", drains, close, children }, { place = "", drain = false, busy, error }) {
    return html`<dialog ref=${(box) => { if (box) this.box = box; }} onClose=${close} aria-labelledby="asked"><form onSubmit=${(e) => this.submit(e)}>
      <h2 id="asked">${title}</h2>${children}
      ${error && html`<p class="note bad" role="alert">${error}</p>`}
      <div class="field"><label for="place">Directory</label><input id="place" value=${place} placeholder="savepoint.directory of the cluster" autocomplete="off" spellcheck="false" onInput=${(e) => this.setState({ place: e.target.value })} />
        <div class="hint">A path that every node sees.</div></div>
      ${drains && html`<div class="field"><label class="row check"><input id="drain" type="checkbox" checked=${drain} onChange=${(e) => this.setState({ drain: e.target.checked })} /> Drain: windows and timers fire as if the input had ended, for good</label></div>`}
      <div class="row"><button class=${kind} data-role=${ROLE} disabled=${busy}>${busy ? "Asking …" : yes}</button><button type="button" onClick=${() => this.box.close()}>No</button></div></form></dialog>`;
  }
}
