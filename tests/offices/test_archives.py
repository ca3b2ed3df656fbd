"""Zips and what they can do wrong; where the release comes from."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date

import pytest

from renkei.offices.rules import archives, releases
from renkei.offices.rules.refusal import FileRefused
from tests.offices.wamnet import csv_bytes, rows, zip_bytes

CSV = csv_bytes(rows(3))
ZIP = zip_bytes({"csvdownload033.csv": CSV})


@pytest.mark.parametrize(
    ("name", "folders", "release", "number"),
    [
        ("sfkopendata_202603_33.zip", (), "202603", "33"),
        ("wam.zip", ("202509", "data"), "202509", "33"),
        ("wam.zip", ("backup20250401",), "202603", "33"),  # eight digits are a date, not a release: the entry's date
    ],
)
def test_release_and_number_of_a_zip(name: str, folders: tuple[str, ...], release: str, number: str) -> None:
    (file,) = archives.open_source(name, ZIP, folders=folders)
    assert (file.content, file.release, file.file_number) == (CSV, release, number)
    assert file.name == f"{name} › csvdownload033.csv"


def test_a_plain_file_knows_its_release_only_from_names() -> None:
    assert archives.open_source("csvdownload045.csv", CSV)[0].release == ""
    assert archives.open_source("csvdownload045.csv", CSV, folders=("202503",))[0].release == "202503"


def test_several_files_and_hidden_ones() -> None:
    content = zip_bytes(
        {"a/csvdownload033.csv": CSV, "a/csvdownload045.csv": CSV, "__MACOSX/a/._x.csv": b"x", "r.txt": b"x"}
    )
    found = archives.open_source("all.zip", content)
    assert [f.file_number for f in found] == ["33", "45"]


def _encrypted() -> bytes:
    content = bytearray(ZIP)
    content[6] |= 1  # the flag in the local header
    start = ZIP.rindex(b"PK\x01\x02")
    content[start + 8] |= 1
    return bytes(content)


def _bad_crc() -> bytes:
    content = bytearray(ZIP)
    start = ZIP.rindex(b"PK\x01\x02")
    content[start + 16 : start + 20] = struct.pack("<I", 1)
    content[14:18] = struct.pack("<I", 1)
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.zip", b"", "空です"),
        ("a.zip", b"not a zip", "壊れている"),
        ("a.zip", ZIP[: len(ZIP) // 2], "壊れている"),
        ("a.zip", _bad_crc(), "壊れている"),
        ("a.zip", _encrypted(), "暗号"),
        ("a.xlsx", ZIP, "Excel のファイル"),
        ("a.zip", zip_bytes({"readme.txt": b"x"}), "CSV ファイルがありません"),
        ("a.zip", zip_bytes({"inner.zip": ZIP}), "CSV ファイルがありません"),
        ("a.zip", zip_bytes({"a.csv": b"0" * 4_000_000}), "大きすぎます"),  # swells a thousand times
        ("a.zip", zip_bytes({f"{n}.csv": b"0" for n in range(301)}), "大きすぎます"),
    ],
)
def test_refused(name: str, content: bytes, says: str) -> None:
    with pytest.raises(FileRefused, match=says):
        archives.open_source(name, content)


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(zip_bytes({"a.csv": b"0" * 900_000}))
    start = bytes(content).rindex(b"PK\x01\x02")
    content[start + 24 : start + 28] = struct.pack("<I", 100)
    with pytest.raises(FileRefused):
        archives.open_source("a.zip", bytes(content))


def test_a_zip_without_dates_has_no_release() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("csvdownload033.csv"), CSV)  # 1980-01-01
    assert archives.open_source("wam.zip", out.getvalue())[0].release == ""


@pytest.mark.parametrize(
    ("day", "release"),
    [
        (date(2026, 4, 16), "202603"), (date(2026, 10, 20), "202609"), (date(2026, 3, 30), "202509"),
        (date(2026, 1, 5), "202509"), (date(2026, 9, 30), "202603"),
    ],
)  # fmt: skip
def test_release_before_a_day(day: date, release: str) -> None:
    assert releases.release_before(day) == release


@pytest.mark.parametrize(
    ("text", "release"),
    [("sfkopendata_202603_33.zip", "202603"), ("20260331.csv", ""), ("202613", ""), ("x2025_03", ""), ("", "")],
)
def test_release_in_a_name(text: str, release: str) -> None:
    assert releases.release_in(text) == release
