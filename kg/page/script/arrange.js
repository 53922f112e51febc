// Where shown nodes stand: the two arrangements made beforehand, rings around a focus, a row for a path.

const SYMBOL = 13, LINE = 15, FONT = 12;

const boxes = new Map();
function boxOf(node) {
  const key = `${language}${node.id}`;
  if (!boxes.has(key)) {
    const lines = label(node).split("\n");
    boxes.set(key, { width: Math.max(2 * SYMBOL, ...lines.map((line) => textWidth(line) * FONT)) + 8, height: 2 * SYMBOL + lines.length * LINE + 6 });
  }
  return boxes.get(key);
}

// Push the boxes of `places` (node → {x, y}, the symbol's middle) apart until none overlap.
function separate(places, fixed) {
  const middle = (node) => { const at = places.get(node); return { x: at.x, y: at.y + boxOf(node).height / 2 - SYMBOL }; };
  for (let round = 0; round < 300; round++) {
    let moved = false;
    const order = [...places.keys()].sort((a, b) => places.get(a).x - boxOf(a).width / 2 - places.get(b).x + boxOf(b).width / 2 || a.id - b.id);
    order.forEach((a, index) => {
      for (let next = index + 1; next < order.length; next++) {
        const b = order[next];
        if (places.get(b).x - boxOf(b).width / 2 >= places.get(a).x + boxOf(a).width / 2) break;
        const [p, q] = [middle(a), middle(b)];
        const dx = (boxOf(a).width + boxOf(b).width) / 2 - Math.abs(q.x - p.x);
        const dy = (boxOf(a).height + boxOf(b).height) / 2 - Math.abs(q.y - p.y);
        if (dx <= 0.01 || dy <= 0.01) continue;
        moved = true;
        const along = dx < dy ? "x" : "y";
        const sign = q[along] >= p[along] ? 1 : -1;
        const step = (along === "x" ? dx : dy) + 1;
        const share = a === fixed ? 0 : b === fixed ? 1 : 0.5;
        places.get(a)[along] -= sign * step * share;
        places.get(b)[along] += sign * step * (1 - share);
      }
    });
    if (!moved) break;
  }
  return places;
}

// Rings around the focus: each node in the sector of the one through which it was reached.
function rings(shown, focus) {
  const inside = new Set(shown.nodes);
  const children = new Map(shown.nodes.map((node) => [node, []]));
  const level = new Map([[focus, 0]]);
  const queue = [focus];
  for (const node of queue) {
    const near = node.edges.filter((edge) => shown.edges.includes(edge)).map((edge) => otherEnd(edge, node));
    const next = [...new Set(near)].filter((other) => inside.has(other) && !level.has(other));
    next.sort((a, b) => a.look - b.look || a.id - b.id);
    for (const other of next) {
      level.set(other, level.get(node) + 1);
      children.get(node).push(other);
      queue.push(other);
    }
  }
  const loose = shown.nodes.filter((node) => !level.has(node));
  for (const node of loose) { level.set(node, 1); children.get(focus).push(node); }
  const weight = new Map();
  for (const node of [...queue, ...loose].reverse()) weight.set(node, 1 + 0.35 * children.get(node).reduce((sum, child) => sum + weight.get(child), 0));
  const counts = [];
  for (const ring of level.values()) counts[ring] = (counts[ring] ?? 0) + 1;
  // Many on one ring stand on several, a little further out each.
  const circles = counts.map((count) => Math.ceil(count / 24));
  const radii = [0];
  counts.slice(1).forEach((count, index) => radii.push(Math.max(radii.at(-1) + 130 + 85 * ((circles[index] || 1) - 1), (count * 100) / circles[index + 1] / (2 * Math.PI))));
  const turns = counts.map(() => 0);
  const stretch = Math.min(1.7, Math.max(0.7, aspect()));
  const places = new Map([[focus, { x: 0, y: 0 }]]);
  const spread = (node, from, to) => {
    let angle = from;
    for (const child of children.get(node)) {
      const size = ((to - from) * weight.get(child)) / children.get(node).reduce((sum, one) => sum + weight.get(one), 0);
      const at = angle + size / 2, ring = level.get(child);
      const radius = radii[ring] + 85 * (turns[ring]++ % circles[ring]);
      places.set(child, { x: Math.cos(at) * radius * stretch, y: Math.sin(at) * radius });
      spread(child, angle, angle + size);
      angle += size;
    }
  };
  spread(focus, -Math.PI / 2, 1.5 * Math.PI);
  return separate(places, focus);
}

// The path from left to right (down on narrow screens), the things that connect it beside its edges.
function row(shown, path) {
  const places = new Map();
  const steps = path.steps ?? [];
  [path.a, ...steps.map((step) => step.to)].forEach((node, index) => {
    places.set(node, tall() ? { x: 0, y: index * 190 } : { x: index * 260, y: 0 });
  });
  if (!path.steps) places.set(path.b, { x: 260, y: 0 });
  const taken = new Map();
  steps.forEach(({ edge }, index) => {
    const through = nodes[edge.through];
    if (!through || places.has(through)) return;
    const beside = (taken.get(index) ?? 0) + 1;
    taken.set(index, beside);
    places.set(through, tall() ? { x: 150 * beside, y: index * 190 + 95 } : { x: index * 260 + 130, y: 130 * beside });
  });
  for (const node of shown.nodes) if (!places.has(node)) places.set(node, { x: 0, y: 300 });
  return separate(places);
}

// node → {x, y} for everything shown.
function arrangement(shown) {
  let places;
  const path = state.view === "path" && currentPath();
  const focus = state.view === "focus" && byKey.get(state.focus);
  if (path) places = row(shown, path);
  else if (focus && shown.nodes.includes(focus)) places = rings(shown, focus);
  else {
    const which = plan();
    const shift = new Map(panels().map(([region, x, y, , , fromX, fromY]) => [region, [x - fromX, y - fromY]]));
    places = new Map(shown.nodes.map((node) => {
      const [x, y] = node[which] ?? node.all ?? [0, 0];
      const [right, down] = shift.get(node.region ?? null) ?? [0, 0];
      return [node, { x: x + right, y: y + down }];
    }));
  }
  for (const part of set(state.moved)) {
    const [key, x, y] = part.split("!");
    const node = byKey.get(decodeURIComponent(key));
    if (node && places.has(node)) places.set(node, { x: Number(x), y: Number(y) });
  }
  return places;
}

// The areas of the regions in the current arrangement: [region or null, x, y, width, height, x and y as planned].
// On a tall screen they stand one below the other, so that names stay readable.
function panels() {
  const areas = state.view === "partners" || state.view === "all" ? page.panels[plan()] ?? [] : [];
  let down = 0;
  return areas.map(([region, x, y, width, height]) => {
    if (!tall()) return [region, x, y, width, height, x, y];
    down += height + 14;
    return [region, 0, down - height - 14, width, height, x, y];
  });
}
// A view of very many has no arrangement of its own.
const plan = () => (state.view === "partners" && page.panels.partners ? "partners" : "all");
const tall = () => aspect() < 0.85;
