// Words in the reader's language: labels, numbers, money, dates.

let language = page.start.lang;
const column = () => Math.max(0, page.languages.indexOf(language));

const ui = (id, ...values) => values.reduce((text, value, index) => text.replaceAll(`{${index}}`, value), page.ui[id]?.[column()] ?? id);
const term = (id) => page.terms[id]?.[column()] ?? String(id).replace(/^\w+:|^<|>$/g, "");
const name = (node) => plain(node.names[column()]);
const label = (node) => plain(node.labels?.[column()] ?? node.names[column()]);
const inLanguage = (texts) => texts?.[language] ?? texts?.en ?? Object.values(texts ?? {})[0] ?? "";
const property = (id) => term(`kg:${id}`);

// Characters that turn the direction of what follows must not reach beyond their own text.
const plain = (text) => String(text).replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g, "");

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// How search compares names: width, case, spaces and marks do not count.
const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s\p{P}\p{S}]+/gu, "");

function number(text) {
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  const large = Math.abs(value) >= 1e6;
  return new Intl.NumberFormat(language, large ? { notation: "compact", compactDisplay: "long", maximumFractionDigits: 3 } : { maximumFractionDigits: 6 }).format(value);
}

const BOUNDS = { "kgc:about": "about", "kgc:at-least": "at-least", "kgc:more-than": "more-than", "kgc:up-to": "up-to" };

// "about 3–4 robots": number, range and bound of an amount or quantity, in the source's own unit where it is known.
function measure(claim) {
  const first = (claim.evidence ?? []).map((item) => evidence[item]).find((item) => item.statedUnit) ?? {};
  const unit = first.statedUnit ?? claim.unit;
  const own = first.statedUnit ? [first.statedValue, first.statedLow, first.statedHigh] : [claim.value, claim.low, claim.high];
  const text = own[0] !== undefined ? number(own[0]) : [own[1], own[2]].filter((end) => end !== undefined).map(number).join("–");
  const whole = unit ? ui("measure", text, term(unit)) : text;
  const bound = BOUNDS[claim.bound];
  return bound ? ui(`bound-${bound}`, whole) : whole;
}

const HALVES = { 40: "half-1", 41: "half-2", 33: "quarter-1", 34: "quarter-2", 35: "quarter-3", 36: "quarter-4" };

function point(text) {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([~?%])?$/.exec(text.trim());
  if (!match) return text;
  const [, year, month, day, mark] = match;
  const format = { timeZone: "UTC", year: "numeric" };
  if (month && !HALVES[month]) format.month = day ? "short" : "long";
  if (day) format.day = "numeric";
  const date = new Date(Date.UTC(Number(year), month && !HALVES[month] ? Number(month) - 1 : 0, day ? Number(day) : 1));
  let shown = new Intl.DateTimeFormat(language, format).format(date);
  if (HALVES[month]) shown = ui(HALVES[month], shown);
  return mark ? ui("date-about", shown) : shown;
}

// EDTF as people write it.
function when(text) {
  if (!text) return "";
  const inner = text.startsWith("[") ? text.slice(1, -1) : text;
  if (inner.includes(",")) return inner.split(",").map(point).join(ui("date-or"));
  const [from, to] = text.startsWith("[") ? inner.split("..") : inner.split("/");
  if (to === undefined) return point(inner);
  if (!from || from === "..") return ui("date-by", point(to));
  if (!to || to === "..") return ui("date-from", point(from));
  return ui("date-span", point(from), point(to));
}

const month = (index) => new Intl.DateTimeFormat(language, { timeZone: "UTC", year: "numeric", month: "short" })
  .format(new Date(Date.UTC(Math.floor(index / 12), index % 12, 1)));
