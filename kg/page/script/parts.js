// Pieces of the document, made of elements and text only: nothing from the data is ever read as markup.

function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key in made && !key.includes("-") && key !== "list") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function svg(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// A node's symbol as a small picture beside its name.
function symbol(look) {
  const group = page.groups[look];
  const shape = svg("path", { d: OUTLINES[group.shape], fill: group.colour, "fill-rule": "evenodd" });
  return svg("svg", { viewBox: "-1.5 -1.5 3 3", class: "symbol", "aria-hidden": "true" }, shape);
}

const text = (value) => el("bdi", {}, plain(value));
const badge = (style, words) => el("span", { className: `badge ${style}` }, words);

// A button that selects a node; focus stays sensible because the card takes it.
// A claim may name an entity that the page does not hold: its card then says how to draw it.
const nodeOf = (value) => (entityOf(value) ? nodeButton(entityOf(value)) : text(term(value)));
const nodeButton = (node) => el("button", { type: "button", className: "link", onclick: () => { select(node); focusCard(); } }, symbol(node.look), text(name(node)));

const relationOf = (edge) => (edge.layer === "partnership" ? ui("partners-as", term(edge.relation)) : edge.layer === "statement" ? ui("speaks") : term(edge.relation));

// A link of a document is followed only where it leads to the web.
function safeLink(url, words) {
  try {
    if (["http:", "https:"].includes(new URL(url).protocol)) return el("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, words);
  } catch { /* not a link */ }
  return null;
}

function evidenceItem(index) {
  const item = evidence[index];
  const document_ = documents[item.source] ?? { label: {} };
  const section = sections[item.section];
  const publisher = entityOf(document_.publisher);
  const facts = [
    inLanguage(document_.label), publisher && name(publisher), document_.issued && when(document_.issued),
    section && inLanguage(section.label), ui("line", item.line),
  ].filter(Boolean);
  const notes = [
    item.basis && item.basis !== "kgc:stated" && badge("basis", term(item.basis)),
    item.modality && item.modality !== "kgc:fact" && badge(styleOfModality(item.modality), term(item.modality)),
    item.reporter !== undefined && el("span", {}, ui("reported-by", "")," ", nodeOf(item.reporter)),
    item.asOf && el("span", {}, `${property("asOf")}: ${when(item.asOf)}`),
    item.note && el("span", { className: "note" }, text(item.note)),
    document_.link && safeLink(document_.link, ui("open-source")),
  ].filter(Boolean);
  return el("li", {}, el("q", { lang: document_.language ?? undefined }, text(item.words)), el("span", { className: "cite" }, facts.join(" · ")), notes.length ? el("span", { className: "notes" }, notes) : null);
}

const styleOfModality = (modality) => (modality === "kgc:plan" ? "plan" : modality === "kgc:fact" ? "fact" : "claim");
const planned = (claim) => claim.evidence?.length > 0 && claim.evidence.every((index) => evidence[index].modality === "kgc:plan");
const contested = (claim) => conflicts.some((group) => group.includes(claim.index));

function styleOfClaim(claim) {
  if (contested(claim) || claim.rank === "kgc:deprecated") return "conflict";
  if (claim.manner && claim.manner !== "kgc:asserted") return "claim";
  return planned(claim) ? "plan" : "fact";
}

const ENDS = ["subject", "who", "object", "place", "whole", "organization"];

// What a claim says, from the side of `node`: [name of the fact, value as text or elements].
function sayings(claim, reader) {
  const node = reader && ENDS.some((key) => claim[key] === reader.id) ? reader : null; // a speaker stands outside
  const own = node && claim.subject === node.id;
  const other = (key) => (claim[key] === undefined ? "" : nodeOf(claim[key]));
  switch (claim.class) {
    case "Participation": return [term(claim.role), own || !node ? [other("who"), ...(node ? [] : [" → ", other("subject")])] : [other("subject")]];
    case "AmountClaim": case "QuantityClaim": return [term(claim.kind), [measure(claim)]];
    case "DateClaim": return [term(claim.kind), [when(claim.when)]];
    case "StatusClaim": return [property("status"), [capital(term(claim.status))]];
    case "LocationClaim": return [own || !node ? property("locatedIn") : ui("holds"), node ? [other(own ? "place" : "subject")] : [other("subject"), " → ", other("place")]];
    case "PartClaim": return [own || !node ? property("partOf") : ui("has-part"), node ? [other(own ? "whole" : "subject")] : [other("subject"), " → ", other("whole")]];
    case "RelationClaim": return [term(claim.relation), own ? [other("object")] : [other("subject"), " → ", node ? name(node) : other("object")]];
    case "PostClaim": return [term(claim.post), node ? [other(own ? "organization" : "subject")] : [other("subject"), " → ", other("organization")]];
    case "DomainClaim": return [term(claim.kind), [term(claim.domain)]];
    case "IncentiveClaim": return [property("incentive"), [term(claim.incentive)]];
    case "ListClaim": return [term(claim.role), [ui(claim.open === "true" ? "list-open" : "list-closed")]];
    case "NameClaim": return [property("name"), [text(claim.name)]];
    case "Statement": return [term(claim.manner), [text(claim.gist)]];
    default: return [claim.kind ? term(claim.kind) : term(`kg:${claim.class}`), [text(claim.gist ?? "")]];
  }
}

const LINKING = ["Participation", "LocationClaim", "PartClaim", "RelationClaim", "PostClaim"];

function qualifiers(claim, node) {
  const words = [];
  if (claim.stage) words.push(term(claim.stage));
  if (claim.per) words.push(term(claim.per));
  if (claim.at) words.push(when(claim.at));
  if (claim.period) words.push(when(claim.period));
  if (claim.since) words.push(ui("date-from", when(claim.since)));
  if (claim.until) words.push(ui("date-by", when(claim.until)));
  if (claim.count) words.push(ui("count", number(claim.count)));
  const parts = words.length ? [el("span", { className: "quiet" }, ` (${words.join(", ")})`)] : [];
  if (node && claim.subject !== node.id && !LINKING.includes(claim.class) && nodes[claim.subject]) parts.push(el("span", { className: "quiet" }, " — "), nodeButton(nodes[claim.subject]));
  for (const key of ["speaker", "payer"]) {
    if (claim[key] !== undefined && claim[key] !== node?.id) parts.push(el("span", { className: "quiet" }, ` — ${property(key)}: `), nodeOf(claim[key]));
  }
  return parts;
}

// One claim with its evidence, which opens on demand (or stands open).
function claimItem(claim, node, open = false) {
  const [fact, value] = sayings(claim, node);
  const style = styleOfClaim(claim);
  const support = claim.evidence ?? (claim.derivedFrom ?? []).flatMap((index) => claims[index].evidence ?? []);
  return el("li", { className: "claim" },
    el("span", { className: "fact" }, capital(fact)), " ",
    el("span", { className: claim.gist ? "" : "value" }, value, qualifiers(claim, node)), " ",
    style === "fact" || claim.class === "Statement" ? null : badge(style, style === "claim" ? term(claim.manner) : ui(`style-${style}`)),
    claim.rank === "kgc:preferred" ? badge("fact", ui("preferred")) : null,
    claim.reason ?? claim.decision?.reason ? el("p", { className: "quiet" }, text(claim.reason ?? claim.decision.reason)) : null,
    el("details", { open }, el("summary", {}, ui(support.length === 1 ? "evidence-one" : "evidence", support.length)), el("ul", { className: "evidence" }, support.map(evidenceItem))));
}
