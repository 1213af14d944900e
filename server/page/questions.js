// The documented questions, each as a form.

import { complain, get, joined, make } from "./dom.js";
import { complete } from "./complete.js";
import { drawRows } from "./rows.js";

const ROLES = { entity: "entity", place: "place", type: "type" };
let listed = null;

export const loadQuestions = async () => (listed ??= await get("/queries"));

function drawParameter(param, now) {
  const value = now ?? "";
  const hint = param.default === null || param.default === "" ? "" : param.default;
  const words = [param.name.replaceAll("_", " "), param.default === null ? make("abbr", { title: "needed" }, " *") : null];
  if (param.type.includes("|"))
    return make("label", { class: "field" }, ...words, make("select", { name: param.name }, ...param.type.split("|").map((word) =>
      make("option", { value: word, selected: word === (value || param.default) }, word))), make("small", {}, param.description));
  const input = make("input", { name: param.name, value, placeholder: hint, required: param.default === null, autocomplete: "off",
    type: param.type === "integer" || param.type === "number" ? "number" : "search", step: param.type === "number" ? "any" : null });
  const label = make("label", { class: "field" }, ...words, input, make("small", {}, param.description));
  if (ROLES[param.type]) complete(input, ROLES[param.type]);
  return label;
}

function read(form) {
  const given = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value.trim()) given.set(name, value.trim());
  return given;
}

async function answer(question, given, into) {
  into.replaceChildren(make("p", { role: "status" }, "Asking …"));
  try {
    const found = await get(`/queries/${question.name}?${given}`, "application/sparql-results+json");
    const forms = ["csv", "tsv", "json", "xml"].map((form) => make("a", { href: `/queries/${question.name}?${new URLSearchParams([...given, ["format", form]])}` }, form.toUpperCase()));
    into.replaceChildren(drawRows(found, question.parameters.map((p) => p.name)), make("p", { class: "exports" }, "Take it along: ", ...joined(forms, " · ")));
  } catch (problem) {
    into.replaceChildren(complain(problem));
  }
}

function showOne(view, question, asked, go) {
  const names = question.parameters.map((p) => p.name);
  const given = new URLSearchParams([...asked].filter(([name]) => names.includes(name)));
  const into = make("section", { "aria-live": "polite", class: "answer-area" });
  const form = make("form", { class: "filters", onsubmit: (event) => {
    event.preventDefault();
    go(new URLSearchParams([["view", "questions"], ["question", question.name], ...read(form), ["ask", "1"]]));
  } }, ...question.parameters.map((param) => drawParameter(param, given.get(param.name))),
  make("div", { class: "buttons" }, make("button", { type: "submit" }, "Ask"),
    make("a", { class: "button quiet", href: `/?view=sparql&question=${question.name}` }, "See the SPARQL")));
  const examples = question.examples.map((example) => make("a", { href: `/?view=questions&question=${question.name}&ask=1&${example.url.split("?")[1] ?? ""}` }, make("code", {}, example.command)));
  view.replaceChildren(make("p", {}, make("a", { href: "/?view=questions" }, "All questions")), make("h1", {}, question.title), make("p", {}, question.description), form,
    examples.length ? make("p", { class: "soft" }, "For example ", ...joined(examples)) : "", into);
  document.title = `${question.title} · Timeline KB`;
  if (asked.has("ask") || !question.parameters.some((p) => p.default === null)) answer(question, given, into);
}

export async function showQuestions(view, given, go) {
  let questions;
  try {
    questions = await loadQuestions();
  } catch (problem) {
    view.replaceChildren(complain(problem));
    return;
  }
  const one = questions.find((q) => q.name === given.get("question"));
  if (one) { showOne(view, one, given, go); return; }
  const list = make("ul", { class: "questions" }, ...questions.filter((q) => q.name !== "event").map((q) => make("li", {},
    make("h2", {}, make("a", { href: `/?view=questions&question=${q.name}` }, q.title)), make("p", {}, q.description))));
  const find = make("input", { type: "search", placeholder: "met, first, gaps …", oninput: () => {
    const words = find.value.toLowerCase().split(/\s+/);
    for (const item of list.children) item.hidden = !words.every((word) => item.textContent.toLowerCase().includes(word));
  } });
  view.replaceChildren(make("h1", {}, "Questions"), make("p", {}, "Each is a SPARQL file, a command (", make("code", {}, "kb ask NAME"), ") and a call (", make("code", {}, "/queries/NAME"), ")."),
    make("label", { class: "field narrow" }, "Find a question", find), list);
}
