// Names on the map: always of readable size, the best names first, none over another. Which fit depends on the zoom alone, so moving the map
// does not make them flicker.

const CELL = 160;
const WORDS = /[\p{Cc}\p{Cf}\p{Cs}\s]+/gu;
let placed = null;
const widths = new Map();

function forgetLabels() {
  placed = null;
}

const plainLabel = (text, most = 30) => cut(text.slice(0, 400).replace(WORDS, " ").trim(), most);

function widthOf(context, text, font) {
  const key = font + text;
  if (!widths.has(key)) {
    context.font = font;
    widths.set(key, context.measureText(text).width);
  }
  return widths.get(key);
}

/** Boxes on the ground, in screen pixels at the present zoom, found again by the squares that they touch. */
class Ground {
  constructor() {
    this.squares = new Map();
  }
  *around({ left, top, right, bottom }) {
    for (let column = Math.floor(left / CELL); column <= Math.floor(right / CELL); column++)
      for (let row = Math.floor(top / CELL); row <= Math.floor(bottom / CELL); row++) yield column * 100003 + row;
  }
  take(box) {
    for (const square of this.around(box)) {
      if (!this.squares.has(square)) this.squares.set(square, []);
      this.squares.get(square).push(box);
    }
  }
  free(box, owner, overDots) {
    for (const square of this.around(box))
      for (const other of this.squares.get(square) || [])
        if (!(overDots && other.dot && other.owner > owner) && other.owner !== owner && box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom) return false;
    return true;
  }
}

const centred = (x, y, width, height) => ({ left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 });

/** Who is named first: the chosen and the pointed at, then by rank. While something is chosen, only what it is about. */
function namesInOrder() {
  const first = [];
  if (state.chosen.kind === "entity") first.push(state.chosen.at);
  if (pointed.kind === "entity") first.push(pointed.at);
  if (pointed.kind === "edge") first.push(data.edges[pointed.at].from, data.edges[pointed.at].to);
  const rest = [...(bright ? bright.nodes : shown.nodes)].sort((one, other) => one - other);
  return unique([...first, ...rest]).filter((at) => shown.nodes.has(at));
}

/** A short line under a name: the figure that most claims give for it. */
function figureLine(at) {
  const own = about[at].filter((claim) => claims[claim].figure && claims[claim].s === at && passes(claim));
  if (!own.length) return null;
  const groups = [...groupBy(own, (claim) => claims[claim].p).values()].sort((one, other) => other.length - one.length);
  const values = unique(groups[0].map((claim) => figureText(claims[claim].figure)));
  return plainLabel(`${properties[claims[groups[0][0]].p].label} ${values[0]}`, 40) + (values.length > 1 ? " …" : "");
}

function placeLabels(context, scale) {
  const ground = new Ground();
  const names = [];
  const across = [...shown.nodes].map((at) => data.nodes[at].x * scale);
  ground.left = Math.min(...across) - 46;
  ground.right = Math.max(...across) + 46;
  for (const at of shown.nodes) {
    const { x, y } = data.nodes[at];
    const across = sizeOf(at) * 2 * scale;
    if (!bright || bright.nodes.has(at)) ground.take({ ...centred(x * scale, y * scale, across, across), owner: at, dot: true });
  }
  for (const at of namesInOrder()) {
    const special = (state.chosen.kind === "entity" && state.chosen.at === at) || (pointed.kind === "entity" && pointed.at === at);
    const pixels = at < 8 || special ? 15 : at < 60 ? 13.5 : 12.5;
    const font = `${at < 8 || special ? 600 : 400} ${pixels}px ${colours.sans}`;
    const text = plainLabel(entities[at].name);
    const width = widthOf(context, text, font) + 4;
    const height = pixels * 1.25;
    const spots = spotsAround(at, scale, width, height);
    const inside = shown.nodes.size < 30 ? spots : spots.filter(([x]) => x - width / 2 > ground.left && x + width / 2 < ground.right);
    const fits = (overDots) => inside.find(([x, y]) => ground.free(centred(x, y, width, height), at, overDots));
    const spot = fits(false) || (special || at < 12 ? fits(true) : null) || (special ? spots[0] : null);
    if (!spot) continue;
    const box = { ...centred(spot[0], spot[1], width, height), owner: at };
    ground.take(box);
    names.push({ at, text, font, x: spot[0], y: spot[1], box, strong: special || at < 8 });
  }
  const details = scale > 0.7 || bright ? smallPrint(context, ground, names) : [];
  return { scale, names, details: [...details, ...edgeNames(context, ground, scale)] };
}

/** Where a name may stand: below its dot, above, beside, and at the corners. */
function spotsAround(at, scale, width, height) {
  const [x, y, r] = [data.nodes[at].x * scale, data.nodes[at].y * scale, sizeOf(at) * scale + 2];
  const [aside, down] = [r * 0.7 + width / 2 + 2, r * 0.7 + height / 2];
  const straight = [[x, y + r + height / 2], [x, y - r - height / 2], [x + r + width / 2 + 2, y], [x - r - width / 2 - 2, y]];
  return [...straight, [x + aside, y + down], [x - aside, y + down], [x + aside, y - down], [x - aside, y - down]];
}

function smallPrint(context, ground, names) {
  const font = `400 12px ${colours.sans}`;
  const found = [];
  for (const { at, box } of names) {
    const text = figureLine(at);
    if (!text) continue;
    const [x, y] = [(box.left + box.right) / 2, box.bottom + 7];
    const room = { ...centred(x, y, widthOf(context, text, font) + 4, 14), owner: at };
    if (!ground.free(room, at)) continue;
    ground.take(room);
    found.push({ text, font, x, y, colour: "muted" });
  }
  return found;
}

/** What lines say, where there is room: those that the reader points at or chose, and all of them from near by. */
function edgeNames(context, ground, scale) {
  const wanted = unique([...(pointed.kind === "edge" ? [pointed.at] : []), ...(bright ? bright.edges : scale > 0.95 ? shown.edges : [])]);
  const found = [];
  for (const at of wanted) {
    if (!shown.edges.has(at)) continue;
    const text = plainLabel(properties[claims[onEdge[at][0]].p].label);
    const font = `italic 400 12px ${colours.sans}`;
    const width = widthOf(context, text, font) + 6;
    for (const share of [0.5, 0.42, 0.58, 0.34, 0.66]) {
      const spot = along(at, share);
      const box = centred(spot.x * scale, spot.y * scale, width, 15);
      if (!ground.free(box, -1)) continue;
      ground.take(box);
      found.push({ text, font, x: spot.x * scale, y: spot.y * scale, colour: bright && bright.edges.has(at) ? "ink" : "muted" });
      break;
    }
  }
  return found;
}

/** A place on a line, `share` of the way: bent ones are quadratic curves, with the bend that vis-network gives them. */
function along(at, share) {
  const edge = data.edges[at];
  const [from, to] = [data.nodes[edge.from], data.nodes[edge.to]];
  const bend = edge.smooth ? edge.smooth.roundness * (edge.smooth.type === "curvedCW" ? 1 : -1) : 0;
  const middle = { x: (from.x + to.x) / 2 + (bend * (to.y - from.y)) / 2, y: (from.y + to.y) / 2 - (bend * (to.x - from.x)) / 2 };
  const mix = (a, b, c) => (1 - share) ** 2 * a + 2 * share * (1 - share) * b + share ** 2 * c;
  return { x: mix(from.x, middle.x, to.x), y: mix(from.y, middle.y, to.y) };
}

function drawLabels(context) {
  const scale = network.getScale();
  if (!placed || placed.scale !== scale) placed = placeLabels(context, scale);
  context.save();
  context.scale(1 / scale, 1 / scale);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.strokeStyle = colours.paper;
  for (const label of placed.details) write(context, label, colours[label.colour]);
  for (const label of placed.names) write(context, label, colours.ink);
  context.restore();
}

function write(context, { text, font, x, y }, colour) {
  context.font = font;
  context.lineWidth = 4;
  context.strokeText(text, x, y);
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

/** The entity whose name is written over a spot of the map, or null. */
function labelAt({ x, y }) {
  if (!placed) return null;
  const [px, py] = [x * placed.scale, y * placed.scale];
  const hit = placed.names.find(({ box }) => px >= box.left && px <= box.right && py >= box.top && py <= box.bottom);
  return hit ? hit.at : null;
}
