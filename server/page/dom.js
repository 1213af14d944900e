// Making elements and asking the server. Everything from outside goes in as text, never as HTML.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  set(element, attributes);
  add(element, ...children);
  return element;
}

export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  set(element, attributes);
  add(element, ...children);
  return element;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
}

export function add(element, ...children) {
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const joined = (parts, by = ", ") => parts.flatMap((part, n) => (n ? [by, part] : [part]));

export const count = (n, noun) => `${n.toLocaleString("en-GB")} ${noun}${n === 1 ? "" : "s"}`;

// The last of an IRI's path, and its path within this knowledge base: "person/xi-jinping".
export const tail = (iri) => iri.split("/").pop();
export const path = (iri) => (/\/((?:person|organization|place)\/[^/]+)$/.exec(iri) ?? [])[1];

export class Problem extends Error {
  constructor(detail, more = {}) {
    super(detail);
    this.more = more;
  }
}

// JSON of the server; its problem bodies become errors.
export async function get(address, accept = "application/json") {
  let answer;
  try {
    answer = await fetch(address, { headers: { Accept: accept } });
  } catch {
    throw new Problem("The server does not answer.");
  }
  return read(answer);
}

export async function read(answer) {
  const text = await answer.text();
  let body = null;
  try {
    body = JSON.parse(text);
  } catch {
    if (answer.ok) throw new Problem("The answer cannot be read.");
  }
  if (!answer.ok) throw new Problem(body?.detail ?? `The server answered ${answer.status}.`, { status: answer.status, ...body });
  return body;
}

// A problem in words, with what may have been meant as buttons that call `take(name)`.
export function complain(problem, take) {
  const names = [...(problem.more?.suggestions ?? []), ...(problem.more?.candidates ?? [])];
  const words = problem.message.replace(/ Did you mean .*/, "");
  return make("p", { class: "wrong", role: "alert" }, words,
    names.length && take ? " Did you mean " : null,
    take ? joined(names.map((name) => make("button", { type: "button", class: "link", onclick: () => take(name.id ?? name) },
      name.name ?? name.label ?? name)), " or ") : null);
}

export const link = (iri, words) => make("a", { href: address(iri) }, words);

// Where this page shows a thing; another page's address only if it is of the web.
export function address(iri) {
  if (path(iri)) return `/?entity=${encodeURIComponent(path(iri))}`;
  if (/\/events\/[^/#]+$/.test(iri)) return `/?event=${encodeURIComponent(tail(iri))}`;
  if (/\/articles\/[^/#]+/.test(iri)) return `/?article=${encodeURIComponent(/\/articles\/([^/#]+)/.exec(iri)[1])}`;
  if (/timeline-kb\/type\/[\w-]+$/.test(iri)) return `/?type=${tail(iri)}`;
  return /^https?:/i.test(iri) ? iri : null;
}

// Saves bytes that were fetched as a file.
export function save(name, blob) {
  const url = URL.createObjectURL(blob);
  const anchor = make("a", { href: url, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
