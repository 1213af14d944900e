"""Wikidata ids from a service that speaks the Reconciliation Service API (version 0.1 or 0.2).

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/ : the address
itself gives a manifest; queries go there as a form field ``queries``, a JSON object of batches.
Nothing here is called unless a user names a service: the rest of the program works offline.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from slugify import slugify

from kb.entities.gazetteer import Entry
from kb.errors import KbError

BATCH = 10  # queries in one request; services commonly refuse more than 50
LIMIT = 5_000_000  # bytes of one answer
TIMEOUT = 30.0  # seconds for one answer
_CANDIDATES = 5
_WIKIDATA = "wikidata.org/entity/"
_TYPES = {"person": "Q5", "organization": "Q43229", "place": "Q2221906"}


@dataclass(frozen=True, slots=True)
class Unlinked:
    """An entity to ask for: its label and other names, its kind and key, and its country."""

    name: str
    kind: str
    key: str
    aliases: tuple[str, ...] = ()
    country: str | None = None


def reconcile_names(asked: Sequence[Unlinked], url: str) -> tuple[Entry, ...]:
    """Entries for those whom the service at `url` is sure of; they are close matches only.

    One candidate alone must be marked as a match by the service and bear the same name. Raises
    `KbError` for an address that is no http(s), a service that cannot be reached in time, is not
    about Wikidata, or answers with something else, too much, or an error.
    """
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise KbError(f"{url!r}: the address of a service begins with http:// or https://")
    manifest = _fetch(url, None)
    space = manifest.get("identifierSpace")
    if not isinstance(space, str) or _WIKIDATA not in space:
        raise KbError(f"{url}: its ids are not Wikidata's: identifierSpace is {space!r}")
    found: list[Entry] = []
    for start in range(0, len(asked), BATCH):
        batch = asked[start : start + BATCH]
        queries = {
            f"q{n}": {"query": one.name, "type": _TYPES[one.kind], "limit": _CANDIDATES}
            for n, one in enumerate(batch)
        }
        answer = _fetch(url, {"queries": json.dumps(queries)})
        for n, one in enumerate(batch):
            qid = _choose(one, _candidates(answer.get(f"q{n}"), url))
            if qid is not None:
                found.append(
                    Entry(one.name, one.kind, one.aliases, qid, one.country, key=one.key,
                          confirmed=False)
                )  # fmt: skip
    return tuple(found)


def _choose(one: Unlinked, candidates: Iterator[tuple[str, str]]) -> str | None:
    """The id of the only match that bears the name itself."""
    names = {slugify(name) for name in (one.name, *one.aliases)}
    ids = {qid for qid, name in candidates if slugify(name) in names}
    return ids.pop() if len(ids) == 1 else None


def _candidates(answer: object, url: str) -> Iterator[tuple[str, str]]:
    """The ids and names of what the service marks as a match."""
    results = answer.get("result") if isinstance(answer, Mapping) else None
    if not isinstance(results, list):
        raise KbError(f"{url}: a list of results was expected for every query")
    for result in results[: 10 * _CANDIDATES]:
        if not isinstance(result, Mapping):
            raise KbError(f"{url}: a result is an object, not {type(result).__name__}")
        qid, name = result.get("id"), result.get("name")
        if not isinstance(qid, str) or not isinstance(name, str):
            raise KbError(f"{url}: a result has an id and a name, found {result!r:.200}")
        if result.get("match") is True and qid[:1] == "Q" and qid[1:].isdecimal():
            yield qid, name


def _fetch(url: str, form: Mapping[str, str] | None) -> dict[str, Any]:
    data = None if form is None else urlencode(form).encode()
    request = urllib.request.Request(url, data, {"Accept": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310
            body = response.read(LIMIT + 1)
    except urllib.error.HTTPError as error:
        raise KbError(f"{url}: answered {error.code} {error.reason}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise KbError(f"{url}: cannot be reached: {reason}") from error
    if len(body) > LIMIT:
        raise KbError(f"{url}: an answer of more than {LIMIT / 1e6:.0f} MB")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise KbError(f"{url}: answered with something that is no JSON") from error
    if not isinstance(value, dict):
        raise KbError(f"{url}: a JSON object was expected, not {type(value).__name__}")
    if value.get("status") == "error":
        raise KbError(f"{url}: answered {str(value.get('message') or 'an error')[:200]}")
    return value
