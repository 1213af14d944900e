// The first page: asks /timeline and shows what comes. Everything from outside goes in as text.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const PAGE = 50;
const form = document.getElementById("ask");
const list = document.getElementById("events");
const status = document.getElementById("status");
const more = document.getElementById("more");
const json = document.getElementById("json");
let next = null;
let lastYear = null;
let asked = 0;

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const sayDay = (iso) => `${Number(iso.slice(8, 10))} ${MONTHS[Number(iso.slice(5, 7)) - 1]} ${iso.slice(0, 4)}`;

// A date as precisely as it is known and no more: [words, class of its dot].
function sayDate(date) {
  if (!date || (!date.earliest && !date.latest)) {
    const [, month, day] = /^XXXX-(\d\d)(?:-(\d\d))?/.exec(date?.edtf ?? "") ?? [];
    if (!month || !MONTHS[month - 1]) return ["undated", "undated"];
    return [`${day ? `${Number(day)} ` : ""}${MONTHS[month - 1]}, some year`, "undated"];
  }
  const unsure = (/[?%]/.test(date.edtf) ? "perhaps " : "") + (/[~%]/.test(date.edtf) ? "about " : "");
  if (!date.latest) return [`${unsure}${sayDay(date.earliest)} or later`, "range"];
  if (!date.earliest) return [`${unsure}${sayDay(date.latest)} or earlier`, "range"];
  if (date.earliest === date.latest) return [unsure + sayDay(date.earliest), "day"];
  const year = date.earliest.slice(0, 4);
  if (date.granularity === "month") return [`${unsure}${MONTHS[Number(date.earliest.slice(5, 7)) - 1]} ${year}`, "month"];
  if (date.granularity === "year") return [unsure + year, "year-only"];
  if (date.earliest.endsWith("-01-01") && date.latest.endsWith("-12-31"))
    return [`${unsure}${year}–${date.latest.slice(0, 4)}`, "range"];
  const [one, other] = [sayDay(date.earliest), sayDay(date.latest)];
  if (date.earliest.slice(0, 7) === date.latest.slice(0, 7)) return [`${unsure}${one.split(" ")[0]}–${other}`, "range"];
  return [`${unsure}${date.latest.startsWith(year) ? one.slice(0, -5) : one} – ${other}`, "range"];
}

function ask(name, thing) {
  return make("button", { type: "button", onclick: () => {
    form.elements[name].value = thing.name ?? thing.id;
    submit();
  } }, thing.name ?? thing.id);
}

function joined(parts) {
  return parts.flatMap((part, n) => (n ? [", ", part] : [part]));
}

function drawDispute(dispute, titles) {
  const verb = dispute.kind === "update" ? "Number updated" : "Sources differ";
  const positions = dispute.positions.map((position) =>
    make("li", {}, `“${position.value}” `, make("span", {}, `(${position.articles.map((a) => titles.get(a) ?? a).join("; ")})`)));
  return make("div", { class: "dispute" }, make("strong", {}, `${verb}: ${dispute.field}`), make("ul", {}, ...positions));
}

function drawSource(source) {
  const title = source.title ?? source.article;
  const link = source.url && /^https?:/i.test(source.url)
    ? make("a", { href: source.url, rel: "noreferrer" }, title) : title;
  const rest = [source.publisher ?? source.credit, source.published].filter(Boolean).join(", ");
  return make("li", {}, make("div", { class: "who" }, link, rest ? make("span", {}, ` ${rest}`) : null),
    ...source.quotes.map((quote) => make("blockquote", {}, quote.exact.trim())));
}

function drawEvent(event) {
  const [when, dot] = sayDate(event.date);
  const titles = new Map(event.sources.map((s) => [s.article, s.publisher ?? s.credit ?? s.title ?? s.article]));
  const count = event.source_count;
  const own = event.independent_source_count;
  const sources = `${count} ${count === 1 ? "source" : "sources"}${own < count ? `, ${own} independent` : ""}`;
  const facts = [];
  if (event.actors.length) facts.push(...joined(event.actors.map((actor) => ask("actor", actor))));
  if (event.places.length) facts.push(facts.length ? " · " : "", ...joined(event.places.map((place) => ask("place", place))));
  const words = event.date?.text;
  return make("li", { class: `event ${dot}` },
    make("div", { class: "when" }, when, words && words !== when ? make("small", { title: event.date?.anchor ?? "" }, `“${words}”`) : null),
    make("div", { class: "what" },
      make("h3", {}, event.label, " ",
        event.modality !== "happened" ? make("span", { class: "tag" }, event.modality) : null),
      facts.length ? make("p", { class: "facts" }, ...facts) : null,
      ...event.disputes.map((dispute) => drawDispute(dispute, titles)),
      make("details", {}, make("summary", {}, sources),
        make("ul", { class: "sources" }, ...event.sources.map(drawSource)))));
}

function drawEvents(events) {
  for (const event of events) {
    const date = event.date?.earliest ?? event.date?.latest;
    const year = date ? date.slice(0, 4) : "Undated";
    if (year !== lastYear) list.append(make("li", { class: "year", role: "heading", "aria-level": "2" }, year));
    lastYear = year;
    list.append(drawEvent(event));
  }
}

function question() {
  const given = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value.trim()) given.set(name, value.trim());
  return given;
}

function complain(problem) {
  status.className = "wrong";
  const names = problem.suggestions ?? [];
  const words = problem.detail ?? "something went wrong";
  status.replaceChildren(names.length ? words.replace(/ Did you mean .*/, " Did you mean") : words);
  for (const name of names) {
    status.append(make("button", { type: "button", class: "quiet", onclick: () => {
      const field = form.elements.actor.value ? "actor" : "place";
      form.elements[field].value = name;
      submit();
    } }, name));
  }
}

async function fetchPage(given, fresh) {
  const mine = ++asked;
  const query = new URLSearchParams(given);
  query.set("limit", PAGE);
  if (!fresh && next) query.set("after", next);
  let answer;
  try {
    const response = await fetch(`/timeline?${query}`, { headers: { Accept: "application/json" } });
    answer = await response.json();
    if (mine !== asked) return;
    if (fresh) { list.replaceChildren(); lastYear = null; }
    if (!response.ok) { more.hidden = true; complain(answer); return; }
  } catch {
    if (mine === asked) complain({ detail: "The server does not answer." });
    return;
  }
  drawEvents(answer.events);
  next = answer.next;
  more.hidden = next === null;
  status.className = "";
  status.textContent = answer.total === 0 ? "Nothing fits what was asked."
    : answer.total === 1 ? "1 event" : `${answer.total} events`;
  json.href = `/timeline?${given}`;
}

async function showEvent(id) {
  const response = await fetch(`/events/${encodeURIComponent(id.split("/").pop())}`, { headers: { Accept: "application/json" } });
  const answer = await response.json();
  list.replaceChildren();
  if (!response.ok) { complain(answer); return; }
  drawEvents([answer]);
  list.querySelector("details").open = true;
  status.replaceChildren(make("a", { href: "/" }, "All events"));
}

function submit() {
  const given = question();
  history.pushState(null, "", given.size ? `/?${given}` : "/");
  fetchPage(given, true);
}

function start() {
  const given = new URLSearchParams(location.search);
  if (given.has("event")) { showEvent(given.get("event")); return; }
  for (const field of form.elements) if (field.name) field.value = given.get(field.name) ?? "";
  fetchPage(question(), true);
}

form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
form.addEventListener("reset", () => setTimeout(submit));
more.addEventListener("click", () => fetchPage(question(), false));
window.addEventListener("popstate", start);
start();
