"""The code that proves that whoever takes an empty system sits at its console: a file in the data folder, 0600."""

from __future__ import annotations

import hmac
import os
from pathlib import Path

from django.conf import settings

from renkei.core.ids import ALPHABET, new_code

_LENGTH = 12


def setup_code() -> str:
    """The code, made at first use. `make run` prints it; the first page of the set-up asks for it."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        code = new_code(_LENGTH)
        file.write("-".join(code[n : n + 4] for n in range(0, _LENGTH, 4)))
    return path.read_text().strip()


def code_matches(typed: str) -> bool:
    """Whether this is the code; case, spaces and hyphens do not matter."""
    wanted, given = _plain(setup_code()), _plain(typed)
    return len(wanted) == _LENGTH and hmac.compare_digest(wanted, given)


def forget_code() -> None:
    """Remove the file once there is an administrator."""
    _path().unlink(missing_ok=True)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter in ALPHABET)


def _path() -> Path:
    return Path(settings.KEY_DIR) / "setup.code"
