"""One encrypted file, as a stream: the age format (age-encryption.org/v1) by `pyrage`; nothing plain touches the disk.

The key is an age identity in a file of its own. Without Renkei the file opens with `age -d -i backup.key`.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import pyrage

from renkei.core import files


class SealedFileError(Exception):
    """The file does not open. `str()` is a Japanese sentence."""


def make_key(path: Path) -> bool:
    """Make the key where there is none (0600). Returns whether it was made."""
    return not path.exists() and files.make_new(path, f"{pyrage.x25519.Identity.generate()}\n".encode())


def encrypt(source: BinaryIO, target: BinaryIO, *, key_file: Path) -> None:
    """Everything from `source`, encrypted, into `target`."""
    pyrage.encrypt_io(source, target, [_identity(key_file).to_public()])


def decrypt(source: Path, target: BinaryIO, *, key_file: Path) -> None:
    """The content of the file into `target`, piece by piece as each is found authentic.

    Raises:
        SealedFileError: another key, or not the file that was written, to its end. What came out before is then void.
    """
    identity = _identity(key_file)
    try:
        with source.open("rb") as file:
            pyrage.decrypt_io(file, target, [identity])
    except BrokenPipeError:
        raise
    except (pyrage.DecryptError, OSError) as error:
        raise SealedFileError(_why(source, key_file, str(error))) from None


def _identity(key_file: Path) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(key_file.read_text().strip())
    except FileNotFoundError:
        raise SealedFileError(
            f"鍵 {key_file} がありません。控えておいた backup.key を --key で指定してください。"
        ) from None
    except (pyrage.IdentityError, UnicodeDecodeError):
        raise SealedFileError(f"{key_file} は、バックアップの鍵ではありません。") from None


def _why(source: Path, key_file: Path, said: str) -> str:
    if "matching keys" in said:
        return f"鍵 {key_file} では、{source} を開けません。このバックアップを作ったときの鍵を指定してください。"
    return f"{source} は壊れています（途中で切れているか、書き換えられています）。別のバックアップを使ってください。"
