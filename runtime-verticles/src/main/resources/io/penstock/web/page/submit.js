// SPDX-License-Identifier: Apache-2.0
// From a jar to a running job: upload, choose the program, say how, look at the plan, run.
import { Act, Asked, Component, Empty, html, refusal, Section } from "./parts.js";
import { ask } from "./api.js";
import { may } from "./session.js";
import { bytes, dateTime, plural } from "./format.js";
import { Graph } from "./graph.js";

export class Page extends Component {
  componentDidMount() { this.list(); }

  async list() {
    try { this.setState({ jars: (await ask("/jars")).files, error: null }); } catch (e) { this.setState({ error: e.message }); }
  }

  async upload(file) {
    if (!file) return;
    this.setState({ sending: file.name, error: null });
    try {
      const form = new FormData();
      form.append("jarfile", file, file.name);
      const { filename } = await ask("/jars/upload", { method: "POST", body: form });
      await this.list();
      location.hash = "#/submit/" + filename.slice(filename.lastIndexOf("/") + 1);
    } catch (e) {
      this.setState({ error: e.message });
    }
    this.setState({ sending: null });
  }

  render({ jar }, { jars, error, sending, over }) {
    const chosen = jars?.find((j) => j.id === jar);
    const drop = (e) => { e.preventDefault(); this.setState({ over: false }); if (may("admin")) this.upload(e.dataTransfer.files[0]); };
    return html`<div class="head"><h1>Submit a job</h1></div>
      ${error && html`<p class="note bad" role="alert">${error}</p>`}
      <div class="split">
        <div><div class=${"drop" + (over ? " over" : "")} onDragOver=${(e) => { e.preventDefault(); this.setState({ over: true }); }} onDragLeave=${() => this.setState({ over: false })} onDrop=${drop}>
            <label for="jar">${sending ? `Sending ${sending} …` : "Upload a jar, or drop it here"}</label>
            <input id="jar" type="file" accept=".jar,application/java-archive" data-role="admin" disabled=${Boolean(sending) || !may("admin")} onChange=${(e) => this.upload(e.target.files[0])} />
            ${refusal("admin") && html`<p class="dim">${refusal("admin")}</p>`}</div>
          <${Section} title="Jars" aside=${jars && plural(jars.length, "jar")}>${!jars ? html`<${Empty}>Asking …</>` : jars.length === 0 ? html`<${Empty}>None yet.</>` : html`<ul class="picks">${jars.map((j) => html`
            <li key=${j.id} class="card"><a href=${"#/submit/" + j.id} aria-current=${j.id === jar ? "true" : undefined}><strong class="wrap">${j.name}</strong></a>
              <span class="dim">${bytes(j.bytes)}, ${dateTime(j.uploaded)}</span>
              <${Act} kind="plain" name="Delete" sure="Really delete" role="admin" act=${async () => { await ask("/jars/" + j.id, { method: "DELETE" }); await this.list(); if (j.id === jar) location.hash = "#/submit"; }} /></li>`)}</ul>`}</></div>
        <div>${chosen ? html`<${Run} key=${chosen.id} jar=${chosen} />` : html`<${Empty}>${jars && jars.length > 0 ? "Choose a jar." : "A job is a jar with a program: a class that implements JobProgram."}</>`}</div>
      </div>`;
  }
}

/** Words as a shell would part them: by blanks, but for what stands in quotes. */
export function words(text) {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map((m) => (m[1] !== undefined ? m[1].replace(/\\(.)/g, "$1") : m[2] ?? m[3]));
}

/** key=value lines. */
function options(text) {
  const list = {};
  for (const line of text.split("\n").map((l) => l.trim()).filter((l) => l && !l.startsWith("#"))) {
    const at = line.indexOf("=");
    if (at < 1) throw new Error(`options: "${line}" is not key=value`);
    list[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  return list;
}

class Run extends Component {
  constructor(props) {
    super(props);
    this.state = { entry: props.jar.entry[0]?.name ?? "", args: "", parallelism: "", more: "", savepoint: "" };
  }

  body() {
    const { entry, args, parallelism, more, savepoint } = this.state;
    const body = { entryClass: entry.trim(), programArgsList: words(args), options: options(more) };
    if (parallelism !== "") body.parallelism = Number(parallelism);
    if (savepoint.trim()) body.savepointPath = savepoint.trim();
    return body;
  }

  async plan() {
    this.setState({ plan: null });
    const { plan } = await ask("/jars/" + this.props.jar.id + "/plan", { method: "POST", json: this.body() });
    this.setState({ plan });
  }

  async run() {
    const { jobid } = await ask("/jars/" + this.props.jar.id + "/run", { method: "POST", json: this.body() });
    location.hash = "#/jobs/" + jobid;
  }

  field(id, name, hint, input) { return html`<div class="field"><label for=${id}>${name}</label>${input}${hint && html`<div class="hint">${hint}</div>`}</div>`; }

  render({ jar }, { entry, args, parallelism, more, savepoint, plan }) {
    const set = (key) => (e) => this.setState({ [key]: e.target.value, plan: null });
    return html`<form class="card" onSubmit=${(e) => e.preventDefault()}>
        <h2 class="wrap">${jar.name}</h2>
        ${this.field("entry", "Program", html`<${Asked} id=${jar.id} ask=${() => ask("/jars/" + jar.id + "/programs")} show=${({ programs }) => programs.length === 0 ? "The jar has no public class that implements JobProgram." : html`<span role="group" aria-label="Programs in the jar">${programs.map((p) => html`<button key=${p} type="button" class="plain" aria-pressed=${p === entry ? "true" : "false"} onClick=${() => this.setState({ entry: p, plan: null })}>${p.slice(p.lastIndexOf(".") + 1)}</button>`)}</span>`} />`,
          html`<input id="entry" value=${entry} placeholder="com.example.MyProgram" autocomplete="off" spellcheck="false" onInput=${set("entry")} />`)}
        ${this.field("args", "Arguments", "Parted by blanks; quotes keep together.", html`<input id="args" value=${args} autocomplete="off" spellcheck="false" onInput=${set("args")} />`)}
        ${this.field("parallelism", "Parallelism", "Empty: what the program says.", html`<input id="parallelism" type="number" min="1" max="32768" value=${parallelism} onInput=${set("parallelism")} />`)}
        <details><summary>More</summary>
          ${this.field("more", "Options", "key=value, one a line", html`<textarea id="more" rows="3" spellcheck="false" value=${more} onInput=${set("more")}></textarea>`)}
          ${this.field("savepoint", "Begin from a savepoint", "", html`<input id="savepoint" value=${savepoint} placeholder="directory of the savepoint" spellcheck="false" onInput=${set("savepoint")} />`)}</details>
        <div class="row"><${Act} name="Show the plan" role="operator" act=${() => this.plan()} /><${Act} kind="main" name="Run" role="operator" act=${() => this.run()} /></div></form>
      ${plan && html`<${Section} title="Plan" aside=${`${plan.type.toLowerCase()}, ${plural(plan.nodes.reduce((n, v) => n + v.parallelism, 0), "task")}`}><${Graph} plan=${plan} />
        <p class="dim">A worker evaluated the program; nothing runs yet. It has ${plural(plan.nodes.length, "vertex", "vertices")}, the widest with ${plural(Math.max(...plan.nodes.map((n) => n.parallelism)), "task")}.</p></>`}`;
  }
}
