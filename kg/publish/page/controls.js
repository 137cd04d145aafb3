// Search, filters and legend.

const input = byId("search");
const list = byId("suggestions");
const found = entities.map((entity, at) => ({ at, keys: unique([entity.name, ...(entity.aliases || [])].map((name) => fold(name.slice(0, 300)))), names: [entity.name, ...(entity.aliases || [])] }));
let active = -1;

/** How well an entity answers a query: 0 for a whole name, more for a beginning, a word, a part; Infinity for not at all. */
function match(keys, query) {
  let best = Infinity;
  for (const key of keys) {
    if (key === query) return 0;
    const tight = key.replaceAll(" ", "");
    if (key.startsWith(query) || tight.startsWith(query.replaceAll(" ", ""))) best = Math.min(best, 1);
    else if (` ${key}`.includes(` ${query}`)) best = Math.min(best, 2);
    else if (key.includes(query)) best = Math.min(best, 3);
  }
  return best;
}

function suggest() {
  const query = fold(input.value);
  active = -1;
  if (!query) return closeSuggestions();
  const hits = found.map((entry) => ({ ...entry, score: match(entry.keys, query) })).filter(({ score }) => score < Infinity);
  hits.sort((one, other) => one.score - other.score || one.at - other.at);
  const options = hits.slice(0, 12).map(({ at, names }, place) => suggestion(at, names.find((name) => match([fold(name)], query) < Infinity), place));
  if (!options.length) options.push(el("li", { className: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, "No such name"));
  if (hits.length > 12) options.push(el("li", { className: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, `${count(hits.length - 12, "more name")}: keep typing`));
  list.replaceChildren(...options);
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  if (hits.length) mark(0);
}

function suggestion(at, by, place) {
  const cls = classes.get(entities[at].cls);
  const alias = by && by !== entities[at].name ? `also ${cut(by, 40)}` : cls.label;
  const option = el("li", { id: `suggestion-${place}`, role: "option", "aria-selected": "false" }, swatch(cls), el("span", { className: "name" }, bdi(cut(entities[at].name, 80))), el("span", { className: "aside" }, bdi(alias)));
  option.dataset.at = at;
  option.addEventListener("pointerdown", (event) => event.preventDefault());
  option.addEventListener("click", () => choose(at));
  return option;
}

function mark(place) {
  const options = [...list.querySelectorAll("li:not(.none)")];
  if (!options.length) return;
  active = (place + options.length) % options.length;
  options.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
  options[active].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", options[active].id);
}

function choose(at) {
  input.value = "";
  closeSuggestions();
  go(entityLink(at), true);
}

function closeSuggestions() {
  list.hidden = true;
  active = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function startSearch() {
  input.addEventListener("input", suggest);
  input.addEventListener("focus", suggest);
  input.addEventListener("blur", closeSuggestions);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const chosen = list.querySelector('[aria-selected="true"]');
    if (event.key === "ArrowDown") mark(active + 1);
    else if (event.key === "ArrowUp") mark(active - 1);
    else if (event.key === "Enter" && !list.hidden && chosen) choose(Number(chosen.dataset.at));
    else if (event.key === "Escape" && !list.hidden) closeSuggestions();
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /^(input|textarea|select)$/i.test(event.target.tagName)) return;
    event.preventDefault();
    input.focus();
  });
}

/** Choices of one filter: value, label and how many claims, or entities, it is about. */
function choices() {
  const tally = (keyOf) => {
    const numbers = new Map();
    claims.forEach((claim) => numbers.set(keyOf(claim), (numbers.get(keyOf(claim)) || 0) + 1));
    return (key) => numbers.get(key) || 0;
  };
  const byProperty = tally((claim) => claim.p);
  const byDocument = tally(documentOf);
  const byModality = tally(modalityOf);
  const property = (kind) => properties.map((each, at) => ({ value: at, label: capital(each.label), n: byProperty(at), kind: each.kind })).filter((each) => each.kind === kind).sort((one, other) => other.n - one.n);
  return {
    class: [{ of: data.classes.map((cls) => ({ value: cls.id, label: capital(cls.label), n: cls.count, cls })).sort((one, other) => other.n - one.n) }],
    property: [{ title: "Relations", of: property("relation") }, { title: "Figures", of: property("figure") }].filter((part) => part.of.length),
    document: [{ of: documents.map((each, at) => ({ value: at, label: cut(sourceName(each), 90), n: byDocument(at) })) }],
    modality: [{ of: Object.entries(MODALITIES).map(([value, label]) => ({ value, label, n: byModality(value) })).filter(({ n }) => n) }],
  };
}

const boxes = [];

function menu(filter, title, parts, kind) {
  const set = state.off[filter];
  const values = parts.flatMap((part) => part.of.map((choice) => choice.value));
  const row = (choice) => {
    const box = el("input", { type: "checkbox", checked: !set.has(choice.value) });
    box.addEventListener("change", () => {
      if (box.checked) set.delete(choice.value);
      else set.add(choice.value);
      refresh();
    });
    boxes.push(() => (box.checked = !set.has(choice.value)));
    return el("label", {}, box, choice.cls && swatch(choice.cls), el("span", {}, bdi(choice.label)), el("span", { className: "n" }, choice.n.toLocaleString("en")));
  };
  const all = (on) => {
    const button = el("button", { type: "button", className: "link" }, on ? "All" : "None");
    button.addEventListener("click", () => {
      if (on) set.clear();
      else values.forEach((value) => set.add(value));
      refresh();
    });
    return button;
  };
  const summary = el("summary", {}, title);
  const groups = parts.map((part) => el("fieldset", {}, el("legend", { className: part.title ? "" : "unseen" }, part.title || title), part.of.map(row)));
  const details = el("details", { className: `menu ${kind || ""}` }, summary, el("div", { className: "pop" }, el("div", { className: "both" }, all(true), all(false)), groups));
  boxes.push(() => {
    details.classList.toggle("active", set.size > 0);
    summary.textContent = set.size ? `${title}: ${values.length - set.size} of ${values.length}` : title;
  });
  return details;
}

function toggle(name, text) {
  const box = el("input", { type: "checkbox", checked: state[name] });
  box.addEventListener("change", () => {
    state[name] = box.checked;
    refresh();
  });
  boxes.push(() => (box.checked = state[name]));
  return el("label", { className: "chip" }, box, text);
}

function startFilters() {
  const { class: kinds, property, document: sources, modality } = choices();
  const loose = about.filter((each) => !each.length).length;
  const reset = el("button", { type: "button", className: "plain" }, "Clear filters");
  reset.addEventListener("click", clearFilters);
  boxes.push(() => (reset.hidden = !filtering()));
  byId("filters").append(
    menu("class", "Kinds", kinds, "kinds"),
    menu("property", "Relations and figures", property),
    menu("document", "Sources", sources),
    menu("modality", "Certainty", modality),
    ...(conflicts.some((each) => each.verdict !== "agreement") ? [toggle("contested", "Contested only")] : []),
    ...(loose ? [toggle("loose", `${count(loose, "unconnected name")}`)] : []),
    reset,
  );
  byId("again").addEventListener("click", clearFilters);
  const menus = [...document.querySelectorAll("details.menu")];
  menus.forEach((each) => each.addEventListener("toggle", () => each.open && menus.forEach((other) => other !== each && (other.open = false))));
  document.addEventListener("pointerdown", (event) => menus.forEach((each) => each.contains(event.target) || (each.open = false)));
  document.addEventListener("keydown", (event) => {
    const open = menus.find((each) => each.open);
    if (event.key !== "Escape" || !open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  startLegend(kinds[0].of);
}

/** The legend is a filter as well: each class can be switched off. */
function startLegend(kinds) {
  const set = state.off.class;
  const items = kinds.map(({ value, label, n, cls }) => {
    const button = el("button", { type: "button", title: cls.comment }, swatch(cls), label, el("span", { className: "n" }, String(n)));
    button.addEventListener("click", () => {
      if (!set.delete(value)) set.add(value);
      refresh();
    });
    boxes.push(() => button.setAttribute("aria-pressed", String(!set.has(value))));
    return el("li", {}, button);
  });
  byId("legend").append(el("ul", { "aria-label": "Kinds of names; press to hide or show" }, items));
}

function clearFilters() {
  Object.values(state.off).forEach((set) => set.clear());
  state.contested = false;
  refresh();
}

/** Show one value of a filter and nothing else of its kind. */
function onlyThis(filter, value) {
  const set = state.off[filter];
  set.clear();
  documents.forEach((_, at) => at !== value && set.add(at));
  refresh();
}

/** After a change of the filters: boxes, map and text follow, and what is left of the map is shown whole. */
function refresh() {
  boxes.forEach((update) => update());
  redraw();
  showPanel(false);
  if (!bright) fitAll();
}
