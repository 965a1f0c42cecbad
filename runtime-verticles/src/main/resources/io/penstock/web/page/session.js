// SPDX-License-Identifier: Apache-2.0
// Who uses this page. Only a session's token is kept, in this tab alone: it is sent by our own code or not at all, so no other page can use it.

const KEY = "penstock-session";
const RANKS = ["viewer", "operator", "admin"];

export const session = {
  /** "asking", "needed" (somebody must sign in) or "known". */
  state: "asking",
  name: "",
  role: "",
  /** Why to sign in again. */
  notice: "",
  /** Whether there is something to sign out of; not where a proxy vouches for us. */
  get own() { return sessionStorage.getItem(KEY) !== null; },
};

/** Whether whoever uses this page may do what is meant for that role. The cluster decides; this only spares a refusal. */
export const may = (role) => RANKS.indexOf(session.role) >= RANKS.indexOf(role);

/** What to send along: who we are, and that a script asks, so that the browser does not ask for a password itself. */
export function identity() {
  const token = sessionStorage.getItem(KEY);
  return { "X-Requested-With": "penstock", ...(token && { Authorization: "Bearer " + token }) };
}

/** Asks who we are; throws when nobody answers. */
export async function recognise() {
  const answer = await fetch("v1/session", { headers: identity(), credentials: "same-origin" });
  if (answer.status === 401) return expired();
  if (!answer.ok) throw new Error("status " + answer.status);
  known(await answer.json());
}

function known({ authentication, name, role }) {
  const needed = authentication && role === "";
  Object.assign(session, { state: needed ? "needed" : "known", name, role });
}

/** Exchanges a token, or a name and a password, for a session; throws with the cluster's own sentence. */
export async function signIn(name, secret) {
  if (!name && !/^[\x21-\x7e]+$/.test(secret)) throw new Error("A token has neither blanks nor letters with accents. Is a name missing?");
  const bytes = new TextEncoder().encode(name + ":" + secret);
  const Authorization = name ? "Basic " + btoa(String.fromCharCode(...bytes)) : "Bearer " + secret;
  let answer;
  try {
    answer = await fetch("v1/session", { method: "POST", headers: { ...identity(), Authorization }, credentials: "same-origin" });
  } catch {
    throw new Error("The cluster does not answer. Is the node that serves this page still up?");
  }
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.errors.join("\n"));
  sessionStorage.setItem(KEY, told.token);
  session.notice = "";
  known(told);
}

/** What was known here is no longer taken. */
export function expired() {
  session.notice = session.own ? "The session is over: its time, its user's, or that of the node that knew it." : "";
  sessionStorage.removeItem(KEY);
  Object.assign(session, { state: "needed", name: "", role: "" });
}

/** Ends the session here and, if it answers, on the node; forgets everything seen. */
export async function signOut() {
  const headers = identity();
  sessionStorage.removeItem(KEY);
  await fetch("v1/session", { method: "DELETE", headers, credentials: "same-origin" }).catch(() => {});
  location.reload();
}
