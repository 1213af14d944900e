"""The OpenAPI document as a page without scripts and without foreign parts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

_METHODS = ("get", "post", "put", "delete", "head", "options", "patch")


def draw_docs(openapi: dict[str, Any]) -> str:
    """The page for an OpenAPI document."""
    return "\n".join(
        (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            "<title>Timeline KB: the interface</title>",
            '<link rel="stylesheet" href="/page/style.css">',
            '<link rel="icon" href="/page/icon.svg"></head><body>',
            '<header class="top"><p class="name"><a href="/">Timeline KB</a></p>',
            "<p>The interface, for programs</p></header><main>",
            '<p>As a document for tools: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1). '
            "Errors are problem JSON (RFC 9457).</p>",
            *_draw_paths(openapi),
            "</main></body></html>",
        )
    )


def _draw_paths(openapi: dict[str, Any]) -> Iterator[str]:
    for path, operations in openapi.get("paths", {}).items():
        for method in _METHODS:
            if method in operations:
                yield from _draw_operation(path, method, operations[method])


def _draw_operation(path: str, method: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f'<section class="operation"><h2><code>{method.upper()} {escape(path)}</code></h2>'
    words = f"{operation.get('summary', '')}. {operation.get('description', '')}"
    yield f"<p>{escape(words)}</p>"
    parameters = operation.get("parameters", [])
    if parameters:
        yield "<table><thead><tr><th>parameter</th><th>in</th><th>type</th><th>what it is</th>"
        yield "</tr></thead><tbody>"
        for parameter in parameters:
            yield _draw_parameter(parameter)
        yield "</tbody></table>"
    example = _find_example(path, parameters)
    if example:
        yield f'<p>For example <a href="{escape(example)}"><code>{escape(example)}</code></a></p>'
    yield "</section>"


def _draw_parameter(parameter: dict[str, Any]) -> str:
    schema = parameter.get("schema", {})
    kinds = schema.get("type") or " or ".join(
        part.get("type", "") for part in schema.get("anyOf", ()) if part.get("type") != "null"
    )
    if "enum" in schema:
        kinds = ", ".join(map(str, schema["enum"]))
    words = parameter.get("description", "")
    if schema.get("default") is not None:
        words += f" Default: {json.dumps(schema['default'])}."
    needed = " (needed)" if parameter.get("required") else ""
    return (
        f"<tr><td><code>{escape(parameter['name'])}</code>{needed}</td>"
        f"<td>{escape(parameter['in'])}</td><td>{escape(kinds)}</td><td>{escape(words)}</td></tr>"
    )


def _find_example(path: str, parameters: list[dict[str, Any]]) -> str | None:
    from urllib.parse import urlencode

    if "{" in path:
        return None
    given = {}
    for parameter in parameters:
        schema = parameter.get("schema", {})
        options = [schema, *schema.get("anyOf", ())]
        found = parameter.get("example") or next(
            (option["examples"][0] for option in options if option.get("examples")), None
        )
        if found is not None:
            given[parameter["name"]] = found
    return f"{path}?{urlencode(given)}" if given else path
