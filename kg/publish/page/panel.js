// The text beside the map: what this is, an entity, a link, or a disagreement.

let serial = 0;

/** A button that opens and closes `body`; the claims are written into `place` when it is first opened. */
function opener(list, whose, body, place, open) {
  body.id = `more-${(serial += 1)}`;
  const button = el("button", { type: "button", className: "more", "aria-controls": body.id }, list.length === 1 ? "Quote" : `${list.length} quotes`);
  const show = (wanted) => {
    if (wanted && !place.firstChild) place.append(...claimCards(list));
    body.hidden = !wanted;
    button.setAttribute("aria-expanded", String(wanted));
  };
  button.setAttribute("aria-label", `${button.textContent}: ${whose}`);
  button.addEventListener("click", () => show(body.hidden));
  show(open);
  return button;
}

/** The first of many, and a button for the rest. */
function capped(tag, properties, items, render, most) {
  const holder = el(tag, properties, items.slice(0, most).map(render));
  if (items.length <= most) return holder;
  const rest = el("button", { type: "button", className: "link" }, `Show all ${items.length.toLocaleString("en")}`);
  rest.addEventListener("click", () => {
    holder.append(...items.slice(most).map((item, place) => render(item, most + place)));
    rest.remove();
  });
  return [holder, rest];
}

const eyebrow = (cls, text) => el("p", { className: "eyebrow" }, cls && swatch(cls), capital(text));
const heading = (...parts) => el("h2", { tabIndex: -1 }, ...parts);
const back = () => el("a", { className: "back", href: "#" }, "← Overview");
const section = (title, ...body) => [el("h3", {}, title), ...body];

/** The claims of a list that pass the filters, and a note when some do not. */
function sift(list) {
  const kept = list.filter(passes);
  const gone = list.length - kept.length;
  const clear = el("button", { type: "button", className: "link" }, "Clear filters");
  clear.addEventListener("click", clearFilters);
  return { kept, note: gone > 0 && el("p", { className: "note" }, `The filters hide ${count(gone, "claim")}. `, clear) };
}

function overview() {
  const told = claims.length;
  const linked = entities.map((_, at) => at).filter((at) => about[at].length);
  const most = Math.max(1, ...linked.slice(0, 12).map((at) => about[at].length));
  return [
    eyebrow(null, "Overview"),
    heading("Who says what about whom"),
    el("p", { className: "lead" }, `This map joins ${count(told, "claim")} from ${count(documents.length, "source")}. Every line and every figure rests on a sentence that you can read: choose a name or a line.`),
    conflicts.length > 0 && section("Where sources can be compared", capped("ul", { className: "conflicts" }, conflicts, conflictRow, 12)),
    linked.length > 0 && section("Best connected", el("ol", { className: "top" }, linked.slice(0, 12).map((at) => topRow(at, most)))),
    section("Sources", capped("ul", { className: "rows" }, documents, sourceRow, 40)),
    section("How to read it", el("p", {}, "A larger dot is better connected. A broken line is no plain statement: it is denied, doubted, planned, asked or over. A coloured rim marks a name whose sources disagree. Nothing is averaged or left out; each sentence is quoted as it stands."), el("p", { className: "meta" }, "Press / to search. On the map, arrow keys move, + and − zoom, 0 shows everything.")),
  ];
}

/** The claims of a conflict, small values first. */
function sides(conflict) {
  const sizeOfValue = (claim) => (claims[claim].figure ? Number.parseFloat(claims[claim].figure.value) : 0);
  const inOrder = [...conflict.claims].sort((one, other) => sizeOfValue(one) - sizeOfValue(other));
  return groupBy(inOrder, (claim) => (claims[claim].negated ? "Denied: " : "") + saysOf(claims[claim]));
}

function conflictRow(conflict, at) {
  return el("li", {}, el("a", { href: conflictLink(at), className: conflict.verdict },
    el("span", { className: `badge ${conflict.verdict}` }, VERDICTS[conflict.verdict]),
    el("span", { className: "what" }, bdi(cut(entities[conflict.s].name, 80)), `: ${properties[conflict.p].label}`),
    el("span", { className: "values" }, bdi(cut([...sides(conflict).keys()].join(" / "), 160)))));
}

function topRow(at, most) {
  const cls = classes.get(entities[at].cls);
  const told = about[at].length;
  return el("li", {}, el("a", { href: entityLink(at) }, swatch(cls), el("span", { className: "name" }, bdi(cut(entities[at].name, 60)), el("span", { className: "unseen" }, `, ${cls.label}`)), el("span", { className: "n" }, count(told, "claim")), el("meter", { min: 0, max: most, value: told, "aria-hidden": "true" })));
}

function sourceRow(source, at) {
  const told = claimsIn[at];
  const only = el("button", { type: "button", className: "link" }, count(told, "claim"));
  only.setAttribute("aria-label", `Show only the ${count(told, "claim")} of ${sourceName(source)}`);
  only.addEventListener("click", () => onlyThis("document", at));
  return el("li", {}, el("p", {}, sourceLine(source)), told > 0 ? only : el("span", { className: "meta" }, "No claims"));
}

function entityPanel(at) {
  const entity = entities[at];
  const cls = classes.get(entity.cls);
  const { kept, note } = sift(about[at]);
  const figures = kept.filter((claim) => claims[claim].figure);
  const relations = kept.filter((claim) => !claims[claim].figure);
  const said = saidBy[at].filter(passes);
  const sources = (entity.docs || []).length;
  return [
    back(),
    eyebrow(cls, cls.label),
    heading(bdi(entity.name.length > 200 ? cut(entity.name, 200) : entity.name)),
    entity.name.length > 200 && el("p", { className: "meta long" }, bdi(entity.name)),
    entity.aliases && el("p", { className: "meta" }, "Also written ", entity.aliases.slice(0, 20).map((alias, place) => [place ? ", " : "", bdi(cut(alias, 120))])),
    el("p", { className: "meta" }, `Named in ${sources} of ${count(documents.length, "source")}`),
    entity.because && el("details", { className: "why" }, el("summary", {}, "Why these names are one"), el("ul", {}, entity.because.map((line) => el("li", {}, bdi(line))))),
    outside(entity.same),
    note,
    about[at].length + saidBy[at].length === 0 && el("p", { className: "note" }, "The sources name it, but say nothing of it that this graph keeps."),
    figures.length > 0 && section("Figures", figureTable(figures)),
    relations.length > 0 && section("Relations", relationGroups(at, relations)),
    said.length > 0 && section(`What ${cut(entity.name, 60)} says`, capped("div", {}, said, claimCard, 20)),
  ];
}

function outside(addresses) {
  const urls = (addresses || []).map(webAddress).filter(Boolean);
  if (!urls.length) return null;
  return el("p", { className: "meta" }, "Known elsewhere as ", urls.map((url, place) => [place ? ", " : "", el("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, url)]));
}

function figureTable(list) {
  const body = [];
  for (const [property, group] of groupBy(list, (claim) => claims[claim].p)) {
    const open = unique(group.flatMap((claim) => conflictsOf[claim]));
    body.push(el("tr", {}, el("th", { colSpan: 3, scope: "colgroup" }, capital(properties[property].label), open.map(verdictBadge))));
    for (const [value, same] of groupBy(group, (claim) => valueText(claims[claim]) + (claims[claim].negated ? " (denied)" : ""))) body.push(...figureRows(value, same));
  }
  const head = el("thead", { className: "unseen" }, el("tr", {}, el("th", { scope: "col" }, "Value"), el("th", { scope: "col" }, "Source"), el("th", { scope: "col" }, "Quotes")));
  return el("table", { className: "figures" }, head, el("tbody", {}, body));
}

function figureRows(value, same) {
  const names = unique(same.map((claim) => shortSource(documents[documentOf(claims[claim])])));
  const stance = unique(same.flatMap((claim) => badges(claims[claim]).map((badge) => badge.textContent)));
  const place = el("td", { colSpan: 3 });
  const quotes = el("tr", { className: "quotes" }, place);
  const more = opener(same, value, quotes, place, false);
  const row = el("tr", {},
    el("td", { className: "value" }, bdi(value), stance.length > 0 && el("small", {}, stance.join(", "))),
    el("td", { className: "from" }, names.map((name, at) => [at ? el("br") : "", bdi(name)])),
    el("td", { className: "open" }, more));
  return [row, quotes];
}

/** Relations by predicate; what the entity does first, then what is said of it from the other side. */
function relationGroups(at, list) {
  const side = (claim) => (claims[claim].s === at || properties[claims[claim].p].symmetric ? "out" : "in");
  const open = list.length <= 4;
  return [...groupBy(list, (claim) => `${side(claim)} ${claims[claim].p}`)].sort(([one], [other]) => (one.startsWith("out") ? 0 : 1) - (other.startsWith("out") ? 0 : 1)).map(([, group]) => {
    const outgoing = side(group[0]) === "out";
    const me = bdi(cut(entities[at].name, 50));
    const verb = el("em", {}, properties[claims[group[0]].p].label);
    const others = groupBy(group, (claim) => (claims[claim].s === at ? claims[claim].o : claims[claim].s));
    return [el("h4", {}, outgoing ? [me, " ", verb, " …"] : ["… ", verb, " ", me]), el("ul", { className: "rows" }, [...others].map(([other, same]) => relationRow(other, same, open)))];
  });
}

function relationRow(other, same, open) {
  const body = el("div");
  const stance = unique(same.flatMap((claim) => badges(claims[claim]).map((badge) => badge.className))).map((name) => badgesByClass(name, same));
  const contest = unique(same.flatMap((claim) => conflictsOf[claim])).map(verdictBadge);
  const more = opener(same, entities[other].name, body, body, open);
  return el("li", {}, el("div", { className: "line" }, swatch(classes.get(entities[other].cls)), nameLink(other), stance, contest, more), body);
}

const badgesByClass = (name, list) => list.flatMap((claim) => badges(claims[claim])).find((badge) => badge.className === name);

function edgePanel(at) {
  const { from, to } = data.edges[at];
  const property = properties[claims[onEdge[at][0]].p];
  const { kept, note } = sift(onEdge[at]);
  const contest = unique(onEdge[at].flatMap((claim) => conflictsOf[claim]));
  const sources = unique(onEdge[at].map((claim) => documentOf(claims[claim]))).length;
  return [
    back(),
    eyebrow(null, "Link"),
    heading(nameLink(from), " ", el("span", { className: "verb" }, property.label), " ", nameLink(to)),
    el("p", { className: "meta" }, `${count(onEdge[at].length, "claim")} in ${count(sources, "source")}`),
    property.comment && el("p", { className: "meta" }, property.comment),
    contest.length > 0 && el("p", { className: "meta" }, "Sources compared: ", contest.map((each) => [verdictBadge(each), " "])),
    note,
    capped("div", {}, kept, claimCard, 50),
  ];
}

function conflictPanel(at) {
  const conflict = conflicts[at];
  return [
    back(),
    el("p", { className: "eyebrow" }, el("span", { className: `badge ${conflict.verdict}` }, VERDICTS[conflict.verdict])),
    heading(nameLink(conflict.s), el("span", { className: "verb" }, ` ${properties[conflict.p].label}`)),
    el("p", { className: "meta" }, bdi(conflict.why)),
    el("div", { className: "versus" }, [...sides(conflict)].map(([value, same]) => {
      const other = claims[same[0]].o;
      return el("section", {}, el("h3", {}, other === undefined || claims[same[0]].negated ? bdi(value) : nameLink(other)), claimCards(same));
    })),
  ];
}

/** Show what is chosen. With `announce` the heading takes the focus, so that those who can't see the page learn of it. */
function showPanel(announce) {
  const { kind, at } = state.chosen;
  const content = { entity: entityPanel, edge: edgePanel, conflict: conflictPanel, none: overview }[kind](at);
  const details = byId("details");
  details.replaceChildren(...content.flat(Infinity).filter(Boolean));
  details.scrollTop = 0;
  document.querySelector("main").classList.toggle("wide", kind === "conflict");
  document.title = kind === "entity" ? `${cut(entities[at].name, 80)} – ${data.title}` : data.title;
  if (announce) details.querySelector("h2").focus({ preventScroll: true });
}
