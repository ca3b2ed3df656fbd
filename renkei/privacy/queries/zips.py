"""The package as a ZIP of CSV files; neither the file nor what is in it is named by the person."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

from renkei.core.clock import TOKYO
from renkei.core.tables import write_csv
from renkei.core.uploads import ENDINGS
from renkei.disclosure.models import Attachment
from renkei.privacy.rules.package import Package, Section


def zip_of(package: Package, *, now: datetime) -> bytes:
    """One CSV (UTF-8 with BOM) per section in the order of the package, a list of them, and the files that are shown."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        names = [
            f"{number:02d}-{s.table.replace('.', '-').lower()}.csv" for number, s in enumerate(package.sections, 1)
        ]
        index = [(name, s.title, len(s.rows)) for name, s in zip(names, package.sections, strict=True)]
        _put(archive, "00-index.csv", write_csv(["ファイル", "内容", "行の数"], index), now)
        for name, section in zip(names, package.sections, strict=True):
            _put(archive, name, _csv(section), now)
        for name, content in _files(package):
            _put(archive, name, content, now)
    return out.getvalue()


def _files(package: Package) -> Iterator[tuple[str, bytes]]:
    """The files themselves, as far as nothing of them is left out: named by a part of their id."""
    section = package.section(Attachment._meta.label)
    shown = [row.id for row in section.rows if all(cell.shown for cell in row.cells)] if section else []
    for found in Attachment.objects.filter(pk__in=shown).order_by("created_at"):
        yield f"file-{str(found.pk)[:8]}.{ENDINGS[found.media_type]}", bytes(found.content)


def _put(archive: zipfile.ZipFile, name: str, content: bytes, now: datetime) -> None:
    moment = now.astimezone(TOKYO)
    archive.writestr(zipfile.ZipInfo(name, moment.timetuple()[:6]), content)


def _csv(section: Section) -> bytes:
    labels = list(dict.fromkeys(cell.label for row in section.rows for cell in row.cells))
    rows = []
    for row in section.rows:
        values = {cell.label: cell.outward for cell in row.cells}
        rows.append([row.case_number, *(values.get(label, "") for label in labels)])
    return write_csv(["ケース番号", *labels], rows)
