// SPDX-License-Identifier: Apache-2.0
// The form that asks who somebody is.
import { Component, html } from "./parts.js";
import { session, signIn } from "./session.js";

export class SignIn extends Component {
  componentDidMount() { this.first.focus(); }

  async submit(e) {
    e.preventDefault();
    this.setState({ busy: true, error: null });
    try {
      await signIn(this.state.name?.trim() ?? "", this.state.secret ?? "");
      this.props.done();
    } catch (refusal) {
      this.setState({ busy: false, error: refusal.message, secret: "" });
    }
  }

  render(_, { name = "", secret = "", busy, error }) {
    // The inputs have no names: whatever happened, no browser could put them into an address.
    return html`<form class="card signin" method="post" onSubmit=${(e) => this.submit(e)}>
      <h1>Sign in</h1>
      ${session.notice && !error && html`<p class="note warn" role="status">${session.notice}</p>`}
      ${error && html`<p class="note bad" role="alert">${error}</p>`}
      <div class="field"><label for="who">Name</label><input id="who" ref=${(input) => { if (input) this.first = input; }} value=${name} autocomplete="username" autocapitalize="none" spellcheck="false" onInput=${(e) => this.setState({ name: e.target.value })} />
        <div class="hint">Empty, if you have a token.</div></div>
      <div class="field"><label for="secret">Password or token</label><input id="secret" type="password" value=${secret} required autocomplete="current-password" onInput=${(e) => this.setState({ secret: e.target.value })} /></div>
      <button class="main" disabled=${busy}>${busy ? "Asking …" : "Sign in"}</button>
      <p class="dim small">Kept until this tab is closed, twelve hours at most.</p></form>`;
  }
}
