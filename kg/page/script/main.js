// Puts the parts together: one function draws everything from the state, whatever changed it.

const announce = (words) => { document.getElementById("status").textContent = words; };

const VIEW_KEYS = ["view", "focus", "hops", "path", "looks", "layers", "region", "status", "domain", "source", "role", "since", "until", "lang", "moved"];

function texts() {
  document.documentElement.lang = language;
  for (const item of document.querySelectorAll("[data-ui]")) item.textContent = ui(item.dataset.ui);
  for (const item of document.querySelectorAll("[data-ui-label]")) {
    item.setAttribute("aria-label", ui(item.dataset.uiLabel));
    if (item.tagName === "BUTTON") item.title = ui(item.dataset.uiLabel);
  }
  const title = inLanguage(page.title) || ui("title");
  document.title = title;
  document.getElementById("title").textContent = title;
  const names = { en: "English", ko: "한국어", ja: "日本語" };
  fill("language", page.languages.map((code) => [code, names[code] ?? code]), state.lang);
  fill("theme", ["auto", "light", "dark"].map((theme) => [theme, ui(`theme-${theme}`)]), state.theme);
  document.getElementById("search").replaceChildren(combobox("find", ui("search"), reveal));
  document.getElementById("export-items").replaceChildren(...EXPORTS.map(([id, run]) => el("button", { type: "button", onclick: () => { run(); document.getElementById("export").open = false; } }, ui(`export-${id}`))));
}

function fill(id, options_, value) {
  document.getElementById(id).replaceChildren(...options_.map(([key, words]) => el("option", { value: key, selected: key === value }, words)));
}

function drawBar(shown) {
  const focus = byKey.get(state.focus);
  const view = (key, words, changes) => el("button", { type: "button", "aria-pressed": String(state.view === key), onclick: () => go({ view: key, at: "", moved: "", ...changes }) }, words);
  const hops = state.view === "focus" && el("label", {}, `${ui("hops")} `, el("select", { onchange: (event) => go({ hops: Number(event.target.value), at: "", moved: "" }) }, [1, 2, 3].map((count) => el("option", { value: count, selected: count === state.hops }, String(count)))));
  document.getElementById("bar").replaceChildren(
    el("div", { role: "group", "aria-label": ui("view"), className: "segments" }, ...[
      nodes.some((node) => node.core) && view("partners", ui("view-partners")),
      view("all", ui("view-all")),
      focus && view("focus", ui("view-focus", name(focus))),
      state.path.split(",").filter(Boolean).length === 2 && view("path", ui("path")),
    ].filter(Boolean)), hops || "",
    el("span", { className: "quiet", id: "counts" }, ui("counts", shown.nodes.length, shown.edges.length)));
  const notice = document.getElementById("notice");
  const cut = page.start.cut && state.view === "focus" && state.focus === page.start.focus;
  const part = page.start.total && !state.sel && state.focus === page.start.focus;
  notice.textContent = part ? ui("part", page.start.total, nodes.length, name(focus)) : shown.cut ? ui("cut", shown.nodes.length, shown.nodes.length + shown.cut) : cut ? ui("opened-on-focus", name(focus)) : shown.nodes.length ? "" : ui("nothing-shown");
  notice.hidden = !notice.textContent;
}

function draw(before) {
  const changed = (...keys) => !before || keys.some((key) => before[key] !== state[key]);
  if (changed("lang")) { language = state.lang; boxes.clear(); texts(); }
  if (changed("theme")) {
    document.documentElement.dataset.theme = state.theme;
    document.getElementById("theme").value = state.theme;
    readColours();
  }
  const redraw = changed(...VIEW_KEYS);
  const shown = redraw ? visible() : shownNow;
  document.getElementById("side").hidden = !state.side;
  document.getElementById("filters").hidden = !filtersOpen();
  document.getElementById("toggle-side").setAttribute("aria-expanded", String(Boolean(state.side)));
  document.getElementById("toggle-filters").setAttribute("aria-expanded", String(filtersOpen()));
  document.getElementById("undo").disabled = !undoable;
  if (redraw) drawGraph(shown);
  else if (changed("sel", "theme")) drawSelection(changed("theme"));
  if (redraw) { drawBar(shown); drawTime(); }
  if (redraw || changed("path")) drawFilters(shown);
  if (redraw || changed("sel", "side", "path")) { drawCard(); drawList(shown); }
  if (changed("view", "focus", "hops", "path", "side", "filters") || (redraw && !state.at && !playing)) requestAnimationFrame(() => { network.setSize("100%", "100%"); network.redraw(); camera(); });
  if (before && redraw) announce(ui("counts", shown.nodes.length, shown.edges.length));
  else if (before && changed("sel")) announceSelection();
}

// On a narrow screen the filters wait until they are asked for.
const narrow = matchMedia("(max-width: 900px)");
const filtersOpen = () => (narrow.matches ? state.filters === "on" : state.filters !== "off");

// Paper is white, whatever the screen.
function forPaper(printing) {
  document.documentElement.dataset.theme = printing ? "light" : state.theme;
  readColours();
  drawSelection(true);
  network.renderer._redraw();
}

function announceSelection() {
  const { node, edge, other } = selected();
  if (other) announce(ui("selected", `${name(other)}, ${ui("elsewhere")}`));
  if (node) announce(ui("selected", `${name(node)}, ${term(node.class)}`));
  if (edge) announce(ui("selected", `${name(nodes[edge.from])}, ${relationOf(edge)}, ${name(nodes[edge.to])}`));
}

function wire() {
  listeners.push(draw);
  addEventListener("popstate", restore);
  addEventListener("hashchange", restore);
  const press = (id, run) => document.getElementById(id).addEventListener("click", run);
  press("undo", undo);
  press("reset", () => go({ ...DEFAULTS, lang: state.lang, theme: state.theme }));
  press("toggle-side", () => go({ side: state.side ? "" : "list" }, { quietly: true }));
  press("toggle-filters", () => go({ filters: filtersOpen() ? "off" : "on" }, { quietly: true }));
  document.getElementById("language").addEventListener("change", (event) => go({ lang: event.target.value }));
  document.getElementById("theme").addEventListener("change", (event) => go({ theme: event.target.value }));
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    go({ side: state.side || "list" }, { quietly: true });
    requestAnimationFrame(() => document.getElementById("list").focus());
  });
  addEventListener("beforeprint", () => forPaper(true));
  addEventListener("afterprint", () => forPaper(false));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); drawSelection(true); });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) { document.getElementById("find").focus(); event.preventDefault(); }
  });
}

async function start() {
  if (!("DecompressionStream" in window)) {
    const notice = document.getElementById("notice");
    notice.textContent = ui("too-old");
    notice.hidden = false;
    return;
  }
  await Promise.all([load(), loadVis()]);
  state = decode(location.hash);
  startCanvas();
  wire();
  draw(null);
  document.documentElement.dataset.ready = "true";
}

// For notebooks and tests: the state, what is shown, the labels as they stand on screen, and the exports as text.
window.graphPage = {
  get state() { return { ...state }; },
  go,
  shown: () => ({ nodes: shownNow.nodes.map((node) => node.key), edges: shownNow.edges.map((edge) => edge.key), cut: shownNow.cut }),
  labels: () => painted.map(({ lines, left, top, right, bottom, size, node }) => {
    const [low, high] = [network.canvasToDOM({ x: left, y: top }), network.canvasToDOM({ x: right, y: bottom })];
    return { key: node.key, text: lines.join("\n"), left: low.x, top: low.y, right: high.x, bottom: high.y, size: size * network.getScale() };
  }),
  boxes: () => shownNow.nodes.map((node) => ({ text: label(node), ...roomsOf([node])[0] })),
  position: (key) => network.canvasToDOM(places.get(byKey.get(key))),
  network: () => network,
  turtle, csv, svg: () => picture().text,
};

start();
