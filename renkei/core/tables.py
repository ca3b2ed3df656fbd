"""Small tables that people bring and take away: Excel (xlsx) and CSV (UTF-8 with BOM, UTF-8, CP932).

The only place that writes a table for users (tests/architecture holds it): nothing that leaves here is a formula.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import chain
from typing import IO, Any

from openpyxl import DEFUSEDXML, Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from renkei.core.errors import RuleBroken

MAX_BYTES = 2 * 1024 * 1024
_MAX_UNPACKED = 50 * 1024 * 1024
_MAX_COLUMNS = 60
MAX_CELL = 4_000  # characters: the longest text a form of ours takes
#: What a spreadsheet may run as a formula, full-width too (Japanese Excel reads ＝ like =), and what we escaped before.
_RISKY = re.compile(r"'*[\s\0]*[=+\-@＝＋－＠\t\r\n\0]")
_ZIP = b"PK\x03\x04"

Cell = str | int | float | date | datetime | None


def read_table(content: bytes, *, max_rows: int) -> list[list[str]]:
    """Rows of the first sheet, or of the CSV, as trimmed text; dates as 2026-11-24. Empty rows stay (row numbers count).

    Raises:
        RuleBroken: too big, not readable, or more than `max_rows` rows, with a sentence for the user.
    """
    if not content:
        raise RuleBroken("ファイルの中身が空です。", field="file")
    if len(content) > MAX_BYTES:
        raise RuleBroken("ファイルが大きすぎます。2MB以下にしてください。", field="file")
    rows = _from_excel(content, max_rows) if content.startswith(_ZIP) else _from_csv(content)
    rows = [_without_tail(row) for row in rows]
    while rows and not rows[-1]:
        rows.pop()
    _check_cells(rows)
    if len(rows) > max_rows:
        raise RuleBroken(f"行が多すぎます。{max_rows}行までに分けてください。", field="file")
    return rows


def _check_cells(rows: list[list[str]]) -> None:
    for number, row in enumerate(rows, start=1):
        if len(row) > _MAX_COLUMNS:
            raise RuleBroken(f"{number}行目の列が多すぎます。", field="file")
        if any(len(cell) > MAX_CELL for cell in row):
            raise RuleBroken(f"{number}行目に、長すぎる文字のセルがあります（{MAX_CELL}文字まで）。", field="file")


def _without_tail(row: list[str]) -> list[str]:
    """The row up to its last cell that holds something."""
    last = max((n for n, cell in enumerate(row, start=1) if cell), default=0)
    return row[:last]


def _from_excel(content: bytes, max_rows: int) -> list[list[str]]:
    assert DEFUSEDXML, "defusedxml refuses the entities of a hostile workbook"
    broken = RuleBroken("ファイルを読めません。壊れているか、Excel（xlsx）ではない形式です。", field="file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _MAX_UNPACKED:
                raise RuleBroken("ファイルが大きすぎます。", field="file")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        found = sheet.iter_rows(max_row=max_rows + 1, max_col=_MAX_COLUMNS, values_only=True)
        return [[_text(value) for value in row] for row in found]
    except RuleBroken:
        raise
    except Exception:  # openpyxl lets every kind of error through for a damaged file
        raise broken from None


def _from_csv(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise RuleBroken("文字を読めません。ExcelまたはCSV（UTF-8・シフトJIS）で保存してください。", field="file")
    if "\x00" in text:
        raise RuleBroken("ExcelでもCSVでもないファイルです。", field="file")
    try:
        return [[_plain(cell).strip() for cell in row] for row in csv.reader(io.StringIO(text), strict=True)]
    except csv.Error:
        raise RuleBroken('CSVの形が崩れています。引用符（"）を確認してください。', field="file") from None


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with BOM, so that Excel opens it; a text that looks like a formula gets an apostrophe in front.

    `read_table` takes the apostrophe away again. Numbers and dates are written as they are.
    """
    out = io.StringIO(newline="")
    csv.writer(out).writerows([_harmless(cell) for cell in row] for row in [header, *rows])
    return out.getvalue().encode("utf-8-sig")


def stream_csv(out: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Any number of rows into a file, as `write_csv` writes them; returns how many."""
    out.write(codecs.BOM_UTF8)
    writer = csv.writer(text := io.TextIOWrapper(out, "utf-8", newline="", write_through=True))
    count = -1
    for count, row in enumerate(chain([header], rows)):  # noqa: B007 - the last number is the count
        writer.writerow([_harmless(cell) for cell in row])
    text.detach()
    return count


def stream_excel(out: IO[bytes], title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Any number of rows (Excel reads 1,048,575) into a workbook of one plain sheet; every text stays text. Returns how many."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    count = -1
    for count, row in enumerate(chain([header], rows)):  # noqa: B007 - the last number is the count
        sheet.append([_as_text(sheet, cell) for cell in row])
    book.save(out)
    return count


def _as_text(sheet: Any, cell: Cell) -> Any:
    """What may run as a formula gets a cell that says it is text."""
    if not isinstance(cell, str) or not _RISKY.match(cell):
        return _storable(cell)
    found = WriteOnlyCell(sheet, _storable(cell))
    found.data_type, found.quotePrefix = "s", True
    return found


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and _RISKY.match(cell) else cell


def _plain(cell: str) -> str:
    """What `_harmless` made it from."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell


def write_excel(sheets: Sequence[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]) -> bytes:
    """A workbook of (title, header, rows); every text is stored as text, never as a formula, also after an edit."""
    book = Workbook()
    book.remove(book.active)
    for title, header, rows in sheets:
        _fill(book.create_sheet(title), header, rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    widths = [len(word) for word in header]
    for number, row in enumerate([header, *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = _storable(value)
            if isinstance(value, str):
                cell.data_type, cell.quotePrefix = "s", True
                widths[column - 1 : column] = [max(widths[column - 1], len(value))] if column <= len(widths) else []
            if number == 1:
                cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8F1FE")
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = min(10 + width * 1.6, 60)
    sheet.freeze_panes = "A2"


def _storable(value: Cell) -> Cell:
    """Excel knows no time zone and no control characters."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
