// Legend and filters in one: each kind with its symbol and count, each line style, and what else narrows the view.

const counted = (items) => items.reduce((counts, item) => counts.set(item, (counts.get(item) ?? 0) + 1), new Map());

function checkbox(words, count, checked, change, picture) {
  const input = el("input", { type: "checkbox", checked, onchange: change });
  return el("label", { className: count ? "" : "none" }, input, picture, el("span", {}, words), el("span", { className: "count" }, String(count)));
}

// A line as the canvas draws it.
function sample(style, layer = "role") {
  const dashes = DASHES[style];
  const line = svg("line", { x1: 2, y1: 6, x2: 30, y2: 6, class: `sample ${style} ${layer}`, ...(dashes ? { "stroke-dasharray": dashes.join(" ") } : {}) });
  return svg("svg", { viewBox: "0 0 32 12", class: "line", "aria-hidden": "true" }, line);
}

function choice(key, words, options) {
  const input = el("select", { onchange: (event) => go({ [key]: event.target.value, at: "" }) },
    el("option", { value: "" }, ui("any")), options.map(([value, shown]) => el("option", { value, selected: state[key] === value }, shown)));
  return el("label", { className: "choice" }, el("span", {}, words), input);
}

const byLabel = (a, b) => new Intl.Collator(language).compare(a[1], b[1]);
const withCounts = (counts, words) => [...counts].map(([value, count]) => [value, `${words(value)} (${count})`]).sort(byLabel);

// Regions as a tree: each place with what lies inside counted.
const regionTrees = new Map();
function regionOptions() {
  if (!regionTrees.has(language)) regionTrees.set(language, regionTree());
  return regionTrees.get(language);
}

function regionTree() {
  const places_ = nodes.filter((node) => !node.out && page.groups[node.look].id === "places");
  const depth = (node) => (node.within ?? []).filter((place) => places_.includes(nodes[place])).length;
  const path = (node) => [...(node.within ?? []).map((place) => nodes[place]).filter((place) => places_.includes(place)).sort((a, b) => depth(a) - depth(b)), node].map(name).join(" ");
  return places_.map((node) => [node, nodes.filter((other) => !other.out && other !== node && inRegion(other, node)).length])
    .filter(([, count]) => count)
    .sort(([a], [b]) => new Intl.Collator(language).compare(path(a), path(b)))
    .map(([node, count]) => [node.key, `${"\u2003".repeat(depth(node))}${name(node)} (${count})`]);
}

function drawFilters(shown) {
  const all = nodes.filter((node) => !node.out);
  const here = candidates();
  const looks = counted(here.map((node) => page.groups[node.look].id));
  const classes = counted(here.map((node) => node.class));
  const total = counted(all.map((node) => page.groups[node.look].id));
  const inside = new Set(here);
  const layers = counted(edges.filter((edge) => inside.has(nodes[edge.from]) && inside.has(nodes[edge.to])).map((edge) => edge.layer));
  const styles = counted(shown.edges.map((edge) => edge.style));
  const roles = counted(edges.flatMap((edge) => edge.roles ?? []));
  const off = set(state.looks), dark = set(state.layers);
  const area = document.getElementById("filters");
  const focused = area.contains(document.activeElement) ? [...area.querySelectorAll("input,select,button")].indexOf(document.activeElement) : -1;
  area.replaceChildren(
    el("fieldset", {}, el("legend", {}, ui("kinds")),
      page.groups.map((group, look) => (total.get(group.id) ? checkbox(ui(`kind-${group.id}`), looks.get(group.id) ?? 0, !off.has(group.id), () => go({ looks: toggle(state.looks, group.id) }), symbol(look)) : null)),
      el("details", { open: state.classes === "on", ontoggle: (event) => go({ classes: event.target.open ? "on" : "" }, { quietly: true }) }, el("summary", { className: "quiet" }, ui("by-class")),
        el("ul", {}, [...classes].sort((a, b) => b[1] - a[1]).map(([cls, count]) => el("li", {}, el("span", {}, capital(term(cls))), el("span", { className: "count" }, String(count))))))),
    el("fieldset", {}, el("legend", {}, ui("relations-legend")),
      LAYERS.map((layer) => (edges.some((edge) => edge.layer === layer) ? checkbox(ui(`layer-${layer}`), layers.get(layer) ?? 0, !dark.has(layer), () => go({ layers: toggle(state.layers, layer) }), sample("fact", layer)) : null)),
      el("ul", { className: "styles" }, Object.keys(DASHES).map((style) => el("li", {}, sample(style), el("span", {}, ui(`style-${style}`)), el("span", { className: "count" }, String(styles.get(style) ?? 0)))))),
    el("fieldset", {}, el("legend", {}, ui("narrow")),
      choice("region", ui("region"), regionOptions()),
      choice("role", ui("role"), withCounts(roles, (role) => capital(term(role)))),
      choice("status", ui("status"), withCounts(counted(all.flatMap((node) => node.status)), (status) => capital(term(status)))),
      choice("domain", ui("technology"), withCounts(counted(all.flatMap((node) => node.domain)), (domain) => capital(term(domain)))),
      choice("source", ui("source"), documents.map((one, index) => [String(index), inLanguage(one.label)]))),
    pathPicker(),
  );
  if (focused >= 0) area.querySelectorAll("input,select,button")[focused]?.focus();
}
