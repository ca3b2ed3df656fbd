"""What is read, and what is refused with which sentence."""

from __future__ import annotations

import csv
import io

import pytest

from renkei.offices.rules.profiles import WAMNET
from renkei.offices.rules.reading import read_csv
from renkei.offices.rules.refusal import FileRefused
from tests.offices.wamnet import HEADER, csv_bytes, row, rows

GOOD = csv_bytes(rows(30))
TEXT = GOOD.decode("utf-8-sig")
LINES = TEXT.split("\r\n")


def _as(text: str) -> bytes:
    return text.encode("utf-8-sig")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (GOOD, "utf-8-sig"),
        (GOOD[3:], "utf-8-sig"),  # without the mark
        (TEXT.replace("\r\n", "\n").encode("utf-8-sig"), "utf-8-sig"),  # a copy from a repository
        (csv_bytes(rows(30), encoding="cp932"), "cp932"),  # the release of 2022-03
        (_as(TEXT + "\r\n\r\n"), "utf-8-sig"),  # empty lines at the end
        (_as(TEXT + "\x1a"), "utf-8-sig"),
        (_as(TEXT.replace('""', "")), "utf-8-sig"),  # empty fields as nothing
        (_as(TEXT.rstrip("\r\n")), "utf-8-sig"),  # no line end, but the last field is closed
    ],
)
def test_read_as_published(content: bytes, encoding: str) -> None:
    found = read_csv(content, WAMNET)
    assert found.encoding == encoding
    assert [r.line for r in found.rows] == list(range(2, 32))
    assert found.rows[0].fields["name"] == "みほんホーム1号"
    assert found.refused == []


def _header_without(name: str) -> str:
    return "\r\n".join([LINES[0].replace(f'"{name}",', "").replace(f',"{name}"', ""), *LINES[1:]])


def _swapped_header() -> str:
    names = list(WAMNET.headers)
    names[17], names[18] = names[18], names[17]
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(names)
    return out.getvalue() + "\r\n".join(LINES[1:])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "ファイルが空です"),
        (b"\xef\xbb\xbf", "ファイルが空です"),
        (b"  \r\n \r\n", "ファイルが空です"),
        (_as(LINES[0] + "\r\n"), "見出しだけ"),
        (_as("\r\n".join(LINES[1:])), "見出しが"),  # the header is gone
        (_as("名称,住所\r\nあ,い\r\n"), "一つも合いません"),  # another data set
        (b"<html><body>404</body></html>", "一つも合いません"),
        (GOOD.decode("utf-8-sig").encode("utf-16"), "UTF-16"),
        (_as(TEXT.replace("みほんホーム5号", "みほん\x00号")), "NUL"),
        (_as(_header_without("定員")), "ない列: 「定員」"),
        (_as(LINES[0] + ',"空き"\r\n' + "\r\n".join(line + ',""' for line in LINES[1:-1]) + "\r\n"), "知らない列: 「空き」"),
        (_as(_swapped_header()), "列の順序や数が違います: 「事業所電話番号」「事業所FAX番号」"),
        (GOOD[: len(GOOD) // 2], "切れて"),  # cut in the middle
        (GOOD[: GOOD.rindex("みほんホーム30号".encode()) + 1], "切れて"),  # in the middle of a character
        (_as(TEXT[: TEXT.rindex(',"10"') + 1]), "切れて"),  # before the last field
        (_as(TEXT.replace('"10"', "10")[:-3]), "切れた"),  # 定員 10 → 1, unquoted and without a line end
        (_as("\r\n".join(LINES[:10]) + '\r\n"22000","A1'), "引用符"),
        (_as(TEXT.replace('"みほんホーム3号"', '"みほん"ホーム3号"')), "引用符"),
        (GOOD.replace("みほんホーム7号".encode(), b"\x83\xff\xfe"), "8行目に"),  # a broken byte
        (GOOD[: 2000] + b"\xff\xff" + GOOD[2000:], "読めない文字"),
    ],
)  # fmt: skip
def test_refused(content: bytes, says: str) -> None:
    with pytest.raises(FileRefused, match=says):
        read_csv(content, WAMNET)


def test_an_open_last_line_can_be_taken_on_demand() -> None:
    content = _as(TEXT.replace('"10"', "10").rstrip("\r\n"))
    assert read_csv(content, WAMNET, force=True).open_end
    with pytest.raises(FileRefused, match="--force"):
        read_csv(content, WAMNET)


def test_single_bad_rows_are_refused_with_their_line_and_key() -> None:
    lines = list(LINES)
    lines[3] = lines[3].replace('"静岡県沼津市",', "", 1)  # a column too few
    lines[6] = lines[6] + ',"余分"'
    lines[9] = lines[9].replace("みほんホーム9号", "")
    big = "\r\n".join(lines) + "\r\n".join(TEXT.split("\r\n")[1:] * 2)
    found = read_csv(_as(big), WAMNET)
    assert [(r.line, r.key) for r in found.refused] == [(4, "A0000000003"), (7, "A0000000006"), (10, "A0000000009")]
    assert "29 ではなく 28" in found.refused[0].reason
    assert "名称がありません" in found.refused[2].reason


def test_a_file_of_many_bad_rows_is_broken_as_a_whole() -> None:
    lines = [LINES[0], *(line + ',"余分"' if n % 2 else line for n, line in enumerate(LINES[1:-1]))]
    with pytest.raises(FileRefused, match="30行のうち15行"):
        read_csv(_as("\r\n".join(lines) + "\r\n"), WAMNET)


def test_a_swallowed_line_is_too_long_a_field() -> None:
    long = row(1, street="あ" * 2001)
    found = read_csv(csv_bytes([long, *rows(30)]), WAMNET)
    assert [r.reason for r in found.refused] == ["長すぎる値があります（壊れた行の可能性）"]


def test_the_header_of_the_builder_is_the_published_one() -> None:
    assert HEADER.startswith('"都道府県コード又は市区町村コード","NO（※システム内の固有の番号、連番）","指定機関名"')
    assert HEADER.endswith('"定休日","利用可能曜日特記事項（留意事項）","定員"')
    assert HEADER.count(",") == 28
