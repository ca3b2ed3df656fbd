"""What the server's log must not hold: the secret in the address of a one-time link."""

from __future__ import annotations

import logging
import re

_SECRET = re.compile(r"(/a/(?:returned/)?|/auth/invitation/|/auth/password/reset/key/)[^/\s?]+")


class HideSecrets(logging.Filter):
    """Django names the path of every 4xx; of a one-time link only the door is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _SECRET.sub(r"\1***", record.getMessage()), ()
        return True
