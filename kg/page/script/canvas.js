// The drawing: vis-network holds nodes, edges, pointer and zoom; paint.js adds what it does not do.

let network, shownNow = { nodes: [], edges: [] }, places = new Map(), painted = [], hovered = null, bright = null, bend = new Map(), bundles = [];
const nodeSet = () => network.body.data.nodes;
const edgeSet = () => network.body.data.edges;
const box = () => document.getElementById("canvas");
const aspect = () => box().clientWidth / Math.max(1, box().clientHeight);
const roomy = () => Math.max(1, box().clientHeight / 1100); // a wall of a screen is looked at from afar
const heavy = () => shownNow.nodes.length > 400;
const huge = () => shownNow.nodes.length > 1500;

function drawNode({ ctx, id, x, y }) {
  const node = nodes[id];
  const size = sizeOf(node);
  const group = page.groups[node.look];
  return {
    drawNode() {
      ctx.translate(x, y);
      ctx.globalAlpha = bright && !bright.has(node) ? 0.22 : 1;
      ctx.fillStyle = group.colour;
      if (huge() && network.getScale() < 0.25) return ctx.fillRect(-size, -size, 2 * size, 2 * size); // a few pixels: no shape to see
      ctx.scale(size, size);
      ctx.fill(PATHS[group.shape], "evenodd");
      if (!heavy() || network.getScale() > 0.5) {
        const chosen = selected().node === node || hovered === node;
        ctx.lineWidth = (chosen ? 3.2 : 1.3) / size;
        ctx.strokeStyle = chosen ? colours.accent : colours["node-line"];
        ctx.stroke(PATHS[group.shape]);
      }
      if (node.conflict) {
        ctx.fillStyle = colours.warn;
        ctx.beginPath();
        ctx.arc(0.95, -0.95, 0.45, 0, 7);
        ctx.fill();
      }
    },
    nodeDimensions: { width: size * 2.1, height: size * 2.1 },
  };
}

const edgeItem = (edge, bend) => {
  const line = lineOf(edge);
  const dim = bright && !heavy() && !(bright.has(nodes[edge.from]) && bright.has(nodes[edge.to]) && bright.edges.has(edge));
  const chosen = selected().edge === edge;
  return {
    id: edge.index, from: edge.from, to: edge.to,
    color: { color: chosen ? colours.accent : line.colour, opacity: dim ? 0.12 : !bright && aside(edge) ? 0.25 : 1 },
    width: chosen ? line.width + 2 : line.width,
    dashes: line.dashes,
    arrows: { to: { enabled: line.arrow && !heavy() } },
    smooth: bend ? { enabled: true, type: bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bend) } : false,
  };
};

// Around a focus with very many edges, those that do not touch it step back.
const aside = (edge) => state.view === "focus" && shownNow.edges.length > 150 && ![nodes[edge.from].key, nodes[edge.to].key].includes(state.focus);

// Parallel edges bend away from each other; the sign is turned where an edge runs the other way.
function bends(links) {
  if (links.length > 5000) return new Map();
  const pairs = groupBy(links, pairOf);
  const found = new Map();
  for (const pair of pairs.values()) {
    pair.forEach((edge, index) => {
      const place = index - (pair.length - 1) / 2;
      found.set(edge, pair.length === 1 ? 0 : 0.16 * place * (edge.from < edge.to ? 1 : -1));
    });
  }
  return found;
}
const pairOf = (edge) => `${Math.min(edge.from, edge.to)} ${Math.max(edge.from, edge.to)}`;
function groupBy(items, key) {
  const found = new Map();
  for (const item of items) {
    const own_ = found.get(key(item));
    if (own_) own_.push(item);
    else found.set(key(item), [item]);
  }
  return found;
}

// What stays bright while something is selected: it and what it touches.
function highlight() {
  const { node, edge } = selected();
  bright = null;
  if (node && shownNow.nodes.includes(node) && state.view !== "path") {
    const links = shownNow.edges.filter((link) => link.from === node.id || link.to === node.id);
    bright = new Set([node, ...links.map((link) => otherEnd(link, node))]);
    bright.edges = new Set(links);
  } else if (edge && shownNow.edges.includes(edge)) {
    const ends = [nodes[edge.from], nodes[edge.to], nodes[edge.through]].filter(Boolean);
    bright = new Set(ends);
    bright.edges = new Set(shownNow.edges.filter((link) => link === edge || (edge.through !== undefined && [link.from, link.to].includes(edge.through) && bright.has(nodes[link.from]) && bright.has(nodes[link.to]))));
  }
}

// Draw `shown` anew.
function drawGraph(shown) {
  shownNow = shown;
  places = arrangement(shown);
  highlight();
  bend = bends(shown.edges);
  replace(nodeSet(), shown.nodes.map((node) => ({ id: node.id, size: sizeOf(node) * 1.05, ctxRenderer: drawNode, ...places.get(node) })));
  // vis-network 9.1.2 leaves the bounds of custom shapes at the origin, and then takes them for out of sight.
  for (const node of shown.nodes) network.body.nodes[node.id].updateBoundingBox(network.canvas.getContext());
  bundles = huge() ? bundle(shown.edges) : [];
  replace(edgeSet(), own(shown.edges).map((edge) => edgeItem(edge, bend.get(edge))));
  network.setOptions({ interaction: { hideEdgesOnDrag: heavy(), hideEdgesOnZoom: heavy() } });
}

// Draw the same with another selection or other colours; above some size only what is touched changes its look.
function drawSelection(everything) {
  const before = bright?.edges ?? new Set();
  highlight();
  const touched = new Set([...before, ...(bright?.edges ?? [])]);
  const links = everything || !heavy() ? shownNow.edges : shownNow.edges.filter((edge) => touched.has(edge));
  if (huge()) replace(edgeSet(), own(links).map((edge) => edgeItem(edge, bend.get(edge))));
  else edgeSet().update(links.map((edge) => edgeItem(edge, bend.get(edge))));
  network.redraw();
}

// Among very many, vis-network holds only the edges of what is selected; the others are drawn as a few large paths.
const own = (links) => (huge() ? links.filter((edge) => bright?.edges.has(edge)) : links);

function bundle(links) {
  return [...groupBy(links, (edge) => `${edge.layer === "partnership"} ${edge.style}`).values()].map((alike) => {
    const path = new Path2D();
    for (const edge of alike) {
      const [from, to] = [places.get(nodes[edge.from]), places.get(nodes[edge.to])];
      path.moveTo(from.x, from.y);
      path.lineTo(to.x, to.y);
    }
    return { path, line: alike[0] };
  });
}

// Make a vis data set hold exactly `items`, without drawing the same ones anew.
function replace(data, items) {
  const wanted = new Set(items.map((item) => item.id));
  data.remove(data.getIds().filter((id) => !wanted.has(id)));
  data.update(items);
}

const thingAt = (event) => {
  if (event.nodes?.length) return nodes[event.nodes[0]];
  const { x, y } = event.pointer.canvas;
  const hit = painted.find((room) => x >= room.left && x <= room.right && y >= room.top && y <= room.bottom);
  if (hit) return hit.node;
  return event.edges?.length ? edges[event.edges[0]] : null;
};

function keepCamera() {
  const { x, y } = network.getViewPosition();
  go({ at: [x, y, network.getScale() * 1000].map(Math.round).join(",") }, { quietly: true });
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const roomsOf = (chosen) => [...chosen].filter((node) => places.has(node)).map((node) => {
  const at = places.get(node), room = boxOf(node);
  return { left: at.x - room.width / 2, right: at.x + room.width / 2, top: at.y - SYMBOL, bottom: at.y + room.height - SYMBOL };
});

function bounds(rooms) {
  const edge = (side, pick) => rooms.reduce((best, room) => pick(best, room[side]), rooms[0][side]);
  return { left: edge("left", Math.min), right: edge("right", Math.max), top: edge("top", Math.min), bottom: edge("bottom", Math.max) };
}

// The areas of the regions shown; where filters leave few in them, an area is no larger than these need.
const usedPanels = () => {
  const inside = groupBy([...places.keys()], (node) => node.region ?? null);
  const found = panels().filter(([region]) => inside.has(region));
  if (!found.some(([region]) => region !== null)) return [];
  return filtered() || state.role || state.source ? found.map((area) => shrunk(area, bounds(roomsOf(inside.get(area[0]))))) : found;
};

const TITLE_ROOM = 30, EDGE_ROOM = 12;
function shrunk([region, x, y, width, height, ...planned], { left, right, top, bottom }) {
  const x_ = Math.max(x, left - EDGE_ROOM), y_ = Math.max(y, top - TITLE_ROOM);
  return [region, x_, y_, Math.min(x + width, right + EDGE_ROOM) - x_, Math.min(y + height, bottom + EDGE_ROOM) - y_, ...planned];
}

// Show everything, or the nodes `chosen`; a tall screen shows stacked regions at full width, from the top.
function fit({ chosen = null, animate = true, most = 1.6 * roomy() } = {}) {
  const areas = usedPanels();
  const all = areas.length ? areas.map(([, x, y, width, height]) => ({ left: x, right: x + width, top: y, bottom: y + height })) : roomsOf(places.keys());
  const rooms = chosen ? roomsOf(chosen) : all;
  if (!rooms.length) return;
  const { left, right, top, bottom } = bounds(rooms), whole = bounds(all);
  const across = box().clientWidth / (right - left + 40), down = box().clientHeight / (bottom - top + 40);
  const stacked = !chosen && areas.length > 1 && tall();
  const scale = Math.min(across, stacked ? Infinity : down, most);
  // No emptier than need be: the window stays within the whole, where that is larger.
  const within = (low, high, size, at) => (high - low + 40 < size / scale ? (low + high) / 2 : Math.min(Math.max(at, low - 20 + size / scale / 2), high + 20 - size / scale / 2));
  const x = within(whole.left, whole.right, box().clientWidth, (left + right) / 2);
  const y = within(whole.top, whole.bottom, box().clientHeight, stacked ? top : (top + bottom) / 2);
  network.moveTo({ position: { x, y }, scale, animation: animate && !calm() ? { duration: 250, easingFunction: "easeInOutQuad" } : false });
}

// Where the state says to look from; without a word on it, at all, or closely at what is selected.
function camera() {
  const [x, y, scale] = state.at.split(",").map(Number);
  if (state.at && scale) network.moveTo({ position: { x, y }, scale: scale / 1000, animation: false });
  else fit({ chosen: bright && box().clientWidth < 900 ? bright : null, animate: false, ...(bright ? { most: roomy() } : {}) });
}

function zoom(factor) {
  network.moveTo({ scale: Math.min(6, Math.max(0.03, network.getScale() * factor)), animation: false });
  keepCamera();
}

function startCanvas() {
  network = new vis.Network(box(), { nodes: new vis.DataSet(), edges: new vis.DataSet() }, options);
  network.on("beforeDrawing", (ctx) => { paintPanels(ctx); paintBundles(ctx); });
  network.on("afterDrawing", paintLabels);
  network.on("click", (event) => select(thingAt(event)));
  network.on("doubleClick", (event) => {
    const thing = thingAt(event);
    if (thing?.names) go({ view: "focus", focus: thing.key, at: "", moved: "" });
  });
  const hover = (thing) => { hovered = thing; box().style.cursor = thing ? "pointer" : ""; network.redraw(); };
  network.on("hoverNode", ({ node }) => hover(nodes[node]));
  network.on("hoverEdge", ({ edge }) => hover(edges[edge]));
  network.on("blurNode", () => hover(null));
  network.on("blurEdge", () => hover(null));
  network.on("zoom", keepCamera);
  network.on("dragging", (event) => { for (const id of event.nodes) network.body.nodes[id].updateBoundingBox(network.canvas.getContext()); });
  network.on("dragEnd", (event) => {
    if (!event.nodes.length) return keepCamera();
    const node = nodes[event.nodes[0]];
    const at = network.getPosition(node.id);
    const kept = [...set(state.moved)].filter((part) => !part.startsWith(`${encodeURIComponent(node.key)}!`)).slice(-40);
    go({ moved: [...kept, `${encodeURIComponent(node.key)}!${Math.round(at.x)}!${Math.round(at.y)}`].join(",") }, { quietly: true });
  });
  box().addEventListener("keydown", (event) => {
    const step = 60 / network.getScale();
    const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (move) {
      const { x, y } = network.getViewPosition();
      network.moveTo({ position: { x: x + move[0], y: y + move[1] }, animation: false });
      keepCamera();
    } else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") { fit(); keepCamera(); }
    else if (event.key === "Escape") select(null);
    else return;
    event.preventDefault();
  });
  document.getElementById("zoom-in").addEventListener("click", () => zoom(1.25));
  document.getElementById("zoom-out").addEventListener("click", () => zoom(0.8));
  document.getElementById("zoom-fit").addEventListener("click", () => { go({ at: "" }, { quietly: true }); fit(); });
}
