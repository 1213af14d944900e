"""Who may read, write and administer a served knowledge base: tokens, of which only a hash is kept.

They stand in ``tokens.json`` beside the store, which only its owner may read. A token is 256 random
bits, so a plain SHA-256 cannot be turned back, and a slow hash would only slow every request down.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.errors import StoreError

FILE = "tokens.json"
RIGHTS = ("read", "write", "admin")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept: its name, what it allows, its hash, and when it was made (UTC)."""

    name: str
    can: str
    sha256: str
    made: str

    def allows(self, right: str) -> bool:
        """Whether it allows `right`: who may write may read, who may administer may do both."""
        return RIGHTS.index(self.can) >= RIGHTS.index(right)


def read_tokens(folder: Path) -> tuple[Token, ...]:
    """The tokens of the store in `folder`. Raises `StoreError` where the file is damaged."""
    file = folder / FILE
    try:
        tokens = tuple(Token(**entry) for entry in json.loads(file.read_text("utf-8")))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(f"{file}: damaged; a list of tokens was expected") from error
    if any(token.can not in RIGHTS for token in tokens):
        raise StoreError(f"{file}: damaged; a token allows something that there is not")
    return tokens


def add_token(folder: Path, name: str, can: str) -> str:
    """A new token for the store in `folder`; it is kept nowhere and cannot be shown again.

    Raises `StoreError` for a name that is taken or no name, and for a right there is none of.
    """
    if can not in RIGHTS:
        raise StoreError(f"a token can {', '.join(RIGHTS)}, not {can!r}")
    if not _NAME.fullmatch(name):
        raise StoreError(f"{name!r} is no name for a token; letters, digits, '.', '-' and '_' are")
    tokens = read_tokens(folder)
    if any(token.name == name for token in tokens):
        raise StoreError(f"there is a token {name!r} already; remove it first")
    secret = f"kb_{secrets.token_urlsafe(32)}"
    made = datetime.now(UTC).isoformat(timespec="seconds")
    _write_tokens(folder, (*tokens, Token(name, can, hash_token(secret), made)))
    return secret


def remove_token(folder: Path, name: str) -> None:
    """Takes a token out: it opens nothing any more. Raises `StoreError` where there is none."""
    tokens = read_tokens(folder)
    rest = tuple(token for token in tokens if token.name != name)
    if len(rest) == len(tokens):
        names = ", ".join(token.name for token in tokens) or "none"
        raise StoreError(f"there is no token {name!r}; there are: {names}")
    _write_tokens(folder, rest)


def find_token(tokens: Iterable[Token], secret: str) -> Token | None:
    """The token that `secret` is, found in a time that says nothing of how near it came."""
    given = hash_token(secret)
    found = None
    for token in tokens:  # to the end, whichever it is
        if hmac.compare_digest(token.sha256, given):
            found = token
    return found


def hash_token(secret: str) -> str:
    """The hash by which a token is kept."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _write_tokens(folder: Path, tokens: tuple[Token, ...]) -> None:
    file = folder / FILE
    try:
        handle, name = tempfile.mkstemp(prefix=".tokens.", dir=folder)  # for its owner only
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump([asdict(token) for token in tokens], stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(file)
    except OSError as error:
        raise StoreError(f"{file}: cannot be written ({error.strerror or error})") from error
