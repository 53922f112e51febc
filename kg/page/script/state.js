// The whole state of the page, kept in the URL's hash: a link shows what its sender saw, "back" undoes.

const DEFAULTS = {
  lang: page.start.lang, view: page.start.view, focus: page.start.focus ?? "", hops: page.start.hops ?? 2,
  from: "", to: "", path: "", sel: "", looks: "", layers: "", region: "", status: "", domain: "", source: "", role: "",
  since: "", until: "", theme: "auto", side: "", at: "", moved: "", classes: "", filters: "",
};
const NUMBERS = ["hops"];
let state = { ...DEFAULTS };
let undoable = 0;
const past = []; // earlier states, where a frame has no history of its own
const listeners = [];

function decode(hash) {
  const found = { ...DEFAULTS };
  for (const [key, value] of new URLSearchParams(hash.replace(/^#/, ""))) {
    if (key in DEFAULTS) found[key] = NUMBERS.includes(key) ? Number(value) || DEFAULTS[key] : value;
  }
  if (!page.languages.includes(found.lang)) found.lang = DEFAULTS.lang;
  return found;
}

function encode(wanted) {
  const changed = Object.entries(wanted).filter(([key, value]) => String(value) !== String(DEFAULTS[key]));
  return new URLSearchParams(changed.map(([key, value]) => [key, String(value)])).toString();
}

// Change the state; `quietly` keeps it out of the history (dragging, typing, playing).
function go(changes, { quietly = false } = {}) {
  const before = state;
  state = { ...state, ...changes };
  const hash = `#${encode(state)}`;
  if (hash === `#${encode(before)}`) return;
  try {
    if (quietly) history.replaceState(history.state, "", hash);
    else history.pushState({ step: ++undoable }, "", hash);
  } catch {
    // Some frames, such as those of notebooks, refuse a history.
    if (!quietly) undoable = past.push(before);
  }
  for (const listen of listeners) listen(before);
}

function undo() {
  if (!past.length) return history.back();
  const before = state;
  state = past.pop();
  undoable = past.length;
  for (const listen of listeners) listen(before);
}

function restore() {
  const before = state;
  state = decode(location.hash);
  undoable = history.state?.step ?? 0;
  for (const listen of listeners) listen(before);
}

const sets = new Map();
const set = (text) => {
  if (!sets.has(text)) sets.set(text, new Set(text ? text.split(",") : []));
  return sets.get(text);
};
const toggle = (text, value) => {
  const found = new Set(set(text));
  if (!found.delete(value)) found.add(value);
  return [...found].sort().join(",");
};

// What is selected: {node} or {edge} or {other}, a node that the page does not hold, or {}. Looked up once for each value, for the canvas asks for every symbol it draws.
let lookedUp = { sel: "" };
const selected = () => {
  if (lookedUp.sel !== state.sel) {
    const key = state.sel.slice(2);
    lookedUp = { sel: state.sel, ...(state.sel.startsWith("n.") ? { node: byKey.get(key), other: elsewhere.get(key) } : { edge: edgeByKey(key) }) };
  }
  return lookedUp;
};
const select = (thing) => go({ sel: thing ? (thing.names ? `n.${thing.key}` : `e.${thing.key}`) : "", side: thing ? "card" : state.side });
