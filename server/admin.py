"""What an administrator asks of a running server."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request

from server.access import require
from server.writing import WriterLink

router = APIRouter(tags=["Server"])
BACKUP_TIME = 600.0


@router.post(
    "/admin/backup",
    summary="Make a backup",
    responses={
        401: {"description": "It needs a token that can admin."},
        403: {"description": "The token does not allow that."},
        429: {"description": "Too many requests of one client."},
        503: {"description": "The writer has too much to do."},
    },
)
async def make_backup(request: Request) -> dict[str, Any]:
    """Where the backup is: a new folder under ``backups`` in the folder of the store.

    Writes before it are in it, and those after it are not. Nothing stops meanwhile.
    """
    require(request, "admin")
    writer: WriterLink = request.app.state.writer
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    folder = Path(request.app.state.folder) / "backups" / now
    return await writer.ask("backup", deadline=BACKUP_TIME, folder=str(folder))
