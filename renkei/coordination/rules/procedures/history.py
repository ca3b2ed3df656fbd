"""Where a procedure stands, from everything that was written of it: nothing is overwritten, what is wrong is undone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from renkei.coordination.enums.procedures import SETTLED, WAITING, EntryKind
from renkei.coordination.enums.procedures import ProcedureStatus as S

#: How far along the road a state is: whoever goes back has the later dates no more.
_RANK = {
    S.NOT_STARTED: 0, S.PREPARING: 1, S.APPLIED: 2, S.EXAMINED: 3, S.JUDGING: 4, S.GRANTED: 5, S.REJECTED: 5, S.WITHDRAWN: 5,
    S.NOT_NEEDED: 5,
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One line of the history. `on`: the day it happened (not that of writing); `target`: the line undone or corrected."""

    key: str
    kind: str
    status: str
    on: date
    target: str = ""


@dataclass(frozen=True)
class Standing:
    """Where it stands.

    Attributes:
        dates: state → the day on which it came there, of the application that counts now.
        open_since: since when it has not been settled; None while it is.
        waiting_since: since when it has not been applied for; None while it is.
        moves: the lines that count, oldest first.
    """

    status: str
    dates: Mapping[str, date] = field(default_factory=dict)
    open_since: date | None = None
    waiting_since: date | None = None
    moves: tuple[Entry, ...] = ()

    @property
    def last(self) -> Entry:
        return self.moves[-1]

    @property
    def before(self) -> str | None:
        """The state an undo leads back to; None where only its beginning is left."""
        return self.moves[-2].status if len(self.moves) > 1 else None

    @property
    def applied_on(self) -> date | None:
        return self.dates.get(S.APPLIED)


def replay(entries: Iterable[Entry]) -> Standing:
    """Where it stands after these lines, in the order in which they were written. The first one puts it.

    An undo takes the last line that counts away; a correction changes the day of one that counts.
    """
    moves: list[Entry] = []
    for entry in entries:
        if entry.kind == EntryKind.MOVE:
            moves.append(entry)
        elif entry.kind == EntryKind.UNDO and len(moves) > 1 and moves[-1].key == entry.target:
            moves.pop()
        elif entry.kind == EntryKind.CORRECT:
            moves = [replace(m, on=entry.on) if m.key == entry.target else m for m in moves]
    return _standing(moves)


def day_error(moves: Iterable[Entry], *, key: str, on: date, today: date) -> str | None:
    """Why a line that counts cannot have happened on this day (`key` "" for a new one); None where it can.

    Days go forward along the road; none lies ahead. The line that put the procedure says when it was written down, and an
    application may well be older than that.
    """
    if on > today:
        return "まだ来ていない日です。今日までの日を入力してください。"
    rest = list(moves)
    place = next((n for n, m in enumerate(rest) if m.key == key), len(rest)) if key else len(rest)
    before, after = rest[1:place], rest[place + 1 :]
    if any(m.on > on for m in before):
        return "前の段階の日より後の日を入力してください。"
    if place and any(m.on < on for m in after):
        return "次の段階の日より前の日を入力してください。"
    return None


def _standing(moves: list[Entry]) -> Standing:
    dates: dict[str, date] = {}
    open_since: date | None = None
    waiting_since: date | None = None
    for move in moves:
        rank = _RANK[S(move.status)]
        dates = {s: d for s, d in dates.items() if _RANK[S(s)] < rank} | {move.status: move.on}
        open_since = None if move.status in SETTLED else (open_since or move.on)
        waiting_since = (waiting_since or move.on) if move.status in WAITING else None
    return Standing(moves[-1].status, dates, open_since, waiting_since, tuple(moves))
