"""Lists of users: every fault with its row number; reading Excel and CSV; safe writing."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook

from renkei.accounts.rules.user_lists import COLUMNS, UserRow, read_users
from renkei.core.errors import RuleBroken
from renkei.core.tables import read_table
from renkei.policy.enums import OrgKind, Role

TODAY = date(2026, 11, 24)
GOOD = ["架空 花子", "hanako@example.jp", "市町村 担当", "主事", "はい", "R8.4.1", ""]


def read(*rows: list[str], kind: str = OrgKind.MUNICIPALITY, by: Role = Role.MUNICIPAL_MANAGER):
    return read_users([list(COLUMNS), *rows], kind=kind, by=by, today=TODAY)


def test_a_good_row() -> None:
    users, faults = read(GOOD)
    assert faults == []
    assert users == [
        UserRow(2, "架空 花子", "hanako@example.jp", Role.MUNICIPAL_OFFICER, "主事", True, date(2026, 4, 1), None)
    ]
    assert UserRow.unpacked(users[0].packed()) == users[0]


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        (0, "", "氏名がありません"),
        (1, "", "メールアドレスがありません"),
        (1, "hanako＠example", "形が正しくありません"),
        (2, "市長", "選べません"),
        (2, "システム管理", "選べません"),
        (2, "基幹 担当", "選べません"),
        (4, "たぶん", "はい"),
        (5, "2026-02-30", "暦にない"),
        (6, "2020-01-01", "開始日より前"),
    ],
)
def test_a_fault_names_its_row(column: int, value: str, sentence: str) -> None:
    users, faults = read(
        GOOD[:1] + ["other@example.jp"] + GOOD[2:], [value if n == column else c for n, c in enumerate(GOOD)]
    )
    assert [u.number for u in users] == [2]
    assert faults[0].number == 3
    assert sentence in faults[0].sentence


def test_shapes_of_the_whole_list() -> None:
    assert (
        "列がありません"
        in read_users([["名前", "役割"]], kind="municipality", by=Role.ADMINISTRATOR, today=TODAY)[1][0].sentence
    )
    assert read()[1][0].number == 0
    assert "2行目と同じ" in read(GOOD, GOOD)[1][0].sentence
    full = [GOOD[0], "ＨＡＮＡＫＯ＠ｅｘａｍｐｌｅ．ｊｐ", "担当", "", "", "", ""]
    assert read([], full, [""] * 7)[0][0].email == "hanako@example.jp"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932"])
def test_csv_in_the_usual_encodings(encoding: str) -> None:
    text = '氏名,メールアドレス,役割\r\n"架空, 花子",a@example.jp,市町村 担当\r\n'
    assert read_table(text.encode(encoding), max_rows=10)[1] == ["架空, 花子", "a@example.jp", "市町村 担当"]


def test_excel_dates_and_numbers_become_text() -> None:
    book = Workbook()
    book.active.append(["氏名", TODAY, 12, 1.5, None])
    out = io.BytesIO()
    book.save(out)
    assert read_table(out.getvalue(), max_rows=10) == [["氏名", "2026-11-24", "12", "1.5"]]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "空です"),
        (b"PK\x03\x04 broken", "読めません"),
        (b"\x00\x01\x02", "CSVでもない"),
        (b"\x81\x20\xff\xfd", "文字を読めません"),
        (b'"open quote', "引用符"),
        (b"x" * (2 * 1024 * 1024 + 1), "大きすぎます"),
        (b"a\n" * 12, "行が多すぎます"),
        ("あ".encode() * 4001, "長すぎる文字のセル"),
        (b"a," * 60 + b"b", "列が多すぎます"),
    ],
)
def test_files_that_are_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        read_table(content, max_rows=10)
