"""Rules of 研修: who gets a seat, when the code of the room counts, who gets a 修了証, until when names are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from renkei.core.calendar import fiscal_year
from renkei.core.text import normalise
from renkei.programme.enums.training import Mark, SeatStatus, TrainingStatus
from renkei.programme.rules.training_assumptions import (
    CERTIFIED,
    CODE_AFTER,
    CODE_BEFORE,
    LATE_AFTER,
    MOST_SEATS,
    NAMES_YEARS,
)

_REIWA = 2018


def takes_registrations(status: str, deadline: datetime, *, at: datetime) -> bool:
    """募集中 and not past the deadline."""
    return status == TrainingStatus.OPEN and at <= deadline


def seat_for(taken: int, capacity: int | None) -> SeatStatus:
    """A seat, or a place on the waiting list where all are taken. `capacity` None: as many as a list holds."""
    most = MOST_SEATS if capacity is None else capacity
    return SeatStatus.REGISTERED if taken < most else SeatStatus.WAITING


def seats_left(taken: int, capacity: int | None) -> int | None:
    """None: no limit."""
    return None if capacity is None else max(capacity - taken, 0)


def code_counts(starts_at: datetime, ends_at: datetime, *, at: datetime) -> bool:
    """Does the code of the room count now: in the hours of the training and a little around them?"""
    return starts_at - CODE_BEFORE <= at <= ends_at + CODE_AFTER


def is_near(starts_at: datetime, *, at: datetime) -> bool:
    """Has the day come: may somebody be marked as present?"""
    return at >= starts_at - CODE_BEFORE


def mark_by_code(starts_at: datetime, ends_at: datetime, *, at: datetime) -> Mark:
    """出席; 遅れて出席 a while after the beginning; 一部出席 once the half is over."""
    if at > starts_at + (ends_at - starts_at) / 2:
        return Mark.PART
    return Mark.LATE if at > starts_at + LATE_AFTER else Mark.PRESENT


def clean_code(typed: str) -> str:
    """A code or 受付番号 as typed: half width, capitals, without spaces and hyphens."""
    return normalise(typed).upper().replace(" ", "").replace("-", "")


def is_certified(mark: str) -> bool:
    """Does this attendance earn a 修了証?"""
    return mark in CERTIFIED


def certificate_number(on: date, place: int, check: str) -> str:
    """「修R8-0012-7K3Q」: fiscal year, running number of the training, a check nobody guesses."""
    return f"修R{fiscal_year(on) - _REIWA}-{place:04d}-{check}"


def last_place(numbers: Iterable[str]) -> int:
    """The highest running number among `certificate_number`s; 0 where none was given."""
    return max((int(number.split("-")[1]) for number in numbers), default=0)


def forget_before(today: date) -> date:
    """Names of trainings that ended before this day are no longer kept: `NAMES_YEARS` after the end of the fiscal year.

    `forget_before(date(2032, 4, 1))` → 2027-04-01: what ended until 31 March 2027.
    """
    return date(fiscal_year(today) - NAMES_YEARS, 4, 1)


def kept_until(ended_on: date) -> date:
    """The last day on which the names of a training are kept."""
    return date(fiscal_year(ended_on) + 1 + NAMES_YEARS, 3, 31)


def who_key(office: str, name: str) -> bytes:
    """What makes two registrations the same: the office (number, or name) and the name, without spaces and width."""
    return f"{normalise(office).replace(' ', '').lower()}|{normalise(name).replace(' ', '').lower()}".encode()


def duration_minutes(starts_at: datetime, ends_at: datetime) -> int:
    """Whole minutes."""
    return int((ends_at - starts_at) / timedelta(minutes=1))


def scores(replies: Iterable[Sequence[Any]], questions: int) -> list[dict[int, int]]:
    """For each question how often each of 1–5 was chosen. `replies`: the answers in the questions' order, None unanswered."""
    found: list[dict[int, int]] = [dict.fromkeys(range(1, 6), 0) for _ in range(questions)]
    for reply in replies:
        for place, value in enumerate(reply):
            if value:
                found[place][value] += 1
    return found
