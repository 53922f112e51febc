// What the page knows: nodes and edges as pyvis was given them, claims and evidence unpacked after.
// Everything refers to everything else by index; `link` replaces what the script needs often by objects.

const read = (id) => JSON.parse(document.getElementById(id).textContent);

const page = read("page");
const options = JSON.parse(read("options")); // pyvis hands them over as text
const nodes = read("nodes");
const edges = read("edges");
let claims = [], evidence = [], documents = [], sections = [], conflicts = [], decisions = [], datatypes = {};

const byKey = new Map(nodes.map((node) => [node.key, node]));
// What the data set has and this page has not: a name and a kind, so that it can be found.
const elsewhere = new Map();

async function unpack(id) {
  const packed = atob(document.getElementById(id).textContent);
  const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

// The page's policy allows a script by the hash of its text, however it comes into the page.
async function loadVis() {
  const script = document.createElement("script");
  script.textContent = await unpack("vis");
  document.head.append(script);
}

const union = (lists) => [...new Set(lists.flat())];

async function load() {
  const details = JSON.parse(await unpack("details"));
  ({ claims, evidence, documents, sections, conflicts, decisions, datatypes } = details);
  const count = page.languages.length;
  for (const [key, index, ...words] of details.elsewhere.entities ?? []) {
    const [class_, look] = details.elsewhere.classes[index];
    elsewhere.set(key, { key, class: class_, look, names: words.slice(0, count), aliases: { "": words.slice(count) }, edges: [], elsewhere: true });
  }
  claims.forEach((claim, index) => { claim.index = index; });
  for (const node of nodes) {
    node.claims = [];
    node.edges = [];
    node.status = [];
    node.domain = [];
  }
  for (const claim of claims) {
    const ends = ["subject", "who", "object", "place", "whole", "organization", "speaker", "payer"];
    const touched = union(ends.map((end) => claim[end] ?? []).filter((end) => typeof end === "number" || Array.isArray(end)));
    for (const end of touched) nodes[end]?.claims.push(claim);
    const subject = nodes[claim.subject];
    if (claim.class === "StatusClaim" && claim.status) subject?.status.push(claim.status);
    if (claim.class === "DomainClaim" && claim.domain) subject?.domain.push(claim.domain);
  }
  for (const decision of decisions) {
    if (claims[decision.claim]) claims[decision.claim].decision = decision;
  }
  edges.forEach((edge, index) => {
    edge.index = index;
    edge.style ??= "fact";
    edge.key = [edge.layer, nodes[edge.from].key, edge.relation, nodes[edge.to].key, ...(edge.through === undefined ? [] : [nodes[edge.through].key])].join("~");
    edge.behind = union((edge.claims ?? []).map((claim) => claims[claim].derivedFrom ?? [claim])).map((claim) => claims[claim]);
    edge.sources = union(edge.behind.map(sourcesOf));
    edge.spans = edge.behind.map((claim) => claim.span).filter(Boolean);
    nodes[edge.from].edges.push(edge);
    if (edge.to !== edge.from) nodes[edge.to].edges.push(edge);
  });
  for (const node of nodes) {
    node.status = union(node.status);
    node.domain = union(node.domain);
    node.sources = union(node.claims.map(sourcesOf));
    node.spans = node.claims.map((claim) => claim.span).filter(Boolean);
  }
}

// An entity as the data name it: by index what the page holds, else by CURIE.
const entityOf = (value) => nodes[value] ?? elsewhere.get(String(value).replace(/^kgd:|^<|>$/g, ""));
const sourcesOf = (claim) => claim.evidence?.map((item) => evidence[item].source) ?? [];
const edgeByKey = (key) => edges.find((edge) => edge.key === key); // for state.js, which remembers the answer
const otherEnd = (edge, node) => nodes[edge.from === node.id ? edge.to : edge.from];
