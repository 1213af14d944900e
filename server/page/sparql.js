// SPARQL: examples, prefixes, one's own queries kept in this browser, results in every format.

import { complain, make, read, save } from "./dom.js";
import { drawRows } from "./rows.js";
import { loadQuestions } from "./questions.js";

const PREFIXES = {
  kb: "https://w3id.org/timeline-kb/ns#", kbt: "https://w3id.org/timeline-kb/type/", kbr: "https://w3id.org/timeline-kb/role/",
  sem: "http://semanticweb.cs.vu.nl/2009/11/sem/", rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#", rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  schema: "https://schema.org/", skos: "http://www.w3.org/2004/02/skos/core#", gaf: "http://groundedannotationframework.org/gaf#",
  oa: "http://www.w3.org/ns/oa#", org: "http://www.w3.org/ns/org#", dcterms: "http://purl.org/dc/terms/", xsd: "http://www.w3.org/2001/XMLSchema#",
};
const START = `PREFIX sem: <${PREFIXES.sem}>
PREFIX kb: <${PREFIXES.kb}>
PREFIX rdfs: <${PREFIXES.rdfs}>

SELECT DISTINCT ?date ?label ?sources ?event
WHERE {
  ?event a sem:Event ; rdfs:label ?label ; kb:sourceCount ?sources ; sem:hasTime/kb:edtf ?date .
}
ORDER BY DESC(?sources) ?date
LIMIT 25`;
const KEY = "timeline-kb-queries";
const ROWS = { CSV: "text/csv", TSV: "text/tab-separated-values", JSON: "application/sparql-results+json", XML: "application/sparql-results+xml" };
const GRAPHS = "application/sparql-results+json, text/turtle;q=0.9";

function loadSaved() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

function keep(saved) {
  try {
    localStorage.setItem(KEY, JSON.stringify(saved));
  } catch { /* a browser that keeps nothing */ }
}

const post = (sparql, accept) => fetch("/sparql", { method: "POST", headers: { "Content-Type": "application/sparql-query", Accept: accept }, body: sparql });

export async function showSparql(view, given) {
  const text = make("textarea", { id: "sparql", rows: 14, spellcheck: "false", autocapitalize: "off", "aria-label": "SPARQL query", onkeydown: (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); }
  } });
  text.value = given.get("query") ?? START;
  const into = make("section", { "aria-live": "polite", class: "answer-area" });
  const examples = make("select", { "aria-label": "Examples", onchange: () => { const chosen = examples.selectedOptions[0].query; if (chosen) text.value = chosen; } }, make("option", {}, "An example …"));
  const own = make("select", { "aria-label": "Saved queries", onchange: () => { const chosen = own.selectedOptions[0].query; if (chosen) text.value = chosen; } });
  const name = make("input", { type: "text", placeholder: "a name", "aria-label": "Name to save the query under", maxlength: 80 });

  function listOwn() {
    own.replaceChildren(make("option", {}, "Saved in this browser …"), ...Object.entries(loadSaved()).map(([words, query]) => Object.assign(make("option", {}, words), { query })));
  }

  async function run() {
    into.replaceChildren(make("p", { role: "status" }, "Asking …"));
    const started = performance.now();
    try {
      const answer = await post(text.value, GRAPHS);
      const seconds = ((performance.now() - started) / 1000).toFixed(2);
      if (answer.ok && answer.headers.get("content-type")?.startsWith("text/turtle")) {
        const turtle = await answer.text();
        into.replaceChildren(make("pre", { class: "wide" }, turtle), make("button", { type: "button", class: "quiet", onclick: () => save("answer.ttl", new Blob([turtle], { type: "text/turtle" })) }, "Turtle"));
        return;
      }
      const found = await read(answer);
      into.replaceChildren(make("p", { class: "soft" }, `${seconds} s`), drawRows(found), make("p", { class: "exports" }, "Save as ",
        ...Object.entries(ROWS).map(([words, media]) => make("button", { type: "button", class: "link", onclick: async () => {
          const again = await post(text.value, media);
          if (again.ok) save(`answer.${words.toLowerCase()}`, await again.blob());
        } }, words)), make("a", { href: `/?view=sparql&query=${encodeURIComponent(text.value)}` }, "link to this query")));
    } catch (problem) {
      into.replaceChildren(complain(problem));
    }
  }

  listOwn();
  view.replaceChildren(make("h1", {}, "SPARQL"), make("p", {}, "The default graph is all graphs: use DISTINCT across articles. For programs: ", make("code", {}, "/sparql"), "."),
    make("div", { class: "bar" }, examples, own), text,
    make("div", { class: "bar" }, make("button", { type: "button", onclick: run, title: "Ctrl+Enter" }, "Run"), name,
      make("button", { type: "button", class: "quiet", onclick: () => { if (!name.value.trim()) { name.focus(); return; } keep({ ...loadSaved(), [name.value.trim()]: text.value }); listOwn(); } }, "Save"),
      make("button", { type: "button", class: "quiet", onclick: () => { const { [own.value]: gone, ...rest } = loadSaved(); keep(rest); listOwn(); } }, "Delete saved")),
    make("details", { class: "prefixes" }, make("summary", {}, "Prefixes"), make("ul", { class: "plain" }, ...Object.entries(PREFIXES).map(([prefix, iri]) => make("li", {},
      make("button", { type: "button", class: "link", onclick: () => { const line = `PREFIX ${prefix}: <${iri}>\n`; if (!text.value.includes(line)) text.value = line + text.value; text.focus(); } }, `${prefix}:`), make("span", { class: "soft" }, ` ${iri}`))))),
    into);
  try {
    for (const question of await loadQuestions()) {
      examples.append(Object.assign(make("option", {}, question.title), { query: question.sparql }));
      if (question.name === given.get("question")) text.value = question.sparql;
    }
  } catch { /* examples are a help only */ }
  if (given.has("query")) run();
}
