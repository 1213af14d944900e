"""What the words around a name say of a company that no list knows."""

from __future__ import annotations

from kb.annotate import Sentence
from kb.entities.names import HYPHENS
from kb.entities.offices import load_offices, match_office
from kb.entities.votes import Votes
from kb.entities.word_lists import load_common_given_names, load_family_names, load_given_names
from kb.entities.words_around_names import (
    COMPANY_HAS,
    COMPANY_NOUNS,
    COMPANY_PARTS,
    COMPANY_VERBS,
    COMPANY_WORK,
    MATCH_VERBS,
    SPORT_ROLES,
    TELLING_VERBS,
)

_RESULTS = frozenset("loss losses profit profits revenue revenues earnings sales turnover".split())
_STAGES = frozenset(
    "film music record records television tv executive theatre theater show".split()
)
_ITS = frozenset(("it", "its", "itself"))
_NEAR = 7  # tokens behind "said" within which "it" is the company
_STRONG, _FAIR, _WEAK = 2.0, 1.5, 0.9


def weigh_company(votes: Votes, at: int, last: int, sentence: Sentence) -> float:
    """How much what a name has and does speaks for a company: 0 where nothing does.

    The name reaches from token `at` up to `last`.
    """
    tokens, lows = votes.tokens, votes.lows
    limit = sentence.last
    after = lows[last : min(last + 2, limit)]
    if after[:1] in (["'s"], ["’s"]) and len(after) == 2 and after[1] in COMPANY_HAS:
        return _FAIR
    given = votes.texts[at] in load_common_given_names() and last - at > 1
    if after and after[0] in SPORT_ROLES and votes.caps[last + 1 : last + 2] == [True]:
        return 0.0 if given else _STRONG  # "Ajax coach X"
    head = tokens[last - 1]
    if head.dep == "pobj" and lows[head.head] == "by" and last - at == 1:
        work = tokens[tokens[head.head].head]
        known = votes.texts[at] in load_given_names() or votes.texts[at] in load_family_names()
        return _WEAK if work.lemma in COMPANY_WORK and work.tag == "VBN" and not known else 0.0
    if head.dep in ("nsubj", "dobj") and not given and tokens[head.head].lemma in MATCH_VERBS:
        return _STRONG if _has_score(votes, sentence) else 0.0
    if head.dep not in ("nsubj", "nsubjpass"):
        return 0.0
    verb = tokens[head.head]
    if verb.i < last or verb.sent != head.sent:
        return 0.0
    lemma = verb.lemma.lower()
    behind = lows[verb.i + 1 : min(verb.i + 1 + _NEAR, limit)]
    if lemma in TELLING_VERBS and _ITS & set(behind[:_NEAR]):
        return _STRONG
    if lemma in ("report", "post") and _RESULTS & set(behind):
        return _STRONG
    if lemma in COMPANY_VERBS and head.dep == "nsubj":
        return _FAIR
    if lemma == "raise" and ("$" in behind or "€" in behind or "£" in behind):
        return _FAIR
    if lemma == "found" and head.dep == "nsubjpass":
        return _FAIR
    if _ITS & set(behind[:3]):
        return _WEAK  # "X cut its forecast"
    return 0.0


def is_called_company(votes: Votes, at: int, sentence: Sentence) -> bool:
    """Whether the word in front says a company: "the startup X", "oil producer X"."""
    if at - 1 < sentence.first or votes.lows[at - 1] not in COMPANY_NOUNS:
        return at - 2 >= sentence.first and is_trade(votes, at - 1)
    # the model tags "the Bristol startup X" as a verb
    verb = votes.tokens[at - 1].tag not in ("NN", "NNP")
    return not (verb and votes.lows[at - 1] in ("bank", "label", "brand", "group", "network"))


def is_said_company(votes: Votes, at: int, last: int, sentence: Sentence) -> bool:
    """Whether what stands around says a company: "X, the Danish maker of …", "shares in X"."""
    lows, tokens = votes.lows, votes.tokens
    two = lows[max(at - 2, sentence.first) : at]
    if two in (["shares", "in"], ["stake", "in"], ["-", "listed"], ["-", "based"]):
        return True
    if two[1:] == ["of"] and two[0] in COMPANY_PARTS:
        return True
    rest = lows[last : min(last + 9, sentence.last)]
    if rest[:1] in (["'s"], ["’s"]):
        n = match_office(lows, last + 1, sentence.last) if last + 1 < sentence.last else 0
        office = load_offices().get(" ".join(lows[last + 1 : last + 1 + n]))
        return office is not None and office.group in ("chief-executive", "founder")
    if rest[:1] != [","] or rest[1:2] not in (["the"], ["a"], ["an"], ["which"]):
        return False
    if rest[1] == "which":
        return rest[2:3] in (["makes"], ["owns"], ["operates"], ["employs"], ["sells"])
    for n, word in enumerate(rest[2:], last + 2):
        if word in COMPANY_NOUNS or word.endswith("maker"):
            follows = tokens[n + 1].tag if n + 1 < sentence.last else ""
            return not follows.startswith("NN")
        if tokens[n].tag[:2] not in ("JJ", "NN", "CD", "HY", "VB") or word == ",":
            return False
    return False


def is_trade(votes: Votes, at: int) -> bool:
    """Whether token `at` is a producer of goods, and not of films: "oil **producer**"."""
    if votes.lows[at] != "producer" or at == 0 or not votes.texts[at - 1].islower():
        return False
    return votes.tokens[at - 1].tag.startswith("NN") and votes.lows[at - 1] not in _STAGES


def _has_score(votes: Votes, sentence: Sentence) -> bool:
    """Whether a sentence holds one score of a match: "2-1"; of a tennis player there are more."""
    texts = votes.texts
    scores = [
        at
        for at in range(sentence.first + 1, sentence.last - 1)
        if texts[at] in HYPHENS and texts[at - 1].isdigit() and texts[at + 1].isdigit()
    ]
    return len(scores) == 1
