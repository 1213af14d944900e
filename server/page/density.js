// A strip of counts by year or month. Each bar is a link that narrows the window to it.

import { count, draw, make } from "./dom.js";
import { sayMonth } from "./words.js";

const WIDEST = 240; // bars

// Every year or month between the first and the last, those without events too.
function fill(buckets, unit) {
  const known = new Map(buckets.filter((b) => b.key).map((b) => [b.key, b]));
  const keys = [...known.keys()].sort();
  if (!keys.length) return [];
  const all = [];
  let [year, month] = keys[0].split("-").map(Number);
  const last = keys.at(-1);
  for (let n = 0; n < 5000; n += 1) {
    const key = unit === "year" ? String(year).padStart(4, "0") : `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
    all.push(known.get(key) ?? { key, count: 0, vague: 0 });
    if (key >= last) break;
    if (unit === "year" || month === 12) { year += 1; month = 1; } else month += 1;
  }
  return all;
}

// Takes buckets without events together where there are more bars than fit: only the end is kept.
export function drawDensity(buckets, unit, narrow) {
  let bars = fill(buckets, unit);
  const cut = bars.length > WIDEST;
  if (cut) bars = bars.slice(-WIDEST);
  if (bars.length < 2) return null;
  const most = Math.max(...bars.map((b) => b.count));
  const height = 48;
  const svg = draw("svg", { viewBox: `0 0 ${bars.length * 10} ${height}`, preserveAspectRatio: "none", class: "strip", "aria-hidden": "true" });
  bars.forEach((bar, n) => {
    if (!bar.count) return;
    const tall = Math.max(3, Math.round((Math.sqrt(bar.count) / Math.sqrt(most)) * (height - 2)));
    const words = `${unit === "year" ? bar.key : sayMonth(bar.key)}: ${count(bar.count, "event")}`;
    svg.append(draw("a", { href: narrow(bar.key), tabindex: "-1" }, draw("title", {}, words),
      draw("rect", { x: n * 10, y: 0, width: 10, height, class: "hit" }),
      draw("rect", { x: n * 10 + 1, y: height - tall, width: 8, height: tall, class: "bar" })));
  });
  const ends = make("p", { class: "ends" }, make("span", {}, bars[0].key), make("span", {}, bars.at(-1).key));
  const list = make("details", { class: "counts" }, make("summary", {}, `Events by ${unit}`),
    make("ul", {}, ...bars.filter((b) => b.count).map((b) => make("li", {}, make("a", { href: narrow(b.key) }, unit === "year" ? b.key : sayMonth(b.key)), ` ${b.count}`))));
  return make("section", { class: "density", "aria-label": `Events by ${unit}` }, svg, ends, list);
}
