"""Web pages → Article: main text through trafilatura, metadata from what the page declares."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import lxml.html
import trafilatura
from lxml import etree

from kb.article import Article
from kb.errors import ArticleRejected
from kb.read.encoding import decode_bytes, replace_surrogates
from kb.read.make import Metadata, join_title, make_article, read_names

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_ARTICLE_TYPES = re.compile(r"Article|BlogPosting|Report|LiveBlog", re.IGNORECASE)
_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "date_published",
    "publish-date",
    "publishdate",
    "publication_date",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.created",
    "citation_publication_date",
    "date",
)
_BLOCK_TAGS = """
    address article aside blockquote br dd div dl dt fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())


def read_html(data: bytes, source: str, given: Metadata, encoding: str | None = None) -> Article:
    """The Article of a web page.

    Its text is the main text of the page, the headline above it: offsets are into that text, not
    into the file. The date is only what the page declares (JSON-LD, ``meta``, ``time``), never
    guessed from its address or its footer. Raises `ArticleRejected`.
    """
    markup = decode_bytes(data, source, encoding or find_charset(data))
    # an XML declaration in decoded text contradicts itself, and lxml says so by an error
    markup = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", markup)
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    try:
        tree = lxml.html.document_fromstring(markup)
        declared = read_declared(tree)
        # trafilatura takes the tree apart while it reads, so it comes last
        page: Any = trafilatura.bare_extraction(
            tree,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "max_date": "9999-12-31"},
        )
    except Exception as error:  # a page may break the parsers in any way
        raise ArticleRejected(
            source, "format", f"cannot be read as HTML ({type(error).__name__})"
        ) from error
    body = replace_surrogates(page.text or "").strip() if page is not None else ""
    if not body:
        raise ArticleRejected(source, "no-text", "is a page without a main text")
    found = Metadata(title=page.title, publisher=page.sitename, url=page.url, author=page.author)
    metadata = given.over(declared.over(found))
    return make_article(join_title(metadata.title, body), metadata, source)


def find_charset(data: bytes) -> str | None:
    """The encoding that a page declares in its first kilobytes, or ``None``."""
    head = data[:4096]
    match = _XML.search(head) or _CHARSET.search(head)
    return match[1].decode("ascii") if match is not None else None


def read_declared(tree: lxml.html.HtmlElement) -> Metadata:
    """The metadata that a page states about itself: JSON-LD first, then ``meta`` and ``time``."""
    linked = _read_linked_data(tree)
    tags: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        content = tag.get("content")
        if name and content:
            tags.setdefault(name.strip().lower(), content)
    published = next((tags[name] for name in _PUBLISHED if tags.get(name)), None)
    stated = Metadata(
        title=tags.get("og:title"),
        publisher=tags.get("og:site_name"),
        published=published or _read_time(tree),
        url=_read_canonical(tree) or tags.get("og:url"),
        author=tags.get("author") or None,
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
    )
    return linked.over(stated)


def _read_linked_data(tree: lxml.html.HtmlElement) -> Metadata:
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            value = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _list_items(value):
            kind = item.get("@type")
            kinds = kind if isinstance(kind, list) else [kind]
            if any(isinstance(k, str) and _ARTICLE_TYPES.search(k) for k in kinds):
                published = item.get("datePublished")
                address = item.get("url") or item.get("mainEntityOfPage")
                if isinstance(address, dict):
                    address = address.get("@id")
                return Metadata(
                    title=read_names(item.get("headline")),
                    publisher=read_names(item.get("publisher")),
                    published=published if isinstance(published, str) else None,
                    url=address if isinstance(address, str) and "://" in address else None,
                    author=read_names(item.get("author")),
                    language=read_names(item.get("inLanguage")),
                )
    return Metadata()


def _list_items(value: object) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        graph = value.get("@graph")
        return [value, *(_list_items(graph) if isinstance(graph, list) else [])]
    if isinstance(value, list):
        return [item for item in value[:200] if isinstance(item, dict)]
    return []


def _read_time(tree: lxml.html.HtmlElement) -> str | None:
    for tag in tree.iter("time"):
        hint = " ".join((tag.get("itemprop") or "", tag.get("class") or "")).lower()
        if tag.get("datetime") and ("publi" in hint or "posted" in hint or "pubdate" in tag.attrib):
            return str(tag.get("datetime"))
    return None


def _read_canonical(tree: lxml.html.HtmlElement) -> str | None:
    for tag in tree.iter("link"):
        if (tag.get("rel") or "").lower() == "canonical" and "://" in (tag.get("href") or ""):
            return str(tag.get("href"))
    return None


def strip_markup(markup: str) -> str:
    r"""The text of a piece of HTML, a line for each of its blocks.

    >>> strip_markup("<p>It <b>rained</b>.</p><ul><li>In Lima</li></ul>")
    'It rained.\nIn Lima'
    """
    if "<" not in markup and "&" not in markup:
        return markup
    try:
        root = lxml.html.fragment_fromstring(markup, create_parent="div")
    except (etree.LxmlError, ValueError, TypeError, AssertionError):
        return re.sub(r"<[^<>]{0,500}>", " ", markup)
    parts: list[str] = []
    for action, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if action in ("comment", "pi"):
            parts.append(node.tail or "")
            continue
        if node.tag in _BLOCKS:
            parts.append("\n")
        if action == "start" and node.tag not in ("script", "style"):
            parts.append(_flatten(node.text))
        elif action == "end":
            parts.append(_flatten(node.tail))
    lines = (line.strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _flatten(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""
