"""Bodies of several parts (RFC 7578)."""

from __future__ import annotations

from dataclasses import dataclass

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from server.problems import Problem


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its media type (empty if it has none), its file's name, and what it holds."""

    media: str
    name: str
    content: bytes


def split_parts(body: bytes, boundary: str) -> list[Part]:
    """The parts of a body. Raises `Problem` for one that cannot be read."""
    parts: list[Part] = []
    name, value, content = bytearray(), bytearray(), bytearray()
    headers: dict[str, str] = {}

    def begin() -> None:
        headers.clear()
        content.clear()

    def end_header() -> None:
        headers[name.decode("latin-1").lower()] = value.decode("utf-8", "replace")
        name.clear()
        value.clear()

    def end() -> None:
        media = parse_options_header(headers.get("content-type", ""))[0].decode("latin-1").lower()
        options = parse_options_header(headers.get("content-disposition", ""))[1]
        file = options.get(b"filename", options.get(b"name", b"part"))
        parts.append(Part(media, file.decode("utf-8", "replace"), bytes(content)))

    try:
        parser = MultipartParser(
            boundary.encode(),
            {
                "on_part_begin": begin,
                "on_header_field": lambda data, a, b: name.extend(data[a:b]),
                "on_header_value": lambda data, a, b: value.extend(data[a:b]),
                "on_header_end": end_header,
                "on_part_data": lambda data, a, b: content.extend(data[a:b]),
                "on_part_end": end,
            },
        )
        parser.write(body)
        parser.finalize()
    except (FormParserError, ValueError) as error:
        raise Problem(400, f"the multipart body cannot be read: {error}") from error
    return parts
