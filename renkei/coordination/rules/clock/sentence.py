"""刑期: from the day the judgment became final to the release, the parole's supervision, the part that is not suspended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from renkei.coordination.enums.clock import EventKind, Standing
from renkei.coordination.rules.clock.events import Deadline, Event, Term, weakest
from renkei.coordination.rules.clock.timeline import Timeline, day_of
from renkei.core.calendar import wareki
from renkei.core.periods import Unit, from_day
from renkei.people.enums import Certainty

_ONE = timedelta(days=1)
_FACILITY = "刑期の計算は、施設が行うものが正しいものです。施設に確かめてください。"


@dataclass(frozen=True)
class Served:
    """The last day of what has to be served, and how it was found."""

    last: date
    counted: str
    used: tuple[Event, ...]
    standing: Standing
    source: str = ""


def end_of_term(first: date, term: Term, *, credited: int = 0) -> date:
    """The last day of a term of prison: the first day counts as one (刑法24条1項), months and years by the calendar (22条).

    Args:
        credited: days taken off at the end (未決勾留日数, 刑法21条).

    Raises:
        ValueError: nothing is left to serve.
    """
    months = from_day(first, term.all_months, Unit.MONTH) if term.all_months else first - _ONE
    last = months + timedelta(days=term.days - credited)
    if last < first:
        raise ValueError("算入する日数が、刑期より長くなっています。")
    return last


def served(t: Timeline) -> Served | None:
    """刑期の終了日: as the facility told it, else counted from 確定 (or 執行開始); None where neither is known."""
    told, final = t.last(EventKind.FULL_TERM), t.last(EventKind.FINAL)
    if told is not None:
        day = day_of(told)
        said = f"施設などから聞いた満期日（{wareki(day)}）を、そのまま使っています。計算はしていません。"
        return Served(day, said, (told,), Standing.LAW)
    if final is None or not final.term:
        return None
    start = _start(t, final)
    term = Term(
        0, final.term.all_months - final.suspended.all_months, final.term.days - final.suspended.days
    )  # 一部執行猶予: only the part to be served
    try:
        last = end_of_term(day_of(start), term, credited=final.credited)
    except ValueError:
        return None
    return Served(last, _said(start, final, last), _both(start, final), *_standing(final))


def full_term(t: Timeline) -> Deadline | None:
    """刑期の終了日 (満期日)."""
    found = served(t)
    if found is None:
        return None
    title = "実刑部分の終了日" if _is_partial(t) else "刑期の終了日（満期日）"
    return Deadline(
        "term_end", title, found.last, "刑法22条・23条・24条",
        "刑期は裁判が確定した日から数えます。受刑の初日は、時間にかかわらず1日と数えます。", found.counted,
        standing=found.standing, source=found.source, rests_on=tuple(e.key for e in found.used),
        certainty=weakest(found.used), settled=_released(t, found),
    )  # fmt: skip


def full_term_release(t: Timeline) -> Deadline | None:
    """満期釈放の日: the day after the last one."""
    found = served(t)
    if found is None:
        return None
    day = found.last + _ONE
    return Deadline(
        "term_release", "満期で釈放される日", day, "刑法24条2項", "釈放は、刑期が終わった日の翌日に行います。",
        f"終了日（{wareki(found.last)}）の翌日です。土日・祝日でも変わりません。", standing=found.standing,
        source=found.source, rests_on=tuple(e.key for e in found.used), certainty=weakest(found.used),
        settled=_released(t, found),
    )  # fmt: skip


def supervision_end(t: Timeline) -> Deadline | None:
    """仮釈放の保護観察: to the end of the term."""
    parole, found = t.last(EventKind.PAROLE), served(t)
    if parole is None or found is None or day_of(parole) > found.last:
        return None
    return Deadline(
        "supervision_end", "仮釈放の保護観察が終わる日", found.last, "更生保護法40条",
        "仮釈放された人は、刑期の残りの間、保護観察を受けます。", f"刑期の終了日（{wareki(found.last)}）までです。{found.counted}",
        standing=Standing.CHECK, source="保護観察所に確かめてください。",
        rests_on=(parole.key, *(e.key for e in found.used)), certainty=weakest([parole, *found.used]),
    )  # fmt: skip


def _start(t: Timeline, final: Event) -> Event:
    """執行開始, where the person was free when the judgment became final (刑法23条2項); else the day it became final."""
    execution = t.last(EventKind.EXECUTION)
    return execution if execution is not None and day_of(execution) >= day_of(final) else final


def _both(start: Event, final: Event) -> tuple[Event, ...]:
    return (final,) if start is final else (start, final)


def _standing(final: Event) -> tuple[Standing, str]:
    if final.credited or final.suspended:
        return Standing.CHECK, _FACILITY
    return Standing.LAW, ""


def _said(start: Event, final: Event, last: date) -> str:
    what = "刑の執行を始めた日" if start is not final else "裁判が確定した日"
    parts = [
        f"起算日は{what}（{wareki(day_of(start))}）で、初日を含みます。刑期{final.term}を暦で数えました（応当日の前日、応当日がない月は月末）。"
    ]
    if final.suspended:
        parts.append(f"猶予される{final.suspended}を除きました。")
    if final.credited:
        parts.append(f"算入する未決勾留{final.credited}日を引きました。")
    return f"{''.join(parts)}終了日は{wareki(last)}です。"


def _is_partial(t: Timeline) -> bool:
    final = t.last(EventKind.FINAL)
    return final is not None and bool(final.suspended) and t.last(EventKind.FULL_TERM) is None


def _released(t: Timeline, found: Served) -> bool:
    since = min(day_of(e) for e in found.used)
    return t.happened(EventKind.RELEASE, EventKind.PAROLE, since=since)


def release_day(t: Timeline) -> tuple[date, tuple[Event, ...], Certainty] | None:
    """The day of release as the events say: 釈放, 仮釈放, else the end of the term; with the events it rests on.

    A day that was counted and not told is 見込: the facility's own counting decides.
    """
    release, parole = t.last(EventKind.RELEASE), t.last(EventKind.PAROLE)
    since = t.arrest.day if t.arrest and t.arrest.day else date.min
    direct = [e for e in (release, parole) if e is not None and day_of(e) >= since]
    if direct:
        chosen = max(direct, key=lambda e: (day_of(e), e.kind is EventKind.RELEASE))
        return day_of(chosen), (chosen,), chosen.certainty
    found = served(t)
    if found is None or found.last < since:
        return None
    certain = found.used[0].kind is EventKind.FULL_TERM and found.used[0].certainty is Certainty.CONFIRMED
    return found.last + _ONE, found.used, Certainty.CONFIRMED if certain else Certainty.EXPECTED
