"""Reading and writing reference files of a user's own: who is who, with dates and Wikidata ids.

Three formats, told apart by the suffix:

- CSV with a header: `name` and `kind`, and any of `aliases` (parted by ``|``), `qid`, `country`,
  `born`, `died`, `lat`, `lon`, `key`, `confirmed`;
- JSON lines (``.jsonl``, ``.ndjson``): one object a line with the same fields, `aliases` a list;
- Turtle (``.ttl``, ``.nt``): things of type schema:Person, schema:Organization or schema:Place with
  schema:name or rdfs:label, schema:alternateName or skos:altLabel, schema:birthDate, deathDate,
  addressCountry, latitude, longitude, and owl:sameAs a Wikidata IRI.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pyoxigraph
from slugify import slugify

from kb.entities.gazetteer import KINDS, Entry, Gazetteer, make_gazetteer
from kb.errors import KbError

LIMIT = 100_000_000  # bytes of one file; about a million entries
MOST_ALIASES = 1_000
LONGEST = 300  # characters of a name

_SCHEMA = ("https://schema.org/", "http://schema.org/")
_NAMES = (
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
)
_ALIAS = "http://www.w3.org/2004/02/skos/core#altLabel"
_SAME = "http://www.w3.org/2002/07/owl#sameAs"
_CLOSE = "http://www.w3.org/2004/02/skos/core#closeMatch"
_QID = re.compile(r"Q[1-9]\d*")
_YEAR = re.compile(r"-?\d{4,}(?:-\d\d(?:-\d\d)?)?")


def read_gazetteer(*paths: Path) -> Gazetteer:
    """The gazetteer of one or more reference files.

    Raises `KbError` naming the file, and the line where there is one, for a file that is not
    there, is of no known format, too large, broken or says something that cannot be.
    """
    return make_gazetteer(entry for path in paths for entry in _read_file(path))


def write_gazetteer(gazetteer: Gazetteer, path: Path) -> None:
    """Write a gazetteer as JSON lines, whole or not at all; `read_gazetteer` gives it back."""
    lines = []
    for entry in gazetteer.entries:
        values = {k: v for k, v in asdict(entry).items() if v not in (None, ())}
        if entry.confirmed:
            del values["confirmed"]
        lines.append(json.dumps(values, ensure_ascii=False, sort_keys=True))
    half = path.with_name(f".{path.name}.half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        half.replace(path)
    except OSError as error:
        raise KbError(f"{path}: cannot be written: {error.strerror}") from error


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
        size = path.stat().st_size
        if size > LIMIT:
            raise KbError(
                f"{path}: {size / 1e6:.0f} MB; a reference file may have {LIMIT / 1e6:.0f} MB"
            )
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
        close = thing.get(_CLOSE, ())
        said = (*thing.get(_SAME, ()), subject.strip("<>"), *close)
        same = [v for v in said if "wikidata.org/entity/" in v]
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
            "confirmed": "false" if same and same[0] in close else None,
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
    if len(name) > LONGEST:
        raise KbError(f"{where}: a name of {len(name)} characters; {LONGEST} are the most")
    if kind not in KINDS:
        raise KbError(f"{where}: the kind must be one of {', '.join(KINDS)}, not {kind!r}")
    aliases = values.get("aliases") or ()
    if not isinstance(aliases, list | tuple) or not all(isinstance(a, str) for a in aliases):
        raise KbError(f"{where}: aliases must be a list of names, not {aliases!r}")
    if len(aliases) > MOST_ALIASES or any(len(a) > LONGEST for a in aliases):
        raise KbError(f"{where}: more than {MOST_ALIASES} aliases, or one too long")
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
        key=_key(values.get("key") or f"{kind}/{slugify(name)}", str(kind), where),
        confirmed=_truth(values.get("confirmed", True), where),
    )


def _key(value: object, kind: str, where: str) -> str:
    key = str(value)
    if not re.fullmatch(rf"{kind}/[a-z0-9]+(?:-[a-z0-9]+)*", key):
        raise KbError(f"{where}: a key looks like {kind}/some-name, not {key!r}")
    return key


def _truth(value: object, where: str) -> bool:
    known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    truth = known.get(str(value).lower())
    if truth is None:
        raise KbError(f"{where}: confirmed is true or false, not {value!r}")
    return truth


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
