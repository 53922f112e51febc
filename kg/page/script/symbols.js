// Shapes and colours, the same on the canvas, in the legend and in exported pictures.

const STAR = Array.from({ length: 10 }, (_, index) => {
  const radius = index % 2 ? 0.5 : 1.15, angle = (index * Math.PI) / 5 - Math.PI / 2;
  return `${index ? "L" : "M"}${(radius * Math.cos(angle)).toFixed(3)} ${(radius * Math.sin(angle)).toFixed(3)}`;
}).join("");

// Outlines around (0, 0), about 1 in radius.
const OUTLINES = {
  dot: "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z",
  square: "M-.88-.88H.88V.88H-.88Z",
  triangle: "M0-1.1L1.1 .85H-1.1Z",
  hexagon: "M1.08 0L.54 .94H-.54L-1.08 0L-.54-.94H.54Z",
  star: `${STAR}Z`,
  ring: "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0ZM.5 0A.5 .5 0 1 0-.5 0A.5 .5 0 1 0 .5 0Z",
  diamond: "M0-1.15L1.15 0L0 1.15L-1.15 0Z",
  plate: "M-1-.7H1A.2 .2 0 0 1 1.2-.5V.5A.2 .2 0 0 1 1 .7H-1A.2 .2 0 0 1-1.2 .5V-.5A.2 .2 0 0 1-1-.7Z",
  tag: "M-1.1-.8H.35L1.2 0L.35 .8H-1.1L-.7 0Z",
  pin: "M0 1.25C-.5 .6-.9 .2-.9-.3A.9 .9 0 1 1 .9-.3C.9 .2 .5 .6 0 1.25Z",
  cross: "M-.3-1H.3V-.3H1V.3H.3V1H-.3V.3H-1V-.3H-.3Z",
};
const PATHS = Object.fromEntries(Object.entries(OUTLINES).map(([shape, outline]) => [shape, new Path2D(outline)]));

const DASHES = { fact: false, plan: [7, 4], claim: [2, 4], conflict: [9, 3, 2, 3] };
const LAYERS = ["partnership", "role", "relation", "part", "place", "governs", "post", "statement"];

// Colours of the theme, read from the style sheet once a change.
let colours = {};
function readColours() {
  const style = getComputedStyle(document.documentElement);
  const names = ["ground", "panel", "panel-line", "ink", "soft", "line", "accent", "partner", "warn", "halo", "node-line"];
  colours = Object.fromEntries(names.map((key) => [key, style.getPropertyValue(`--${key}`).trim()]));
}

const sizeOf = (node) => 7.5 + Math.min(5.5, 1.1 * Math.sqrt(node.edges.length));

function lineOf(edge) {
  const partner = edge.layer === "partnership";
  return {
    colour: edge.style === "conflict" ? colours.warn : partner ? colours.partner : colours.line,
    width: partner ? 2.4 : 1.2,
    dashes: DASHES[edge.style],
    arrow: !partner,
  };
}

const measuring = document.createElement("canvas").getContext("2d");
const widths = new Map();
const face = () => getComputedStyle(document.body).fontFamily;

// The width of `text` in em.
function textWidth(text) {
  const key = `${language}${text}`;
  if (!widths.has(key)) {
    measuring.font = `100px ${face()}`;
    widths.set(key, measuring.measureText(text).width / 100);
  }
  return widths.get(key);
}
