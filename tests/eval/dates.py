"""Scores of the date reader on annotated corpora: ``python -m tests.eval.dates [-v] [NAME…]``.

Strict F1 wants equal spans, relaxed F1 overlapping ones; type and value F1 count the relaxed
matches whose type or value is right (as in TempEval-3). With ``-v`` every error is listed.
TimeML folders of one's own are scored with ``--timeml FOLDER``.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kb.dates import DateMention, find_dates
from tests.eval.timex_corpora import (
    Case,
    Document,
    Gold,
    devdata,
    read_gum_folder,
    read_meantime_folder,
    read_recognizers,
    read_timeml_folder,
)


@dataclass
class Score:
    """Counts of gold and found mentions and of what they have in common."""

    gold: int = 0
    found: int = 0
    strict: int = 0
    relaxed: int = 0
    type: int = 0
    value: int = 0
    errors: list[str] = field(default_factory=list)

    def f1(self, name: str) -> float:
        """The F1 in percent of ``strict``, ``relaxed``, ``type`` or ``value``."""
        total = self.gold + self.found
        return 200.0 * getattr(self, name) / total if total else 0.0

    def __str__(self) -> str:
        return (
            f"gold {self.gold:5} found {self.found:5}  strict {self.f1('strict'):5.1f}  "
            f"relaxed {self.f1('relaxed'):5.1f}  type {self.f1('type'):5.1f}  "
            f"value {self.f1('value'):5.1f}"
        )


Same = Callable[[Gold, DateMention], bool]


def score_document(document: Document, found: list[DateMention], same: Same, score: Score) -> None:
    """Add one document to `score`; a mention is paired with the gold it overlaps most."""
    mine = [m for m in found if document.counts(m.start, m.end)]
    score.gold += len(document.gold)
    score.found += len(mine)
    free = list(mine)
    for gold in document.gold:
        over = [m for m in free if m.start < gold.end and gold.start < m.end]
        if not over:
            score.errors.append(_line(document, "missed", gold, None))
            continue
        best = max(over, key=lambda m: min(m.end, gold.end) - max(m.start, gold.start))
        free.remove(best)
        score.relaxed += 1
        score.strict += (best.start, best.end) == (gold.start, gold.end)
        score.type += best.type == gold.type
        right = same(gold, best)
        score.value += right
        if not right:
            score.errors.append(_line(document, "value", gold, best))
        elif (best.start, best.end) != (gold.start, gold.end):
            score.errors.append(_line(document, "span", gold, best))
    score.errors.extend(_line(document, "extra", None, m) for m in free)


def _line(document: Document, kind: str, gold: Gold | None, mine: DateMention | None) -> str:
    at = gold or mine
    assert at is not None
    context = document.text[max(0, at.start - 50) : at.end + 30].replace("\n", " ")
    left = f"{gold.text!r} {gold.type} {gold.value}" if gold else "-"
    right = f"{mine.text!r} {mine.type} {mine.value}" if mine else "-"
    return f"{kind:7} {document.name[:24]:24} gold {left:44} found {right:44} …{context}…"


def same_value(gold: Gold, mine: DateMention) -> bool:
    """Equal TIMEX3 values."""
    return gold.value == mine.value


def same_days(gold: Gold, mine: DateMention) -> bool:
    """The same first and last day; where the corpus gives only outer bounds, within them."""
    if mine.date is None or gold.bounds is None or not mine.date.earliest or not mine.date.latest:
        return False
    lo, hi = mine.date.earliest.isoformat(), mine.date.latest.isoformat()
    if gold.type == "range":
        return gold.bounds[0] <= lo and hi <= gold.bounds[1]
    return (lo, hi) == gold.bounds


def score_timex(documents: Iterable[Document]) -> Score:
    """The score of all mentions by TIMEX3 values."""
    score = Score()
    for document in documents:
        score_document(document, find_dates(document.text, document.written), same_value, score)
    return score


def score_days(documents: Iterable[Document]) -> Score:
    """The score of the mentions that name days on the calendar."""
    score = Score()
    for document in documents:
        found = find_dates(document.text, document.written)
        dated = [m for m in found if m.date is not None and m.date.earliest and m.date.latest]
        score_document(document, dated, same_days, score)
    return score


def score_cases(cases: Iterable[Case]) -> Score:
    """How many cases of the recognizers' spec are exact: every result, and nothing beside them."""
    score = Score()
    for case in cases:
        found = find_dates(case.text, case.written)
        right = _case_is_right(case, found)
        score.gold += 1
        score.found += 1
        score.value += right
        score.relaxed += bool(found)
        if not right:
            want = [(r["Text"], r["Resolution"]["values"][-1]) for r in case.results]
            mine = [(m.text, m.value, str(m.date), str(m.range)) for m in found]
            score.errors.append(
                f"{case.written} {case.text!r}\n      want {want}\n      found {mine}"
            )
    return score


def _case_is_right(case: Case, found: list[DateMention]) -> bool:
    used: set[int] = set()
    for result in case.results:
        lo, hi = result["Start"], result.get("End", result["Start"] + len(result["Text"]) - 1) + 1
        over = [i for i, m in enumerate(found) if m.start < hi and lo < m.end]
        ends = tuple(str(found[i].date and found[i].date.earliest) for i in over)
        if not any(_fits(result, found[i], ends) for i in over):
            return False
        used.update(over)
    return all(i in used or m.date is None for i, m in enumerate(found))


def _fits(result: dict[str, object], mine: DateMention, ends: tuple[str, ...]) -> bool:
    kind = str(result["TypeName"]).rsplit(".", 1)[-1]
    values = result["Resolution"]["values"]  # type: ignore[index]
    for value in values:
        timex = value.get("timex", "")
        if timex in (mine.value, mine.value.removeprefix("XXXX-XX-XX")):
            return True
        if kind in ("duration", "set") or timex.endswith("_REF"):
            if timex == mine.value:
                return True
            continue
        if kind == "datetime":
            if value.get("value", "")[:16].replace(" ", "T") == mine.value.rstrip("Z")[:16]:
                return True
            if not re.search(r"T\d", timex) and timex == mine.value:
                return True
            continue
        if kind == "date":
            if mine.date and str(mine.date.known_day) == value.get("value"):
                return True
            continue
        # a length that is anchored ("the next three days") is P3D to us and a stretch to the spec
        if mine.type == "DURATION" and timex.endswith(f",{mine.value})"):
            return True
        for when in (mine.range, mine.date):
            if when is None or when.earliest is None or when.latest is None:
                continue
            # the spec's end is exclusive for units ("June" ends on 1 July); in "from June to
            # August" it is the first day of August
            last = value.get("end")
            if str(when.earliest) != value.get("start"):
                continue
            if last in (str(when.latest), _next_day(when.latest)):
                return True
            if when is mine.range and last in ends:
                return True
    return False


def _next_day(day: object) -> str:
    from datetime import date, timedelta

    assert isinstance(day, date)
    return (day + timedelta(1)).isoformat()


def score_corpus(name: str, folder: Path) -> Score:
    """The score on one of the development corpora by its name."""
    match name:
        case "gum":
            return score_days(read_gum_folder(folder / "gum_news"))
        case "meantime":
            return score_timex(read_meantime_folder(folder / "meantime_apple"))
        case "wikiwars":
            return score_timex(read_timeml_folder(folder / "wikiwars"))
        case "recognizers":
            return score_cases(read_recognizers(folder / "recognizers"))
    raise ValueError(f"no corpus is called {name!r}")


CORPORA = ("gum", "meantime", "wikiwars", "recognizers")


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(CORPORA))
    parser.add_argument("-v", action="store_true", help="list every error")
    parser.add_argument("--timeml", type=Path, help="a folder of TimeML files of one's own")
    options = parser.parse_args()
    scores: list[tuple[str, Score]] = []
    if options.timeml:
        scores.append((options.timeml.name, score_timex(read_timeml_folder(options.timeml))))
    else:
        folder = devdata()
        if folder is None:
            raise SystemExit("the development corpora are not here; set KB_DEVDATA")
        scores = [(name, score_corpus(name, folder)) for name in options.names]
    for name, score in scores:
        if options.v:
            print("\n".join(sorted(score.errors)))
        print(f"{name:12} {score}")


if __name__ == "__main__":
    main()
