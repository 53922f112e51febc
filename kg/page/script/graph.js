// Which nodes and edges are shown, who is near whom, how two are connected.

const HUBS = ["place", "governs"];
// A step over a place or an utterance explains little: partnerships come first.
const COST = { partnership: 1, role: 1.2, relation: 1.5, part: 1.5, post: 1.5, governs: 2.5, place: 5, statement: 5 };

// Nodes within `hops` of `start`, with their distance. Regions are reached but not passed.
function neighbourhood(start, hops, usable = () => true) {
  const found = new Map([[start, 0]]);
  let edge = [start];
  for (let hop = 1; hop <= hops; hop++) {
    const next = [];
    for (const node of edge) {
      if (node !== start && page.regions.includes(node.id)) continue;
      for (const link of node.edges) {
        if (!usable(link) || (node !== start && HUBS.includes(link.layer))) continue;
        const other = otherEnd(link, node);
        if (!other.out && !found.has(other)) {
          found.set(other, hop);
          next.push(other);
        }
      }
    }
    edge = next;
  }
  return found;
}

// The cheapest chain of edges from `a` to `b`: [{edge, from, to}], or null.
function shortest(a, b) {
  const cost = new Map([[a, 0]]);
  const came = new Map();
  const open = new Set([a]);
  while (open.size) {
    const node = [...open].reduce((best, one) => (cost.get(one) < cost.get(best) ? one : best));
    if (node === b) break;
    open.delete(node);
    for (const edge of node.edges) {
      const other = otherEnd(edge, node);
      const price = cost.get(node) + COST[edge.layer] + (edge.style === "fact" ? 0 : 0.1);
      if (!other.out && price < (cost.get(other) ?? Infinity)) {
        cost.set(other, price);
        came.set(other, { edge, from: node, to: other });
        open.add(other);
      }
    }
  }
  if (!came.has(b)) return null;
  const steps = [];
  for (let at = b; at !== a; at = came.get(at).from) steps.unshift(came.get(at));
  return steps;
}

function currentPath() {
  const [a, b] = state.path.split(",").map((key) => byKey.get(decodeURIComponent(key)));
  return a && b && a !== b ? { a, b, steps: shortest(a, b) } : null;
}

const meets = (spans) => {
  if (!state.since && !state.until) return true;
  const since = state.since ? Number(state.since) : -Infinity, until = state.until ? Number(state.until) : Infinity;
  return spans.some(([from, to]) => from <= until && to >= since);
};

const usableEdge = (edge) => !set(state.layers).has(edge.layer)
  && (!state.role || edge.relation === state.role || edge.roles?.includes(state.role))
  && (!state.source || edge.sources.includes(Number(state.source)))
  && (edge.behind.length === 0 ? !state.source : meets(edge.spans));

const usableNode = (node) => !node.out && !set(state.looks).has(page.groups[node.look].id)
  && (!state.source || node.sources.includes(Number(state.source)))
  && meets(node.spans);

const inRegion = (node, place) => node === place || node.within?.includes(place.id) || node.region === place.id;

// Nodes that have what the filters ask for; others stay only as neighbours of these.
function wanted(node) {
  const place = state.region ? byKey.get(state.region) : null;
  return (!place || inRegion(node, place))
    && (!state.status || node.status.includes(state.status))
    && (!state.domain || node.domain.includes(state.domain));
}

const filtered = () => Boolean(state.region || state.status || state.domain);

// The nodes a view starts from, before the filters.
function candidates() {
  const focus = byKey.get(state.focus);
  if (state.view === "focus" && focus) {
    const links = set(state.layers);
    const near = neighbourhood(focus, state.hops, (edge) => !links.has(edge.layer) && usableEdge(edge));
    return [...near.keys()];
  }
  const path = state.view === "path" && currentPath();
  if (path) {
    const steps = path.steps ?? [];
    const through = steps.map(({ edge }) => nodes[edge.through]).filter(Boolean);
    return [...new Set([path.a, path.b, ...steps.flatMap(({ from, to }) => [from, to]), ...through])];
  }
  return nodes.filter((node) => !node.out && (state.view === "all" || node.core));
}

// {nodes, edges, cut}: what is shown; `cut` counts the nodes that the limit leaves out.
function visible() {
  const path = state.view === "path";
  let chosen = new Set(candidates().filter((node) => path || usableNode(node)));
  let links = edges.filter((edge) => chosen.has(nodes[edge.from]) && chosen.has(nodes[edge.to]) && (path || usableEdge(edge)));
  if (filtered() && !path) {
    const kept = new Set([...chosen].filter(wanted));
    const context = new Set(kept);
    for (const edge of links) {
      const [a, b] = [nodes[edge.from], nodes[edge.to]];
      if (HUBS.includes(edge.layer)) continue;
      if (kept.has(a)) context.add(b);
      if (kept.has(b)) context.add(a);
    }
    chosen = context;
    links = links.filter((edge) => chosen.has(nodes[edge.from]) && chosen.has(nodes[edge.to]) && (kept.has(nodes[edge.from]) || kept.has(nodes[edge.to])));
  }
  if (state.role && !path) {
    const ends = new Set(links.flatMap((edge) => [nodes[edge.from], nodes[edge.to], nodes[edge.through]]));
    chosen = new Set([...chosen].filter((node) => ends.has(node)));
  }
  if (path) {
    const steps = new Set((currentPath()?.steps ?? []).map(({ edge }) => edge));
    const through = new Set([...steps].map((edge) => edge.through));
    links = links.filter((edge) => steps.has(edge) || (edge.layer === "role" && (through.has(edge.to) || through.has(edge.from))));
  }
  const limit = state.view === "all" ? page.most : state.view === "focus" ? page.limit : Infinity;
  const cut = Math.max(0, chosen.size - limit);
  if (cut) {
    const focus = byKey.get(state.focus);
    const near = focus ? neighbourhood(focus, state.hops, usableEdge) : new Map();
    const ranked = [...chosen].sort((a, b) => (near.get(a) ?? 9) - (near.get(b) ?? 9) || b.edges.length - a.edges.length || a.id - b.id);
    chosen = new Set(ranked.slice(0, limit));
    links = links.filter((edge) => chosen.has(nodes[edge.from]) && chosen.has(nodes[edge.to]));
  }
  return { nodes: [...chosen].sort((a, b) => a.id - b.id), edges: links, cut };
}
