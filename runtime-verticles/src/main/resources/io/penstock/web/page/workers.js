// SPDX-License-Identifier: Apache-2.0
import { Empty, html } from "./parts.js";
import { store } from "./api.js";
import { Slots } from "./overview.js";
export const Page = () => { const c = store.part("overview", "cluster"); return c ? html`<h1>Workers</h1><${Slots} workers=${c.workers} jobs=${store.part("overview", "jobs")?.jobs ?? []} />` : html`<${Empty}>Asking …</>`; };
