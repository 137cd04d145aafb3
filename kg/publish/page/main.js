// From the address to the page, and back: every choice is an address, so that links and the back button work.

/** Go to an address of this page. With `announce` the text's heading takes the focus. */
function go(hash, announce) {
  announcing = Boolean(announce);
  if (hash === location.hash || (hash === "#" && !location.hash)) arrive();
  else location.hash = hash;
}

let announcing = true;

function arrive() {
  const before = state.chosen;
  state.chosen = parseLink(location.hash);
  if (state.chosen.kind === "entity") open(state.chosen.at);
  if (state.chosen.kind === "edge") [data.edges[state.chosen.at].from, data.edges[state.chosen.at].to].forEach((at) => state.opened.add(at));
  if (state.chosen.kind === "conflict") claimsOfConflict(state.chosen.at).forEach((claim) => [claim.s, claim.o].forEach((at) => at !== undefined && state.opened.add(at)));
  redraw();
  showPanel(announcing && before.kind !== undefined);
  announcing = true;
  if (bright) showFocus();
}

const claimsOfConflict = (at) => conflicts[at].claims.map((claim) => claims[claim]);

/** Show an entity and its best neighbours, even when they are not among the best of all. */
function open(at) {
  state.opened.add(at);
  const others = unique(edgesOf[at].flatMap((edge) => [data.edges[edge].from, data.edges[edge].to]));
  others.sort((one, other) => one - other).slice(0, 40).forEach((other) => state.opened.add(other));
}

function start() {
  const figures = claims.filter((claim) => claim.figure).length;
  const contested = conflicts.filter((each) => each.verdict !== "agreement").length;
  byId("counts").textContent = [count(documents.length, "source"), count(entities.length, "name"), count(claims.length - figures, "relation claim"), count(figures, "figure"), contested && count(contested, "disagreement")].filter(Boolean).join(" · ");
  readColours();
  startMap();
  startSearch();
  startFilters();
  boxes.forEach((update) => update());
  state.chosen = { kind: undefined };
  arrive();
  if (!bright) frame([...shown.nodes], 1.4, false);
  window.addEventListener("hashchange", arrive);
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("details").querySelector("h2").focus();
  });
  byId("handle").addEventListener("click", () => {
    const tall = document.querySelector("main").classList.toggle("tall");
    byId("handle").setAttribute("aria-expanded", String(tall));
  });
}

start();
