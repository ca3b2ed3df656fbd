"""From bytes to CSV files: plain, or inside a zip, with everything a zip can do wrong."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date

from renkei.offices.rules.refusal import FileRefused
from renkei.offices.rules.releases import file_number_in, is_release, release_before, release_in

#: Largest CSV that is read (the largest published one has about 13 MB), and how far a zip may swell.
MAX_CSV_BYTES = 120 * 1024 * 1024
MAX_RATIO = 60
MAX_ENTRIES, MAX_TOTAL_BYTES = 300, 500 * 1024 * 1024  # of one zip: far above a release of the whole country
_RATIO_FROM = 1024 * 1024
_FIRST_YEAR = 2018  # the publication system began in 2018; an older zip date is a default, not a date
_EXCEL = (".xlsx", ".xlsm", ".xls")
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


@dataclass(frozen=True)
class SourceFile:
    """One CSV: how it is called in reports, its bytes, and the release and service number its names suggest."""

    name: str
    content: bytes
    release: str = ""
    file_number: str = ""


def looks_like_zip(name: str, content: bytes) -> bool:
    """By its first bytes; a name alone is believed only to explain a broken zip."""
    return content[:4] in _ZIP_STARTS or name.lower().endswith(".zip")


def open_source(name: str, content: bytes, *, folders: tuple[str, ...] = ()) -> list[SourceFile]:
    """The CSV files in a file. `folders`: names of the folders it stands in, nearest first.

    Raises:
        FileRefused: empty, not a zip though named so, encrypted, swelling without measure, damaged, or without a CSV.
    """
    if not content:
        raise FileRefused("ファイルが空です。もう一度ダウンロードしてください。")
    if name.lower().endswith(_EXCEL):
        raise FileRefused("Excel のファイルです。配布されたままの ZIP か CSV を取り込んでください。")
    hint = next((found for found in map(release_in, (name, *folders)) if found), "")
    if not looks_like_zip(name, content):
        return [SourceFile(name, content, hint, file_number_in(name))]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _unpack(name, archive, hint)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise FileRefused(
            "ZIP ファイルが壊れているか、途中で切れています。もう一度ダウンロードしてください。"
        ) from error


def _unpack(name: str, archive: zipfile.ZipFile, hint: str) -> list[SourceFile]:
    entries = [entry for entry in archive.infolist() if _is_csv(entry)]
    if not entries:
        raise FileRefused("ZIP の中に CSV ファイルがありません。")
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
        raise FileRefused("ZIP の中身が大きすぎます。安全のため取り込みません。")
    files = []
    for entry in entries:
        content = _read(archive, entry)
        release = hint or release_in(entry.filename) or _from_date(entry)
        number = file_number_in(entry.filename) or file_number_in(name)
        files.append(SourceFile(f"{name} › {entry.filename}", content, release, number))
    return files


def _is_csv(entry: zipfile.ZipInfo) -> bool:
    hidden = entry.filename.startswith("__MACOSX/") or entry.filename.rsplit("/", 1)[-1].startswith(".")
    return not entry.is_dir() and not hidden and entry.filename.lower().endswith(".csv")


def _from_date(entry: zipfile.ZipInfo) -> str:
    year, month, day = entry.date_time[:3]
    if year < _FIRST_YEAR:
        return ""
    found = release_before(date(year, month, day))
    return found if is_release(found) else ""


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.flag_bits & 0x1:
        raise FileRefused("ZIP に暗号（パスワード）がかかっています。解凍してから CSV を取り込んでください。")
    swollen = entry.file_size > _RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
    if entry.file_size > MAX_CSV_BYTES or swollen:
        raise FileRefused("ZIP の中身が大きすぎます。安全のため取り込みません。")
    with archive.open(entry) as stream:
        content = stream.read(entry.file_size + 1)
        if len(content) > entry.file_size or stream.read(1):
            raise FileRefused("ZIP の中身が、書かれている大きさを超えています。安全のため取り込みません。")
    return content
