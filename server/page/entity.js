// Somebody or some place: names, offices over time, company, and the timeline.

import { add, complain, count, get, joined, link, make } from "./dom.js";
import { drawCards, drawExports } from "./card.js";
import { drawForms } from "./event.js";

function drawOffices(offices) {
  if (!offices.length) return null;
  return make("section", {}, make("h2", {}, "Offices, as articles give them"), make("div", { class: "wide" }, make("table", {},
    make("thead", {}, make("tr", {}, ...["office", "of", "standing", "told from", "to", "articles"].map((t) => make("th", { scope: "col" }, t)))),
    make("tbody", {}, ...offices.map((o) => make("tr", {}, ...[o.title, o.of ?? "", o.standing, o.first ?? "?", o.last ?? "?", String(o.article_count)].map((t) => make("td", {}, t))))))));
}

function drawCompany(words, company) {
  if (!company.length) return null;
  return make("section", {}, make("h2", {}, words), make("ul", {}, ...company.filter((c) => c.name !== c.id).slice(0, 12).map((c) =>
    make("li", {}, link(c.id, c.name), make("span", { class: "soft" }, ` ${c.event_count}`)))));
}

export async function showEntity(view, at) {
  let found;
  try {
    found = await get(`/${at.split("/").map(encodeURIComponent).join("/")}`);
  } catch (problem) {
    view.replaceChildren(make("h1", {}, "Nobody of that name"), complain(problem, (name) => { location.href = `/?search=${encodeURIComponent(name)}`; }));
    return;
  }
  document.title = `${found.name ?? at} · Timeline KB`;
  const role = found.kind === "place" ? "place" : "actor";
  const list = make("ol", { class: "events" });
  drawCards(list, found.timeline.events);
  const about = [found.kind, found.country, found.lat === null ? null : `${found.lat}, ${found.lon}`].filter(Boolean).join(" · ");
  const within = found.within?.map((iri) => link(iri, iri.split("/").pop().replaceAll("-", " "))) ?? [];
  const same = [...(found.same_as ?? []), ...(found.close_match ?? [])].filter((iri) => /^https?:/i.test(iri));
  const given = new URLSearchParams([[role, found.id]]);
  view.replaceChildren(make("article", { class: "columns" },
    make("div", {}, make("h1", {}, found.name ?? at), make("p", { class: "soft" }, about, within.length ? " · in " : null, ...joined(within)),
      found.names.length ? make("p", {}, make("span", { class: "soft" }, "Also "), found.names.join(", ")) : null,
      same.length ? make("p", {}, make("span", { class: "soft" }, "Elsewhere "), ...joined(same.map((iri) => make("a", { href: iri, rel: "noreferrer" }, iri.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, ""))))) : null,
      drawOffices(found.offices),
      make("section", {}, make("h2", {}, count(found.timeline.total, "event")), list,
        found.timeline.next ? make("p", { class: "more" }, make("a", { href: `/?${given}` }, "The whole timeline, with filters")) : make("p", {}, make("a", { href: `/?${given}` }, "This timeline with filters")),
        role === "place" ? make("p", {}, make("a", { href: `/?${new URLSearchParams({ actor: found.id })}` }, `What ${found.name ?? "it"} itself took part in`)) : null),
      drawExports(given), drawForms(`/${at}`)),
    make("div", { id: "side" }, add(make("aside", { class: "facets" }), drawCompany("With", found.others), drawCompany("Where", found.places)))));
}
