// The rows of a query as a table.

import { address, make } from "./dom.js";

const short = (iri) => iri.replace(/^https?:\/\/[^/]+\/(?=(person|organization|place|events|articles|time)\/)/, "").replace("https://w3id.org/timeline-kb/", "kb:");

function drawTerm(term) {
  if (!term) return "";
  if (term.type === "uri") {
    const at = address(term.value);
    return at ? make("a", { href: at, title: term.value, rel: "noreferrer" }, short(term.value)) : term.value;
  }
  return term.value ?? JSON.stringify(term);
}

export function drawRows(answer, hidden = []) {
  if ("boolean" in answer) return make("p", { class: "answer" }, answer.boolean ? "Yes." : "No.");
  const columns = answer.head.vars.filter((name) => !hidden.includes(name));
  const rows = answer.results.bindings;
  if (!rows.length) return make("p", { class: "answer" }, "Nothing was found.");
  const number = (name) => rows.some((row) => row[name]) && rows.every((row) => !row[name] || /#(integer|decimal|double|float)$/.test(row[name].datatype ?? ""));
  const numbers = new Set(columns.filter(number));
  const shown = rows.slice(0, 1000);
  return make("div", {}, make("div", { class: "wide" }, make("table", { class: "rows" },
    make("thead", {}, make("tr", {}, ...columns.map((name) => make("th", { scope: "col", class: numbers.has(name) ? "number" : null }, name.replaceAll("_", " "))))),
    make("tbody", {}, ...shown.map((row) => make("tr", {}, ...columns.map((name) => make("td", { class: numbers.has(name) ? "number" : null }, drawTerm(row[name])))))))),
  make("p", { class: "soft" }, rows.length > shown.length ? `The first ${shown.length} of ${rows.length} rows.` : `${rows.length} ${rows.length === 1 ? "row" : "rows"}.`));
}
