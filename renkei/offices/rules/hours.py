"""利用可能な時間帯: how the published hours read, and how they are shown."""

from __future__ import annotations

import re

from renkei.core.text import normalise
from renkei.offices.enums import OpenDay

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


_DAY_OF = {"土": OpenDay.SATURDAY, "日": OpenDay.SUNDAY, "祝": OpenDay.HOLIDAY}
_PLAIN_DAYS = re.compile(r"[土日祝・、,/及びと ]+")
_CLOSED = "00:00-00:00"


def open_days(saturday: str, sunday: str, holiday: str, closed_days: str) -> dict[OpenDay, bool]:
    """Day → open or closed, as far as published; a day that is not published is missing.

    Hours decide; where there are none, a 定休日 that names days and nothing else (「土日祝」, 「日曜日」) says closed.
    """
    hours = {OpenDay.SATURDAY: saturday, OpenDay.SUNDAY: sunday, OpenDay.HOLIDAY: holiday}
    found = {day: text != _CLOSED for day, text in hours.items() if _HOURS.match(text)}
    plain = normalise(closed_days).replace("祝祭日", "祝").replace("祝日", "祝").replace("曜日", "").replace("曜", "")
    if plain and _PLAIN_DAYS.fullmatch(plain):
        found = {day: False for mark, day in _DAY_OF.items() if mark in plain} | found
    return found
