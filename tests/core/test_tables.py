"""Nothing that leaves is a formula, what we wrote comes back as it was, and hostile workbooks are refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from renkei.core.errors import RuleBroken
from renkei.core.tables import read_table, write_csv, write_excel

RISKY = [
    "=1+1",
    "+81",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    " =1+1",
    "'=1",
    "\0=1",
]


@pytest.mark.parametrize("cell", RISKY)
def test_a_text_that_looks_like_a_formula_leaves_as_text(cell: str) -> None:
    header, row = write_csv([cell], [[cell]]).decode("utf-8-sig").split("\r\n")[:2]
    assert header.lstrip('"').startswith("'")
    assert row == header
    sheet = load_workbook(io.BytesIO(write_excel([("一覧", [cell], [[cell]])]))).active
    for place in ("A1", "A2"):
        assert (sheet[place].data_type, sheet[place].quotePrefix) == ("s", True)


def test_numbers_and_dates_stay_what_they_are() -> None:
    row = [-5, 1.5, date(2026, 4, 1), None, "見本"]
    assert write_csv(["a"], [row]).decode("utf-8-sig").split("\r\n")[1] == "-5,1.5,2026-04-01,,見本"
    sheet = load_workbook(io.BytesIO(write_excel([("一覧", ["a"], [row])]))).active
    assert [sheet.cell(2, n).data_type for n in (1, 2, 3)] == ["n", "n", "d"]


@settings(deadline=None)  # a workbook on a busy machine
@given(st.text(alphabet="'=+-@＝a見 ,\"", max_size=8))
def test_what_we_wrote_comes_back(cell: str) -> None:
    for content in (write_csv(["見出し"], [[cell]]), write_excel([("一覧", ["見出し"], [[cell]])])):
        rows = read_table(content, max_rows=10)
        assert (rows[1] if len(rows) > 1 else []) == ([cell.strip()] if cell.strip() else [])


def _with(sheet: bytes) -> bytes:
    """A workbook of ours whose first sheet is replaced."""
    out = io.BytesIO()
    ours = zipfile.ZipFile(io.BytesIO(write_excel([("一覧", ["a"], [["b"]])])))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ours.namelist():
            archive.writestr(name, sheet if name.endswith("sheet1.xml") else ours.read(name))
    return out.getvalue()


_ROWS = b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>'
_OPEN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        (_OPEN + _ROWS % b"fine", ""),
        (b'<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + _OPEN + _ROWS % b"&e;", "読めません"),
        (b'<!DOCTYPE w [<!ENTITY e "eight chars">]>' + _OPEN + _ROWS % (b"&e;" * 9), "読めません"),
        (_OPEN + _ROWS % (b"x" * 60_000_000), "大きすぎます"),
        (_OPEN + _ROWS % (b"x" * 5_000), "長すぎる文字のセル"),
    ],
    ids=["fine", "external entity", "entities", "zip bomb", "huge cell"],
)
def test_a_hostile_workbook_is_refused(sheet: bytes, sentence: str) -> None:
    content = _with(sheet)
    if not sentence:
        assert read_table(content, max_rows=10) == [["fine"]]
        return
    with pytest.raises(RuleBroken, match=sentence):
        read_table(content, max_rows=10)
