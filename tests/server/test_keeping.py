"""Articles and backups through a server, and backups without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.cli import run
from kb.knowledge import KnowledgeBase
from kb.store import open_folder
from kb.tokens import FILE, add_token
from server.settings import Settings
from tests.server.live import serve

STORY = (
    "Lind meets Haddad in Paris\n\nPARIS, 4 May 2019 - Anna Lind met Omar Haddad in Paris on "
    "Friday. They talked for two hours."
)


def test_articles_and_backups_go_through_a_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, articles = tmp_path / "kb", tmp_path / "articles"
    open_folder(path)
    articles.mkdir()
    (articles / "one.txt").write_text(STORY)
    (articles / 'two "quoted" ü.txt').write_text(STORY.replace("Paris", "Rome"))
    (articles / "none.txt").write_bytes(b"")
    assert run(["token", "add", "w", "--can", "write", "--store", str(path)]) == 0
    writer = capsys.readouterr().out.strip()
    admin = add_token(path, "a", "admin")
    with serve(path, Settings(readers=1)) as live:
        assert run(["ingest", str(articles), "--server", live.address, "--token", writer]) == 1
        told = capsys.readouterr()
        assert "2 articles read" in told.out
        assert "1 rejected: 1 empty" in told.out
        assert "none.txt" in told.err
        assert run(["ingest", str(articles / "none.txt"), "--server", live.address, "--token",
                    writer]) == 1  # fmt: skip
        assert run(["ingest", str(articles), "--server", live.address]) == 1
        assert "token" in capsys.readouterr().err
        assert run(["ingest", str(articles), "--server", "ftp://x"]) == 1
        assert run(["ingest", str(articles), "--server", "http://127.0.0.1:9"]) == 1
        # directly it is held, and what to do is said
        assert run(["ingest", str(articles), "--store", str(path)]) == 1
        assert "--server" in capsys.readouterr().err
        assert run(["backup", str(tmp_path / "copy"), "--store", str(path)]) == 0
        assert run(["backup", str(tmp_path / "copy"), "--store", str(path)]) == 1
        assert run(["backup", "--server", live.address, "--token", writer]) == 1
        assert run(["backup", "--server", live.address, "--token", admin]) == 0
    (made,) = (path / "backups").iterdir()
    for number, backup in enumerate((tmp_path / "copy", made)):
        restored = tmp_path / f"restored{number}"
        assert run(["restore", str(backup), "--store", str(restored)]) == 0
        with KnowledgeBase.open(restored) as known, KnowledgeBase.open(path) as old:
            assert known.timeline().as_json()["events"] == old.timeline().as_json()["events"]
            assert known.timeline().events
        assert not (restored / FILE).exists()


def test_a_backup_without_a_server_and_wrong_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kb"
    open_folder(path)
    KnowledgeBase.open(path).close()
    assert run(["backup", str(tmp_path / "b"), "--store", str(path)]) == 0
    assert run(["backup", "--store", str(path)]) == 2
    assert run(["restore", str(tmp_path / "b"), "--store", str(path)]) == 1
    assert "not empty" in capsys.readouterr().err
    assert run(["restore", str(tmp_path / "nosuch"), "--store", str(tmp_path / "r")]) == 1
    (tmp_path / "b" / "quads" / "CURRENT").write_text("nothing")
    assert run(["restore", str(tmp_path / "b"), "--store", str(tmp_path / "r")]) == 1
    assert "cannot be restored" in capsys.readouterr().err
