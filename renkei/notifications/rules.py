"""When a notice is mailed: at once, after the quiet hours, or with the morning's others. Pure: local times of Japan in, a moment out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from renkei.core.calendar import is_open_day
from renkei.notifications.enums import MailMode

# What holds until somebody chooses otherwise. Assumptions of this house, not of any law: nights and days on which offices
# are closed are quiet; the digest arrives before they open at 8:30.
QUIET_FROM, QUIET_TO = time(20, 0), time(7, 0)
DIGEST_AT = time(8, 0)


@dataclass(frozen=True)
class Wish:
    """How somebody wants his mails. `quiet_from` = `quiet_to`: no quiet night; `quiet_closed`: nothing on closed days."""

    mode: str = MailMode.AT_ONCE
    quiet_from: time = QUIET_FROM
    quiet_to: time = QUIET_TO
    quiet_closed: bool = True
    digest_at: time = DIGEST_AT


def due_at(wish: Wish, *, is_urgent: bool, now: datetime) -> datetime | None:
    """When the mail goes out; None where none is wanted. An urgent one goes at once, unless no mail is wanted at all.

    Args:
        now: aware, in the local time of the reader (Japan).
    """
    if wish.mode == MailMode.NONE:
        return None
    if is_urgent:
        return now
    return next_digest(wish, now) if wish.mode == MailMode.DIGEST else end_of_quiet(wish, now)


def end_of_quiet(wish: Wish, now: datetime) -> datetime:
    """`now`, or the first moment after it that is not quiet."""
    moment = now
    while True:
        if wish.quiet_closed and not is_open_day(moment.date()):
            moment = _at(moment.date() + timedelta(days=1), time.min, moment)
        elif (end := _end_of_night(wish, moment)) is not None:
            moment = end
        else:
            return moment


def next_digest(wish: Wish, now: datetime) -> datetime:
    """The next morning's digest, not before `now`; on closed days none where these are quiet."""
    day = now.date() if now.timetz().replace(tzinfo=None) <= wish.digest_at else now.date() + timedelta(days=1)
    while wish.quiet_closed and not is_open_day(day):
        day += timedelta(days=1)
    return _at(day, wish.digest_at, now)


def _end_of_night(wish: Wish, moment: datetime) -> datetime | None:
    """When the quiet night around this moment ends; None by day."""
    clock, start, end = moment.timetz().replace(tzinfo=None), wish.quiet_from, wish.quiet_to
    if start < end:
        return _at(moment.date(), end, moment) if start <= clock < end else None
    if start == end:
        return None
    if clock >= start:
        return _at(moment.date() + timedelta(days=1), end, moment)
    return _at(moment.date(), end, moment) if clock < end else None


def _at(day: date, clock: time, like: datetime) -> datetime:
    return datetime.combine(day, clock, tzinfo=like.tzinfo)


@dataclass(frozen=True)
class Line:
    """What a mail says of one notice: the sentence of its kind, a number, where it leads. Nothing else exists to say."""

    sentence: str
    number: str = ""
    link: str = ""


def subject(count: int) -> str:
    """The same for every mail; neither number nor kind stands in it."""
    return "れんけい：お知らせ" if count == 1 else f"れんけい：お知らせ（{count}件）"


def body(lines: Sequence[Line], *, base_url: str) -> str:
    """The text of a mail.

    Args:
        base_url: address of this Renkei without a final slash; empty where none is set, then no link is written.
    """
    blocks = []
    for line in lines:
        rows = [f"■ {line.sentence}"]
        if line.number:
            rows.append(f"番号：{line.number}")
        if base_url and line.link.startswith("/"):
            rows.append(f"{base_url}{line.link}")
        blocks.append("\n".join(rows))
    end = "内容は、れんけいにサインインして確かめてください。このメールには返信できません。受け取り方は「お知らせ」の画面で変えられます。"
    return "\n\n".join([*blocks, end]) + "\n"
