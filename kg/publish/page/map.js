// The map: vis-network draws dots and lines at the positions it is given; choosing, fading and pointing are done here.

const surface = byId("map");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const dots = new vis.DataSet();
const lines = new vis.DataSet();
const network = new vis.Network(
  surface,
  { nodes: dots, edges: lines },
  {
    physics: false,
    layout: { improvedLayout: false },
    interaction: { dragNodes: false, selectable: false, hover: false, zoomSpeed: 0.6, hideEdgesOnDrag: data.edges.length > 3000 },
    nodes: { borderWidth: 1.5, chosen: false },
    edges: { chosen: false, arrows: { to: { scaleFactor: 0.45 } }, selectionWidth: 0, hoverWidth: 0, selfReference: { size: 14 } },
  },
);

let shown = { nodes: new Set(), edges: new Set() };
let bright = null;
let pointed = { kind: "none" };
let colours = {};
let swelling = 1;

/** The page's colours, from its style sheet. */
function readColours() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue("--" + name).trim();
  colours = {
    hues: Array.from({ length: 8 }, (_, at) => read("hue-" + at)),
    ...Object.fromEntries(["paper", "surface", "ink", "muted", "accent", "edge", "edge-strong", "contradiction", "tension"].map((name) => [name, read(name)])),
    sans: read("sans"),
  };
}

const contestOf = (list) => gravest(unique(list.flatMap((claim) => conflictsOf[claim])).filter((at) => conflicts[at].verdict !== "agreement"));

function dotStyle(at) {
  const node = data.nodes[at];
  const fill = colours.hues[classes.get(node.group).hue];
  const contest = contestOf(about[at].filter((claim) => claims[claim].s === at));
  const chosen = state.chosen.kind === "entity" && state.chosen.at === at;
  const border = chosen ? colours.ink : contest ? colours[contest] : colours.paper;
  return {
    id: at, x: node.x, y: node.y, size: sizeOf(at), shape: node.shape, opacity: bright && !bright.nodes.has(at) ? 0.16 : 1,
    color: { background: fill, border }, borderWidth: chosen ? 4 : contest ? 3 : 1.5,
  };
}

function lineStyle(at) {
  const { id, from, to, width, arrows, smooth, dashes } = data.edges[at];
  const near = bright && bright.edges.has(at);
  const contest = contestOf(onEdge[at]);
  const color = contest ? colours[contest] : near ? colours["edge-strong"] : colours.edge;
  return { id, from, to, arrows, smooth, dashes: dashes && [6, 5], width: (near ? width + 0.6 : width) * swelling, color: { color, opacity: bright ? (near ? 1 : 0.12) : 0.75, inherit: false } };
}

/** Draw what the state says. Positions never change, so the reader keeps their bearings. */
function redraw() {
  shown = visible();
  bright = focus();
  dots.remove(dots.getIds().filter((at) => !shown.nodes.has(at)));
  lines.remove(lines.getIds().filter((at) => !shown.edges.has(at)));
  dots.update([...shown.nodes].map(dotStyle));
  lines.update([...shown.edges].map(lineStyle));
  forgetLabels();
  const linked = about.filter((list) => list.length).length;
  byId("status").textContent = `Showing ${shown.nodes.size.toLocaleString("en")} of ${count(state.loose ? entities.length : linked, "name")}, ${count(shown.edges.size, "link")}`;
  byId("nothing").hidden = shown.nodes.size > 0;
  surface.setAttribute("aria-label", `Map of ${count(shown.nodes.size, "name")} and ${count(shown.edges.size, "link")}. Arrow keys move it, plus and minus zoom. Search and the text beside it reach everything that it shows.`);
}

const motion = () => (calm.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });

/** Bring nodes into view, with room for the names at the edges; no nearer than `most`. */
function frame(nodes, most, animation) {
  if (!nodes.length || !surface.clientWidth) return;
  network.setSize("100%", "100%"); // what stands beside the map may just have changed its width
  const [xs, ys] = ["x", "y"].map((axis) => nodes.map((at) => data.nodes[at][axis]));
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const [width, height] = [surface.clientWidth, surface.clientHeight];
  const scale = Math.min(most, (width - Math.min(150, width / 4)) / Math.max(1, right - left), (height - Math.min(96, height / 4)) / Math.max(1, bottom - top));
  swell(scale);
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: Math.max(0.03, scale), animation });
}

const fitAll = () => frame([...shown.nodes], 1.4, motion());

/** Show what the choice is about, no nearer than it must be. */
function showFocus() {
  const nodes = bright ? [...bright.nodes].filter((at) => shown.nodes.has(at)) : [];
  frame(nodes, nodes.length > 1 ? 1.1 : 0.8, motion());
}

/** From afar dots and lines are drawn larger than true to scale, so that they can still be seen and hit. */
function swell(scale) {
  const wanted = Math.min(1.6, Math.max(1, 0.5 / scale));
  if (Math.abs(wanted / swelling - 1) < 0.08) return;
  swelling = wanted;
  forgetLabels();
  dots.update([...shown.nodes].map(dotStyle));
  lines.update([...shown.edges].map(lineStyle));
}

const sizeOf = (at) => data.nodes[at].size * swelling;

/** What lies under a point of the map, in its own pixels: a label or a dot (with some grace for fingers), else a line. */
function under(point, grace) {
  const spot = network.DOMtoCanvas(point);
  const label = labelAt(spot);
  if (label !== null) return { kind: "entity", at: label };
  const reach = grace / network.getScale();
  let best = { kind: "none" };
  let nearest = Infinity;
  for (const at of shown.nodes) {
    const { x, y } = data.nodes[at];
    const distance = Math.hypot(spot.x - x, spot.y - y) - sizeOf(at);
    if (distance < reach && distance < nearest) [best, nearest] = [{ kind: "entity", at }, distance];
  }
  if (best.kind === "entity") return best;
  const edge = network.getEdgeAt(point);
  return edge === undefined ? best : { kind: "edge", at: edge };
}

function describe(thing) {
  if (thing.kind === "entity") {
    const entity = entities[thing.at];
    const told = about[thing.at].length;
    return [bdi(cut(entity.name, 80)), el("small", {}, `${capital(classes.get(entity.cls).label)} · ${told ? count(told, "claim") : "only named"}`)];
  }
  const edge = data.edges[thing.at];
  const told = onEdge[thing.at].map((at) => claims[at]);
  const text = [bdi(cut(entities[edge.from].name, 40)), ` ${properties[told[0].p].label} `, bdi(cut(entities[edge.to].name, 40))];
  return [...text, el("small", {}, `${count(told.length, "claim")} in ${count(unique(told.map(documentOf)).length, "source")}`)];
}

function point(thing, x, y) {
  const hint = byId("hint");
  const same = thing.kind === pointed.kind && thing.at === pointed.at;
  pointed = thing;
  surface.style.cursor = thing.kind === "none" ? "grab" : "pointer";
  hint.hidden = thing.kind === "none";
  if (!hint.hidden) {
    if (!same) hint.replaceChildren(...describe(thing));
    const left = Math.min(x + 14, surface.clientWidth - hint.offsetWidth - 8);
    const top = y + 18 + hint.offsetHeight > surface.clientHeight ? y - hint.offsetHeight - 12 : y + 18;
    hint.style.transform = `translate(${Math.max(8, Math.round(left))}px, ${Math.round(top)}px)`;
  }
  if (!same) {
    forgetLabels();
    network.redraw();
  }
}

function startMap() {
  network.on("afterDrawing", drawLabels);
  network.on("zoom", ({ scale }) => swell(scale));
  network.on("click", ({ pointer, event }) => {
    const touch = event.srcEvent && event.srcEvent.pointerType === "touch";
    const thing = under(pointer.DOM, touch ? 18 : 6);
    go(thing.kind === "entity" ? entityLink(thing.at) : thing.kind === "edge" ? edgeLink(thing.at) : "#");
  });
  surface.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse" || event.buttons) return;
    const box = surface.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    point(under({ x, y }, 4), x, y);
  });
  surface.addEventListener("pointerleave", () => point({ kind: "none" }));
  surface.addEventListener("pointerdown", () => point({ kind: "none" }));
  surface.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] }[event.key];
    if (step) moveBy(...step);
    else if (event.key === "+" || event.key === "=") zoomBy(1.3);
    else if (event.key === "-") zoomBy(1 / 1.3);
    else if (event.key === "0") fitAll();
    else return;
    event.preventDefault();
  });
  byId("nearer").addEventListener("click", () => zoomBy(1.4));
  byId("farther").addEventListener("click", () => zoomBy(1 / 1.4));
  byId("fit").addEventListener("click", fitAll);
  dark.addEventListener("change", () => {
    readColours();
    redraw();
  });
  // Where an entity stands on the page, for scripts that drive it.
  surface.locate = (id) => {
    const { x, y } = data.nodes[entityAt.get(id)];
    const at = network.canvasToDOM({ x, y });
    const box = surface.getBoundingClientRect();
    return { x: box.left + at.x, y: box.top + at.y };
  };
}

function moveBy(x, y) {
  const { x: left, y: top } = network.getViewPosition();
  const scale = network.getScale();
  network.moveTo({ position: { x: left + x / scale, y: top + y / scale }, animation: false });
}

function zoomBy(factor) {
  const scale = Math.min(4, Math.max(0.05, network.getScale() * factor));
  swell(scale);
  network.moveTo({ scale, animation: motion() });
}
