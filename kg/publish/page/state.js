// What is known, who points to whom, and what the reader has chosen. Entities, claims and edges go by their index.

const { entities, claims, conflicts, documents, properties, sentences } = data;
const classes = new Map(data.classes.map((cls) => [cls.id, cls]));
const entityAt = new Map(entities.map((entity, at) => [entity.id, at]));
const claimAt = new Map(claims.map((claim, at) => [claim.id, at]));
const conflictAt = new Map(conflicts.map((conflict, at) => [conflict.id, at]));

const documentOf = (claim) => sentences[claim.in].doc;
const about = entities.map(() => []); // claims of which it is an end
const claimsIn = documents.map(() => 0); // how many each source makes
const saidBy = entities.map(() => []); // claims that it makes
const onEdge = data.edges.map(() => []); // claims that an edge stands for
const edgesOf = entities.map(() => []);
const conflictsOf = claims.map(() => []);

claims.forEach((claim, at) => {
  about[claim.s].push(at);
  claimsIn[documentOf(claim)] += 1;
  if (claim.o !== undefined && claim.o !== claim.s) about[claim.o].push(at);
  if (claim.speaker !== undefined) saidBy[claim.speaker].push(at);
  if (claim.edge !== undefined) onEdge[claim.edge].push(at);
});
data.edges.forEach((edge, at) => {
  edgesOf[edge.from].push(at);
  if (edge.to !== edge.from) edgesOf[edge.to].push(at);
});
conflicts.forEach((conflict, at) => conflict.claims.forEach((claim) => conflictsOf[claim].push(at)));

const MODALITIES = { asserted: "Stated", reported: "Reported", hedged: "Hedged", hypothetical: "Hypothetical", question: "Asked" };
const VERDICTS = { contradiction: "Contradiction", tension: "Tension", agreement: "Agreement" };
const modalityOf = (claim) => claim.modality || "asserted";
const isContested = (claim) => conflictsOf[claim].some((at) => conflicts[at].verdict !== "agreement");
const gravest = (list) => ["contradiction", "tension", "agreement"].find((verdict) => list.some((at) => conflicts[at].verdict === verdict));

/** The reader's choices: `off` holds what is switched off; `opened` are entities shown although they are not among the best. */
const state = {
  off: { class: new Set(), property: new Set(), document: new Set(), modality: new Set() },
  contested: false,
  loose: false,
  opened: new Set(),
  chosen: { kind: "none" },
};

const filtering = () => state.contested || Object.values(state.off).some((set) => set.size > 0);

/** Whether a claim passes the filters (of claims: class is a filter of entities). */
function passes(at) {
  const claim = claims[at];
  return (
    !state.off.property.has(claim.p) &&
    !state.off.document.has(documentOf(claim)) &&
    !state.off.modality.has(modalityOf(claim)) &&
    (!state.contested || isContested(at))
  );
}

/** The entities and edges to draw: the best that pass the filters, and whatever the reader has opened. */
function visible() {
  const nodes = new Set();
  let room = data.limit;
  entities.forEach((entity, at) => {
    if (state.off.class.has(entity.cls)) return;
    const wanted = about[at].length ? about[at].some(passes) : state.loose && !filtering();
    const chosen = state.chosen.kind === "entity" && state.chosen.at === at;
    if (chosen || (wanted && (room > 0 || state.opened.has(at)))) nodes.add(at);
    if (wanted) room -= 1;
  });
  const edges = new Set();
  data.edges.forEach((edge, at) => {
    if (nodes.has(edge.from) && nodes.has(edge.to) && onEdge[at].some(passes)) edges.add(at);
  });
  return { nodes, edges };
}

/** What the reader's choice is about: the nodes and edges that stay bright while all else fades; null when nothing is chosen. */
function focus() {
  const { kind, at } = state.chosen;
  if (kind === "entity") {
    const edges = edgesOf[at].filter((edge) => onEdge[edge].some(passes));
    return { nodes: new Set([at, ...edges.flatMap((edge) => [data.edges[edge].from, data.edges[edge].to])]), edges: new Set(edges) };
  }
  if (kind === "edge") return { nodes: new Set([data.edges[at].from, data.edges[at].to]), edges: new Set([at]) };
  if (kind === "conflict") {
    const members = conflicts[at].claims.map((claim) => claims[claim]);
    const edges = members.map((claim) => claim.edge).filter((edge) => edge !== undefined);
    return { nodes: new Set(members.flatMap((claim) => (claim.o === undefined ? [claim.s] : [claim.s, claim.o]))), edges: new Set(edges) };
  }
  return null;
}

const entityLink = (at) => "#" + encodeURI(entities[at].id);
const edgeLink = (at) => "#claim/" + claims[onEdge[at][0]].id;
const conflictLink = (at) => "#conflict/" + conflicts[at].id;

/** What an address after # stands for: the paths are those of the graph's IRIs. */
function parseLink(hash) {
  let path = hash.replace(/^#/, "");
  try {
    path = decodeURIComponent(path);
  } catch {
    return { kind: "none" };
  }
  if (entityAt.has(path)) return { kind: "entity", at: entityAt.get(path) };
  const [head, id] = path.split("/");
  if (head === "conflict" && conflictAt.has(id)) return { kind: "conflict", at: conflictAt.get(id) };
  const claim = head === "claim" ? claimAt.get(id) : undefined;
  if (claim === undefined) return { kind: "none" };
  return claims[claim].edge === undefined ? { kind: "entity", at: claims[claim].s } : { kind: "edge", at: claims[claim].edge };
}
