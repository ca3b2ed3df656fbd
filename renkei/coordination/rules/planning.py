"""逆算の計画: what has to be done when, counted in open days from the release. Pure; the templates are a dated file.

One set of tasks per case. `plan` says what stands for a release and an outcome; `compare` says what has to change so that
the tasks of a case say the same: what was done stays, what was moved by hand stays where it was put, the rest follows.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from renkei.coordination.enums.plan import SLEEPING, Outcome, PlanSide
from renkei.coordination.enums.tasks import DropReason, TaskStatus
from renkei.core.calendar import add_open_days, open_days_before
from renkei.policy.enums import InfoClass

#: Held or not yet tried: the time is short, and the day may be tomorrow.
ENTRY, EXIT = "entry", "exit"


@dataclass(frozen=True)
class Template:
    """One task of the file. `exit`, `entry`: (start, due) in open days from the release; None: not on this track."""

    code: str
    title: str
    info_class: str
    side: str
    why: str
    exit: tuple[int, int] | None = None
    entry: tuple[int, int] | None = None
    outcomes: frozenset[str] = frozenset()

    def offsets(self, track: str) -> tuple[int, int] | None:
        return self.entry if track == ENTRY else self.exit

    def belongs_to(self, outcome: str) -> bool:
        """Is it for this outcome? While none was chosen, everything stands that may be needed."""
        return not self.outcomes or not outcome or outcome in self.outcomes


@dataclass(frozen=True)
class Anchor:
    """From which day is counted. `how`: release (certain), worst (the earliest possible), expected, none."""

    day: date | None
    how: str
    track: str
    released: bool = False
    is_same: bool = False  # as the plan was counted the last time


@dataclass(frozen=True)
class Planned:
    """A task as it should stand now."""

    code: str
    start: date | None
    due: date | None
    reason: str


@dataclass(frozen=True)
class Standing:
    """A task of the plan as it stands in the case."""

    code: str
    status: str
    start: date | None = None
    due: date | None = None
    by_hand: bool = False
    drop_reason: str = ""


@dataclass(frozen=True)
class Changes:
    """What has to change, by the code of the task. `kept`: dates set by hand, which the plan would have moved."""

    add: tuple[Planned, ...] = ()
    move: tuple[Planned, ...] = ()
    reopen: tuple[Planned, ...] = ()
    drop: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@cache
def templates() -> Mapping[str, Template]:
    """The tasks of data/release_plan.toml by code, in their order."""
    return {entry["code"]: _template(entry) for entry in _file()["task"]}


@cache
def version() -> str:
    """The date of the file; a new one re-dates every plan."""
    return str(_file()["version"])


@cache
def assumptions() -> Mapping[str, str]:
    """Name → what the file takes for granted."""
    return dict(_file()["assumptions"])


def assumption_of(code: str) -> str:
    """What the days of one task take for granted; empty where nothing is named."""
    entry: Mapping[str, Any] = next((e for e in _file()["task"] if e["code"] == code), {})
    return assumptions().get(entry.get("assumption", ""), "")


def anchor_of(
    *, day: date | None, worst: date | None, confirmed: bool, released: bool, in_court: bool
) -> Anchor:  # fmt: skip
    """The day from which the plan is counted: the certain one, else the worst case, else the expected one."""
    track = ENTRY if in_court else EXIT
    if day is not None and (confirmed or released):
        return Anchor(day, "release", track, released)
    if not released and worst is not None:
        return Anchor(worst, "worst" if worst != day else "expected", track)
    return Anchor(day, "expected" if day else "none", track, released)


def basis_of(*, day: date | None, until: date | None, worst: date | None, words: Iterable[str], today: date) -> str:
    """What a plan was dated from. It stays the same while only time goes by (「早ければ明日」), so that no date runs away."""
    soon = "" if worst is None else ("soon" if (worst - today).days <= 1 else worst.isoformat())
    return "|".join([*(d.isoformat() if d else "" for d in (day, until)), soon, *words, version()])


def settle(found: Anchor, basis: str, kept: str) -> tuple[Anchor, str]:
    """The anchor to count from, and what to keep of it. While the basis is the same the day is the one of then: 「早ければ明日」
    would else move with every day that passes, and no task would ever be overdue."""
    before, _, day = kept.partition("@")
    if before == basis:
        return replace(found, day=date.fromisoformat(day) if day else None, is_same=True), kept
    return found, f"{basis}@{found.day.isoformat() if found.day else ''}"


def plan(*, anchor: Anchor, outcome: str, dated_on: date, closed: Collection[date] = frozenset()) -> list[Planned]:
    """The tasks for this release and outcome; none for one that ends in custody.

    Args:
        dated_on: the day on which it is counted: what should have begun or ended before then is due on it (`late`).
        closed: local closure days.
    """
    if outcome in SLEEPING:
        return []
    found = []
    for template in templates().values():
        offsets = template.offsets(anchor.track)
        if offsets is None or not template.belongs_to(outcome) or (anchor.released and offsets[1] < 0):
            continue
        found.append(_planned(template, offsets, anchor, dated_on, closed))
    return found


def compare(standing: Iterable[Standing], planned: Iterable[Planned], *, keep_open: bool = False) -> Changes:
    """How to get from what stands to what should. Doing it twice changes nothing the second time.

    Args:
        keep_open: after release what was to be done before stays open as it is: it still has to be done.
    """
    now, wanted = {s.code: s for s in standing}, {p.code: p for p in planned}
    add: list[Planned] = []
    move: list[Planned] = []
    reopen: list[Planned] = []
    kept: list[Planned] = []
    for code, p in wanted.items():
        s = now.get(code)
        if s is None:
            add.append(p)
        elif s.status == TaskStatus.DROPPED and s.drop_reason == DropReason.PLAN_CHANGED:
            reopen.append(p)
        elif s.status == TaskStatus.OPEN and (s.start, s.due) != (p.start, p.due):
            (kept if s.by_hand else move).append(p)
    gone = [c for c, s in now.items() if c not in wanted and s.status == TaskStatus.OPEN and not keep_open]
    return Changes(tuple(add), tuple(move), tuple(reopen), tuple(gone), tuple(p.code for p in kept))


def reason_words(code: str) -> str:
    """How a date was counted, in words, for whoever may know of the release: its day follows from them."""
    how, _, rest = code.partition(":")
    if how not in _FROM:
        return ""
    days, _, late = rest.partition(":")
    base = _FROM[how]
    if how == "none":
        return f"{base}が分からないため、日付はまだありません。"
    number = int(days)
    counted = "当日" if number == 0 else f"{abs(number)}開庁日{'前' if number < 0 else '後'}"
    words = f"{base}の{counted}まで"
    return f"{words}（すでに過ぎているため、計画を作った日にしました）" if late else words


_FROM = {
    "release": "釈放の日", "worst": "早ければ釈放される日", "expected": "釈放の見込みの日", "none": "釈放の日",
}  # fmt: skip


def _planned(
    template: Template, offsets: tuple[int, int], anchor: Anchor, dated_on: date, closed: Collection[date]
) -> Planned:  # fmt: skip
    if anchor.day is None:
        return Planned(template.code, None, None, "none:")
    start, due = (counted(anchor.day, n, closed) for n in offsets)
    late = due < dated_on
    due = max(due, dated_on)
    return Planned(template.code, min(max(start, dated_on), due), due, f"{anchor.how}:{offsets[1]}" + late * ":late")


def counted(day: date, open_days: int, closed: Collection[date] = frozenset()) -> date:
    """`open_days` open days before (negative) or after a day; the day itself for 0, open or not: people are released on
    any day."""
    if open_days < 0:
        return open_days_before(day, -open_days, closed)
    return add_open_days(day, open_days, closed)


def _template(entry: Mapping[str, Any]) -> Template:
    exit_, entry_ = (tuple(entry[t]) if t in entry else None for t in (EXIT, ENTRY))
    return Template(
        code=entry["code"], title=entry["title"], info_class=InfoClass(entry["class"]), side=PlanSide(entry["side"]),
        why=entry["why"], exit=exit_, entry=entry_, outcomes=frozenset(Outcome(o) for o in entry.get("outcomes", ())),
    )  # fmt: skip


@cache
def _file() -> dict[str, Any]:
    path = files("renkei.coordination").joinpath("data", "release_plan.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
