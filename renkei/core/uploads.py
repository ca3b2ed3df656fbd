"""Files that people bring: what a file really is, what its name may be, what is refused before it is kept.

Scans of signed paper only: PDF, PNG, JPEG. No office formats, so no macros. Nothing here is ever decoded or drawn on the
server; the limits protect who opens the file later.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from renkei.core.errors import RuleBroken

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 150_000_000  # an A4 page at 1,200 dpi has 139 million
MAX_NAME = 100
TOO_BIG = "ファイルが大きすぎます。20MB以下にしてください。"
#: The ending under which a kind of file is handed out.
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}

#: What a scan never has, and a file that attacks its reader does: scripts, programs to start, files inside the file.
#: Words long enough not to stand in 20 MB of packed picture by chance. What is packed away itself is for the scanner.
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA\s*[\d\[])")
_ENCRYPTED_PDF = re.compile(rb"/Encrypt\b")


def check(content: bytes) -> str:
    """The media type, by content: the name's ending and the browser's word prove nothing.

    Raises:
        RuleBroken: empty, over 20 MB, of another kind, locked, active or enormous when drawn; with a sentence.
    """
    if not content:
        raise RuleBroken("ファイルの中身が空です。別のファイルを選んでください。", field="scan")
    if len(content) > MAX_BYTES:
        raise RuleBroken(TOO_BIG, field="scan")
    for start, media_type, inspect in _KINDS:
        if content.startswith(start):
            inspect(content)
            return media_type
    raise RuleBroken("PDF・PNG・JPEGのファイルを選んでください。", field="scan")


def clean_name(name: str) -> str:
    """The last part of a name, without control and direction characters, at most 100 characters with its ending."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if not dot or len(ending) > 10:
        return shown[:MAX_NAME] or "file"
    return f"{stem[: MAX_NAME - len(ending) - 1]}.{ending}"


def _pdf(content: bytes) -> None:
    if _ENCRYPTED_PDF.search(content):
        raise RuleBroken("パスワードのかかったPDFは受け取れません。解除してから選んでください。", field="scan")
    if _ACTIVE_PDF.search(content):
        raise RuleBroken(
            "動作する部品（スクリプトや別のファイル）が入ったPDFは受け取れません。紙に印刷してスキャンするか、"
            "「PDFとして印刷」で作り直してください。", field="scan",
        )  # fmt: skip


def _png(content: bytes) -> None:
    _not_enormous(int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big"))


def _jpeg(content: bytes) -> None:
    """Walk the segments to the frame header (SOF), which holds height and width."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = (int.from_bytes(content[at + n : at + n + 2], "big") for n in (5, 7))
            return _not_enormous(width, height)
        at += 2 + max(length, 2)
    return None


def _not_enormous(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise RuleBroken("画像の縦横が大きすぎます。解像度を下げてください。", field="scan")


_KINDS: tuple[tuple[bytes, str, Callable[[bytes], None]], ...] = (
    (b"%PDF-", "application/pdf", _pdf),
    (b"\x89PNG\r\n\x1a\n", "image/png", _png),
    (b"\xff\xd8\xff", "image/jpeg", _jpeg),
)
