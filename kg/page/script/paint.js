// Painted by ourselves around what vis-network draws: areas of regions under it, names over it. Text keeps its size on
// screen, and a label that has no room waits until there is some.

function paintPanels(ctx) {
  const scale = network.getScale();
  for (const [, x, y, width, height] of usedPanels()) {
    ctx.fillStyle = colours.panel;
    ctx.strokeStyle = colours["panel-line"];
    ctx.lineWidth = 1 / scale;
    ctx.beginPath();
    ctx.roundRect(x, y, width, height, 12);
    ctx.fill();
    ctx.stroke();
  }
}

// Names of the regions in the upper left of their areas, over the edges.
function paintTitles(ctx, taken, scale) {
  const size = Math.max(14, 12.5 / scale);
  for (const [region, x, y, room] of usedPanels()) {
    const title = region === null ? ui("shared-region") : name(nodes[region]);
    const width = textWidth(title) * size * 1.08;
    if (width > Math.max(room - 16, 2 * size)) continue;
    taken.add({ left: x + 12, right: x + 12 + width, top: y + 7, bottom: y + 7 + size * 1.25 });
    paintText(ctx, [title], x + 12 + width / 2, y + 7, size, 650, colours.soft);
  }
}

function zoomRoom() {
  const own_ = box().getBoundingClientRect(), buttons = document.getElementById("zoom").getBoundingClientRect();
  const [low, high] = [[buttons.left, buttons.top], [buttons.right, buttons.bottom]].map(([x, y]) => network.DOMtoCanvas({ x: x - own_.left, y: y - own_.top }));
  return { left: low.x, top: low.y, right: high.x, bottom: high.y };
}

// Labels in the order of importance; one that would cover another, or a symbol, is left out at this zoom.
function paintLabels(ctx) {
  const scale = network.getScale();
  const size = Math.max(11, Math.min(FONT * 1.4 * roomy(), FONT * scale)) / scale;
  const view = network.canvas.getSize?.() ?? { width: box().clientWidth, height: box().clientHeight };
  const [low, high] = [network.DOMtoCanvas({ x: 0, y: 0 }), network.DOMtoCanvas({ x: view.width ?? box().clientWidth, y: view.height ?? box().clientHeight })];
  const taken = new Grid(120 / scale);
  painted = [];
  const seen = [...places].filter(([, at]) => at.x > low.x - 80 && at.x < high.x + 80 && at.y > low.y - 80 && at.y < high.y + 80);
  if (seen.length < 800) for (const [node, at] of seen) taken.add({ left: at.x - sizeOf(node), right: at.x + sizeOf(node), top: at.y - sizeOf(node), bottom: at.y + sizeOf(node), node });
  taken.add(zoomRoom()); // no name goes under the buttons
  paintTitles(ctx, taken, scale);
  paintRelations(ctx, taken, size, shownNow.edges.filter((link) => link === selected().edge || link === hovered));
  const { node: chosen, edge } = selected();
  const ends = edge ? [nodes[edge.from], nodes[edge.to]] : [];
  const rank = (node) => (node === chosen || node === hovered || ends.includes(node) ? 1e6 : 0) + (node.key === state.focus ? 1e5 : 0) + (bright?.has(node) ? 1e4 : 0) + node.edges.length;
  seen.sort(([a], [b]) => rank(b) - rank(a) || a.id - b.id);
  ctx.font = `${size}px ${face()}`;
  ctx.lineJoin = "round";
  for (const [node, at] of seen.slice(0, 400)) {
    const lines = label(node).split("\n");
    const width = Math.max(...lines.map(textWidth)) * size, height = lines.length * size * 1.25, gap = sizeOf(node) + 3;
    const spots = [
      { left: at.x - width / 2, top: at.y + gap }, { left: at.x - width / 2, top: at.y - gap - height },
      { left: at.x + gap + 2, top: at.y - height / 2 }, { left: at.x - gap - 2 - width, top: at.y - height / 2 },
    ];
    const whole = (room) => room.left >= low.x && room.right <= high.x && room.top >= low.y && room.bottom <= high.y; // not cut off by the window
    const spot = spots.map((corner) => ({ ...corner, right: corner.left + width, bottom: corner.top + height, node })).find((room) => whole(room) && taken.free(room));
    if (!spot) continue;
    taken.add(spot);
    painted.push({ ...spot, lines, size });
    ctx.globalAlpha = bright && !bright.has(node) ? 0.5 : 1;
    paintText(ctx, lines, (spot.left + spot.right) / 2, spot.top, size, node === chosen ? 700 : 400);
  }
  ctx.globalAlpha = 1;
  const first = new Set([selected().edge, hovered]);
  const touched = (link) => state.view === "path" || (chosen && (link.from === chosen.id || link.to === chosen.id));
  if (chosen || state.view === "path") paintRelations(ctx, taken, size, shownNow.edges.filter((link) => !first.has(link) && touched(link)));
}

function paintText(ctx, lines, x, top, size, weight, colour = colours.ink) {
  ctx.font = `${weight} ${size}px ${face()}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.strokeStyle = colours.halo;
  ctx.lineWidth = size / 4;
  ctx.fillStyle = colour;
  lines.forEach((line, index) => {
    const y = top + (index + 0.5) * size * 1.25;
    ctx.strokeText(line, x, y);
    ctx.fillText(line, x, y);
  });
}

// Names of relations on their lines: that of the selected or hovered edge always, others where there is room.
function paintRelations(ctx, taken, size, links) {
  for (const link of links.slice(0, 80)) {
    const drawn = network.body.edges[link.index];
    if (!drawn?.connected) continue;
    const text = relationOf(link);
    const width = textWidth(text) * size * 0.92 + 6, height = size * 1.2;
    const forced = link === selected().edge || link === hovered;
    const spots = [0.5, 0.38, 0.62, 0.28, 0.72].map((part) => drawn.edgeType.getPoint(part));
    const beside = forced ? [-1.4, 1.4, -2.8, 2.8].map((lines) => ({ x: spots[0].x, y: spots[0].y + lines * size })) : [];
    const rooms = [...spots, ...beside].map((at) => ({ at, left: at.x - width / 2, right: at.x + width / 2, top: at.y - height / 2, bottom: at.y + height / 2 }));
    const room = rooms.find((one) => taken.free(one)) ?? (forced ? rooms[0] : null);
    if (!room) continue;
    taken.add(room);
    ctx.fillStyle = colours.ground;
    ctx.globalAlpha = 0.85;
    ctx.fillRect(room.left, room.top, width, height);
    ctx.globalAlpha = 1;
    ctx.font = `italic ${size * 0.92}px ${face()}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillStyle = colours.soft;
    ctx.fillText(text, room.at.x, room.at.y);
  }
}

// Rectangles by cell, to ask quickly whether a place is free.
class Grid {
  constructor(cell) { this.cell = cell; this.cells = new Map(); }
  * near(room) {
    for (let x = Math.floor(room.left / this.cell); x <= Math.floor(room.right / this.cell); x++) {
      for (let y = Math.floor(room.top / this.cell); y <= Math.floor(room.bottom / this.cell); y++) yield `${x},${y}`;
    }
  }
  add(room) { for (const key of this.near(room)) this.cells.set(key, [...(this.cells.get(key) ?? []), room]); }
  free(room) {
    for (const key of this.near(room)) {
      for (const other of this.cells.get(key) ?? []) {
        if ((other.node !== room.node || !room.node) && other.left < room.right && other.right > room.left && other.top < room.bottom && other.bottom > room.top) return false;
      }
    }
    return true;
  }
}

// Very many edges as a few large paths, fainter the further away one looks from.
function paintBundles(ctx) {
  const scale = network.getScale();
  ctx.globalAlpha = bright ? 0.08 : Math.min(0.6, 0.18 + scale / 3);
  for (const { path, line } of bundles) {
    const { colour, width, dashes } = lineOf(line);
    ctx.strokeStyle = colour;
    ctx.lineWidth = Math.min(width, 0.8 / scale);
    ctx.setLineDash(dashes && scale > 0.4 ? dashes : []);
    ctx.stroke(path);
  }
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}
