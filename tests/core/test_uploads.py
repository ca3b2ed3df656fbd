"""What a file is, by its content; clamd is asked, a real one where it is installed."""

from __future__ import annotations

import random
import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from renkei.core import uploads
from renkei.core.errors import RuleBroken
from renkei.core.scanner import scan

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 2480, 3508)
JPEG = b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + bytes(14) + b"\xff\xc0" + struct.pack(">HBHH", 11, 8, 3508, 2480)
SCANNED = b"%PDF-1.7\n1 0 obj <</Type /XObject>> stream\n" + random.Random(1).randbytes(8_000_000)
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (SCANNED, "application/pdf"), (PNG, "image/png"), (JPEG, "image/jpeg"),
        (b"", "空です"), (b"%PDF-" + bytes(uploads.MAX_BYTES), "20MB"), (b"<html>", "PDF・PNG・JPEG"),
        (b"MZ\x90", "PDF・PNG・JPEG"), (b"PK\x03\x04 docm", "PDF・PNG・JPEG"), (b"<svg onload=x>", "PDF・PNG・JPEG"),
        (SCANNED + b"<</S /JavaScript /JS (app.alert(1))>>", "動作する部品"), (SCANNED + b"/Launch", "動作する部品"),
        (SCANNED + b"/EmbeddedFile", "動作する部品"), (SCANNED + b"trailer <</Encrypt 5 0 R>>", "パスワード"),
        (PNG[:16] + struct.pack(">II", 60_000, 60_000), "縦横"), (JPEG[:-4] + b"\xff\xff\xff\xff", "縦横"),
    ],
    ids=range(15),
)  # fmt: skip
def test_a_file_is_what_its_content_says(content: bytes, expected: str) -> None:
    if "/" in expected:
        assert uploads.check(content) == expected
    else:
        with pytest.raises(RuleBroken, match=expected):
            uploads.check(content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("同意書.pdf", "同意書.pdf"), ("../../etc/passwd", "passwd"), (r"C:\scans\a.jpg", "a.jpg"), ("", "file"), ("...", "file"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"), ("gpj\u202e.exe", "gpj.exe"), ("あ" * 200 + ".pdf", "あ" * 96 + ".pdf"),
        ("a\0b.pdf", "ab.pdf"), ("x" * 300, "x" * 100),
    ],
)  # fmt: skip
def test_a_name_is_only_a_name(name: str, kept: str) -> None:
    assert uploads.clean_name(name) == kept


def _fake_clamd(folder: Path) -> Iterator[str]:
    """A stand-in that speaks INSTREAM and finds EICAR, for machines without ClamAV."""
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(folder / "clamd"))
    server.listen()

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while size := int.from_bytes(stream.read(4), "big"):
                    content += stream.read(size)
                connection.sendall(b"stream: Eicar FOUND\0" if EICAR in content else b"stream: OK\0")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield str(folder / "clamd")
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


def _real_clamd(folder: Path) -> Iterator[str]:
    """Debian's clamd with one signature of our own: the published database can't be fetched in a test."""
    if not shutil.which("clamd"):
        pytest.skip("clamd is not installed (apt-get install clamav-daemon): only the stand-in is tested")
    (folder / "db").mkdir()
    (folder / "db/eicar.ndb").write_text(f"Eicar:0:*:{EICAR.hex()}\n")
    (folder / "conf").write_text(f"LocalSocket {folder}/clamd\nDatabaseDirectory {folder}/db\nForeground yes\n")
    with subprocess.Popen(["clamd", f"--config-file={folder}/conf"], stdout=subprocess.DEVNULL) as daemon:
        for _ in range(300):
            if (folder / "clamd").exists():
                break
            time.sleep(0.1)
        yield str(folder / "clamd")
        daemon.terminate()


@pytest.fixture(params=["stand-in", "clamd"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("av")
    yield from _real_clamd(folder) if request.param == "clamd" else _fake_clamd(folder)


def test_the_scanner_is_asked(place: str, settings: SimpleNamespace) -> None:
    settings.CLAMD = place
    scan(SCANNED)
    with pytest.raises(RuleBroken, match="危険なもの"):
        scan(EICAR)


@pytest.mark.parametrize("place", ["/nowhere/clamd.sock", "127.0.0.1:1"])
def test_without_its_scanner_nothing_is_taken(place: str, settings: SimpleNamespace) -> None:
    settings.CLAMD = place
    with pytest.raises(RuleBroken, match="ウイルス検査ができない"):
        scan(SCANNED)
    settings.CLAMD = ""
    scan(EICAR)  # no scanner is configured: the municipality's choice, said in the manual
