// Find a node by any of its names in any language; a combobox as ARIA describes it.

const folded = new Map();
function namesOf(node) {
  if (!folded.has(node)) {
    const all = [...node.names, ...Object.values(node.aliases ?? {}).flat(), ...Object.values(node.hidden ?? {}).flat(), node.key];
    folded.set(node, [...new Set(all)].map((one) => [fold(one), one]));
  }
  return folded.get(node);
}

// Best matches first: the whole name, its beginning, a part; well-connected nodes before others.
function matches(query, most = 12) {
  const wanted = fold(query);
  if (!wanted) return [];
  const found = [];
  for (const node of [...nodes, ...elsewhere.values()]) {
    if (node.out) continue;
    let best = null;
    for (const [key, shown] of namesOf(node)) {
      const rank = key === wanted ? 0 : key.startsWith(wanted) ? 1 : key.includes(wanted) ? 2 : 9;
      if (rank < (best?.rank ?? 9)) best = { node, shown, rank };
    }
    if (best) found.push(best);
  }
  return found.sort((a, b) => a.rank - b.rank || b.node.edges.length - a.node.edges.length || (a.node.id ?? Infinity) - (b.node.id ?? Infinity) || (a.node.key < b.node.key ? -1 : 1)).slice(0, most);
}

function combobox(id, words, pick, value = "") {
  let found = [], active = -1;
  const list = el("ul", { id: `${id}-list`, role: "listbox", "aria-label": words, hidden: true });
  const input = el("input", { id, type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list", "aria-label": words, placeholder: words, autocomplete: "off", spellcheck: false, value });
  const close = () => { list.hidden = true; active = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  const choose = (match) => { input.value = name(match.node); close(); (match.node.elsewhere ? select : pick)(match.node); };
  const mark = () => {
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === active)));
    if (active >= 0) { input.setAttribute("aria-activedescendant", `${id}-${active}`); list.children[active].scrollIntoView({ block: "nearest" }); }
  };
  const update = () => {
    found = matches(input.value);
    active = found.length ? 0 : -1;
    list.replaceChildren(...found.map((match, index) => el("li", { id: `${id}-${index}`, role: "option", onmousedown: (event) => { event.preventDefault(); choose(match); } },
      symbol(match.node.look), text(name(match.node)), el("span", { className: "quiet" }, match.shown === name(match.node) ? null : [text(match.shown), " · "], capital(term(match.node.class)), match.node.elsewhere ? ` · ${ui("elsewhere")}` : null))));
    list.hidden = !input.value;
    if (input.value && !found.length) list.replaceChildren(el("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, ui("nothing-found")));
    input.setAttribute("aria-expanded", String(!list.hidden));
    announce(input.value ? ui("found", found.length) : "");
    mark();
  };
  input.addEventListener("input", update);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) update();
      else active = (active + (event.key === "ArrowDown" ? 1 : -1) + found.length) % Math.max(1, found.length);
      mark();
      event.preventDefault();
    } else if (event.key === "Enter" && active >= 0 && !list.hidden) { choose(found[active]); event.preventDefault(); }
    else if (event.key === "Escape") { close(); }
  });
  return el("div", { className: "combobox" }, input, list);
}

// A node found: select it; where the view does not show it, open on what surrounds it.
function reveal(node) {
  const shown = shownNow.nodes.includes(node);
  go({ sel: `n.${node.key}`, side: "card", ...(shown ? {} : { view: "focus", focus: node.key, hops: 1, at: "", moved: "" }) });
  if (shown) network.moveTo({ position: places.get(node), scale: Math.max(1, network.getScale()), animation: calm() ? false : { duration: 250, easingFunction: "easeInOutQuad" } });
}

function pathPicker() {
  const [from, to] = state.path.split(",").map((key) => (key ? byKey.get(decodeURIComponent(key)) : null));
  const put = (a, b) => go({ path: `${a ? encodeURIComponent(a.key) : ""},${b ? encodeURIComponent(b.key) : ""}`, ...(a && b ? { view: "path", sel: "", side: "card", at: "", moved: "" } : {}) });
  return el("fieldset", {}, el("legend", {}, ui("path")),
    combobox("path-from", ui("path-start"), (node) => put(node, to), from ? name(from) : ""),
    combobox("path-to", ui("path-end"), (node) => put(from, node), to ? name(to) : ""));
}
