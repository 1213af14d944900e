"""Where and when a report says it was written."""

from __future__ import annotations

import pytest

from kb.read.blocks import split_blocks
from kb.read.dateline import find_dateline

PROSE = "Ministers from two countries met here on Friday."


@pytest.mark.parametrize(
    ("line", "place", "date", "agency"),
    [
        ("LIMA, Oct 31 (ABC) -- ", "LIMA", "Oct 31", "ABC"),
        ("[LIMA] ", "LIMA", None, None),
        ("PARIS (Reuters) - ", "PARIS", None, "Reuters"),
        ("Paris (Reuters) – ", "Paris", None, "Reuters"),
        ("LONDON — ", "LONDON", None, None),
        ("(EXWIRE- Example News Agency (ENA)) LIMA, Oct 31 (ENA) -- ", "LIMA", "Oct 31", "ENA"),
        ("GENEVA, 3 March 2021 /PRNewswire/ -- ", "GENEVA", "3 March 2021", "PRNewswire"),
        ("LIMA, Peru (AP) — ", "LIMA, Peru", None, "AP"),
        ("SÃO PAULO, Brazil, Nov. 3, 2025 (AP) — ", "SÃO PAULO, Brazil", "Nov. 3, 2025", "AP"),
        ("ST. LOUIS — ", "ST. LOUIS", None, None),
        ("UNITED NATIONS, Nov 3 — ", "UNITED NATIONS", "Nov 3", None),
        ("SEOUL, Nov. 1 (Yonhap) -- ", "SEOUL", "Nov. 1", "Yonhap"),
        ("BEIJING, Nov. 1 (Xinhua) ", "BEIJING", "Nov. 1", "Xinhua"),
        ("NEW DELHI: ", "NEW DELHI", None, None),
        ("Oslo, Norway — ", "Oslo, Norway", None, None),
        ("New York, NY, Nov. 3, 2025 (GLOBE NEWSWIRE) -- ", "New York, NY", "Nov. 3, 2025",
         "GLOBE NEWSWIRE"),
        ("Oct. 31 (UPI) -- ", None, "Oct. 31", "UPI"),
        ("(CNN) — ", None, None, "CNN"),
        ("WASHINGTON, D.C. — ", "WASHINGTON, D.C.", None, None),
        ("TOKYO, Friday (AFP) - ", "TOKYO", "Friday", "AFP"),
        ("Buenos Aires, 3 May 2023. ", "Buenos Aires", "3 May 2023", None),
        ("Lyon, Tuesday, May 3, 2022: ", "Lyon", "Tuesday, May 3, 2022", None),
        ("Graz, Styria, 3 May 2023 (APA). ", "Graz, Styria", "3 May 2023", "APA"),
    ],
)  # fmt: skip
def test_datelines(line: str, place: str | None, date: str | None, agency: str | None) -> None:
    text = f"Ministers meet\n{line}{PROSE}"
    block = split_blocks(text)[1]
    found = find_dateline(text, block)
    assert found is not None
    assert (found.place, found.date_text, found.agency) == (place, date, agency)
    assert found.start >= block.start
    assert text[found.end : block.end] == PROSE
    assert block.prose == found.end


def test_dateline_below_a_byline() -> None:
    text = f"By Jane Doe\nLIMA, Peru (AP) — {PROSE}"
    blocks = split_blocks(text)
    assert [b.kind for b in blocks] == ["byline", "paragraph"]
    found = find_dateline(text, blocks[1])
    assert found is not None and found.place == "LIMA, Peru"


@pytest.mark.parametrize(
    "line",
    [
        "The minister — who was born in Lima — met nobody.",
        "WATCH: The minister walks across the bridge.",
        "UPDATE: The bridge was closed again on Friday.",
        "Three people (two of them children) were hurt on Friday.",
        "He said (and nobody laughed) that the bridge would hold.",
        "[He] was late for the talks in Lima.",
        "[We] were late for the talks in Lima.",
        "MUST SEE: The minister walks across the bridge.",
        "Doctors of the World (DW) — also known by its French name — was there.",
        "NATO ministers met in Lima on Friday - and left.",
        "May 3 was the day on which the two sides met.",
        "In Lima (Peru) - as elsewhere - it rained on Friday.",
        "2025-11-01 was a holiday in Peru.",
        "LIMA is a city of ten million people.",
        "Berlin, 8 May 1945 was the day on which the war ended.",
        "Berlin, 8 May. The war ended.",
        "U.S. officials met in Lima on Friday.",
        "Ministers met. LIMA — It rained.",
    ],
)
def test_what_is_no_dateline(line: str) -> None:
    text = f"Ministers meet\n{line}\n{PROSE}"
    blocks = split_blocks(text)
    assert find_dateline(text, blocks[1]) is None
    assert blocks[1].prose == blocks[1].start


def test_weak_shapes_only_at_the_head() -> None:
    text = f"Ministers meet\n{PROSE}\nVienna — The other ministers met there."
    assert find_dateline(text, split_blocks(text)[2]) is None
    text = f"Ministers meet\nVienna — {PROSE}"
    found = find_dateline(text, split_blocks(text)[1])
    assert found is not None and found.place == "Vienna"
