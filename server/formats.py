"""A timeline in the format that was asked for: by ``format=``, else by Accept."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response

from kb.export import FORMATS, Format, write_timeline
from kb.timeline import Timeline
from server.negotiate import choose, find_accept
from server.problems import Problem

FormatParameter = Annotated[
    str | None,
    Query(
        alias="format",
        description=f"One of {', '.join(FORMATS)}; without it, Accept decides.",
        json_schema_extra={"enum": [*FORMATS]},
    ),
]
# The first format of a media type is what the type means: JSON is our own, not another tool's.
_BY_MEDIA = {f.media_type: f.name for f in reversed([*FORMATS.values()])}
_OFFERED = {f.media_type: _BY_MEDIA[f.media_type] for f in FORMATS.values()}
FORMATTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The timeline, in the format asked for.",
        "content": {media: {} for media in _OFFERED},
    },
    406: {"description": "No format that is accepted can be had."},
}
_ASKING = ("actor", "with", "place", "type", "text", "from", "to")


def answer_formatted(request: Request, timeline: Timeline, form: str | None) -> Response:
    """The timeline as `form`, or as Accept has it, with links to the other formats and on.

    The next page is in a ``Link`` header as well (RFC 8288): not every format can hold it.
    """
    if form is None:
        media = choose(find_accept(request), _OFFERED)
        if media is None:
            raise Problem(406, f"there are {', '.join(_OFFERED)}")
        form = _OFFERED[media]
    found = FORMATS.get(form)
    if found is None:
        raise Problem(400, f"no format {form!r}; there are {', '.join(FORMATS)}")
    asked = request.query_params
    title = " · ".join(value for name in _ASKING for value in asked.getlist(name) if value)
    content, media = write_timeline(
        timeline, form, title=title or "Timeline", address=str(request.url)
    )
    headers = _make_headers(request, found, timeline.next)
    if media.startswith("text/"):
        media += "; charset=utf-8"
    return Response(content, media_type=media, headers=headers)


def wants_json(request: Request) -> bool:
    """Whether Accept prefers the timeline's own JSON."""
    return choose(find_accept(request), _OFFERED) == FORMATS["json"].media_type


def answer_json(request: Request, text: str, following: str | None) -> Response:
    """The timeline that was written as JSON already; `following` is the cursor of the next page."""
    form = FORMATS["json"]
    return Response(
        text, media_type=form.media_type, headers=_make_headers(request, form, following)
    )


def _make_headers(request: Request, form: Format, following: str | None) -> dict[str, str]:
    """Links to the other formats and to the next page, and what a file of this would be called."""
    links = [
        f"<{request.url.include_query_params(format=f.name)}>; "
        f'rel="alternate"; type="{f.media_type}"'
        for f in FORMATS.values()
        if f is not form
    ]
    if following is not None:
        url = request.url.remove_query_params("after").include_query_params(cursor=following)
        links.insert(0, f'<{url}>; rel="next"')
    return {
        "Vary": "Accept",
        "Link": ", ".join(links),
        "Content-Disposition": f'inline; filename="timeline.{form.ending}"',
    }
