// Which view an address shows. Views have addresses of their own, so that they can be sent around.

import { address, complain, Problem, tail } from "./dom.js";
import { complete } from "./complete.js";
import { showArticle } from "./article.js";
import { showEntity } from "./entity.js";
import { showEvent } from "./event.js";
import { showQuestions } from "./questions.js";
import { showSearch } from "./search.js";
import { showSparql } from "./sparql.js";
import { showTimeline } from "./timeline.js";

const view = document.getElementById("view");
const search = document.getElementById("search");

function go(given, instead = false) {
  const at = given.size ? `/?${given}` : "/";
  history[instead ? "replaceState" : "pushState"](null, "", at);
  show();
}

async function show() {
  const given = new URLSearchParams(location.search);
  document.title = "Timeline KB";
  const name = given.get("view") ?? (["event", "entity", "article", "search"].some((n) => given.has(n)) ? null : "timeline");
  for (const anchor of document.querySelectorAll("nav a"))
    anchor.dataset.view === name ? anchor.setAttribute("aria-current", "page") : anchor.removeAttribute("aria-current");
  search.elements.search.value = given.get("search") ?? "";
  try {
    if (given.has("event")) await showEvent(view, given.get("event").split("/").pop());
    else if (given.has("entity")) await showEntity(view, given.get("entity"));
    else if (given.has("article")) await showArticle(view, given.get("article"));
    else if (given.has("search")) await showSearch(view, given.get("search"), go);
    else if (name === "questions") await showQuestions(view, given, go);
    else if (name === "sparql") await showSparql(view, given);
    else await showTimeline(view, given, go);
  } catch (error) {
    view.replaceChildren(complain(error instanceof Problem ? error : new Problem(`This view failed: ${error.message}`)));
    throw error;
  }
}

// Links within the page change the view and nothing else.
document.addEventListener("click", (event) => {
  const anchor = event.target.closest?.("a[href]");
  if (!anchor || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || anchor.target) return;
  const href = anchor.getAttribute("href") ?? "";
  if (href !== "/" && !href.startsWith("/?")) return;
  event.preventDefault();
  history.pushState(null, "", href);
  show().then(() => { if (!location.hash) scrollTo(0, 0); view.focus({ preventScroll: true }); });
});

complete(search.elements.search, null, (chosen) => {
  const at = chosen.role === "entity" || chosen.role === "place" ? address(chosen.id) : null;
  if (at) { history.pushState(null, "", at); show(); } else if (chosen.role) go(new URLSearchParams({ [chosen.role]: chosen.role === "type" ? tail(chosen.id) : chosen.name }));
});
search.addEventListener("submit", (event) => {
  event.preventDefault();
  const words = search.elements.search.value.trim();
  if (words) go(new URLSearchParams({ search: words }));
});
window.addEventListener("popstate", show);
show();
