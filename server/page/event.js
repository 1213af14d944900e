// One event: what articles agree on and differ on, their words in context, what came before and after.

import { complain, get, joined, link, make, tail } from "./dom.js";
import { nameSource, namesOf, sayDispute, saySources } from "./card.js";
import { sayDate, sayField, sayReported } from "./words.js";

const RELATIONS = { "part-of": "Part of", "has-part": "Its parts", before: "Before", alongside: "At the same time", after: "After", unordered: "With the same people, order unknown" };

function drawFacts(event) {
  const when = [sayDate(event.date)[0], sayReported(event)].filter(Boolean).join(", ");
  const rows = [
    ["When", [when, event.date?.text ? make("span", { class: "soft" }, ` from “${event.date.text}”${event.date.anchor ? ` (${event.date.anchor})` : ""}`) : null]],
    ["Where", joined(event.places.map((place) => link(place.id, place.name ?? tail(place.id))))],
    ["Who", joined(event.actors.map((actor) => make("span", {}, link(actor.id, actor.name ?? tail(actor.id)),
      actor.role ? make("span", { class: "soft" }, ` (${actor.role})`) : null)))],
    ["What", [event.type.label ?? tail(event.type.id)]],
    ["Topic", event.topic ? [event.topic] : []],
    ["Status", event.modality === "happened" ? [] : [event.modality]],
    ["Told by", [saySources(event)]],
  ];
  return make("dl", { class: "facts-list" }, ...rows.filter(([, value]) => value.length).flatMap(([name, value]) =>
    [make("dt", {}, name), make("dd", {}, ...value.filter(Boolean))]));
}

export function drawEvidence(evidence, more = null) {
  return make("blockquote", {}, make("span", { class: "soft" }, evidence.before),
    make("a", { href: `/?article=${encodeURIComponent(tail(evidence.article))}#at-${evidence.start}`, class: "exact" }, evidence.exact.trim()),
    make("span", { class: "soft" }, evidence.after), more);
}

function drawFindings(event) {
  const names = namesOf(event);
  const rows = event.findings.filter((f) => f.field !== "status");
  if (!rows.length) return null;
  return make("section", {}, make("h2", {}, "What is agreed, and what is not"),
    make("div", { class: "wide" }, make("table", { class: "findings" }, make("thead", {}, make("tr", {}, ...["", "what is said", "", "by"].map((t) => make("th", { scope: "col" }, t)))),
      make("tbody", {}, ...rows.map((finding) => make("tr", {},
        make("td", { class: "soft" }, sayField(finding.field)),
        make("td", {}, /^https?:/.test(finding.value) ? link(finding.value, finding.label) : finding.label ?? finding.value),
        make("td", {}, make("span", { class: `tag ${finding.standing}` }, finding.standing === "single" ? "one source" : finding.standing)),
        make("td", { class: "soft" }, [...new Set(finding.articles.map((a) => names.get(a) ?? "an article"))].join(", "))))))));
}

function drawSources(event) {
  const sources = new Map(event.sources.map((source) => [source.article, source]));
  const groups = event.groups.map((group, n) => make("li", { class: "group" },
    group.length > 1 ? make("p", { class: "soft" }, `Source ${n + 1}: one story in ${group.length} articles, counted once`) : null,
    ...group.map((article) => make("div", { class: "source" }, nameSource(sources.get(article)),
      ...event.evidence.filter((e) => e.article === article).map((e) => drawEvidence(e))))));
  return make("section", {}, make("h2", {}, "Who says so"), make("ol", { class: "groups" }, ...groups));
}

function drawDetails(event) {
  if (!event.details.length) return null;
  const names = namesOf(event);
  return make("section", {}, make("h2", {}, "Details, as told"), make("ul", { class: "plain" }, ...event.details.map((detail) =>
    make("li", {}, make("strong", {}, `${sayField(detail.field)}: `), detail.value,
      make("span", { class: "soft" }, ` ${[detail.voices.length ? `according to ${detail.voices.join(", ")}` : "", names.get(detail.evidence.article)].filter(Boolean).join(" · ")}`),
      drawEvidence(detail.evidence)))));
}

function drawNeighbours(event) {
  const found = Object.entries(RELATIONS).map(([relation, words]) => [words, event.neighbours.filter((n) => n.relation === relation)]).filter(([, all]) => all.length);
  if (!found.length) return null;
  return make("aside", { class: "facets", "aria-label": "Related events" }, ...found.map(([words, all]) => make("section", {}, make("h2", {}, words),
    make("ul", {}, ...all.map((n) => make("li", {}, n.edtf ? make("small", { class: "soft" }, n.when) : null, link(n.id, n.label),
      make("small", { class: "soft" }, ` ${n.shared.join(", ")}`)))))));
}

function drawDecisions(event) {
  if (!event.decisions.length) return null;
  return make("details", { class: "decisions" }, make("summary", {}, `Why ${event.evidence.length} reports are one event`),
    make("ul", { class: "plain" }, ...event.decisions.map((decision) => make("li", {},
      make("span", { class: "tag" }, `${decision.verdict}${decision.score === null ? "" : ` ${decision.score}`}`), ` ${decision.reasons}`,
      ...[decision.one_words, decision.other_words].filter(Boolean).map((words) => make("blockquote", { class: "small" }, words.trim()))))));
}

export function drawForms(at) {
  const forms = [["json", "JSON"], ["jsonld", "JSON-LD"], ["ttl", "Turtle"], ["rdfxml", "RDF/XML"]];
  return make("p", { class: "exports" }, "As data: ", ...joined(forms.map(([form, words]) => make("a", { href: `${at}?format=${form}` }, words)), " · "));
}

export async function showEvent(view, id) {
  let event;
  try {
    event = await get(`/events/${encodeURIComponent(id)}`);
  } catch (problem) {
    view.replaceChildren(make("h1", {}, "No such event"), complain(problem));
    return;
  }
  document.title = `${event.label} · Timeline KB`;
  view.replaceChildren(make("article", { class: "columns" },
    make("div", {},
      make("h1", {}, event.label, event.modality !== "happened" ? make("span", { class: "tag" }, event.modality) : null),
      drawFacts(event), ...event.disputes.map((dispute) => sayDispute(dispute, event)),
      ...[drawFindings(event), drawSources(event), drawDetails(event), drawDecisions(event)].filter(Boolean), drawForms(`/events/${tail(event.id)}`)),
    make("div", { id: "side" }, drawNeighbours(event) ?? "")));
}
