// What a search finds: people and places, events, articles, with the words around.

import { complain, get, link, make } from "./dom.js";

const KINDS = { entity: "People, organisations and places", type: "Kinds of event", event: "Events", article: "Articles" };
const kindOf = (hit) => (hit.kind === "entity" && hit.detail === "type" ? "type" : hit.kind);

function drawExcerpt(excerpt) {
  const points = [...excerpt.text];
  const parts = [];
  let at = 0;
  for (const { start, end } of excerpt.highlights) {
    parts.push(points.slice(at, start).join(""), make("mark", {}, points.slice(start, end).join("")));
    at = end;
  }
  return make("p", { class: "excerpt" }, ...parts, points.slice(at).join(""));
}

export async function showSearch(view, words, go) {
  document.title = `${words} · Timeline KB`;
  let found;
  try {
    found = await get(`/search?${new URLSearchParams({ q: words })}`);
  } catch (problem) {
    // a server that cannot search can still look for words
    if (problem.more?.status === 404) { go(new URLSearchParams({ text: words }), true); return; }
    view.replaceChildren(make("h1", {}, "Search"), complain(problem));
    return;
  }
  const blocks = Object.entries(KINDS).map(([kind, title]) => [title, found.hits.filter((hit) => kindOf(hit) === kind)]).filter(([, hits]) => hits.length);
  view.replaceChildren(make("h1", {}, `“${words}”`), blocks.length ? "" : make("p", {}, "Nothing was found."),
    ...blocks.map(([title, hits]) => make("section", {}, make("h2", {}, title), make("ul", { class: "hits" }, ...hits.map((hit) => make("li", {},
      link(hit.id, hit.label), make("span", { class: "soft" }, ` ${[kindOf(hit) === "type" ? "" : hit.detail, hit.events ? `${hit.events} ${kindCount(hit)}` : ""].filter(Boolean).join(" · ")}`),
      ...hit.excerpts.filter((e) => e.text !== hit.label).slice(0, 2).map(drawExcerpt)))))));
}

const kindCount = (hit) => (hit.kind === "event" ? (hit.events === 1 ? "source" : "sources") : hit.events === 1 ? "event" : "events");
