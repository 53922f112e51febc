// The same as on the canvas, as two tables: for reading, for keyboards and for screen readers.

const PAGE = 200;
let more = { entities: PAGE, relations: PAGE };

function drawList(shown) {
  const { node, edge } = selected();
  const area = document.getElementById("list");
  const focused = area.contains(document.activeElement) ? document.activeElement.dataset.thing : null;
  const collator = new Intl.Collator(language);
  const rows = [...shown.nodes].sort((a, b) => a.look - b.look || collator.compare(name(a), name(b)));
  const links = [...shown.edges].sort((a, b) => LAYERS.indexOf(a.layer) - LAYERS.indexOf(b.layer) || collator.compare(name(nodes[a.from]), name(nodes[b.from])));
  const degree = counted(shown.edges.flatMap((one) => (one.from === one.to ? [one.from] : [one.from, one.to])));
  const pick = (thing, words) => el("button", { type: "button", className: "link", "data-thing": thing.names ? `n.${thing.key}` : `e.${thing.key}`, "aria-pressed": String(thing === node || thing === edge), onclick: () => select(thing) }, words);
  area.replaceChildren(
    table("entities", ui("entities", shown.nodes.length), [ui("name"), ui("kind"), ui("links")], rows, (one) => [
      pick(one, [symbol(one.look), text(name(one))]), capital(term(one.class)), String(degree.get(one.id) ?? 0),
    ]),
    table("relations", ui("relations", shown.edges.length), [ui("from"), ui("relation"), ui("to")], links, (one) => [
      text(name(nodes[one.from])), [pick(one, relationOf(one)), one.style === "fact" ? null : badge(one.style, ui(`style-${one.style}`))], text(name(nodes[one.to])),
    ]),
  );
  if (focused) [...area.querySelectorAll("[data-thing]")].find((button) => button.dataset.thing === focused)?.focus({ preventScroll: true });
}

function table(id, caption, heads, rows, cells) {
  const body = rows.slice(0, more[id]).map((row) => {
    const [head, ...rest] = cells(row);
    return el("tr", {}, el("th", { scope: "row" }, head), rest.map((cell) => el("td", {}, cell)));
  });
  const rest = rows.length - more[id];
  return el("div", { className: "table" },
    el("table", { id }, el("caption", {}, caption), el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))), el("tbody", {}, body)),
    rest > 0 ? el("button", { type: "button", onclick: () => { more[id] += PAGE; drawList(shownNow); } }, ui("more", rest)) : null);
}
