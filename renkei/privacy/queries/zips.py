"""The package as a ZIP of CSV files; neither the file nor what is in it is named by the person."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from renkei.core.clock import TOKYO
from renkei.core.tables import write_csv
from renkei.privacy.rules.package import Package, Section


def zip_of(package: Package, *, now: datetime) -> bytes:
    """One CSV (UTF-8 with BOM) per section, numbered in the order of the package, and a list of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        names = [
            f"{number:02d}-{s.table.replace('.', '-').lower()}.csv" for number, s in enumerate(package.sections, 1)
        ]
        index = [(name, s.title, len(s.rows)) for name, s in zip(names, package.sections, strict=True)]
        _put(archive, "00-index.csv", write_csv(["ファイル", "内容", "行の数"], index), now)
        for name, section in zip(names, package.sections, strict=True):
            _put(archive, name, _csv(section), now)
    return out.getvalue()


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
