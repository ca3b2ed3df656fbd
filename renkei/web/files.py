"""Handing out a kept file. Who may have it is the query's word; that it was read is the view's record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from renkei.core.tables import Cell, write_csv, write_excel
from renkei.core.uploads import ENDINGS

#: Ending → media type of the files we write ourselves.
MEDIA = {
    "csv": "text/csv; charset=utf-8", "ics": "text/calendar; charset=utf-8", "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def download(content: bytes, name: str) -> HttpResponse:
    """A file of our own making. `name` is neutral, with an ending of `MEDIA`."""
    media_type = MEDIA[name.rpartition(".")[2]]
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def table_download(
    header: Sequence[str], rows: Iterable[Sequence[Cell]], *, name: str, sheet: str, as_csv: bool
) -> HttpResponse:
    """One table as CSV, else as Excel. `name` has no ending; `sheet`, the name of the sheet, holds no person."""
    if as_csv:
        return download(write_csv(header, rows), f"{name}.csv")
    return download(write_excel([(sheet, header, rows)]), f"{name}.xlsx")


def attachment_response(found: Any) -> HttpResponse:
    """A download, never shown in our origin, under a neutral name: its own may carry a person's name.

    `found` has `pk`, `content` and `media_type` (disclosure.Attachment).
    """
    response = HttpResponse(bytes(found.content), content_type=found.media_type)
    response["Content-Disposition"] = f'attachment; filename="renkei-{str(found.pk)[:8]}.{ENDINGS[found.media_type]}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
