// An article's text with what was read from it marked.

import { address, complain, count, get, link, make } from "./dom.js";
import { drawForms } from "./event.js";
import { sayDate } from "./words.js";

const KINDS = { event: "events", entity: "names", date: "dates", quote: "quotes", claim: "details", office: "offices" };
const FIRST = ["event", "entity", "date", "claim", "office", "quote"]; // whose link counts where marks overlap

// Pieces of the text between the ends of marks, each with the marks that cover it.
function cut(text, marks) {
  const points = [...text]; // offsets count code points
  const edges = [...new Set([0, points.length, ...marks.flatMap((m) => [m.start, m.end])])].filter((n) => n <= points.length).sort((a, b) => a - b);
  return edges.slice(0, -1).map((start, n) => {
    const end = edges[n + 1];
    return { start, text: points.slice(start, end).join(""), marks: marks.filter((m) => m.start <= start && m.end >= end) };
  });
}

function drawPiece(piece) {
  if (!piece.marks.length) return piece.text;
  const kinds = [...new Set(piece.marks.map((m) => m.kind))];
  const main = FIRST.map((kind) => piece.marks.find((m) => m.kind === kind && m.id)).find(Boolean);
  const title = piece.marks.map((m) => `${m.kind}: ${m.label ?? ""}`).filter((t, n, all) => all.indexOf(t) === n).join("\n");
  const at = main && main.kind !== "date" && main.kind !== "quote" ? address(main.id) : null;
  return make(at ? "a" : "span", { class: `mark ${kinds.map((k) => `is-${k}`).join(" ")}`, title, href: at, id: `at-${piece.start}` }, piece.text);
}

export async function showArticle(view, id) {
  let article;
  try {
    article = await get(`/articles/${encodeURIComponent(id)}`);
  } catch (problem) {
    view.replaceChildren(make("h1", {}, "No such article"), complain(problem));
    return;
  }
  const title = article.title ?? article.publisher ?? "An article";
  document.title = `${title} · Timeline KB`;
  const body = make("div", { class: "text" });
  let paragraph = make("p");
  for (const piece of cut(article.text, article.marks)) {
    const lines = piece.text.split("\n");
    lines.forEach((line, n) => {
      if (n) { if (paragraph.childNodes.length) body.append(paragraph); paragraph = make("p"); }
      if (line) paragraph.append(drawPiece({ ...piece, text: line }));
    });
  }
  if (paragraph.childNodes.length) body.append(paragraph);
  const legend = make("fieldset", { class: "legend" }, make("legend", {}, "Marked in the text"), ...Object.entries(KINDS)
    .map(([kind, words]) => [kind, words, article.marks.filter((m) => m.kind === kind).length]).filter(([, , n]) => n)
    .map(([kind, words, n]) => make("label", {}, make("input", { type: "checkbox", checked: true, onchange: (event) => body.classList.toggle(`no-${kind}`, !event.target.checked) }),
      make("span", { class: `mark is-${kind}` }, words), ` ${n}`)));
  const about = [article.publisher, article.author, article.published].filter(Boolean).join(" · ");
  view.replaceChildren(make("article", { class: "columns" },
    make("div", {}, make("h1", {}, title), make("p", { class: "soft" }, about, about && article.url ? " · " : null,
      article.url && /^https?:/i.test(article.url) ? make("a", { href: article.url, rel: "noreferrer" }, "original") : null),
      legend, body, drawForms(`/articles/${id}`)),
    make("div", { id: "side" }, make("aside", { class: "facets" }, make("section", {}, make("h2", {}, count(article.events.length, "event")),
      make("ul", {}, ...article.events.map((event) => make("li", {}, event.date ? make("small", { class: "soft" }, sayDate(event.date)[0]) : null, link(event.id, event.label)))))))));
  const wanted = location.hash.match(/^#at-(\d+)$/);
  const target = wanted && [...body.querySelectorAll("[id]")].find((e) => Number(e.id.slice(3)) >= Number(wanted[1]));
  target?.scrollIntoView({ block: "center" });
  target?.classList.add("here");
}
