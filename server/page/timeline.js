// The timeline: filters, a strip of counts, narrower questions, and cards.

import { add, complain, count, get, make, path, tail } from "./dom.js";
import { complete } from "./complete.js";
import { drawDensity } from "./density.js";
import { drawCards, drawExports } from "./card.js";

const PAGE = 50;
const FIELDS = ["actor", "with", "place", "type", "text", "from", "to", "publisher", "min_sources", "min_independent", "status", "disputed", "main", "order"];
const HAS = { counts: true }; // whether the server counts; an older one does not

const option = (value, words, now) => make("option", { value, selected: value === (now ?? "") }, words);

function field(words, name, now, hint, role) {
  const input = make("input", { name, type: "search", value: now ?? "", placeholder: hint ?? null, autocomplete: "off" });
  const label = make("label", { class: "field" }, words, input);
  if (role) complete(input, role, () => input.form.requestSubmit());
  return label;
}

function choice(words, name, now, ...options) {
  return make("label", { class: "field" }, words, make("select", { name }, ...options.map(([value, text]) => option(value, text, now))));
}

function drawForm(given, go) {
  const now = (name) => given.get(name);
  const more = ["with", "publisher", "min_independent", "status", "disputed", "main", "order"].some((name) => given.has(name));
  const form = make("form", { id: "ask", class: "filters", "aria-label": "Filters", onsubmit: (event) => { event.preventDefault(); go(readForm(form)); } },
    field("Who", "actor", now("actor"), "a name", "entity"),
    field("Where", "place", now("place"), "a place", "place"),
    field("Kind", "type", now("type"), "meeting, visit …", "type"),
    field("Words", "text", now("text"), "words of it"),
    field("From", "from", now("from"), "2025-10"),
    field("To", "to", now("to"), "2025"),
    make("details", { class: "more-filters", open: more }, make("summary", {}, "More filters"),
      make("div", { class: "grid" },
        field("And who", "with", now("with"), "who else", "entity"),
        field("Told by", "publisher", now("publisher"), "an outlet", "publisher"),
        choice("Sources", "min_sources", now("min_sources"), ["", "any number"], ["2", "two or more"], ["3", "three or more"], ["5", "five or more"]),
        choice("Independent", "min_independent", now("min_independent"), ["", "any number"], ["2", "two or more"], ["3", "three or more"]),
        choice("Status", "status", now("status"), ["", "happened or planned"], ["happened", "happened"], ["planned", "planned"], ["denied", "denied"], ["any", "whatever is told"]),
        choice("Disputed", "disputed", now("disputed"), ["", "or not"], ["true", "only where sources differ"], ["false", "only where they do not"]),
        choice("Weight", "main", now("main"), ["", "all that is told"], ["true", "an article's main matter"]),
        choice("Order", "order", now("order"), ["", "by time"], ["newest", "newest first"], ["sources", "most told first"], ["salience", "weightiest first"]))),
    make("div", { class: "buttons" }, make("button", { type: "submit" }, "Show"),
      make("button", { type: "button", class: "quiet", onclick: () => go(new URLSearchParams()) }, "Clear")));
  return form;
}

function readForm(form) {
  const given = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value.trim()) given.set(name, value.trim());
  return given;
}

// Kinds that say nothing are left out, and places that are known only as what another lies in.
const isWorth = (name, value) => (name === "type" ? !/\/type\/(other|happening)$/.test(value.id) : name === "publisher" || value.label !== value.id);
// A kind and its family may bear one name: the first is the one that has more of the events.
const isFirst = (name, value, n, all) => name !== "type" || all.findIndex((other) => other.label === value.label) === n;

function drawFacets(facets, given, about) {
  const names = { type: "Kinds", actor: "Who", place: "Where", publisher: "Told by" };
  const blocks = Object.entries(names).filter(([name]) => facets[name]?.length > 1).map(([name, words]) =>
    make("section", {}, make("h2", {}, words), make("ul", {}, ...facets[name].filter((value, n, all) => isWorth(name, value) && isFirst(name, value, n, all)).slice(0, 8).map((value) => {
      const query = new URLSearchParams(given);
      query.set(name, name === "type" ? tail(value.id) : path(value.id) ?? value.label);
      return make("li", {}, make("a", { href: `/?${query}` }, value.label), make("span", { class: "soft" }, ` ${about ? "≈ " : ""}${value.count}`));
    }))));
  return blocks.length ? make("aside", { class: "facets", "aria-label": "Narrow it down" }, ...blocks) : null;
}

// What is asked beyond the filters' own fields, as chips that can be taken away.
function drawChips(given, go) {
  const extra = [...given].filter(([name]) => !FIELDS.includes(name));
  if (!extra.length) return null;
  return make("p", { class: "chips" }, ...extra.map(([name, value]) => make("button", {
    type: "button", class: "chip", "aria-label": `Take away ${name} ${value}`,
    onclick: () => { const rest = new URLSearchParams(given); rest.delete(name); go(rest); },
  }, `${name}: ${value} ×`)));
}

export async function showTimeline(view, given, go) {
  const status = make("p", { id: "status", role: "status", "aria-live": "polite" }, "Loading …");
  const list = make("ol", { id: "events", class: "events" });
  const counts = make("div", { id: "density" });
  const side = make("div", { id: "side" });
  const exports = make("div");
  const more = make("button", { type: "button", hidden: true }, "Show more");
  view.replaceChildren(make("h1", { class: "unseen" }, "Timeline"), drawForm(given, go), add(make("div"), drawChips(given, go)), counts,
    make("div", { class: "columns" }, make("div", {}, status, list, make("p", { class: "more" }, more), exports), side));
  let next = null;
  let year = null;

  async function load() {
    const query = new URLSearchParams(given);
    query.set("limit", PAGE);
    if (next) query.set("after", next);
    more.disabled = true;
    let answer;
    try {
      answer = await get(`/timeline?${query}`);
    } catch (problem) {
      status.replaceWith(complain(problem, (name) => {
        const rest = new URLSearchParams(given);
        const wrong = ["actor", "with", "place", "type", "publisher"].find((n) => rest.has(n) && problem.message.includes(rest.get(n))) ?? "actor";
        rest.set(wrong, name);
        go(rest);
      }));
      more.hidden = true;
      return;
    }
    year = drawCards(list, answer.events, year);
    next = answer.next;
    more.hidden = next === null;
    more.disabled = false;
    const total = answer.total_is === "at least" ? `more than ${count(answer.total, "event")}` : count(answer.total, "event");
    status.textContent = answer.total === 0 ? "Nothing fits what was asked." : total;
  }

  more.addEventListener("click", load);
  exports.append(drawExports(given));
  await load();
  await loadCounts(given, counts, side);
}

async function loadCounts(given, counts, side) {
  if (!HAS.counts) return;
  const years = (given.get("to") ?? "9999").slice(0, 4) - (given.get("from") ?? "0").slice(0, 4);
  const unit = years <= 8 ? "month" : "year";
  const query = new URLSearchParams(given);
  for (const [name, value] of Object.entries({ limit: 1, density: unit, facets: "all" })) query.set(name, value);
  let answer;
  try {
    answer = await get(`/timeline?${query}`);
  } catch (problem) {
    if (problem.more?.status === 400) HAS.counts = false;
    return;
  }
  const narrow = (key) => {
    const rest = new URLSearchParams(given);
    rest.set("from", key);
    rest.set("to", key);
    return `/?${rest}`;
  };
  const drawn = answer.density ? drawDensity(answer.density, unit, narrow) : null;
  if (drawn) counts.append(drawn);
  const facets = answer.facets ? drawFacets(answer.facets, given, answer.facets_are === "about") : null;
  if (facets) side.append(facets);
}
