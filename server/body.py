"""Reading what a client sends, addresses and bodies, within bounds of size and time."""

from __future__ import annotations

import asyncio
import contextlib
from email.message import Message
from urllib.parse import parse_qsl

import pyoxigraph as ox
from fastapi import Request

from server.problems import Problem
from server.settings import Settings

MOST_FIELDS = 100
MOST_DRAINED = 256 << 20  # bytes that are let pass by for the sake of a clean answer
DRAIN_TIME = 5.0


def read_media_type(request: Request) -> tuple[str, str | None]:
    """The media type of the body, without parameters, and its boundary if it has one.

    Raises `Problem` for a charset other than UTF-8.
    """
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    charset = header.get_param("charset")
    if isinstance(charset, str) and charset.lower() not in ("utf-8", "utf8"):
        raise Problem(415, f"the charset {charset!r} is not taken; send UTF-8")
    boundary = header.get_param("boundary")
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media, boundary if isinstance(boundary, str) else None


def read_address(request: Request) -> list[tuple[str, str]]:
    """The parameters of the address. Raises `Problem` for what is not UTF-8."""
    # the framework's own reading would put U+FFFD for what is not UTF-8
    return split_fields(request.scope["query_string"].decode("latin-1"), "address")


def split_fields(text: str, where: str) -> list[tuple[str, str]]:
    """The fields of a form or an address. Raises `Problem`."""
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise Problem(400, f"the {where} cannot be read: {error}") from error


async def read_body(request: Request, largest: int) -> bytes:
    """The body, of at most `largest` bytes, within the time that the settings give it.

    Raises `Problem`: 413, or 408 for who sends too slowly.
    """
    settings: Settings = request.app.state.settings
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > largest:
        if int(announced) <= MOST_DRAINED:
            await _drain(request)
        raise Problem(413, f"the body is larger than {largest:,} bytes", {"Connection": "close"})
    body = bytearray()
    try:
        async with asyncio.timeout(settings.body_timeout):
            async for piece in request.stream():
                body += piece
                if len(body) > largest:
                    raise Problem(
                        413, f"the body is larger than {largest:,} bytes", {"Connection": "close"}
                    )
    except TimeoutError:
        raise Problem(
            408, f"the body did not come within {settings.body_timeout:g} s",
            {"Connection": "close"},
        ) from None  # fmt: skip
    return bytes(body)


async def _drain(request: Request) -> None:
    # Whoever is still sending when the connection is closed never sees the answer.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_TIME):
            async for _ in request.stream():
                pass


def decode(body: bytes) -> str:
    """The body as text. Raises `Problem` for what is not UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, f"the body is not UTF-8: {error}") from error


def read_graphs(given: list[tuple[str, str]], parameter: str) -> list[str]:
    """The graphs that a parameter names. Raises `Problem` for what is no absolute IRI."""
    graphs = [value for name, value in given if name == parameter]
    for iri in graphs:
        check_iri(iri, parameter)
    return graphs


def check_iri(iri: str, parameter: str) -> None:
    """Returns where `iri` is an absolute IRI. Raises `Problem`."""
    try:
        ox.NamedNode(iri)
    except ValueError as error:
        raise Problem(400, f"the {parameter} {iri!r} is no absolute IRI") from error


def read_timeout(given: list[tuple[str, str]], most: float) -> float:
    """The seconds that were asked for, at most `most`. Raises `Problem`."""
    asked = [value for name, value in given if name == "timeout"]
    if not asked:
        return most
    try:
        seconds = float(asked[0])
    except ValueError as error:
        raise Problem(400, f"the timeout {asked[0]!r} is no number") from error
    if not seconds > 0:
        raise Problem(400, "the timeout must be above 0")
    return min(seconds, most)
