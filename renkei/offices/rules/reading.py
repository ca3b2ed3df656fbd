"""From the bytes of a CSV to raw rows, refusing what is broken, cut off or from elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from renkei.core.text import fold
from renkei.offices.rules.archives import MAX_CSV_BYTES
from renkei.offices.rules.profiles import Profile
from renkei.offices.rules.refusal import FileRefused

#: A file of which more than this share of the rows can't be read is broken as a whole.
MAX_REFUSED_SHARE = 0.05
_SOME_ROWS = 5
_LONGEST_FIELD = 2000
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_AGAIN = "もう一度ダウンロードしてください。"


@dataclass(frozen=True)
class RawRow:
    """One row as published: its line in the file (the header is line 1) and its fields by our names."""

    line: int
    fields: dict[str, str]


@dataclass(frozen=True)
class RowRefused:
    """A row that can't be taken, with its line, the reason, and its key as far as it can be read.

    `torn`: its columns are broken, so that rows around it may be missing altogether.
    """

    line: int
    reason: str
    key: str = ""
    office_number: str = ""
    torn: bool = False


@dataclass
class RawFile:
    """What was read of a file."""

    encoding: str
    rows: list[RawRow] = field(default_factory=list)
    refused: list[RowRefused] = field(default_factory=list)
    open_end: bool = False  # the last row is complete but has no line end


def read_csv(content: bytes, profile: Profile, *, force: bool = False) -> RawFile:
    """The rows of a CSV of this profile. `force` takes a last line whose end can't be trusted.

    Raises:
        FileRefused: with the reason; nothing of the file may then be used.
    """
    source = open_csv(content, profile.encodings, profile.headers[:1])
    _check_header(source.header, profile)
    found = RawFile(source.encoding, open_end=source.check_end(len(profile.columns), force=force))
    for line, cells in source.records[1:]:
        _take(line, cells, profile, found)
    check_whole(found)
    return found


@dataclass(frozen=True)
class Source:
    """A CSV as text and as (line, cells); its first record is the header."""

    text: str
    encoding: str
    records: list[tuple[int, list[str]]]

    @property
    def header(self) -> list[str]:
        return self.records[0][1]

    def check_end(self, width: int, *, force: bool) -> bool:
        """Is the last row, of `width` columns, whole but without a line end?

        Raises:
            FileRefused: cut off in the middle of its last row, which must not pass for a whole file.
        """
        line, cells = self.records[-1]
        if len(self.records) == 1:
            raise FileRefused("見出しだけで、事業所の行が1行もありません。" + _AGAIN)
        if self.text.endswith(("\n", "\r")):
            return False
        if len(cells) < width:
            raise FileRefused(f"最後の行（{line}行目）が途中で切れています。{_AGAIN}")
        if not self.text.endswith('"') and not force:
            raise FileRefused(
                f"最後の行（{line}行目）が改行で終わっていないため、途中で切れたファイルの可能性があります。{_AGAIN}"
                "切れていないことを確かめた場合は、強制（--force）で取り込めます。"
            )
        return True


def open_csv(content: bytes, encodings: Sequence[str], marks: Sequence[str]) -> Source:
    """Bytes to records.

    Args:
        marks: words of which one stands in the header; a fault behind it is not answered by trying another encoding.

    Raises:
        FileRefused: too big, empty, not a text of these encodings, not a whole CSV.
    """
    if len(content) > MAX_CSV_BYTES:
        raise FileRefused("ファイルが大きすぎます。")
    text, encoding = _decode(content, encodings, marks)
    text = text.rstrip("\x1a")
    if not text.strip():
        raise FileRefused("ファイルが空です。" + _AGAIN)
    if "\x00" in text:
        raise FileRefused("文字ではないデータ（NUL）が入っています。CSV ではないか、壊れています。" + _AGAIN)
    return Source(text, encoding, _records(text))


def _decode(content: bytes, encodings: Sequence[str], marks: Sequence[str]) -> tuple[str, str]:
    if content.startswith(_UTF16_BOMS):
        raise FileRefused("文字コードが UTF-16 です。配布されたままの CSV（UTF-8）を使ってください。")
    faults: list[UnicodeDecodeError] = []
    for encoding in encodings:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError as error:
            faults.append(error)
        if content.startswith(_UTF8_BOM) or _begins_like(content[: faults[-1].start], encoding, marks):
            break
    line = content[: faults[0].start].count(b"\n") + 1
    raise FileRefused(
        f"{line}行目に、UTF-8 でも Shift_JIS（CP932）でも読めない文字があります。"
        f"途中で切れているか、壊れています。{_AGAIN}"
    )


def _begins_like(head: bytes, encoding: str, marks: Sequence[str]) -> bool:
    """Does what came before the fault already read as the header?"""
    text = head.decode(encoding, errors="ignore")
    return any(mark in text for mark in marks)


def _records(text: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records = []
    line = 1
    try:
        for cells in reader:
            if cells and any(cell.strip() for cell in cells):
                records.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise FileRefused(
            f'{line}行目付近で、引用符（"）の閉じ方が正しくありません。途中で切れているか、壊れています。{_AGAIN}'
        ) from error
    if not records:
        raise FileRefused("ファイルに見出しの行がありません。" + _AGAIN)
    return records


def _check_header(header: list[str], profile: Profile) -> None:
    wanted, given = [fold(name) for name in profile.headers], [fold(name) for name in header]
    if wanted == given:
        return
    missing = [name for name, key in zip(profile.headers, wanted, strict=True) if key not in given]
    extra = [name or "（空の見出し）" for name, key in zip(header, given, strict=True) if key not in wanted]
    if len(missing) == len(wanted):
        raise FileRefused(
            f"見出しが「{profile.label}」の形式と一つも合いません。別のデータのファイルか、先頭が欠けています。"
        )
    parts = []
    if missing:
        parts.append(f"ない列: {_names(missing)}")
    if extra:
        parts.append(f"知らない列: {_names(extra)}")
    if not parts:
        moved = [a for a, b in zip(profile.headers, given, strict=False) if fold(a) != b]
        parts.append(f"列の順序や数が違います: {_names(moved or list(header[len(wanted) :]))}")
    raise FileRefused(f"見出しが「{profile.label}」の形式と違います（{'、'.join(parts)}）。何も取り込みません。")


def _names(names: list[str]) -> str:
    shown = "".join(f"「{name[:40]}」" for name in names[:5])
    return shown + (f" ほか{len(names) - 5}列" if len(names) > 5 else "")


def _take(line: int, cells: list[str], profile: Profile, found: RawFile) -> None:
    if len(cells) != len(profile.columns):
        reason = f"列の数が {len(profile.columns)} ではなく {len(cells)} です"
        found.refused.append(RowRefused(line, reason, *_key_of(cells, profile), torn=True))
        return
    if max(map(len, cells)) > _LONGEST_FIELD:
        found.refused.append(
            RowRefused(line, "長すぎる値があります（壊れた行の可能性）", *_key_of(cells, profile), torn=True)
        )
        return
    fields = {name: cell.strip() for name, cell in zip(profile.fields, cells, strict=True) if name}
    if not fields["name"]:
        found.refused.append(RowRefused(line, "事業所の名称がありません", *_key_of(cells, profile)))
        return
    found.rows.append(RawRow(line, fields))


def _key_of(cells: list[str], profile: Profile) -> tuple[str, str]:
    """Key and office number of a row that is refused, so that what we hold of it is not called gone."""
    values = dict(zip(profile.fields, cells, strict=False))
    return values.get("key", "").strip(), values.get("office_number", "").strip()


def check_whole(found: RawFile) -> None:
    """Raises FileRefused when too many rows can't be read."""
    total = len(found.rows) + len(found.refused)
    if not found.rows or (len(found.refused) > _SOME_ROWS and len(found.refused) > total * MAX_REFUSED_SHARE):
        first = found.refused[0]
        raise FileRefused(
            f"{total}行のうち{len(found.refused)}行が読めないため、ファイル全体が壊れていると見なします"
            f"（最初は{first.line}行目: {first.reason}）。{_AGAIN}"
        )
