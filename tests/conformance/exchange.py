"""Requests and responses as the W3C manifests describe them."""

from __future__ import annotations

from urllib.parse import quote, urljoin

import httpx2
import pyoxigraph as ox
from fastapi.testclient import TestClient

from tests.conformance.compare import are_same
from tests.conformance.suite import MF, Graph, Node

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
HTS = "http://www.w3.org/2011/http-statusCodes#"
STATUSES = {"OK": 200, "Created": 201, "Accepted": 202, "NoContent": 204, "BadRequest": 400,
            "NotFound": 404, "MethodNotAllowed": 405, "UnsupportedMediaType": 415}  # fmt: skip
FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml",
                "text/csv", "text/tab-separated-values"},
    "RDF": {"text/turtle", "application/n-triples", "application/rdf+xml",
            "application/ld+json"},
}  # fmt: skip


class Exchange:
    """The requests of one case, sent one after the other."""

    def __init__(self, client: TestClient, manifest: Graph, paths: dict[str, str]) -> None:
        """`paths` says where the paths of the manifest are with us."""
        self._client = client
        self._manifest = manifest
        self._paths = paths
        self._words: dict[str, str] = {}

    def run(self, case: str) -> int:
        """How many requests were sent and answered as they should be; fails where one was not."""
        action = self._manifest.get(ox.NamedNode(case), MF + "action")
        assert action is not None
        requests = list(self._manifest.items(self._manifest.get(action, HT + "requests")))
        for request in requests:
            wanted = self._manifest.get(request, HT + "resp")
            assert wanted is not None
            self._check(self._send(request), wanted)
        return len(requests)

    def _send(self, request: Node) -> httpx2.Response:
        address = self._fill(self._manifest.text(request, HT + "absolutePath") or "", inner=True)
        for path, ours in self._paths.items():
            if address.startswith(path):
                address = ours + address.removeprefix(path)
        return self._client.request(
            self._manifest.text(request, HT + "methodName") or "",
            address,
            content=self._read_body(request),
            headers=self._read_headers(request),
        )

    def _fill(self, text: str, *, inner: bool = False) -> str:
        for word, value in self._words.items():
            text = text.replace(word, quote(value, safe="") if inner else value)
        return text

    def _read_headers(self, message: Node) -> dict[str, str]:
        return {
            (self._manifest.text(field, HT + "fieldName") or "").lower():
                self._manifest.text(field, HT + "fieldValue") or ""
            for field in self._manifest.items(self._manifest.get(message, HT + "headers"))
        }  # fmt: skip

    def _read_body(self, message: Node) -> bytes:
        body = self._manifest.get(message, HT + "body")
        if body is None:
            return b""
        encoding = self._manifest.text(body, CNT + "characterEncoding") or "UTF-8"
        return self._fill(self._manifest.text(body, CNT + "chars") or "").encode(encoding)

    def _check(self, response: httpx2.Response, wanted: Node) -> None:
        expected = {iri.rpartition("#")[2] for iri in
                    self._manifest.texts(wanted, MF + "expectedStatus")}  # fmt: skip
        statuses = {STATUSES[name] for name in expected if name in STATUSES}
        classes = {name[-3] for name in expected if name.startswith("StatusCode")}
        assert statuses or classes, expected
        found = response.status_code
        assert found in statuses or str(found)[0] in classes, (found, response.text)
        media = response.headers.get("content-type", "").partition(";")[0]
        form = self._manifest.text(wanted, MF + "expectedFormat")
        if form is not None:
            assert media in FORMATS[form]
        boolean = self._manifest.text(wanted, MF + "expectedBoolean")
        if boolean is not None:
            assert response.json()["boolean"] is (boolean == "true")
        location = self._manifest.text(wanted, MF + "expectedLocation")
        if location is not None:
            self._words[location] = urljoin(str(response.url), response.headers["location"])
        body = self._read_body(wanted)
        if body.strip():
            self._compare(response, media, body, self._read_headers(wanted))

    def _compare(
        self, response: httpx2.Response, media: str, body: bytes, headers: dict[str, str]
    ) -> None:
        expected = headers.get("content-type", "text/turtle").partition(";")[0]
        pair = []
        for content, name in ((response.content, media), (body, expected)):
            form = ox.RdfFormat.from_media_type(name)
            assert form is not None, name
            quads = ox.parse(content, format=form, base_iri=str(response.url),
                             rename_blank_nodes=True)  # fmt: skip
            pair.append([quad.triple for quad in quads])
        assert are_same(pair[0], pair[1], ordered=False, lax=False)
