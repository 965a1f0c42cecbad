// SPDX-License-Identifier: Apache-2.0
import { Empty, html } from "./parts.js";
export const FlameGraph = () => html`<${Empty}>…</>`;
