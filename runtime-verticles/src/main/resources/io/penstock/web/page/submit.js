// SPDX-License-Identifier: Apache-2.0
import { html } from "./parts.js";
export const Page = () => html`<h1>Submit</h1>`;
