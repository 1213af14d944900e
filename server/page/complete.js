// Completion of names in a field: the combobox pattern of the ARIA Authoring Practices.

import { get, make } from "./dom.js";

let served = true; // until the server says that it completes nothing
let lists = 0;

// Completes `input` with names of a `role` (or any); `take(completion)` is told of a choice.
export function complete(input, role, take) {
  const list = make("ul", { id: `names-${++lists}`, role: "listbox", class: "names", hidden: true });
  input.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }))
    input.setAttribute(name, value);
  let found = [];
  let at = -1;
  let timer = null;

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(n) {
    const chosen = found[n];
    close();
    input.value = chosen.name;
    take?.(chosen);
  }

  function mark(n) {
    at = (n + found.length) % found.length;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    const begun = input.value.trim();
    if (begun.length < 2 || !served) return close();
    try {
      const query = new URLSearchParams({ q: begun, limit: 8, ...(role ? { role } : {}) });
      const answer = await get(`/complete?${query}`);
      if (input.value.trim() !== begun || document.activeElement !== input) return;
      found = Array.isArray(answer) ? answer : answer.completions ?? [];
    } catch (problem) {
      if (problem.more?.status === 404) served = false;
      return close();
    }
    list.replaceChildren(...found.map((name, n) => make("li", {
      id: `${list.id}-${n}`, role: "option", "aria-selected": "false",
      onmousedown: (event) => { event.preventDefault(); choose(n); },
    }, name.name, make("small", {}, ` ${name.kind ?? name.role ?? ""}${name.events ? `, ${name.events}` : ""}`))));
    list.hidden = found.length === 0;
    at = -1;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); mark(at + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); mark(at < 0 ? found.length - 1 : at - 1); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
    else if (event.key === "Enter" && at >= 0) { event.preventDefault(); choose(at); }
  });
}
