// Small helpers. Text of documents only ever becomes a text node: nothing here, or anywhere in this script, parses HTML.

const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const MONTHS = "January February March April May June July August September October November December".split(" ");

/** A new element. Properties are set as they are, names with a dash as attributes; strings among the children become text. */
function el(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.includes("-") || name === "role" || name === "for") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A name from a document: its letters can't turn the letters around it. */
const bdi = (text) => el("bdi", {}, text);

const count = (n, one, many) => `${n.toLocaleString("en")} ${n === 1 ? one : many || one + "s"}`;

const capital = (text) => text.charAt(0).toLocaleUpperCase("en") + text.slice(1);

const cut = (text, length) => (text.length <= length ? text : Array.from(text).slice(0, length - 1).join("").trimEnd() + "…");

/** "2024-11-05" as "5 November 2024"; what is no date stays as it is. */
function day(iso) {
  const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(iso);
  if (!parts || (parts[2] && !MONTHS[parts[2] - 1])) return iso;
  return [parts[3] && String(Number(parts[3])), parts[2] && MONTHS[parts[2] - 1], parts[1]].filter(Boolean).join(" ");
}

/** The address if it is one that a reader may safely be sent to, else null. */
function webAddress(text) {
  if (!/^https?:\/\//i.test(text || "")) return null;
  try {
    const url = new URL(text);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/** Letters and digits in lower case, words one space apart, accents dropped: what a search compares. */
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(item);
  }
  return groups;
}

const unique = (items) => [...new Set(items)];
