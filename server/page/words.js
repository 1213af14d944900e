// Dates in words, as precisely as they are known and no more.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
export const sayDay = (iso) => `${Number(iso.slice(8, 10))} ${MONTHS[Number(iso.slice(5, 7)) - 1]} ${iso.slice(0, 4)}`;
export const sayMonth = (key) => `${MONTHS[Number(key.slice(5, 7)) - 1]} ${key.slice(0, 4)}`;

// [words, the class of its dot]
export function sayDate(date) {
  if (!date || (!date.earliest && !date.latest)) {
    const [, month, day] = /^XXXX-(\d\d)(?:-(\d\d))?/.exec(date?.edtf ?? "") ?? [];
    if (!month || !MONTHS[month - 1]) return ["undated", "undated"];
    return [`${day ? `${Number(day)} ` : ""}${MONTHS[month - 1]}, some year`, "undated"];
  }
  const unsure = (/[?%]/.test(date.edtf) ? "perhaps " : "") + (/[~%]/.test(date.edtf) ? "about " : "");
  if (!date.latest) return [`${unsure}${sayDay(date.earliest)} or later`, "range"];
  if (!date.earliest) return [`${unsure}${sayDay(date.latest)} or earlier`, "range"];
  if (date.earliest === date.latest) return [unsure + sayDay(date.earliest), unsure ? "range" : "day"];
  const year = date.earliest.slice(0, 4);
  if (date.granularity === "month") return [unsure + sayMonth(date.earliest), "month"];
  if (date.granularity === "year") return [unsure + year, "year-only"];
  if (date.earliest.endsWith("-01-01") && date.latest.endsWith("-12-31"))
    return [`${unsure}${year}–${date.latest.slice(0, 4)}`, "range"];
  const [one, other] = [sayDay(date.earliest), sayDay(date.latest)];
  if (date.earliest.slice(0, 7) === date.latest.slice(0, 7)) return [`${unsure}${one.split(" ")[0]}–${other}`, "range"];
  return [`${unsure}${date.latest.startsWith(year) ? one.slice(0, -5) : one} – ${other}`, "range"];
}

// When an undated event was first reported; null of any other, and where no article says.
export function sayReported(event) {
  if (sayDate(event.date)[0] !== "undated") return null;
  const days = event.sources.map((source) => source.published).filter((day) => /^\d{4}-\d\d-\d\d$/.test(day ?? "")).sort();
  return days.length ? `reported ${sayDay(days[0])}` : null;
}

const FIELDS = { actor: "who", place: "where", date: "when", status: "status", count: "how many", amount: "how much", killed: "killed", injured: "injured" };
export const sayField = (field) => FIELDS[field] ?? field.replaceAll("-", " ");
