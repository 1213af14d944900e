// An event as a card of a timeline, with its sources and their exact words.

import { address, count, joined, link, make, tail } from "./dom.js";
import { sayDate, sayField, sayReported } from "./words.js";

// The value that was reported first stands before the others, where it is known of each when it was.
export function sayDispute(dispute, event) {
  const titles = namesOf(event);
  const days = new Map(event.sources.map((source) => [source.article, source.published ?? ""]));
  const reported = (position) => position.articles.map((article) => days.get(article) ?? "").sort()[0] ?? "";
  const positions = [...dispute.positions];
  if (positions.every(reported)) positions.sort((one, other) => (reported(one) < reported(other) ? -1 : Number(reported(one) > reported(other))));
  const verb = dispute.kind === "update" ? "Number updated" : "Sources differ";
  return make("div", { class: "dispute" }, make("strong", {}, `${verb}: ${sayField(dispute.field)}`),
    make("ul", {}, ...positions.map((position) => make("li", {}, `“${position.value}” `,
      make("span", { class: "soft" }, `(${position.articles.map((a) => titles.get(a) ?? "an article").join("; ")})`)))));
}

export function nameSource(source) {
  const rest = [source.publisher ?? source.credit, source.published].filter(Boolean).join(", ");
  return make("div", { class: "who" }, link(source.article, source.title ?? source.publisher ?? "an article"),
    rest ? make("span", { class: "soft" }, ` ${rest}`) : null,
    source.url && /^https?:/i.test(source.url)
      ? make("a", { href: source.url, rel: "noreferrer", class: "out" }, "original") : null);
}

export const namesOf = (event) => new Map(event.sources.map((s) => [s.article, s.publisher ?? s.credit ?? s.title ?? "an article"]));

export function saySources(event) {
  const own = event.independent_source_count;
  return count(event.source_count, "source") + (own < event.source_count ? `, ${own} independent` : "");
}

export function drawCard(event) {
  const [when, dot] = sayDate(event.date);
  const reported = sayReported(event);
  const words = event.date?.text;
  const actors = event.actors.map((actor) => link(actor.id, actor.name ?? tail(actor.id)));
  const places = event.places.map((place) => link(place.id, place.name ?? tail(place.id)));
  return make("li", { class: `event ${dot}` },
    make("div", { class: "when" }, when, words && !when.includes(words)
      ? make("small", { title: event.date.anchor ?? null }, `“${words}”`) : null,
    reported ? make("small", {}, reported) : null),
    make("div", { class: "what" },
      make("h3", {}, make("a", { href: address(event.id) }, event.label), " ",
        event.modality !== "happened" ? make("span", { class: "tag" }, event.modality) : null),
      actors.length || places.length ? make("p", { class: "facts" }, ...joined(actors),
        actors.length && places.length ? " · " : null, ...joined(places)) : null,
      ...event.disputes.map((dispute) => sayDispute(dispute, event)),
      make("details", { class: "told" }, make("summary", {}, saySources(event)),
        make("ul", { class: "sources" }, ...event.sources.map((source) => make("li", {}, nameSource(source),
          ...source.quotes.map((quote) => make("blockquote", {}, quote.exact.trim()))))))));
}

// Cards in `list`, with a heading a year; gives the year that the last one was of.
export function drawCards(list, events, year = null) {
  for (const event of events) {
    const found = (event.date?.earliest ?? event.date?.latest)?.slice(0, 4) ?? "Undated";
    if (found !== year) list.append(make("li", { class: "year" }, make("h2", {}, found)));
    year = found;
    list.append(drawCard(event));
  }
  return year;
}

const FORMATS = [["csv", "CSV"], ["ics", "calendar"], ["atom", "feed"], ["geojson", "GeoJSON"], ["json", "JSON"], ["jsonld", "JSON-LD"],
  ["ttl", "Turtle"], ["markdown", "Markdown"], ["timelinejs", "TimelineJS"], ["vis", "vis-timeline"]];

export function drawExports(given) {
  const query = (form) => new URLSearchParams([...given, ["format", form]]);
  return make("p", { class: "exports" }, "Take it along: ",
    ...joined(FORMATS.map(([form, words]) => make("a", { href: `/timeline?${query(form)}` }, words)), " · "));
}
