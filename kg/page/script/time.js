// The time slider: what the sources date within a span, played forward on demand.

let playing = null;

function range() {
  const spans = nodes.flatMap((node) => node.spans).flat();
  return spans.length ? [Math.min(...spans), Math.max(...spans)] : null;
}

function drawTime() {
  const ends = range();
  const area = document.getElementById("time");
  area.hidden = !ends;
  if (!ends) return;
  const [low, high] = ends;
  const since = state.since ? Number(state.since) : low, until = state.until ? Number(state.until) : high;
  const slider = (id, value, change) => el("input", { id, type: "range", min: low, max: high, step: 1, value, "aria-label": ui(id), "aria-valuetext": month(value), oninput: (event) => change(Number(event.target.value)) });
  if (!area.firstChild || area.dataset.language !== language) {
    area.dataset.language = language;
    area.replaceChildren(
      el("button", { type: "button", id: "play", onclick: () => (playing ? pause() : play(low, high)) }, ""),
      el("div", { className: "sliders" }, histogram(low, high),
        slider("time-from", since, (value) => go({ since: value <= low ? "" : String(value), ...(state.until && value > Number(state.until) ? { until: String(value) } : {}) }, { quietly: true })),
        slider("time-to", until, (value) => go({ until: value >= high ? "" : String(value), ...(state.since && value < Number(state.since) ? { since: String(value) } : {}) }, { quietly: true }))),
      el("output", { id: "time-shown", htmlFor: "time-from time-to" }));
  }
  for (const [id, value] of [["time-from", since], ["time-to", until]]) {
    const input = document.getElementById(id);
    if (Number(input.value) !== value) input.value = value;
    input.setAttribute("aria-valuetext", month(value));
  }
  document.getElementById("play").textContent = ui(playing ? "pause" : "play");
  document.getElementById("time-shown").textContent = `${month(since)} – ${month(until)}`;
}

// How many claims speak of each month, as small bars behind the sliders.
function histogram(low, high) {
  const counts = new Array(high - low + 1).fill(0);
  for (const claim of claims) if (claim.span) for (let at = claim.span[0]; at <= Math.min(claim.span[1], claim.span[0] + 24); at++) counts[at - low] += 1;
  const most = Math.max(...counts, 1);
  const bars = counts.map((count, index) => (count ? `M${index} 20v${-(20 * Math.sqrt(count / most)).toFixed(2)}h.9v${(20 * Math.sqrt(count / most)).toFixed(2)}Z` : "")).join("");
  return svg("svg", { viewBox: `0 0 ${counts.length} 20`, preserveAspectRatio: "none", class: "histogram", "aria-hidden": "true" }, svg("path", { d: bars }));
}

function play(low, high) {
  let at = state.until ? Number(state.until) : low;
  if (at >= high) at = low;
  const step = calm() ? 6 : 1;
  playing = setInterval(() => {
    at += step;
    go({ until: at >= high ? "" : String(at) }, { quietly: true });
    if (at >= high) pause();
  }, calm() ? 1500 : 280);
  go({ until: String(at) });
  drawTime();
}

function pause() {
  clearInterval(playing);
  playing = null;
  drawTime();
}
