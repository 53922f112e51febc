// What is shown, to take away: pictures, Turtle, CSV, a link.

const EXPORTS = [["png", savePng], ["svg", saveSvg], ["turtle", saveTurtle], ["csv", () => saveCsv()], ["link", copyLink], ["print", () => print()]];

function save(file, type, content) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  el("a", { href: url, download: file }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

function copyLink() {
  return copy(location.href, "link-copied");
}

async function copy(words, done) {
  try {
    await navigator.clipboard.writeText(words);
    announce(ui(done));
  } catch {
    prompt(ui("copy"), words);
  }
}

const escapeXml = (value) => String(value).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");

// The whole view as SVG text, drawn from the same places, symbols and colours as the canvas.
function picture() {
  const areas = usedPanels();
  const rooms = [...roomsOf(places.keys()), ...areas.map(([, x, y, w, h]) => ({ left: x, right: x + w, top: y, bottom: y + h }))];
  const around = rooms.length ? bounds(rooms) : { left: 0, right: 1, top: 0, bottom: 1 };
  const left = around.left - 24, top = around.top - 24, width = Math.max(around.right + 24 - left, 620), height = around.bottom + 96 - top;
  const parts = [`<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${colours.ground}"/>`];
  for (const [region, x, y, w, h] of areas) {
    parts.push(`<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="12" fill="${colours.panel}" stroke="${colours["panel-line"]}"/>`);
    parts.push(`<text x="${x + 12}" y="${y + 20}" font-weight="600" font-size="14" fill="${colours.soft}">${escapeXml(region === null ? ui("shared-region") : name(nodes[region]))}</text>`);
  }
  for (const edge of shownNow.edges) parts.push(svgEdge(edge));
  for (const [node, at] of places) {
    const group = page.groups[node.look], size = sizeOf(node);
    parts.push(`<path transform="translate(${at.x} ${at.y}) scale(${size})" d="${OUTLINES[group.shape]}" fill="${group.colour}" fill-rule="evenodd" stroke="${colours["node-line"]}" stroke-width="${1.3 / size}"/>`);
  }
  for (const [node, at] of places) {
    label(node).split("\n").forEach((line, index) => parts.push(`<text x="${at.x}" y="${at.y + sizeOf(node) + 3 + (index + 0.8) * LINE}" font-size="${FONT}" text-anchor="middle" fill="${colours.ink}" stroke="${colours.halo}" stroke-width="3" paint-order="stroke">${escapeXml(line)}</text>`));
  }
  parts.push(...svgLegend(left + 24, top + height - 58, left + width - 24));
  parts.push(`<text x="${left + 24}" y="${top + height - 12}" font-size="12" fill="${colours.soft}">${escapeXml(document.title)} · ${escapeXml(ui("counts", shownNow.nodes.length, shownNow.edges.length))}</text>`);
  const heads = ["line", "warn", "partner"].map((key) => `<marker id="${key}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8L2 4Z" fill="${colours[key]}"/></marker>`);
  return { width, height, text: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}" font-family="${escapeXml(face())}">\n<defs>${heads.join("")}</defs>\n${parts.join("\n")}\n</svg>\n` };
}

// Symbols and line styles that occur, in rows.
function svgLegend(left, top, right) {
  const parts = [];
  let x = left, y = top;
  const put = (draw_, words) => {
    const room = 44 + textWidth(words) * 11;
    if (x + room > right && x > left) { x = left; y += 20; }
    parts.push(draw_(), `<text x="${x + 26}" y="${y + 4}" font-size="11" fill="${colours.soft}">${escapeXml(words)}</text>`);
    x += room;
  };
  page.groups.forEach((group, look) => {
    if (shownNow.nodes.some((node) => node.look === look)) put(() => `<path transform="translate(${x + 10} ${y}) scale(6.5)" d="${OUTLINES[group.shape]}" fill="${group.colour}" fill-rule="evenodd" stroke="${colours["node-line"]}" stroke-width=".16"/>`, ui(`kind-${group.id}`));
  });
  for (const style of Object.keys(DASHES)) {
    const edge = shownNow.edges.find((one) => one.style === style);
    if (edge) put(() => `<path d="M${x} ${y}h22" stroke="${style === "conflict" ? colours.warn : colours.line}" stroke-width="1.6"${DASHES[style] ? ` stroke-dasharray="${DASHES[style].join(" ")}"` : ""}/>`, ui(`style-${style}`));
  }
  return parts;
}

function svgEdge(edge) {
  const line = lineOf(edge);
  const drawn = network.body.edges[edge.index];
  const [from, to] = [places.get(nodes[edge.from]), places.get(nodes[edge.to])];
  const title = `<title>${escapeXml(`${name(nodes[edge.from])} – ${relationOf(edge)} – ${name(nodes[edge.to])}`)}</title>`;
  const look = `fill="none" stroke="${line.colour}" stroke-width="${line.width}"${line.dashes ? ` stroke-dasharray="${line.dashes.join(" ")}"` : ""}`;
  if (edge.from === edge.to) return `<circle cx="${from.x + 14}" cy="${from.y - 14}" r="14" ${look}>${title}</circle>`;
  const via = drawn?.edgeType.options.smooth?.enabled ? drawn.edgeType.getViaNode?.() : null;
  const before = via ?? from;
  const reach = Math.hypot(to.x - before.x, to.y - before.y) || 1, stop = line.arrow ? sizeOf(nodes[edge.to]) + 2 : 0;
  const end = { x: to.x - ((to.x - before.x) * stop) / reach, y: to.y - ((to.y - before.y) * stop) / reach };
  const bend_ = via ? `Q${via.x.toFixed(1)} ${via.y.toFixed(1)} ` : "L";
  const head = line.arrow ? ` marker-end="url(#${edge.style === "conflict" ? "warn" : "line"})"` : "";
  return `<path d="M${from.x} ${from.y}${bend_}${end.x.toFixed(1)} ${end.y.toFixed(1)}" ${look}${head}>${title}</path>`;
}

function saveSvg() {
  save("graph.svg", "image/svg+xml", picture().text);
}

// The picture is made from the SVG, so that it holds the whole view on a solid ground, however far one has zoomed.
async function savePng() {
  const { width, height, text: drawn } = picture();
  const url = URL.createObjectURL(new Blob([drawn], { type: "image/svg+xml" }));
  const image = new Image();
  image.src = url;
  await image.decode();
  const scale = Math.min(2, 16000 / Math.max(width, height));
  const canvas = el("canvas", { width: Math.ceil(width * scale), height: Math.ceil(height * scale) });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(url);
  canvas.toBlob((blob) => save("graph.png", "image/png", blob), "image/png");
}

// A cell that a spreadsheet would run as a formula gets an apostrophe.
const cell = (value) => { const shown = String(value ?? ""); return `"${(/^[=+\-@\t\r]/.test(shown) ? `'${shown}` : shown).replaceAll('"', '""')}"`; };

function csv() {
  const heads = ["from", "from_label", "relation", "relation_label", "to", "to_label", "through", "style", "source_file", "line", "words", "basis", "modality"];
  const rows = shownNow.edges.flatMap((edge) => {
    const own = [iri(edge.from), name(nodes[edge.from]), long(edge.relation), relationOf(edge), iri(edge.to), name(nodes[edge.to]), edge.through === undefined ? "" : iri(edge.through), edge.style];
    const proofs = edge.behind.flatMap((claim) => claim.evidence ?? []).map((index) => evidence[index]);
    if (!proofs.length) return [[...own, "", "", "", "", ""]];
    return proofs.map((item) => [...own, documents[item.source]?.file, item.line, item.words, term(item.basis), term(item.modality)]);
  });
  return `${[heads, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

// Spreadsheets take a file for UTF-8 only if it starts with a byte order mark.
const saveCsv = () => save("graph.csv", "text/csv;charset=utf-8", `\ufeff${csv()}`);

const PREFIXES = { kg: "https://w3id.org/regional-kg/ontology#", kgc: "https://w3id.org/regional-kg/concept/", kgd: page.base };
const long = (id) => { const [, prefix, rest] = /^(\w+):(.*)$/s.exec(id) ?? []; return PREFIXES[prefix] !== undefined ? PREFIXES[prefix] + rest : id.replace(/^<|>$/g, ""); };
const iri = (index) => (/^[a-z]+:\/\//i.test(nodes[index].key) ? nodes[index].key : page.base + nodes[index].key);
const wrapIri = (value) => `<${value.replace(/[\u0000-\u0020<>"{}|^`\\]/g, (mark) => `%${mark.charCodeAt(0).toString(16).padStart(2, "0")}`)}>`;
const quote = (value, tail = "") => `"${String(value).replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`)}"${tail}`;

// A value as Turtle; `datatypes` says what the property holds.
function turtleValue(key, value) {
  const kind = datatypes[key];
  if (kind === "node") return wrapIri(typeof value === "number" ? iri(value) : long(value));
  if (["evidence", "source", "section", "derivedFrom", "claim"].includes(kind)) return typeof value !== "number" ? wrapIri(long(value)) : wrapIri(long({ evidence, source: documents, section: sections, derivedFrom: claims }[kind][value].id));
  if (kind === "iri") return wrapIri(long(value));
  return quote(value, kind === "string" ? "" : `^^xsd:${kind}`);
}

function turtle() {
  const shown = new Set(shownNow.nodes.map((node) => node.id));
  const lines = [];
  const put = (subject, type, pairs) => lines.push(`${wrapIri(subject)} a ${type} ;\n${pairs.map(([key, value]) => `    ${key} ${value}`).join(" ;\n")} .\n`);
  const tagged = (key, texts_) => Object.entries(texts_ ?? {}).flatMap(([code, values]) => [values].flat().map((value) => [key, quote(value, code ? `@${code}` : "")]));
  const record = (thing, skip) => Object.entries(thing).filter(([key]) => key in datatypes && !skip.includes(key)).flatMap(([key, value]) => [value].flat().map((one) => [`kg:${key}`, turtleValue(key, one)]));
  for (const node of shownNow.nodes) {
    const labels = Object.fromEntries(page.languages.map((code, index) => [code, node.names[index]]));
    put(iri(node.id), wrapIri(long(node.class)), [...tagged("skos:prefLabel", labels), ...tagged("skos:altLabel", node.aliases), ...tagged("skos:hiddenLabel", node.hidden)]);
  }
  for (const edge of shownNow.edges) {
    if (long(edge.relation).startsWith(PREFIXES.kg) && !["partnership", "statement"].includes(edge.layer)) lines.push(`${wrapIri(iri(edge.from))} ${wrapIri(long(edge.relation))} ${wrapIri(iri(edge.to))} .\n`);
  }
  const ends = (claim) => ["subject", "who", "object", "place", "whole", "organization", "partner"].flatMap((key) => claim[key] ?? []).filter((end) => typeof end === "number");
  const kept = claims.filter((claim) => ends(claim).every((end) => shown.has(end)));
  for (const claim of kept) put(long(claim.id), `kg:${claim.class}`, record(claim, ["class"]));
  const proofs = union(kept.map((claim) => claim.evidence ?? []));
  for (const index of proofs) put(long(evidence[index].id), "kg:Evidence", record(evidence[index], []));
  for (const index of union(proofs.map((item) => evidence[item].source))) {
    const one = documents[index];
    put(long(one.id), "kg:Document", [...tagged("skos:prefLabel", one.label), ...(one.file ? [["kg:file", quote(one.file)]] : []), ...(one.issued ? [["dcterms:issued", quote(one.issued)]] : [])]);
  }
  const prefixes = { kg: PREFIXES.kg, skos: "http://www.w3.org/2004/02/skos/core#", dcterms: "http://purl.org/dc/terms/", xsd: "http://www.w3.org/2001/XMLSchema#" };
  return `${Object.entries(prefixes).map(([prefix, space]) => `@prefix ${prefix}: <${space}> .`).join("\n")}\n\n${lines.join("\n")}`;
}

function saveTurtle() {
  save("graph.ttl", "text/turtle;charset=utf-8", turtle());
}
