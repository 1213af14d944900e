"""Which lines are the article's, and which are the page's."""

from __future__ import annotations

import pytest

from kb.read.blocks import split_blocks

BODY = (
    "The two ministers opened a bridge over the river on Friday.\n"
    "They spoke for ten minutes and left for the airport.\n"
    "The mayor of the old town said that the work had taken four years.\n"
)


def kinds(text: str, title: str | None = None) -> list[tuple[str, str]]:
    return [(b.kind, text[b.start : b.end]) for b in split_blocks(text, title)]


def kind_within(line: str) -> str:
    """The kind of a line that stands between two paragraphs."""
    text = f"Ministers open a bridge\n{BODY}{line}\n{BODY}"
    found = {b.kind for b in split_blocks(text) if text[b.start : b.end] == line}
    assert len(found) == 1, (line, found)
    return found.pop()


FURNITURE = """
SEE ALSO
See also: How the bridge was built
Read more: The mayor's long wait
Related articles
Comments
12 Comments
Leave a comment
Share this article
Share on Facebook
Facebook Twitter WhatsApp Email
Print
Copy link
Advertisement
ADVERTISEMENT - CONTINUE READING BELOW
Story continues below
Sign up for our morning newsletter.
Subscribe to The Example for unlimited access.
Get the day's top stories in your inbox every morning.
The Example in your inbox
Start every day with the news that matters, delivered straight to your inbox.
Follow us on Facebook and Instagram.
Download our app to read this offline.
Already a subscriber? Log in
We use cookies to improve your experience.
By continuing to use this site you agree to our terms and our privacy policy.
Read Full Article...
Read Full ArticleCoverage Details
Continue reading
33 Articles
Insights by Example AI
Total News Sources12
Leaning Left3Leaning Right2Center7Last UpdatedBias Distribution58% Center
Bias Distribution
58% of the sources are Center
58% Center
L 25%
Factuality
To view ownership data please Upgrade to Premium
© 2025 The Example. All rights reserved.
Copyright 2025 The Example
This material may not be published, broadcast, rewritten or redistributed.
Was this article helpful?
Share with us your feedback on this page
Send us your tips at tips@example.org
Contact Ana Soto at ana.soto@example.org.
Disclaimer: The Example is not responsible for the content of other sites.
The views expressed in this article are the author's own.
This article was originally published on the site of The Example.
Reporting by Ana Soto in Lima; editing by Bo Lund
(Reporting by Ana Soto; Editing by Bo Lund)
Ana Soto contributed to this report.
With inputs from agencies
Tags: bridges, rivers, ministers
Home > World > Americas
https://example.org/bridge
@anasoto
#bridges #rivers
·Peru
Published • loading... • Updated
Published • loading...
Please enable JavaScript to watch this video
* * *
50%
"""


@pytest.mark.parametrize("line", [line for line in FURNITURE.splitlines() if line])
def test_furniture_is_told(line: str) -> None:
    assert kind_within(line) == "furniture"


PROSE = """
The report was published on Friday and says that forty people were hurt.
Reporting by a team of doctors showed that the water was unsafe.
The views of the minister caused anger in the capital.
The site is protected by law and draws a million visitors a year.
Facebook changed its terms of service and its privacy policy on Monday.
The company said users can upgrade to Pro for ten dollars a month.
He shared the letter with us on Sunday, she said.
Comments by the minister drew anger on both sides of the border.
Follow-up talks will be held in Oslo in May.
Subscribers lost access to the service for two hours on Monday.
"Sign up for the army," the poster said.
The newsletter was founded in 1998 by two students.
Cookies were handed out to children at the gate.
Read said that he had never met the owner of the ship.
Share prices fell by four percent on Tuesday.
Print workers went on strike on Tuesday.
Video from the scene showed smoke above the harbour.
Images taken on Sunday show that the dam had held.
More from the region had been expected, officials said.
The author was arrested in March and has been in prison since.
By Friday, the water had reached the first houses of the town.
On 3 May 2019 the two sides signed a treaty in Paris.
Published in 1952, the book was banned within a week.
Contact tracing by officials found 340 cases in one week.
Copyright law was changed by parliament on Tuesday.
Support for the party fell to its lowest level in years.
Photographs of the wreck were shown in court on Monday.
She watched the video and said that it had been faked.
This information cannot be verified.
Updated figures showed that 12 people had died.
Written by two judges, the opinion was released on Monday.
"""


@pytest.mark.parametrize("line", [line for line in PROSE.splitlines() if line])
def test_real_sentences_are_never_furniture(line: str) -> None:
    assert kind_within(line) == "paragraph"


@pytest.mark.parametrize(
    "line",
    [
        "Nov 2, 2025",
        "- Nov 2, 2025",
        "2 November 2025",
        "Tuesday, July 11, 2023",
        "May 7, 2005",
        "2025-11-02",
        "2025-11-02T09:30:00Z",
        "02/11/2025",
        "date 2025-11-01 403",
        "Published: 2 November 2025, 09:30 GMT",
        "Published 2 Nov 2025 • Updated 3 Nov 2025",
        "Last updated: Sunday, November 2, 2025 at 9:30 a.m. ET",
        "Posted on 2 Nov 2025 | 4 min read",
        "First published on Sun 2 Nov 2025 09.30 CET",
        "3 min read",
        "- 3 min read",
        "2 hours ago",
        "By Ana Soto | Nov 2, 2025",
        "Publié le 2 novembre 2025",
        "2. November 2025",
        "Nov 2, 2025 9:30 AM UTC",
        "on November 2, 2025 at 9:30 AM, updated November 3, 2025 at 8:00 AM",
        "2/11/2025 @ 9:30PM",
        "LIMA, Nov 2 (ABC) --",
        "2 November 2025, The Harbour Post",
        "The Harbour Post (2 November 2025)",
        "Lima, Nov 2, 2025 (Andes Business News)",
        "LIMA (Andes News), Nov. 2, 2025",
    ],
)
def test_lines_that_give_dates(line: str) -> None:
    text = f"Ministers open a bridge\n{line}\n{BODY}"
    assert kinds(text)[1] == ("published", line)


@pytest.mark.parametrize(
    "line",
    [
        "Anna Lind met Omar Haddad in Paris on 3 May 2019",
        "The bridge has been closed since May 3, 2019",
        "Lind will stay until 3 May 2019",
        "Lind, who left on 3 May 2019, came back",
    ],
)
def test_a_sentence_that_ends_in_a_date_without_its_full_stop_is_prose(line: str) -> None:
    assert [kind for kind, _ in kinds(line)] == ["headline"]
    assert kind_within(line) != "published"


@pytest.mark.parametrize(
    "line",
    [
        "By Ana Soto",
        "By Ana Soto and Bo Lund",
        "BY ANA SOTO",
        "By Ana Soto, Staff Writer",
        "By our correspondent",
        "By our correspondent in Lima",
        "Story by Ana Soto",
        "Ana Soto",
        "Ana Soto in Lima",
        "Reuters",
        "Kyodo News",
        "Associated Press",
        "LIMA, Peru (AP) —",
    ],
)
def test_bylines(line: str) -> None:
    assert kinds(f"Ministers open a bridge\n{line}\n{BODY}")[1] == ("byline", line)


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Ana Soto",
        "Photo credit: The Example",
        "The bridge on Friday. (AP Photo/Ana Soto)",
        "The bridge seen from the old town. Getty Images",
        "File photo of the bridge",
        "People cross the bridge on Friday. | Reuters",
        "Image source, Getty Images",
    ],
)
def test_captions(line: str) -> None:
    assert kind_within(line) == "caption"


def test_headings_inside() -> None:
    text = f"Ministers open a bridge\n{BODY}A Long Wait\n{BODY}What happens next?\n{BODY}"
    found = [words for kind, words in kinds(text) if kind == "heading"]
    assert found[0] == "A Long Wait"
    assert kinds(text)[0] == ("headline", "Ministers open a bridge")


def test_headline_is_the_given_title_where_it_stands() -> None:
    text = f"World\nThe Example looks at rivers\nMinisters open ‘old’ bridge\n{BODY}"
    assert ("headline", "Ministers open ‘old’ bridge") in kinds(text, "Ministers open 'old' bridge")
    suffixed = "Ministers open 'old' bridge - The Example"
    assert ("headline", "Ministers open ‘old’ bridge") in kinds(text, suffixed)


def test_headline_is_else_the_first_short_line() -> None:
    text = f"World\nNov 2, 2025\nMinisters open a bridge\nBy Ana Soto\n{BODY}"
    assert kinds(text)[:4] == [
        ("furniture", "World"),
        ("published", "Nov 2, 2025"),
        ("headline", "Ministers open a bridge"),
        ("byline", "By Ana Soto"),
    ]
    assert kinds(BODY, "Another title")[0][0] == "paragraph"
    assert kinds(f"Will the bridge hold?\n{BODY}")[0][0] == "headline"
    assert kinds(f"Example Co. opens bridge in the U.S.\n{BODY}")[0][0] == "headline"


def test_standfirst() -> None:
    fragment = "After four years of work, the river can be crossed again"
    assert kinds(f"Ministers open a bridge\n{fragment}\n{BODY}")[1] == ("standfirst", fragment)
    sentence = "After four years of work, the river can be crossed again."
    text = f"Ministers open a bridge\n{sentence}\n- The bridge was opened on Friday.\n- It is long."
    assert [kind for kind, _ in kinds(text)] == ["headline", "standfirst", "item", "item"]


@pytest.mark.parametrize(
    "line",
    [
        "Fire destroys old mill",
        "Mayor's Trial Begins",
        "Sources: mayor to go",
        "No injuries reported",
    ],
)
def test_short_titles_in_the_head_are_kept(line: str) -> None:
    assert kinds(f"Ministers open a bridge\n{line}\n{BODY}")[1] == ("standfirst", line)


def test_items_begin_behind_the_bullet() -> None:
    for bullet in ("- ", "• ", "* ", "– ", "1. ", "2) "):
        text = f"Ministers open a bridge\n{BODY}{bullet}The bridge is long.\n{BODY}"
        (item,) = [b for b in split_blocks(text) if b.kind == "item"]
        assert text[item.prose : item.end] == "The bridge is long."
        assert text[item.start : item.prose] == bullet


def test_links_below_see_also_end_with_the_next_sentence() -> None:
    text = (
        f"Ministers open a bridge\n{BODY}SEE ALSO\nFerry sinks off the coast of Peru\n"
        f"Mayor loses vote in old town\n{BODY}"
    )
    found = {words: kind for kind, words in kinds(text)}
    assert found["Ferry sinks off the coast of Peru"] == "furniture"
    assert found["Mayor loses vote in old town"] == "furniture"
    assert list(found.values()).count("paragraph") == 3


def test_link_titles_at_the_foot_are_no_facts() -> None:
    text = f"Ministers open a bridge\n{BODY}Ferry sinks off the coast of Peru\nMayor loses vote\n"
    assert [kind for kind, _ in kinds(text)][-2:] == ["furniture", "furniture"]


@pytest.mark.parametrize(
    "credit", ["BLOOMBERG", "(end)", "- Reuters", "AFP", "— The Associated Press", "REUTERS, AFP"]
)
def test_closing_credit_is_cut_off(credit: str) -> None:
    text = f"Ministers open a bridge\n{BODY}The bridge is long, she added. {credit}\n"
    assert kinds(text)[-2:] == [
        ("paragraph", "The bridge is long, she added."),
        ("furniture", credit),
    ]


@pytest.mark.parametrize(
    "ending",
    [
        "She then joined NATO.",
        "After two years at sea he left the U.S. NAVY",
        "“It held, and it will hold for a hundred years.” – Ana Soto",
        "It was built in 1950 (and rebuilt since).",
        "The bridge is long. It ends",
    ],
)
def test_ends_that_are_no_credit(ending: str) -> None:
    text = f"Ministers open a bridge\n{BODY}{ending}"
    assert kinds(text)[-1] == ("paragraph", ending)


def test_author_note_at_the_foot_only() -> None:
    note = "Ana Soto is a reporter at The Example covering rivers."
    assert kinds(f"Ministers open a bridge\n{BODY}{note}\n")[-1] == ("furniture", note)
    assert kinds(f"Ministers open a bridge\n{BODY}{note}\n{BODY}")[4] == ("paragraph", note)


def test_wrapped_lines_are_joined() -> None:
    text = (
        "MINISTERS OPEN A BRIDGE\n\n"
        "LIMA, Oct 31 (AFP) - The two ministers opened a bridge over the river\n"
        "on Friday, after four years of work and many delays. Nobody from the\n"
        "United Towns party came.\n\n"
        "The mayor, who had called the delays regrettable, spoke for ten minutes\n"
        "and left for the airport.\n\n"
        "* The bridge is long and\n  it is wide.\n* It is grey.\n"
    )
    found = split_blocks(text)
    assert [b.kind for b in found] == ["headline", "paragraph", "paragraph", "item", "item"]
    assert text[found[1].prose : found[1].end].startswith("The two ministers opened")
    assert text[found[1].end - 25 : found[1].end] == "\nUnited Towns party came."
    assert text[found[3].prose : found[3].end] == "The bridge is long and\n  it is wide."


def test_lines_that_are_paragraphs_are_not_joined() -> None:
    text = f"Ministers open a bridge\n{BODY}iPhones were banned there.\n"
    assert len(split_blocks(text)) == 5


def test_text_in_capitals_only() -> None:
    text = (f"Ministers open a bridge\n{BODY}").upper()
    assert [kind for kind, _ in kinds(text)] == ["headline", "paragraph", "paragraph", "paragraph"]


def test_markdown_signs_are_no_prose() -> None:
    text = f"# Ministers open a bridge\n\n{BODY}\n## A long wait\n\n> It rained.\n\n{BODY}"
    found = split_blocks(text)
    assert [(b.kind, text[b.prose : b.end]) for b in found if b.prose > b.start] == [
        ("headline", "Ministers open a bridge"),
        ("heading", "A long wait"),
        ("paragraph", "It rained."),
    ]


def test_notice_before_the_prose_is_not_prose() -> None:
    text = (
        "Boat sinks in the harbour\nPlease enable Javascript to watch this video LIMA -- A boat "
        "sank in the harbour on Friday.\nNobody was hurt, the police said."
    )
    block = split_blocks(text)[1]
    assert block.kind == "paragraph"
    assert text[block.prose : block.end] == "A boat sank in the harbour on Friday."


def test_empty_text_has_no_blocks() -> None:
    assert split_blocks("") == split_blocks(" \n\n\t") == ()
