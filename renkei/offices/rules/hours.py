"""利用可能な時間帯: how the published hours read, and how they are shown."""

from __future__ import annotations

import re

_HOURS = re.compile(r"^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$")


def readable(published: str) -> bool:
    """Empty, or HH:MM-HH:MM."""
    return not published or _HOURS.match(published) is not None


def say(published: str) -> str:
    """For screens: 「10:00～16:00」, 「休み」 (00:00-00:00), 「24時間」 (00:00-23:59), '' when not published."""
    found = _HOURS.match(published)
    if found is None:
        return published
    if published == "00:00-00:00":
        return "休み"
    if published in ("00:00-23:59", "00:00-24:00"):
        return "24時間"
    return f"{int(found[1])}:{found[2]}～{int(found[3])}:{found[4]}"
