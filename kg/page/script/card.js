// The card of what is selected: a node with all that is said about it, or an edge with why it is there.

const ORDER = ["StatusClaim", "DateClaim", "AmountClaim", "QuantityClaim", "Participation", "PartClaim", "LocationClaim", "RelationClaim", "PostClaim", "DomainClaim", "IncentiveClaim", "Description", "Statement", "ListClaim", "NameClaim"];
const card = () => document.getElementById("card");
const focusCard = () => requestAnimationFrame(() => { if (!document.getElementById("side").hidden) card().focus({ preventScroll: false }); });

const part = (title, ...children) => (children.some((child) => child?.childElementCount) ? el("section", {}, el("h3", {}, title), ...children) : null);
const action = (words, changes) => el("button", { type: "button", onclick: () => go(changes) }, words);

// Dates as they follow each other, states from the furthest on; the rest as it comes.
const inOrder = (a, b) => (a.class === "DateClaim" ? (a.earliest ?? a.latest ?? "").localeCompare(b.earliest ?? b.latest ?? "") : 0)
  || (a.class === "StatusClaim" ? (page.orders[b.status] ?? 0) - (page.orders[a.status] ?? 0) : 0) || a.index - b.index;

// Claims that compete for one answer, side by side.
function contradictions(about) {
  const groups = conflicts.filter((group) => group.some((index) => about.includes(claims[index])));
  return groups.map((group) => el("div", { className: "versus", role: "group", "aria-label": ui("conflict") },
    el("p", {}, ui("conflict-about", capital(sayings(claims[group[0]])[0]))),
    el("div", { className: "columns" }, group.map((index) => el("ul", {}, claimItem(claims[index], nodes[claims[index].subject], true))))));
}

// What one would expect to be told of such a thing, and is not.
function missing(node) {
  const told = new Set(node.claims.filter((claim) => claim.subject === node.id).flatMap((claim) => [claim.kind, claim.role]));
  const absent = (page.expects[node.class] ?? []).filter((concept) => !told.has(concept));
  return absent.length ? el("p", {}, absent.map((concept) => el("span", { className: "claim" }, el("span", { className: "fact" }, capital(term(concept))), " ", badge("basis", ui("not-stated")), " "))) : null;
}

// Reviewed decisions on who this is, and who it is not.
function identities(node) {
  const found = decisions.filter((decision) => decision.entity?.includes(node.id));
  return found.map((decision) => {
    const others = decision.entity.filter((other) => other !== node.id && nodes[other]);
    return el("li", { className: "claim" }, badge("basis", term(decision.verdict)), " ", decision.nameForm ? text(decision.nameForm) : null, others.map((other) => nodeButton(nodes[other])), el("p", { className: "quiet" }, text(decision.reason ?? "")));
  });
}

// A partner and, as a button that opens the edge, in what.
function partnerItem(edge, node) {
  const why = `${term(edge.relation)}${edge.through === undefined ? "" : ` · ${name(nodes[edge.through])}`}`;
  return el("li", { className: "claim" }, nodeButton(otherEnd(edge, node)), " ",
    el("button", { type: "button", className: "link why", onclick: () => { select(edge); focusCard(); } }, plain(why)),
    edge.style === "fact" ? null : badge(edge.style, ui(`style-${edge.style}`)));
}

function nodeCard(node) {
  const others = page.languages.map((code, index) => [code, node.names[index]]).filter(([code]) => code !== language);
  const aliases = [...new Set([...Object.values(node.aliases ?? {}), ...Object.values(node.hidden ?? {})].flat())];
  const partners = node.edges.filter((edge) => edge.layer === "partnership");
  const about = node.claims.filter((claim) => claim.class !== "Partnership");
  const start = state.path.split(",")[0];
  return [
    el("h2", {}, symbol(node.look), text(name(node))),
    el("p", { className: "quiet" }, [capital(term(node.class)), ...(node.kind ?? []).map(term)].join(" · "), node.region !== undefined && node.region !== node.id ? ` · ${name(nodes[node.region])}` : ""),
    el("p", {}, others.map(([code, words], index) => [index ? " · " : "", el("span", { lang: code }, text(words))])),
    aliases.length ? el("p", { className: "quiet" }, `${ui("aliases")}: `, aliases.map((alias, index) => [index ? ", " : "", text(alias)])) : null,
    node.glossed?.includes(language) ? el("p", { className: "quiet" }, ui("glossed")) : null,
    node.note ? el("p", {}, text(inLanguage(node.note))) : null,
    el("div", { className: "actions" },
      ...[1, 2, 3].map((hops) => el("button", { type: "button", "aria-pressed": String(state.view === "focus" && state.focus === node.key && state.hops === hops), onclick: () => go({ view: "focus", focus: node.key, hops, at: "", moved: "" }) }, ui(hops === 1 ? "near-one" : "near", hops))),
      action(ui("path-from-here"), { path: `${encodeURIComponent(node.key)},` }),
      start && start !== encodeURIComponent(node.key) ? action(ui("path-to-here", name(byKey.get(decodeURIComponent(start)) ?? node)), { path: `${start},${encodeURIComponent(node.key)}`, view: "path", at: "", moved: "" }) : null),
    contradictions(about),
    missing(node),
    partners.length ? part(ui("partners"), el("ul", {}, partners.map((edge) => partnerItem(edge, node)))) : null,
    ...ORDER.map((cls) => {
      const rows = about.filter((claim) => claim.class === cls).sort(inOrder);
      return rows.length ? part(`${ui(`claims-${cls.toLowerCase()}`)} (${rows.length})`, el("ul", {}, rows.map((claim) => claimItem(claim, node)))) : null;
    }),
    part(ui("identity"), el("ul", {}, identities(node))),
  ];
}

function edgeCard(edge) {
  const [a, b, through] = [nodes[edge.from], nodes[edge.to], nodes[edge.through]];
  const partner = edge.layer === "partnership";
  const subject = through ?? (edge.layer === "role" ? b : null);
  const facts = subject ? subject.claims.filter((claim) => claim.subject === subject.id && ["AmountClaim", "DateClaim", "StatusClaim"].includes(claim.class)) : [];
  return [
    el("h2", {}, text(name(a)), el("span", { className: "arrow" }, partner ? " — " : " → "), text(name(b))),
    el("p", {}, badge(edge.style, ui(`style-${edge.style}`)), " ", el("strong", {}, capital(relationOf(edge)))),
    el("p", {}, nodeButton(a), " ", nodeButton(b)),
    through ? el("p", {}, `${ui("through")} `, nodeButton(through), ` (${term(through.class)})`) : null,
    contradictions([...edge.behind, ...facts]),
    edge.behind.length ? part(ui(partner ? "because" : "stated-in"), el("ul", {}, edge.behind.map((claim) => claimItem(claim, null, true)))) : el("p", { className: "quiet" }, ui("by-definition")),
    facts.length ? part(ui("about", name(subject)), el("ul", {}, facts.map((claim) => claimItem(claim, subject)))) : null,
  ];
}

// The path as a sentence a step, each with its reason.
function pathCard(path) {
  if (!path.steps) return [el("h2", {}, ui("path")), el("p", {}, ui("no-path", name(path.a), name(path.b)))];
  return [
    el("h2", {}, ui("path-title", name(path.a), name(path.b))),
    el("p", { className: "quiet" }, ui(path.steps.length === 1 ? "steps-one" : "steps", path.steps.length)),
    el("ol", { className: "steps" }, path.steps.map(({ edge, from, to }) => el("li", {},
      el("p", {}, nodeButton(from), " ", el("button", { type: "button", className: "link why", onclick: () => { select(edge); focusCard(); } }, relationOf(edge)), " ", nodeButton(to)),
      edge.through === undefined ? null : el("p", {}, `${ui("through")} `, nodeButton(nodes[edge.through])),
      el("ul", {}, edge.behind.map((claim) => claimItem(claim, null, path.steps.length < 4)))))),
  ];
}

// What the page does not hold is drawn by a command: its name where one may be typed, else quoted for a shell.
function elsewhereCard(other) {
  const key = /^[-~]/.test(other.key) ? `kgd:${other.key}` : other.key;
  const command = `kg view --focus ${/^[\w./:~-]+$/.test(key) ? key : `'${key.replaceAll("'", "'\\''")}'`}`;
  return [
    el("h2", {}, symbol(other.look), text(name(other))),
    el("p", { className: "quiet" }, capital(term(other.class))),
    el("p", {}, ui("elsewhere-draw", name(other))),
    el("p", { className: "command" }, el("code", {}, plain(command)), " ", el("button", { type: "button", onclick: () => copy(command, "command-copied") }, ui("copy"))),
  ];
}

function drawCard() {
  const { node, edge, other } = selected();
  const path = state.view === "path" && currentPath();
  const content = node ? nodeCard(node) : other ? elsewhereCard(other) : edge ? edgeCard(edge) : path ? pathCard(path) : [];
  const close = content.length && (node || other || edge) ? el("button", { type: "button", className: "close", "aria-label": ui("close"), onclick: () => { select(null); box().focus(); } }, "×") : null;
  card().replaceChildren(...[close, ...content].flat(3).filter(Boolean));
  card().hidden = !content.length;
}
