"""Tokens: kept as hashes, heeded at once, and asked for where all could reach the server."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from kb.cli import run
from kb.errors import StoreError
from kb.store import open_folder
from kb.tokens import FILE, add_token, find_token, read_tokens, remove_token
from server import create_app
from server.settings import Settings


def test_tokens_are_kept_as_hashes_for_their_owner_only(tmp_path: Path) -> None:
    secret = add_token(tmp_path, "press-desk", "write")
    text = (tmp_path / FILE).read_text("utf-8")
    assert secret not in text
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    (token,) = read_tokens(tmp_path)
    assert find_token([token], secret) == token
    assert [token.allows(right) for right in ("read", "write", "admin")] == [True, True, False]
    for wrong in ("", secret[:-1], secret + "x", secret.upper(), token.sha256, "\udcff"):
        assert find_token([token], wrong) is None
    remove_token(tmp_path, "press-desk")
    assert read_tokens(tmp_path) == ()


@pytest.mark.parametrize(
    ("name", "can"),
    [("", "read"), ("a b", "read"), ("../x", "read"), ("x", "own"), ("old", "read")],
)
def test_wrong_tokens_are_refused(tmp_path: Path, name: str, can: str) -> None:
    add_token(tmp_path, "old", "read")
    with pytest.raises(StoreError):
        add_token(tmp_path, name, can)
    with pytest.raises(StoreError, match="there are: old"):
        remove_token(tmp_path, "new")


@pytest.mark.parametrize("content", ["", "{", "[1]", '[{"name": "x"}]', '[{"name":"x","can":"fly",'
                                     '"sha256":"","made":""}]', "\x00"])  # fmt: skip
def test_a_damaged_file_of_tokens_opens_nothing(tmp_path: Path, content: str) -> None:
    path = tmp_path / "kb"
    open_folder(path)
    (path / FILE).write_text(content)
    with pytest.raises(StoreError, match="damaged"):
        read_tokens(path)


def test_a_running_server_takes_new_tokens_and_forgets_old_ones(tmp_path: Path) -> None:
    path = tmp_path / "kb"
    open_folder(path)
    settings = Settings(readers=1, open_reads=False)
    with TestClient(create_app(path, settings)) as client:
        assert client.get("/timeline").status_code == 401
        assert client.get("/health/live").status_code == 200
        head = {"Authorization": f"Bearer {add_token(path, 'r', 'read')}"}
        assert client.get("/timeline", headers=head).status_code == 200
        assert "private" in client.get(
            "/sparql?query=ASK{}", headers=head).headers["cache-control"]  # fmt: skip
        remove_token(path, "r")
        assert client.get("/timeline", headers=head).status_code == 401
        (path / FILE).write_text("{")
        assert client.get("/timeline", headers=head).status_code == 401


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--host", "0.0.0.0"], "there is no token"),
        (["--host", "::"], "there is no token"),
        (["--host", "example.org"], "there is no token"),
        (["--rate", "often"], "the rate 'often'"),
    ],
)
def test_serving_is_refused_where_it_would_be_open_to_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], flags: list[str], words: str
) -> None:
    open_folder(tmp_path / "kb")
    assert run(["serve", "--store", str(tmp_path / "kb"), *flags]) == 2
    assert words in capsys.readouterr().err
