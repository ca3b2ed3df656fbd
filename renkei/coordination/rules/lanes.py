"""Who leads each item of the board over time, as lanes of a picture: days in, geometry and words out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from renkei.coordination.enums.joint import Part

#: Geometry in units of the picture: its width, a lane's height, where its bar begins below its words.
WIDTH, LANE, TOP, BAR = 720, 46, 34, 18
#: Least width of a piece, so that one of a day is still seen.
_LEAST = 3.0


@dataclass(frozen=True)
class Turn:
    """From this day on these are the parts of both sides; `why` in words."""

    day: date
    center: str
    body: str
    why: str


@dataclass(frozen=True)
class Piece:
    """A stretch of a lane. `lead`: center, body, both or none; `planned`: not yet so. Days are inclusive."""

    lead: str
    first: date
    last: date
    why: str
    planned: bool
    x: float = 0.0
    width: float = 0.0

    @property
    def word(self) -> str:
        """What stands in the bar, so that no colour is needed."""
        return {"center": "センター", "body": "市町村・基幹", "both": "両方"}.get(self.lead, "なし")

    @property
    def letter(self) -> str:
        """The same in a narrow piece."""
        return {"center": "セ", "body": "市", "both": "両"}.get(self.lead, "")


@dataclass(frozen=True)
class Lane:
    """One item with its pieces; `y` of the picture."""

    title: str
    pieces: tuple[Piece, ...]
    y: int


@dataclass(frozen=True)
class Picture:
    """The lanes with their frame: the first and last day, where today is, marks of months."""

    lanes: tuple[Lane, ...]
    first: date
    last: date
    today_x: float
    height: int
    months: tuple[tuple[float, date], ...]
    width: int = WIDTH


def lead_of(center: str, body: str) -> str:
    """Who leads by the parts of both sides."""
    main = (center == Part.MAIN, body == Part.MAIN)
    return {(True, True): "both", (True, False): "center", (False, True): "body"}.get(main, "none")


def pieces_of(turns: Sequence[Turn], *, today: date, moves_on: date | None, ended: date | None) -> tuple[Piece, ...]:
    """The stretches of one item, oldest first: what was, until today (or its end), and the move that is planned.

    Args:
        turns: oldest first; the last of a day counts.
        moves_on: the day on which the municipality's side is to take over, if that lies ahead.
        ended: the day on which the item was dropped, if it was.
    """
    days = {turn.day: turn for turn in turns}
    ordered = [days[day] for day in sorted(days)]
    stop = ended or today
    found: list[Piece] = []
    for number, turn in enumerate(ordered):
        last = ordered[number + 1].day - timedelta(days=1) if number + 1 < len(ordered) else max(stop, turn.day)
        lead = lead_of(turn.center, turn.body)
        if found and found[-1].lead == lead:
            found[-1] = Piece(lead, found[-1].first, last, found[-1].why, False)
        else:
            found.append(Piece(lead, turn.day, last, turn.why, False))
    if found and moves_on and moves_on > today and ended is None and found[-1].lead != "body":
        if moves_on > today + timedelta(days=1):
            found.append(
                Piece(
                    found[-1].lead, today + timedelta(days=1), moves_on - timedelta(days=1), "引継ぎの予定日まで", True
                )
            )
        found.append(Piece("body", moves_on, moves_on + timedelta(days=_AFTER), "引継ぎの予定", True))
    return tuple(found)


_AFTER = 13  # days of a planned lead that are drawn behind its beginning


def picture(rows: Iterable[tuple[str, tuple[Piece, ...]]], *, today: date) -> Picture | None:
    """Place every lane on one axis of days; None where nothing is to be drawn."""
    lanes = [(title, pieces) for title, pieces in rows if pieces]
    if not lanes:
        return None
    first = min(pieces[0].first for _, pieces in lanes)
    last = max([today, *(piece.last for _, pieces in lanes for piece in pieces)])
    scale = WIDTH / ((last - first).days + 1)
    drawn = tuple(
        Lane(title, tuple(_placed(piece, first, scale) for piece in pieces), TOP + number * LANE)
        for number, (title, pieces) in enumerate(lanes)
    )
    return Picture(
        lanes=drawn, first=first, last=last, today_x=_x(today, first, scale), height=TOP + len(drawn) * LANE + 6,
        months=tuple((_x(day, first, scale), day) for day in _months(first, last)),
    )  # fmt: skip


def _placed(piece: Piece, first: date, scale: float) -> Piece:
    x, end = _x(piece.first, first, scale), _x(piece.last + timedelta(days=1), first, scale)
    width = max(round(end - x, 1), _LEAST)
    return Piece(piece.lead, piece.first, piece.last, piece.why, piece.planned, x, width)


def _x(day: date, first: date, scale: float) -> float:
    return round((day - first).days * scale, 1)


def _months(first: date, last: date) -> list[date]:
    """First days of months between; of every third one where there are many."""
    found, day = [], (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day <= last:
        found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return found[:: max(1, len(found) // 8 + (len(found) > 8))]
