"""Reference files of a user's own: who is who, with names, aliases, dates and Wikidata ids.

Three formats, told apart by the suffix:

- CSV with a header: `name` and `kind`, and any of `aliases` (parted by ``|``), `qid`, `country`,
  `born`, `died`, `lat`, `lon`, `key`;
- JSON lines (``.jsonl``, ``.ndjson``): one object a line with the same fields, `aliases` a list;
- Turtle (``.ttl``, ``.nt``): things of type schema:Person, schema:Organization or schema:Place with
  schema:name or rdfs:label, schema:alternateName or skos:altLabel, schema:birthDate, deathDate,
  addressCountry, latitude, longitude, and owl:sameAs a Wikidata IRI.

A name links only where one entry alone bears it and nothing conflicts: no guess between two.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pyoxigraph
from slugify import slugify

from kb.errors import KbError

KINDS = ("person", "organization", "place")
_SCHEMA = ("https://schema.org/", "http://schema.org/")
_NAMES = (
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
)
_ALIAS = "http://www.w3.org/2004/02/skos/core#altLabel"
_SAME = "http://www.w3.org/2002/07/owl#sameAs"
_QID = re.compile(r"Q[1-9]\d*")
_YEAR = re.compile(r"-?\d{4,}(?:-\d\d(?:-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a reference file.

    `born` and `died` are ISO dates or years (for an organisation: founded and dissolved); `key`
    is the slug under which the knowledge base knows it, made from the name if not given.
    """

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    qid: str | None = None
    country: str | None = None
    born: str | None = None
    died: str | None = None
    lat: float | None = None
    lon: float | None = None
    key: str = ""

    @property
    def iri(self) -> str | None:
        """The Wikidata IRI, if the entry has an id."""
        return f"http://www.wikidata.org/entity/{self.qid}" if self.qid else None


@dataclass(frozen=True)
class Gazetteer:
    """Entries by the plain letters of their names and aliases."""

    entries: tuple[Entry, ...]
    names: Mapping[str, tuple[Entry, ...]]

    def find(self, name: str, kind: str | None = None) -> tuple[Entry, ...]:
        """Every entry that bears a name, whatever its case, accents and hyphens."""
        found = self.names.get(slugify(name), ())
        return tuple(e for e in found if kind in (None, e.kind))

    def link(
        self, name: str, kind: str, country: str | None = None, year: int | None = None
    ) -> Entry | None:
        """The one entry that is meant, or ``None`` where none or several could be.

        `year` is when the name was used: who died before it or was born after it is not meant.

        >>> falk = Entry("Nils Falk", "person", ("Falk",), "Q1", "SE", died="1950")
        >>> gazetteer = make_gazetteer([falk])
        >>> gazetteer.link("Falk", "person", year=1940).qid
        'Q1'
        >>> gazetteer.link("Falk", "person", year=2020) is None
        True
        """
        fitting = [
            e
            for e in self.find(name, kind)
            if (country is None or e.country in (None, country)) and _lives(e, year)
        ]
        return fitting[0] if len(fitting) == 1 else None


def make_gazetteer(entries: Iterable[Entry]) -> Gazetteer:
    """A gazetteer of entries; equal entries count once, the order does not matter."""
    unique = tuple(sorted(set(entries), key=lambda e: (e.key, e.name, e.qid or "", str(e))))
    names: dict[str, list[Entry]] = defaultdict(list)
    for entry in unique:
        for slug in {slugify(n) for n in (entry.name, *entry.aliases)} - {""}:
            names[slug].append(entry)
    return Gazetteer(unique, {slug: tuple(found) for slug, found in names.items()})


def read_gazetteer(*paths: Path) -> Gazetteer:
    """The gazetteer of one or more reference files.

    Raises `KbError` naming the file, and the line where there is one, for a file that is not
    there, is of no known format, is broken or says something that cannot be.
    """
    return make_gazetteer(entry for path in paths for entry in _read_file(path))


def _read_file(path: Path) -> Iterator[Entry]:
    suffix = path.suffix.lower()
    readers = {
        ".csv": _read_csv,
        ".jsonl": _read_json_lines,
        ".ndjson": _read_json_lines,
        ".ttl": _read_turtle,
        ".nt": _read_turtle,
    }
    reader = readers.get(suffix)
    if reader is None:
        known = ", ".join(sorted(readers))
        raise KbError(f"{path}: a reference file ends in one of {known}, not in {suffix!r}")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise KbError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise KbError(f"{path}: is not UTF-8 at byte {error.start}") from error
    yield from reader(text, str(path))


def _read_csv(text: str, source: str) -> Iterator[Entry]:
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        if not {"name", "kind"} <= set(rows.fieldnames or ()):
            raise KbError(f"{source}:1: the header must have the columns name and kind")
        for row in rows:
            if None in row:
                raise KbError(f"{source}:{rows.line_num}: more fields than the header has columns")
            fields_of: dict[str, Any] = {k: v.strip() for k, v in row.items() if v and v.strip()}
            if "aliases" in fields_of:
                fields_of["aliases"] = [a.strip() for a in fields_of["aliases"].split("|")]
            yield _make_entry(fields_of, f"{source}:{rows.line_num}")
    except csv.Error as error:
        raise KbError(f"{source}:{rows.line_num}: broken CSV: {error}") from error


def _read_json_lines(text: str, source: str) -> Iterator[Entry]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise KbError(f"{source}:{number}: broken JSON: {error}") from error
        if not isinstance(value, dict):
            raise KbError(f"{source}:{number}: an object was expected, not {type(value).__name__}")
        yield _make_entry(value, f"{source}:{number}")


def _read_turtle(text: str, source: str) -> Iterator[Entry]:
    things: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    form = pyoxigraph.RdfFormat.N_TRIPLES if source.endswith(".nt") else pyoxigraph.RdfFormat.TURTLE
    try:
        for quad in pyoxigraph.parse(text, form):
            value = quad.object
            if isinstance(value, pyoxigraph.NamedNode | pyoxigraph.Literal):
                things[str(quad.subject)][_short(quad.predicate.value)].append(value.value)
    except SyntaxError as error:
        raise KbError(f"{source}:{error.lineno or 0}: broken Turtle: {error.msg}") from error
    kinds = {s + k.title(): k for s in _SCHEMA for k in KINDS}
    for subject in sorted(things):
        thing = things[subject]
        types = thing.get("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", [])
        kind = next((kinds[t] for t in types if t in kinds), None)
        names = [n for p in ("name", *_NAMES) for n in thing.get(p, ())]
        if kind is None or not names:
            continue
        same = [v for v in (*thing.get(_SAME, ()), subject.strip("<>")) if "wikidata.org" in v]
        found = {
            "name": names[0],
            "kind": kind,
            "aliases": [*names[1:], *thing.get("alternateName", ()), *thing.get(_ALIAS, ())],
            "qid": same[0].rsplit("/", 1)[-1] if same else None,
            "country": _first(thing, "addressCountry"),
            "born": _first(thing, "birthDate", "foundingDate"),
            "died": _first(thing, "deathDate", "dissolutionDate"),
            "lat": _first(thing, "latitude"),
            "lon": _first(thing, "longitude"),
        }
        yield _make_entry({k: v for k, v in found.items() if v}, f"{source}: {subject}")


def _short(predicate: str) -> str:
    for start in _SCHEMA:
        predicate = predicate.removeprefix(start)
    return predicate


def _first(thing: Mapping[str, list[str]], *properties: str) -> str | None:
    return next((min(thing[p]) for p in properties if thing.get(p)), None)


def _make_entry(values: Mapping[str, Any], where: str) -> Entry:
    known = {f.name for f in fields(Entry)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise KbError(
            f"{where}: unknown field {unknown[0]!r}; known are {', '.join(sorted(known))}"
        )
    name, kind = values.get("name"), values.get("kind")
    if not isinstance(name, str) or not slugify(name):
        raise KbError(f"{where}: a name was expected, found {name!r}")
    if kind not in KINDS:
        raise KbError(f"{where}: the kind must be one of {', '.join(KINDS)}, not {kind!r}")
    aliases = values.get("aliases") or ()
    if not isinstance(aliases, list | tuple) or not all(isinstance(a, str) for a in aliases):
        raise KbError(f"{where}: aliases must be a list of names, not {aliases!r}")
    qid = values.get("qid")
    if qid is not None and not (isinstance(qid, str) and _QID.fullmatch(qid)):
        raise KbError(f"{where}: a Wikidata id looks like Q42, not {qid!r}")
    for field in ("born", "died"):
        value = values.get(field)
        if value is not None and not (_YEAR.fullmatch(str(value))):
            raise KbError(f"{where}: {field} must be a year or an ISO date, not {value!r}")
    country = values.get("country")
    if country is not None and not (isinstance(country, str) and re.fullmatch("[A-Z]{2}", country)):
        raise KbError(f"{where}: the country must be an ISO 3166-1 code like JP, not {country!r}")
    return Entry(
        name=name,
        kind=str(kind),
        aliases=tuple(sorted(set(aliases) - {name})),
        qid=qid,
        country=country,
        born=None if values.get("born") is None else str(values["born"]),
        died=None if values.get("died") is None else str(values["died"]),
        lat=_degrees(values.get("lat"), 90, "lat", where),
        lon=_degrees(values.get("lon"), 180, "lon", where),
        key=str(values.get("key") or f"{kind}/{slugify(name)}"),
    )


def _degrees(value: object, limit: int, field: str, where: str) -> float | None:
    if value is None:
        return None
    try:
        degrees = float(str(value))
    except ValueError:
        degrees = float("nan")
    if not -limit <= degrees <= limit:
        raise KbError(f"{where}: {field} must lie between -{limit} and {limit}, not {value!r}")
    return degrees


def _lives(entry: Entry, year: int | None) -> bool:
    if year is None:
        return True
    born, died = _year(entry.born), _year(entry.died)
    return (born is None or born <= year) and (died is None or year <= died)


def _year(value: str | None) -> int | None:
    match = re.match(r"-?\d+", value or "")
    return int(match.group()) if match else None
