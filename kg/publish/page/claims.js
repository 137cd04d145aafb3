// Claims as people read them: the quote with both ends marked, where it stands, who says so, and how it is meant.

const SVG = "http://www.w3.org/2000/svg";
const OUTLINES = {
  square: "M1 1h10v10H1z", diamond: "M6 0l6 6-6 6-6-6z", triangle: "M6 .5L12 11H0z", triangleDown: "M6 11.5L0 1h12z",
  hexagon: "M3 .8h6L12 6l-3 5.2H3L0 6z", star: "M6 0l1.6 4.2L12 4.5 8.6 7.4 9.7 12 6 9.5 2.3 12l1.1-4.6L0 4.5l4.4-.3z", dot: "M6 .5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11z",
};

/** The shape and colour that a class has on the map. */
function swatch(cls) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 12 12");
  svg.setAttribute("class", `swatch hue-${cls.hue}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", OUTLINES[cls.shape] || OUTLINES.dot);
  path.setAttribute("fill", "currentColor");
  svg.append(path);
  return svg;
}

const nameLink = (at) => el("a", { href: entityLink(at) }, bdi(cut(entities[at].name, 120)));

const figureText = (figure) => (figure.unit === "date" ? day(figure.value) : figure.label);

/** A figure with what it is per, or on. */
function valueText(claim) {
  return [figureText(claim.figure), claim.per && `per ${claim.per}`, claim.on && `on ${claim.on}`].filter(Boolean).join(" ");
}

/** What a claim says of its subject, in a few words: a value, or the name at its other end. */
const saysOf = (claim) => (claim.figure ? valueText(claim) : entities[claim.o].name);

function sourceName(document) {
  return document.title || document.name;
}

/** As short a name of a source as will do: its publisher or author, else its title. */
const shortSource = (document) => cut(document.publisher || document.author || sourceName(document), 34);

function badges(claim) {
  const found = [];
  if (claim.negated) found.push(["negated", "Denied"]);
  if (modalityOf(claim) !== "asserted") found.push([modalityOf(claim), MODALITIES[modalityOf(claim)]]);
  if (claim.planned) found.push(["planned", "Planned"]);
  if (claim.ended) found.push(["ended", "No longer so"]);
  return found.map(([kind, text]) => el("span", { className: `badge ${kind}` }, text));
}

function verdictBadge(at) {
  const { verdict } = conflicts[at];
  return el("a", { className: `badge ${verdict}`, href: conflictLink(at) }, VERDICTS[verdict]);
}

/** The sentence with its subject and object marked; marks that would overlap are dropped. */
function quoteOf(claim) {
  const { text } = sentences[claim.in];
  const marks = [["s", claim.sAt], ["o", claim.oAt]].filter(([, at]) => at).sort((one, other) => one[1][0] - other[1][0]);
  const parts = [];
  let done = 0;
  for (const [role, [start, end]] of marks) {
    if (start < done || end <= start) continue;
    parts.push(text.slice(done, start), el("mark", { className: role }, text.slice(start, end)));
    done = end;
  }
  return el("blockquote", { dir: "auto" }, ...parts, text.slice(done));
}

function speakerOf(claim) {
  if (claim.speaker !== undefined) return ["Said by ", nameLink(claim.speaker)];
  if (claim.says) return ["Said by ", bdi(`“${cut(claim.says, 160)}”`)];
  if (modalityOf(claim) === "reported") return ["Reported; the text does not say by whom"];
  return ["In the source’s own words"];
}

function sourceLine(document) {
  const url = webAddress(document.url);
  const title = cut(sourceName(document), 200);
  const parts = [url ? el("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, bdi(title)) : bdi(title)];
  for (const part of [document.author, document.publisher, document.date && day(document.date)]) if (part) parts.push(" · ", bdi(cut(part, 120)));
  return parts;
}

const qualifiers = (claim) =>
  [["role", "as"], ["date", "dated"], ["baseline", "against"], ["purpose", "for"]].filter(([name]) => claim[name]).map(([name, word]) => `${word} ${name === "date" ? day(claim[name]) : claim[name]}`);

function claimCard(at) {
  const claim = claims[at];
  const sentence = sentences[claim.in];
  const contest = conflictsOf[at].filter((each) => state.chosen.kind !== "conflict" || state.chosen.at !== each).map(verdictBadge);
  const stance = [...badges(claim), ...contest];
  const extra = qualifiers(claim);
  return el("figure", { className: "claim" },
    quoteOf(claim),
    el("figcaption", {},
      stance.length > 0 && el("div", { className: "badges" }, stance),
      el("p", { className: "said" }, speakerOf(claim)),
      extra.length > 0 && el("p", {}, bdi(capital(extra.join("; ")))),
      el("p", {}, sourceLine(documents[sentence.doc])),
      claim.scope === "document" && el("p", {}, "A name comes from elsewhere in the text."),
      el("p", { className: "trace" }, "Rule ", el("code", {}, claim.rule), ` · confidence ${claim.sure.toFixed(2)} · characters ${sentence.start}–${sentence.end}`),
    ),
  );
}

const claimCards = (list) => list.map(claimCard);
