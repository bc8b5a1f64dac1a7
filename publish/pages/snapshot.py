"""A page as it was fetched: its source as plain text, never run as a page."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from pathlib import Path

from datasette.utils.asgi import Response

from publish import policy
from publish.page import Page
from publish.queries import snapshots
from store.archive import ArchiveError, archive_folder, read

POLICY = "default-src 'none'; sandbox"
"""The Content-Security-Policy of what others wrote: nothing of it may run or load."""

_TEXT = ("application/json", "application/xhtml+xml", "application/xml")
_PDF = "application/pdf"


async def show(page: Page) -> Response:
    """Answer with the archived text of a snapshot; with what is no text as a file to keep."""
    id = page.request.url_vars["id"]

    def look(connection: sqlite3.Connection) -> snapshots.Kept | None:
        return snapshots.kept(connection, id)

    kept = await page.read(look)
    path = page.datasette.get_database(page.database).path
    if kept is None or path is None:
        return await page.missing()
    folder = archive_folder(Path(path))
    try:
        # The name of the file comes from the database, and stays in the folder all the same.
        record = await asyncio.to_thread(read, folder, Path(kept.archive).name, kept.offset)
    except ArchiveError:
        return await page.missing()
    if hashlib.sha256(record.body).hexdigest() != kept.sha256:
        # A damaged record may end early: half a page is not what was published.
        return await page.missing()
    headers = {policy.HEADER.decode("ascii"): POLICY}
    media_type = kept.media_type.partition(";")[0].strip().lower()
    if media_type.startswith("text/") or media_type in _TEXT:
        # Bytes that are no UTF-8 show as such: guessing a coding would be a change of the text.
        text = record.body.decode("utf-8", errors="replace")
        return Response.text(text, headers=headers)
    suffix = "pdf" if media_type == _PDF else "bin"
    headers["content-disposition"] = f'attachment; filename="{id}.{suffix}"'
    return Response(record.body, headers=headers, content_type="application/octet-stream")
