// SPDX-License-Identifier: Apache-2.0
// The frame around all pages: which page is shown, what is listened to, keys, what is said aloud.
import { html, render, Component } from "./parts.js";
import { changed, onChange, store, watch } from "./api.js";
import { recognise, session, signOut } from "./session.js";
import { SignIn } from "./signin.js";
import { Overview } from "./overview.js";

const HEX = /^[0-9a-f]{32}$/;
const UUID = /^[0-9a-fA-F-]{8,64}$/;

/** The page for what stands behind the # of the address. Other pages' code is fetched when they are first opened. */
function route() {
  const path = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  if (path[0] === "jobs" && HEX.test(path[1] ?? "")) {
    const topics = ["overview", "job/" + path[1]];
    const vertex = path[2] === "vertex" && HEX.test(path[3] ?? "") ? path[3] : null;
    if (vertex) topics.push("vertex/" + path[1] + "/" + vertex);
    return { page: "overview", load: () => import("./job.js"), name: "Job", topics, props: { id: path[1], tab: vertex ? "vertex" : path[2] || "overview", vertex, view: path[4] } };
  }
  if (path[0] === "workers") {
    const id = UUID.test(path[1] ?? "") ? path[1] : null;
    return { page: "workers", load: () => import("./workers.js"), name: id ? "Worker" : "Workers", topics: ["overview", "workers"], props: { id, tab: path[2] || "overview" } };
  }
  if (path[0] === "submit") {
    return { page: "submit", load: () => import("./submit.js"), name: "Submit", topics: ["overview"], props: { jar: HEX.test(path[1] ?? "") ? path[1] : null } };
  }
  return { page: "overview", load: () => Promise.resolve({ Page: Overview }), name: "Overview", topics: ["overview"], props: {} };
}

const AGAIN_MS = 1_000;
const pages = { Overview };

class App extends Component {
  constructor() {
    super();
    this.state = { route: route(), help: false };
    onChange(() => this.forceUpdate());
    addEventListener("hashchange", () => this.go(true));
    addEventListener("keydown", (e) => this.key(e));
  }

  componentDidMount() { this.begin(); }

  /** Who uses the page comes first: it decides whether there is anything to listen to. */
  async begin() {
    try { await recognise(); } catch { setTimeout(() => this.begin(), AGAIN_MS); return; }
    changed();
    if (session.state === "known") this.go(false);
  }

  async go(moved) {
    if (session.state !== "known") return;
    const next = route();
    const samePage = this.state.route.name === next.name && this.state.route.props.id === next.props.id;
    watch(next.topics);
    if (!pages[next.name]) {
      try { pages[next.name] = (await next.load()).Page; } catch { location.reload(); return; }
    }
    if (location.hash && route().name !== next.name) return;
    this.setState({ route: next }, () => {
      if (!moved || samePage) return;
      scrollTo(0, 0);
      document.getElementById("main").focus({ preventScroll: true });
    });
  }

  key(e) {
    const writing = /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName);
    if (e.key === "Escape" && this.state.help) this.setState({ help: false });
    if (writing || e.ctrlKey || e.metaKey || e.altKey) return;
    const to = { 1: "#/", 2: "#/workers", 3: "#/submit" }[e.key];
    if (to) { location.hash = to; e.preventDefault(); }
    if (e.key === "?") this.setState({ help: !this.state.help });
  }

  render(_, { route, help }) {
    const Page = pages[route.name];
    const cluster = store.part("overview", "cluster"), job = route.props.id && store.part("job/" + route.props.id, "job");
    const worker = route.name === "Worker" && cluster?.workers.find((w) => w.id === route.props.id);
    document.title = (job ? job.name + " · " : worker ? worker.name + " · " : route.name === "Overview" ? "" : route.name + " · ") + "Penstock";
    const latest = store.news.at(-1);
    const fresh = latest && Date.now() - latest.t < 6_000;
    const page = (id, href, name) => html`<a href=${href} aria-current=${route.page === id ? "page" : undefined}>${name}</a>`;
    return html`<header class="top">
        <a class="brand" href="#/">Penstock</a>
        <nav class="pages" aria-label="Pages">${page("overview", "#/", "Overview")}${page("workers", "#/workers", "Workers")}${page("submit", "#/submit", "Submit")}</nav>
        <div class="state-of-page">${cluster && html`<span>${cluster.version}</span>`}${session.name && html`<span>${session.name} (${session.role})</span>`}${session.state !== "needed" && html`<span class=${"link " + store.link}>${store.linkText}</span>`}
          ${session.own && html`<button type="button" class="plain" onClick=${signOut}>Sign out</button>`}
          <button type="button" class="plain" aria-label="Keys" title="Keys (?)" onClick=${() => this.setState({ help: true })}>?</button></div>
      </header>
      <main id="main" tabindex="-1">${session.state === "needed" ? html`<${SignIn} done=${() => this.go(false)} />`
        : session.state === "known" && Page ? html`<${Page} key=${route.name + (route.props.id ?? "")} ...${route.props} />` : html`<p class="quiet">…</p>`}</main>
      <div class="unseen" role="status" aria-live="polite">${latest?.text}</div>
      ${fresh && html`<div class="toast" aria-hidden="true">${latest.text}</div>`}
      ${help && html`<${Keys} close=${() => this.setState({ help: false })} />`}`;
  }
}

class Keys extends Component {
  componentDidMount() { this.box.showModal(); }

  render({ close }) {
    return html`<dialog ref=${(box) => { if (box) this.box = box; }} onClose=${close} aria-labelledby="keys">
      <h2 id="keys">Keys</h2>
      <p><kbd>1</kbd> overview <kbd>2</kbd> workers <kbd>3</kbd> submit</p>
      <p><kbd>Tab</kbd> and <kbd>Enter</kbd> reach everything, the vertices of a graph in the order of the flow.</p>
      <p><kbd>?</kbd> shows this, <kbd>Esc</kbd> closes it.</p>
      <button type="button" class="main" onClick=${() => this.box.close()}>Close</button></dialog>`;
  }
}

const app = document.getElementById("app");
app.replaceChildren();
render(html`<${App} />`, app);
