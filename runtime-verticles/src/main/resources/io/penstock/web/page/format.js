// SPDX-License-Identifier: Apache-2.0
// Numbers, times and words as people read them.

const whole = new Intl.NumberFormat("en");
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" });

export const count = (n) => whole.format(n);

/** 1234567 as 1.23 M. */
export function brief(n) {
  const abs = Math.abs(n);
  for (const [size, unit] of [[1e12, " T"], [1e9, " G"], [1e6, " M"], [1e3, " k"]]) {
    if (abs >= size) return (n / size).toPrecision(3) + unit;
  }
  return String(Math.round(n));
}

export function bytes(n) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let i = 0;
  while (n >= 1024 && i < units.length - 1) { n /= 1024; i++; }
  return (i === 0 ? n : n.toPrecision(3)) + " " + units[i];
}

export const rate = (n) => brief(n) + "/s";

/** A length of time in milliseconds. */
export function span(ms) {
  if (ms < 0 || ms == null) return "–";
  if (ms < 1000) return Math.round(ms) + " ms";
  if (ms < 10_000) return (ms / 1000).toFixed(2) + " s";
  if (ms < 60_000) return (ms / 1000).toFixed(1) + " s";
  const s = Math.floor(ms / 1000), m = Math.floor(s / 60), h = Math.floor(m / 60), d = Math.floor(h / 24);
  if (d > 0) return d + " d " + (h % 24) + " h";
  if (h > 0) return h + " h " + (m % 60) + " min";
  return m + " min" + (s % 60 ? " " + (s % 60) + " s" : "");
}

export const time = (ms) => (ms > 0 ? clock.format(ms) : "–");
export const exactTime = (ms) => (ms > 0 ? clock.format(ms) + "." + String(Math.floor(ms % 1000)).padStart(3, "0") : "–");
export const dateTime = (ms) => (ms > 0 ? day.format(ms) : "–");
export const iso = (ms) => (ms > 0 ? new Date(ms).toISOString() : "");

/** A watermark: how far it lags if it is a time of these days, else the time or the number itself. */
export function watermark(ms, nowMs) {
  if (ms == null) return "none";
  const lag = nowMs - ms;
  if (Math.abs(lag) < 86_400_000) return lag < 0 ? span(-lag) + " ahead" : span(lag) + " behind";
  if (ms > 631_152_000_000 && ms < 4_102_444_800_000) return dateTime(ms);
  return count(ms) + " ms";
}

/** The name of a vertex or an operator. */
export const title = (name) => name.replaceAll(" -> ", " → ");

export const plural = (n, one, many = one + "s") => count(n) + " " + (n === 1 ? one : many);
export const word = (state) => (state ? state[0] + state.slice(1).toLowerCase().replaceAll("_", " ") : "");
export const ended = (state) => state === "FINISHED" || state === "FAILED" || state === "CANCELED";

/** How a state looks: a class of style.css. */
export function mood(state) {
  switch (state) {
    case "RUNNING": case "COMPLETED": return "ok";
    case "FINISHED": return "done";
    case "FAILED": case "FAILING": return "bad";
    case "CANCELED": return "off";
    case "CREATED": return "";
    default: return "warn";
  }
}

const HUES = 8;
const hues = new Map();

/** The same colour for the same job everywhere, and another one for the next job as long as there are any. */
export function hue(id) {
  if (!hues.has(id)) {
    const used = Array(HUES).fill(0);
    hues.forEach((n) => used[n]++);
    const wish = parseInt(id.slice(0, 6), 16) % HUES, fewest = Math.min(...used);
    let n = wish;
    while (used[n] > fewest) n = (n + 1) % HUES;
    hues.set(id, n);
  }
  return "j" + hues.get(id);
}

export const sum = (values) => values.reduce((a, b) => a + b, 0);
