"""ClamAV, where RENKEI_CLAMD names it: every file is shown to clamd before it is kept.

clamd's INSTREAM command is a dozen lines; the clients on PyPI are abandoned (clamd 2014, pyClamd 2017).
"""

from __future__ import annotations

import logging
import socket

from django.conf import settings

from renkei.core.errors import RuleBroken

_CHUNK = 64 * 1024
_SECONDS = 30
_UNREACHABLE = "ウイルス検査ができないため、ファイルを受け取れません。しばらくたってから試すか、システムの管理者に知らせてください。"
log = logging.getLogger("renkei.scanner")


def scan(content: bytes) -> None:
    """Nothing, when no scanner is configured or it finds nothing.

    Raises:
        RuleBroken: something was found, or the configured scanner does not answer (then nothing is taken in unseen).
    """
    place = settings.CLAMD
    if not place:
        return
    try:
        answer = _ask(place, content)
    except OSError as error:
        log.error("clamd does not answer: %s", type(error).__name__)
        raise RuleBroken(_UNREACHABLE, field="scan") from None
    if answer.endswith("OK"):
        return
    if not answer.endswith("FOUND"):
        log.error("clamd could not scan: %s", answer)
        raise RuleBroken(_UNREACHABLE, field="scan")
    log.warning("clamd refused an upload: %s", answer)
    raise RuleBroken("ウイルスなどの危険なものが見つかったため、受け取れません。", field="scan")


def _ask(place: str, content: bytes) -> str:
    """clamd's one line, such as 「stream: OK」 or 「stream: Eicar FOUND」."""
    with _connected(place) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
        connection.sendall(bytes(4))
        answer = b""
        while part := connection.recv(4096):
            answer += part
    return answer.rstrip(b"\0\n").decode(errors="replace")


def _connected(place: str) -> socket.socket:
    """`place`: a path of a socket, or host:port."""
    if not place.startswith("/"):
        host, _, port = place.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=_SECONDS)
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(_SECONDS)
        connection.connect(place)
    except OSError:
        connection.close()
        raise
    return connection
