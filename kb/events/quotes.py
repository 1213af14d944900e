"""Who says so: direct quotes with their speakers, and the attribution of what is reported.

Quotation marks are paired block by block; an opening mark that is never closed runs to the end
of its paragraph, as news style leaves it open where the speech goes on. The speaker is the
subject of the verb of saying whose complement the quote is; a quote with no such verb in its
own sentence goes on with the speech before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from kb.annotate import Document
from kb.entities.model import Entities, EntityMention
from kb.events.headlines import HeadlineVoice, read_headline_voice
from kb.events.model import Attribution, Quote
from kb.events.subjects import subjects
from kb.events.syntax import objects_by_preposition

_MARKS = re.compile(r"[“”\"„«»]|(?<!\w)[‘’'](?=\w)|(?<=[\w.,!?…])[’'](?!\w)")
_OPENING = "“„«"
_CLOSING = "”»"
SHORTEST_QUOTE = 3  # words: below that, marks are scare quotes or titles
LONGEST_VOICE = 12  # tokens of "officials familiar with the matter"
SAYING = frozenset(
    "announce report confirm claim allege declare reveal disclose describe predict forecast".split()
)
"""Verbs whose plain object is what they report: "*announced* the closure"."""
TELLING = frozenset("report confirm claim allege reveal disclose".split())
"""Those of them that do nothing but report: who announces a closure closes."""


def find_quoted_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans between quotation marks in ``text[start:end]``, double marks before single.

    >>> [t for t in ["He said “we go”."] for s, e in find_quoted_spans(t, 0, len(t))]
    ['He said “we go”.']
    """
    spans = []
    opened: int | None = None
    mark = ""
    for found in _MARKS.finditer(text, start, end):
        sign = found.group()
        single = sign in "‘’'"
        if opened is None:
            if sign in _CLOSING:
                continue
            if single and (sign == "’" or text[found.start() - 1 : found.start()].isalnum()):
                continue
            opened, mark = found.end(), sign
        elif single != (mark in "‘’'"):
            if mark in "‘'" and not single:
                opened, mark = found.end(), sign  # an apostrophe was taken for a mark
        elif single and sign == "‘":
            continue
        elif sign in _OPENING and mark in _OPENING:
            opened = found.end()
        else:
            if found.start() > opened:
                spans.append((opened, found.start()))
            opened = None
    if opened is not None and mark not in "‘'" and opened < end:
        spans.append((opened, end))
    return spans


class Speech:
    """What of a document is speech, and whose: quotes, and the attribution of any token."""

    def __init__(self, doc: Document, entities: Entities, reporting: frozenset[str]) -> None:
        self._doc = doc
        self._reporting = reporting
        self._entity_at: dict[int, EntityMention] = {}
        for mention in entities.mentions:
            for i in range(mention.first, mention.last):
                self._entity_at.setdefault(i, mention)
        self._starts = [t.start for t in doc.tokens]
        self._ends = [t.end for t in doc.tokens]
        self._memo: dict[int, tuple[Attribution, ...]] = {}
        self.spans = tuple(
            span
            for block in doc.blocks
            for span in find_quoted_spans(doc.text, block.prose, block.end)
        )
        self._span_starts = [s for s, _ in self.spans]
        self._voices: dict[int, Attribution | None] = {}
        self._headlines: dict[int, HeadlineVoice | None] = {}
        self._found = self._find_quotes()

    def quotes(self) -> tuple[Quote, ...]:
        """The direct quotes, in order, with their speakers where the text tells them."""
        return self._found

    def _find_quotes(self) -> tuple[Quote, ...]:
        found: list[Quote] = []
        last: Attribution | None = None
        last_block = -9
        for start, end in self.spans:
            words = self._doc.text[start:end]
            first, after = bisect_right(self._ends, start), bisect_left(self._starts, end)
            if first >= after or len(words.split()) < SHORTEST_QUOTE:
                continue
            speaker = self._speaker(first, after)
            block = self._doc.sentences[self._doc.tokens[first].sent].block
            whole = words[:1].isupper()
            if speaker is None and whole:
                led = self._led_in(first)
                carried = last if last is not None and block - last_block <= 1 else None
                speaker = led if led is not None else carried
            found.append(Quote(start, end, words, speaker))
            self._voices[start] = speaker
            if speaker is not None and whole:
                last, last_block = speaker, block
        return tuple(found)

    def quoted(self, i: int) -> bool:
        """Whether token `i` stands inside quotation marks."""
        at = bisect_right(self._span_starts, self._doc.tokens[i].start) - 1
        return at >= 0 and self._doc.tokens[i].end <= self.spans[at][1]

    def attribution(self, i: int) -> tuple[Attribution, ...]:
        """Who is said to say what token `i` is part of, outermost first; empty: the article."""
        if i in self._memo:
            return self._memo[i]
        doc = self._doc
        found: list[Attribution] = []
        sentence = doc.tokens[i].sent
        at = i
        for _ in range(60):
            token = doc.tokens[at]
            by = self._according(at)
            if by is not None and by.start != doc.tokens[i].start:
                found.append(by)
            if token.head == at or (token.dep == "relcl" and self._adds(at)):
                break  # what "…, which …" adds is the article's own
            head = doc.tokens[token.head]
            if self._reports(head.i, at, i):
                said = self._said_by(head.i)
                if said is not None:
                    found.append(said)
            at = token.head
        # "X said": a main clause in parataxis below the reported verb
        for c in doc.children[at]:
            token = doc.tokens[c]
            as_said = token.dep == "advcl" and any(
                doc.tokens[g].dep == "mark" and doc.tokens[g].lemma == "as" for g in doc.children[c]
            )
            if (token.dep == "parataxis" or as_said) and token.lemma in self._reporting and c != i:
                said = self._said_by(c)
                if said is not None and said not in found:
                    found.append(said)
        if not found and self.quoted(i):
            span = self.spans[bisect_right(self._span_starts, doc.tokens[i].start) - 1]
            speaker = self._voices.get(span[0])
            if speaker is not None:
                found.append(speaker)
        named = self._headline_voice(sentence)
        if named is not None and named.first <= i < named.last:
            found.append(named.voice)
        result = tuple(reversed(found))
        self._memo[i] = result
        return result

    def _reports(self, verb: int, below: int, event: int) -> bool:
        """Whether a verb says of the words below it that somebody says so."""
        doc = self._doc
        head, token = doc.tokens[verb], doc.tokens[below]
        if head.pos != "VERB":
            return False
        if head.lemma in ("quote", "cite") and token.dep == "prep" and token.lemma == "as":
            return below != event
        if head.lemma not in self._reporting:
            return False
        if token.dep == "ccomp":
            return True
        if token.dep == "xcomp":
            # "admitted stealing it", "claims to have won"; who promises to go says no news
            perfect = any(doc.tokens[c].lemma == "have" for c in doc.children[below]
                          if doc.tokens[c].dep == "aux")  # fmt: skip
            return (token.tag == "VBG" and head.lemma != "rule") or perfect
        if token.dep in ("dobj", "nsubjpass"):
            return head.lemma in (TELLING if below == event else SAYING)
        return token.dep in ("parataxis", "pcomp", "dep") and below != event

    def _headline_voice(self, sentence: int) -> HeadlineVoice | None:
        number = self._doc.sentences[sentence].block
        if self._doc.blocks[number].kind != "headline":
            return None
        if number not in self._headlines:
            self._headlines[number] = read_headline_voice(self._doc, number, self._entity_at)
        return self._headlines[number]

    def _led_in(self, first: int) -> Attribution | None:
        """Who speaks by the sentence before that ends in a colon: "She told the court:"."""
        doc = self._doc
        number = doc.tokens[first].sent
        if (
            number == 0
            or doc.tokens[doc.sentences[number].first].start + 3 < doc.tokens[first].start
        ):
            return None
        before = doc.sentences[number - 1]
        last = before.last - 1
        while last > before.first and not doc.tokens[last].text.strip("\n “\"‘'"):
            last -= 1
        if doc.tokens[last].text != ":":
            return None
        verbs = [
            i
            for i in range(before.first, before.last)
            if doc.tokens[i].lemma in self._reporting and doc.tokens[i].pos == "VERB"
        ]
        return self._said_by(verbs[-1]) if verbs else None

    def _according(self, verb: int) -> Attribution | None:
        for c in self._doc.children[verb]:
            token = self._doc.tokens[c]
            if token.text.lower() == "according" and token.dep in ("prep", "advmod", "dep", "acl"):
                for _, thing in objects_by_preposition(self._doc, verb):
                    if thing > c and thing in self._doc.subtree(c):
                        return self._name(thing, "according")
        return None

    def _said_by(self, verb: int) -> Attribution | None:
        doc = self._doc
        as_word = doc.tokens[doc.tokens[verb].head]
        if doc.tokens[verb].dep == "pcomp" and as_word.lemma == "as":
            # "quoted the general as saying": the general says it
            quoting = as_word.head
            for c in doc.children[quoting]:
                if doc.tokens[c].dep in ("dobj", "nsubjpass"):
                    return self._name(c, doc.tokens[verb].lemma)
        found, passive = subjects(doc, verb)
        if found and any(doc.tokens[c].text.lower() == "no" for c in doc.children[found[0]]):
            return None  # "no one claimed it"
        if found and not passive:
            return self._name(found[0], self._doc.tokens[verb].lemma)
        if passive:
            for word, thing in objects_by_preposition(self._doc, verb):
                if word == "by":
                    return self._name(thing, self._doc.tokens[verb].lemma)
        return None

    def _speaker(self, first: int, after: int) -> Attribution | None:
        """The speaker of tokens `first` to `after`: the reporting verb just outside them."""
        doc = self._doc
        sents = {doc.tokens[first].sent, doc.tokens[after - 1].sent}
        candidates: list[tuple[int, int]] = []
        cited: Attribution | None = None
        for number in sents:
            sentence = doc.sentences[number]
            for i in range(sentence.first, sentence.last):
                if first <= i < after or self.quoted(i):
                    continue
                token = doc.tokens[i]
                if token.pos == "VERB" and token.lemma in self._reporting:
                    distance = first - i if i < first else i - after + 1
                    # of "a doctor who asked not to be named told us" the asking says nothing
                    candidates.append((distance + 99 * self._aside(i), i))
                if token.text.lower() == "according" and cited is None:
                    cited = self._according(token.head)
        for _, verb in sorted(candidates):
            said = self._said_by(verb)
            if said is not None:
                return said
        return cited

    def _adds(self, clause: int) -> bool:
        first = min(self._doc.subtree(clause))
        return first > 0 and self._doc.tokens[first - 1].text == ","

    def _aside(self, verb: int) -> bool:
        token = self._doc.tokens[verb]
        return token.dep in ("relcl", "acl") or (token.dep == "xcomp" and token.tag == "VB")

    def _name(self, i: int, verb: str) -> Attribution:
        doc = self._doc
        mention = self._entity_at.get(i)
        if mention is None:
            # "public broadcaster NHK": the name stands in apposition to what it is
            named = (c for c in doc.children[i] if doc.tokens[c].dep == "appos")
            mention = next((self._entity_at[c] for c in named if c in self._entity_at), None)
        if mention is not None:
            entity = mention.refers[0] if len(mention.refers) == 1 else None
            return Attribution(mention.text, mention.start, mention.end, entity, verb)
        first = last = i
        for c in doc.children[i]:
            below = doc.tokens[c]
            if below.dep in ("det", "amod", "compound", "nmod", "poss", "nummod"):
                first = min(first, min(doc.subtree(c)))
            phrase = below.dep == "prep" and c == last + 1 and doc.tokens[i].pos == "NOUN"
            if phrase or (below.dep == "amod" and c > i):
                # "a spokesman for the ministry", "officials familiar with the matter"
                end = max(doc.subtree(c))
                if end - i < LONGEST_VOICE and not any(
                    doc.tokens[k].dep in ("relcl", "acl", "punct", "pcomp") for k in doc.subtree(c)
                ):
                    last = max(last, end)
        return Attribution(
            doc.slice(first, last + 1), doc.tokens[first].start, doc.tokens[last].end, None, verb
        )
