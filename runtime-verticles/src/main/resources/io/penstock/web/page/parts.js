// SPDX-License-Identifier: Apache-2.0
// What pages are made of. Everything shown goes through the template, which escapes it: there is no HTML from data.
import { h, render, Component } from "./lib/preact.js";
import htm from "./lib/htm.js";
import { count, dateTime, exactTime, iso, mood, span, word } from "./format.js";
import { store } from "./api.js";
import { may, session } from "./session.js";

export const html = htm.bind(h);
export { render, Component };

export const Badge = ({ state }) => html`<span class=${"badge " + mood(state)}>${word(state)}</span>`;

export const Figures = ({ list }) => html`<dl class="figures">${list.filter(Boolean).map(([name, value, small]) => html`
  <div key=${name}><dt>${name}</dt><dd>${value} ${small && html`<small>${small}</small>`}</dd></div>`)}</dl>`;

export const Facts = ({ list }) => html`<dl class="facts">${list.filter(Boolean).map(([name, value]) => html`
  <dt key=${"t" + name}>${name}</dt><dd key=${"d" + name}>${value}</dd>`)}</dl>`;

/** Where a task's time goes, in percent. */
export const Shares = ({ busy, idle, hindered }) => html`<span class="bar" role="img"
    aria-label=${`${busy} % busy, ${hindered} % back-pressured, ${idle} % idle`} title=${`${busy} % busy · ${hindered} % back-pressured · ${idle} % idle`}>
  <i class="busy" style=${{ width: busy + "%" }}></i><i class="hindered" style=${{ width: hindered + "%" }}></i></span>`;

export const SharesKey = () => html`<span class="key"><i class="busy"></i>busy</span><span class="key"><i class="hindered"></i>back-pressured</span><span class="key"><i class="idle"></i>idle</span>`;

const GROUPS = [["run", ["RUNNING"], "running"], ["done", ["FINISHED"], "finished"], ["wait", ["SCHEDULED", "DEPLOYING", "INITIALIZING", "CANCELING"], "on their way"], ["fail", ["FAILED"], "failed"]];

/** How many tasks are in which state, by number and as a bar. */
export function Tasks({ states }) {
  const total = Object.values(states).reduce((a, b) => a + b, 0);
  if (total === 0) return html`<span class="quiet">no tasks yet</span>`;
  const parts = GROUPS.map(([cls, names, text]) => ({ cls, text, n: names.reduce((a, s) => a + (states[s] ?? 0), 0) })).filter((p) => p.n > 0);
  const words = parts.map((p) => count(p.n) + " " + p.text).join(", ") || "none runs";
  const main = parts.length === 1 && parts[0].n === total ? `${count(total)} ${parts[0].text}` : `${words} of ${count(total)}`;
  return html`<span class="share"><span class="bar" aria-hidden="true">${parts.map((p) => html`<i key=${p.cls} class=${p.cls} style=${{ width: (100 * p.n) / total + "%" }}></i>`)}</span>
    <span class="nowrap">${main}</span></span>`;
}

export const Age = ({ start, end }) => html`<span class="nowrap" title=${dateTime(start) + (end > 0 ? " to " + dateTime(end) : "")}>${span((end > 0 ? end : store.now()) - start)}</span>`;

export const Moment = ({ ms }) => html`<time dateTime=${iso(ms)} title=${dateTime(ms)}>${exactTime(ms)}</time>`;

export const Tabs = ({ label, list, current }) => html`<nav class="tabs" aria-label=${label}>${list.filter(Boolean).map(({ id, href, name, n, bad }) => html`
  <a key=${id} href=${href} aria-current=${id === current ? "page" : undefined}>${name}${n > 0 && html`<span class=${"count" + (bad ? " bad" : "")}>${count(n)}</span>`}</a>`)}</nav>`;

export const Empty = ({ children }) => html`<p class="quiet">${children}</p>`;

export const Trouble = ({ topic }) => {
  const message = store.part(topic, "trouble")?.message;
  return message ? html`<p class="note warn" role="status">${message}</p>` : null;
};

/** A heading with what belongs below it. */
export const Section = ({ title, aside, children, id }) => html`<section id=${id} aria-label=${title}><div class="title"><h2>${title}</h2>${aside && html`<span class="dim">${aside}</span>`}</div>${children}</section>`;

/**
 * A table that sorts, and shows many rows a page at a time.
 * columns: [{ id, name, num, value: row => sortable, cell: row => content }]
 */
export class Table extends Component {
  constructor(props) {
    super(props);
    this.state = { by: props.by ?? null, down: props.down ?? false, shown: 0 };
  }

  render({ columns, rows, rowKey, size = 50, label, stack = true }, { by, down, shown }) {
    const column = columns.find((c) => c.id === by);
    const sorted = column ? [...rows].sort((a, b) => compare(column.value(a), column.value(b)) * (down ? -1 : 1)) : rows;
    const pages = Math.ceil(sorted.length / size), page = Math.min(shown, Math.max(0, pages - 1));
    const some = sorted.slice(page * size, (page + 1) * size);
    const sort = (c) => this.setState({ by: c.id, down: by === c.id ? !down : Boolean(c.num), shown: 0 });
    return html`<div class="card flush"><div class="scroll"><table class=${stack ? "stack" : ""} aria-label=${label}>
      <thead><tr>${columns.map((c) => html`<th key=${c.id} scope="col" class=${c.num ? "num" : ""} aria-sort=${!c.value ? undefined : by === c.id ? (down ? "descending" : "ascending") : "none"}>
        ${c.value ? html`<button type="button" onClick=${() => sort(c)}>${c.name}</button>` : c.name}</th>`)}</tr></thead>
      <tbody>${some.map((row) => html`<tr key=${rowKey(row)}>${columns.map((c) => html`<td key=${c.id} class=${c.num ? "num" : ""} data-name=${c.name}>${c.cell(row)}</td>`)}</tr>`)}</tbody>
    </table></div></div>
    ${pages > 1 && html`<div class="row" role="group" aria-label="Pages of the table"><p class="dim">${count(page * size + 1)} to ${count(Math.min(rows.length, (page + 1) * size))} of ${count(rows.length)}</p>
      <button type="button" disabled=${page === 0} onClick=${() => this.setState({ shown: page - 1 })}>Earlier</button>
      <button type="button" disabled=${page === pages - 1} onClick=${() => this.setState({ shown: page + 1 })}>Later</button></div>`}`;
  }
}

function compare(a, b) {
  if (a === b) return 0;
  if (a == null) return -1;
  if (b == null) return 1;
  return a < b ? -1 : 1;
}

/** Why somebody of another role cannot use what is for that one; nothing for those who can. */
export const refusal = (role) => (role && !may(role) ? `This is for the role ${role}; yours is ${session.role}.` : undefined);

/** A button for something that takes a moment; says what went wrong below it. Asks once more where `sure` is given; only `role` may. */
export class Act extends Component {
  async run() {
    const { sure, act } = this.props;
    if (sure && !this.state.asked) { this.setState({ asked: true }); return; }
    this.setState({ busy: true, asked: false, error: null });
    try { await act(); this.setState({ busy: false }); } catch (e) { this.setState({ busy: false, error: e.message }); }
  }

  render({ name, sure, kind = "", disabled, role }, { busy, asked, error }) {
    return html`<span class="row"><button type="button" class=${kind} data-role=${role} disabled=${busy || disabled || Boolean(refusal(role))} title=${refusal(role)} onClick=${() => this.run()}>${asked ? sure : name}</button>
      ${asked && html`<button type="button" onClick=${() => this.setState({ asked: false })}>No</button>`}
      ${error && html`<span class="note bad" role="alert">${error}</span>`}</span>`;
  }
}

/** Something that is asked for once, when it comes into view: shows the answer, or why there is none. */
export class Asked extends Component {
  componentDidMount() { this.load(); }
  componentDidUpdate(before) { if (before.id !== this.props.id) this.load(); }

  async load() {
    const id = this.props.id;
    this.setState({ loading: true });
    try {
      const answer = await this.props.ask();
      if (id === this.props.id) this.setState({ answer, error: null, loading: false });
    } catch (e) {
      if (id === this.props.id) this.setState({ error: e.message, loading: false });
    }
  }

  render({ show, again }, { answer, error, loading }) {
    return html`<div aria-busy=${loading ? "true" : "false"}>
      ${again && html`<div class="row"><button type="button" disabled=${loading} onClick=${() => this.load()}>${loading ? "Asking …" : again}</button></div>`}
      ${error && html`<p class="note bad" role="alert">${error}</p>`}
      ${answer !== undefined && answer !== null ? show(answer) : !error && html`<${Empty}>Asking …</>`}</div>`;
  }
}
