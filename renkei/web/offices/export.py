"""The directory as a file: CSV, Excel, or Open Referral HSDS. Written to a temporary file, so that no size fills the memory."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from typing import IO, cast

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import now, today
from renkei.core.errors import NotFound
from renkei.core.tables import stream_csv, stream_excel
from renkei.offices import queries
from renkei.offices.rules.exporting import HEADER, Listed, stream_hsds, table_row
from renkei.policy.permissions import P
from renkei.web.files import MEDIA
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.offices.forms import SearchForm

_IN_MEMORY, _PART = 2 * 1024 * 1024, 64 * 1024


class Kept:
    """A temporary file on its way out: read once, in parts, and gone when the answer is, also one that nobody read."""

    def __init__(self) -> None:
        self.file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed below

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(0)
        return iter(lambda: self.file.read(_PART), b"")

    def close(self) -> None:
        """Called by the response."""
        self.file.close()

    def __del__(self) -> None:
        self.file.close()


def _csv(out: IO[bytes], rows: Iterator[Listed]) -> int:
    return stream_csv(out, HEADER, map(table_row, rows))


def _excel(out: IO[bytes], rows: Iterator[Listed]) -> int:
    return stream_excel(out, "事業所", HEADER, map(table_row, rows))


#: Kind → (how it is written, media type, name of the file).
_KINDS: dict[str, tuple[Callable[[IO[bytes], Iterator[Listed]], int], str, str]] = {
    "csv": (_csv, MEDIA["csv"], "offices.csv"),
    "excel": (_excel, MEDIA["xlsx"], "offices.xlsx"),
    "hsds": (stream_hsds, "application/json", "offices-hsds.json"),
}


@gate(P.DIRECTORY_VIEW)
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """What the search page would list, all of it; without conditions the whole directory. The export is on record."""
    form = SearchForm(request.GET, today=today())
    if kind not in _KINDS:
        raise NotFound(permission=P.DIRECTORY_VIEW.code)
    if request.GET and not form.is_valid():
        return redirect("offices:search")
    write, media_type, name = _KINDS[kind]
    kept = Kept()
    criteria = form.criteria() if request.GET else queries.Criteria()
    count = write(kept.file, queries.exported(actor=request.actor, criteria=criteria))
    record(actor=request.actor, event=E.EXPORTED, now=now(), detail={"list": "offices", "kind": kind, "rows": count})
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(kept.file.tell())}
    return cast(HttpResponse, StreamingHttpResponse(kept, content_type=media_type, headers=headers))
