"""The server: SPARQL, the JSON timeline, the things by their IRIs, and a page for people."""

from server.app import create_app

__all__ = ["create_app"]
