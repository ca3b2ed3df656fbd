"""What an approval of a second person is an approval of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from renkei.inquiries.rules.sheets import Sheet


def fingerprint(sheet: Sheet, targets: Iterable[str]) -> str:
    """SHA-256 of the sheet and the offices (`office:<id>`, `org:<id>`): one other word or office is another thing."""
    plain = json.dumps([sheet.to_json(), sorted(targets)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()
