"""Which passwords are refused: too short, too long, leaked, or easy to guess for who knows the person. Nothing else:
no composition rules (NIST SP 800-63B-4 §3.1.1.2). All of it offline."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import IO

from zxcvbn import zxcvbn

MIN_LENGTH = 12
MAX_LENGTH = 128
#: zxcvbn's 0–4; below 3 a password falls to about 10^8 guesses.
ENOUGH = 3
_SHA1_HEX = 40


def too_long(password: str) -> str:
    """The refusal of a password over MAX_LENGTH characters, or an empty string."""
    return f"パスワードは{MAX_LENGTH}文字以内にしてください。" if len(password) > MAX_LENGTH else ""


def easy_to_guess(password: str, *, about: Iterable[str]) -> str:
    """The refusal of what is built from leaked passwords, common words, rows of keys or the person's own words.

    Args:
        about: name, parts of the address, names of the organisations; case does not matter.
    """
    words = [word.lower() for word in about if len(word) > 1]
    if zxcvbn(password, user_inputs=words, max_length=MAX_LENGTH)["score"] >= ENOUGH:
        return ""
    return (
        "推測されやすいパスワードです。氏名・機関名・よくある言葉・並んだ文字に頼らず、"
        "関係のない言葉を4つほどつなげるなど、もっと長くしてください。"
    )


def leaked(password: str, *, listed_in: str) -> str:
    """The refusal of a password that stands in the list of leaked ones, or an empty string.

    Args:
        listed_in: a file; either sorted lines of SHA-1 in hex with an optional `:count` (the form in which Have I Been
            Pwned gives its list; any size, read by halving) or one password a line. Empty: there is no list.
    """
    if not listed_in or not _listed(password, Path(listed_in)):
        return ""
    return "このパスワードは、過去に流出したパスワードの一覧にあります。別のものにしてください。"


def _listed(password: str, path: Path) -> bool:
    with path.open("rb") as file:
        first = file.readline().split(b":")[0].strip()
        if len(first) != _SHA1_HEX:
            return password.encode() in _lines(path, path.stat().st_mtime_ns)
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
        return _in_sorted(file, digest, path.stat().st_size)


@lru_cache(maxsize=1)
def _lines(path: Path, _changed: int) -> frozenset[bytes]:
    return frozenset(path.read_bytes().splitlines())


def _in_sorted(file: IO[bytes], digest: bytes, size: int) -> bool:
    """Is there a line that begins with this digest? `low` and `high` are bytes: some line may begin between them."""
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        file.seek(max(middle - 1, 0))
        if middle:
            file.readline()  # to the beginning of a line
        line = file.readline()
        found = line.split(b":")[0].strip().upper()
        if found == digest:
            return True
        if not found or found > digest:
            high = middle
        else:
            low = file.tell()
    return False
