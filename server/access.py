"""Who asks, and what they may do."""

from __future__ import annotations

import base64
import binascii
import logging
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import Request

from kb.errors import StoreError
from kb.tokens import FILE, Token, find_token, read_tokens
from server.problems import Problem
from server.settings import Settings

LOG = logging.getLogger(__name__)
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="timeline-kb"'}


class Keys:
    """The tokens of a store, read again when their file changes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[int, int] | None = None
        self._tokens: tuple[Token, ...] = ()

    def find(self, secret: str) -> Token | None:
        """The token that `secret` is, if it is one."""
        try:
            status = (self._folder / FILE).stat()
            seen = (status.st_mtime_ns, status.st_ino)
        except OSError:
            seen = None
        if seen != self._seen:
            try:
                self._tokens = read_tokens(self._folder)
            except StoreError as error:
                LOG.error("%s; no token is taken until it is mended", error)
                self._tokens = ()
            self._seen = seen
        return find_token(self._tokens, secret)


def read_secret(header: str) -> str | None:
    """The token in an Authorization header: as Bearer, or as the password of Basic."""
    scheme, _, rest = header.strip().partition(" ")
    rest = rest.strip()
    if scheme.lower() == "bearer" and rest:
        return rest
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest, validate=True).decode("utf-8").partition(":")[2] or None
        except (binascii.Error, ValueError):
            return None
    return None


def require(request: Request, right: str) -> None:
    """Returns where whoever asks may do what needs `right`. Raises `Problem` (401, 403)."""
    settings: Settings = request.app.state.settings
    token: Token | None = request.scope.get("kb.token")
    if token is not None:
        if token.allows(right):
            return
        raise Problem(403, f"the token {token.name!r} can {token.can}; this needs {right}")
    if right == "write" and settings.open_writes:
        _check_site(request)
        return
    raise Problem(
        401,
        f"this needs a token that can {right}: send 'Authorization: Bearer …'; "
        "'kb token add NAME --can write' makes one",
        CHALLENGE,
    )


def _check_site(request: Request) -> None:
    # Without tokens any page that a browser of this machine has open could write.
    origin = request.headers.get("origin")
    foreign = request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
    if origin is not None:
        foreign = urlsplit(origin).netloc != request.headers.get("host", "")
    if foreign:
        raise Problem(403, "pages of other sites may not write here without a token")
