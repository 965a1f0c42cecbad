// SPDX-License-Identifier: Apache-2.0
// The job graph, laid out by dagre, with what happens in it right now. Vertices are links, edges are lines.
import { Graph as Layout, layout } from "./lib/dagre.js";
import { Component, html, Shares } from "./parts.js";
import { store } from "./api.js";
import { count, ended, rate, title, watermark } from "./format.js";

const WIDTH = 216, HEIGHT_LIVE = 124, HEIGHT_PLAN = 62, MARGIN = 18, SCALE_MIN = 0.62;

function arrange(plan, across, tall) {
  const g = new Layout({ multigraph: true });
  g.setGraph({ rankdir: across ? "LR" : "TB", nodesep: 26, ranksep: across ? 84 : 54, marginx: MARGIN, marginy: MARGIN });
  g.setDefaultEdgeLabel(() => ({}));
  for (const node of plan.nodes) g.setNode(node.id, { width: WIDTH, height: tall });
  for (const node of plan.nodes) for (const input of node.inputs ?? []) g.setEdge(input.id, node.id, { how: input.ship_strategy, blocking: input.exchange === "blocking" }, String(input.num) + input.ship_strategy);
  layout(g);
  const { width, height } = g.graph();
  return { width, height, nodes: new Map(g.nodes().map((id) => [id, g.node(id)])), edges: g.edges().map((e) => ({ ...g.edge(e), from: e.v, to: e.w })) };
}

/** A smooth line through the layout's points. */
function line(points) {
  const [first, ...rest] = points;
  let d = `M${first.x},${first.y}`;
  for (let i = 0; i < rest.length - 1; i++) {
    const a = rest[i], b = rest[i + 1], last = i === rest.length - 2;
    d += `Q${a.x},${a.y} ${last ? b.x : (a.x + b.x) / 2},${last ? b.y : (a.y + b.y) / 2}`;
  }
  return rest.length === 1 ? d + `L${rest[0].x},${rest[0].y}` : d;
}

export class Graph extends Component {
  componentDidMount() {
    this.sight = new ResizeObserver(() => this.setState({ room: this.box.clientWidth }));
    this.sight.observe(this.box);
    this.setState({ room: this.box.clientWidth });
  }

  componentWillUnmount() { this.sight.disconnect(); }

  placed(plan, across, tall) {
    const key = JSON.stringify(plan) + across + tall;
    if (this.key !== key) { this.key = key; this.drawing = arrange(plan, across, tall); }
    return this.drawing;
  }

  render({ plan, job, current }, { room = 0 }) {
    const keep = (box) => { if (box) this.box = box; };
    if (room === 0) return html`<div class="graph" ref=${keep}></div>`;
    const tall = job ? HEIGHT_LIVE : HEIGHT_PLAN;
    let drawing = this.placed(plan, room > 640, tall);
    if (room > 640 && drawing.width * SCALE_MIN > room && drawing.height < drawing.width / 3) {
      const down = arrange(plan, false, tall);
      if (down.width <= room && down.height < 900) drawing = down;
    }
    const { width, height, nodes, edges } = drawing;
    const scale = Math.min(1, Math.max(SCALE_MIN, room / width));
    const over = !job || ended(job.state);
    const vertices = new Map((job?.vertices ?? []).map((v) => [v.id, v]));
    const left = Math.max(0, (room - width * scale) / 2);
    return html`<div class="graph" ref=${keep} role="group" aria-label="Job graph" tabindex=${width * scale > room ? 0 : undefined}>
      <div style=${{ width: Math.max(room, width * scale) + "px", height: height * scale + "px", overflow: "hidden" }}>
      <div class="plane" style=${{ width: width + "px", height: height + "px", transform: `translate(${left}px, 0) scale(${scale})` }}>
        <svg width=${width} height=${height} aria-hidden="true">
          ${edges.map((e) => {
            const v = vertices.get(e.from), flows = !over && v && v.rateOut > 0;
            const end = e.points.at(-1), before = e.points.at(-2);
            const angle = (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI;
            const wide = flows ? 1.3 + Math.min(2.7, Math.log10(1 + v.rateOut) * 0.45) : 1.4;
            return html`<path key=${e.from + e.to + e.how} class=${"edge" + (flows ? " flows" : "") + (e.blocking ? " blocking" : "")} style=${{ strokeWidth: wide }} d=${line(e.points)} />
              <path key=${e.from + e.to + e.how + "t"} class=${"tip" + (flows ? " flows" : "")} d="M0,0L-9,-4.5L-9,4.5Z" transform=${`translate(${end.x},${end.y}) rotate(${angle})`} />`;
          })}
        </svg>
        ${edges.map((e) => {
          const v = vertices.get(e.from), p = e.points[Math.floor(e.points.length / 2)];
          return html`<span key=${e.from + e.to + e.how} class=${"how" + (Math.abs(e.points.at(-1).y - e.points[0].y) > Math.abs(e.points.at(-1).x - e.points[0].x) ? " down" : "")} style=${{ left: p.x + "px", top: p.y + "px" }}>${e.how.toLowerCase()}${e.blocking ? ", blocking" : ""}</span>`;
        })}
        ${plan.nodes.map((n) => html`<${Node} key=${n.id} node=${n} v=${vertices.get(n.id)} at=${nodes.get(n.id)} job=${job} over=${over} current=${current === n.id} />`)}
      </div></div></div>`;
  }
}

function Node({ node, v, at, job, over, current }) {
  const place = { left: at.x - WIDTH / 2 + "px", top: at.y - at.height / 2 + "px", width: WIDTH + "px", height: at.height + "px" };
  const head = html`<span class="title"><span title=${node.description}>${title(node.description)}</span><span class="par" title="parallelism">×${count(node.parallelism)}</span></span>`;
  if (!v) return html`<div class="node" style=${place}>${head}</div>`;
  const running = v.states.RUNNING ?? 0, waits = !over && running + (v.states.FINISHED ?? 0) < v.parallelism;
  const lead = v.state === "FAILED" ? "bad" : waits ? "waits" : v.hindered >= 50 ? "lead-hindered" : v.busy >= 50 ? "lead-busy" : "";
  const speed = over || v.state === "FINISHED"
    ? html`<span class="line"><span>in ${count(v.in)}</span><span>out ${count(v.out)}</span></span>`
    : html`<span class="line"><span>in ${rate(v.rateIn)}</span><span>out ${rate(v.rateOut)}</span></span>`;
  const says = waits ? `${running} of ${v.parallelism} running` : v.state === "FINISHED" ? "finished" : v.watermark == null ? `${v.busy} % busy` : "watermark " + watermark(v.watermark, store.now());
  return html`<a class=${"node " + lead} style=${place} href=${"#/jobs/" + job.id + "/vertex/" + node.id} aria-current=${current ? "true" : undefined}>
    ${head}${speed}<span class="line"><span>${says}</span>${v.late > 0 && html`<span>${count(v.late)} late</span>`}</span>
    ${over ? null : html`<${Shares} busy=${v.busy} idle=${v.idle} hindered=${v.hindered} />`}</a>`;
}
