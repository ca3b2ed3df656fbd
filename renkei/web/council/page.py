"""What the pages of 定期協議・協議会 share; what they gather from the areas beside (打診, 集計), which the programme does not know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time
from functools import partial
from typing import Any
from uuid import UUID

from renkei.accounts.queries import names_of_organisations, names_of_users, partners
from renkei.core.calendar import wareki_dt
from renkei.core.clock import TOKYO, day_of, now, today
from renkei.core.errors import NotFound, RuleBroken
from renkei.disclosure.queries import get_case
from renkei.inquiries.queries import crowd_check, declined_counts
from renkei.inquiries.queries.crowd import CrowdCheck
from renkei.inquiries.rules import Sheet
from renkei.policy.enums import OrgKind
from renkei.policy.permissions import P
from renkei.programme.enums.council import AgeSpan
from renkei.programme.queries import council as queries
from renkei.programme.queries import hard
from renkei.programme.queries.case_sheets import SheetView, age_of
from renkei.programme.queries.council import SeriesView
from renkei.programme.queries.hard import Proposal, open_cases
from renkei.programme.rules.council import Told
from renkei.stats.queries import gap_map
from renkei.stats.rules import ALL, fiscal_years
from renkei.stats.rules.periods import Period, of_fiscal_year
from renkei.web.council.forms import CasesForm
from renkei.web.http import HttpRequest

#: So many gaps are offered, the largest first.
MOST_GAPS = 30


def get(request: HttpRequest, pk: UUID, *, runs: bool = False) -> SeriesView:
    """The 会議体 as this user finds it. Raises NotFound."""
    return queries.get_series(actor=request.actor, pk=pk, at=now(), runs=runs)


def context(view: SeriesView, **more: Any) -> dict[str, Any]:
    """For every page of one 会議体."""
    return {"view": view, "series": view.series, **more}


def declines(view: SeriesView) -> dict[UUID, int]:
    """By case of this table, how many offices declined."""
    ids = [case.pk for case in open_cases(view=view)]
    return declined_counts(actor=view.actor, case_ids=ids, at=view.at)


def measure(view: SeriesView, case: Any, told: Told) -> CrowdCheck:
    """How many people these codes could describe: the check of the anonymous inquiries, for this municipality."""
    sheet = Sheet(
        need_kind=next(iter(told.needs), ""), age_band=str(AgeSpan(told.age).label) if told.age else "", month=told.month,
        area=view.series.municipality.name,
    )  # fmt: skip
    return crowd_check(case=case, sheet=sheet, on=day_of(view.at))


def said_less(view: SeriesView, case: Any, told: Told) -> Told:
    """The same codes, with the month, the 年代, and then all but the reasons left out where they could describe too few people.

    Raises:
        RuleBroken: even the reasons could.
    """
    shorter: tuple[Told, ...] = (
        told, replace(told, month=""), replace(told, month="", age=""), Told(reasons=told.reasons),
    )  # fmt: skip
    for less in shorter:
        if measure(view, case, less).is_enough:
            return less
    raise RuleBroken(
        "この地域では、理由だけを書いても当てはまる人が少なすぎるため、議題にできません。ケースの会議で扱ってください。",
        field="cases",
    )


def sessions(view: SeriesView) -> list[tuple[str, str]]:
    """Coming meetings as choices."""
    return [(str(s.pk), session_words(s)) for s in queries.coming(queries.sessions_of(view=view))]


def session_words(session: Any) -> str:
    """令和8年12月1日 14時 会議 M8-ABC."""
    m = session.meeting
    return f"{wareki_dt(m.at) if m.at else '日時は調整中'}　会議 {m.number}"


def gaps(view: SeriesView) -> list[tuple[str, str]]:
    """What was sought and not found in this and the last 年度, by service and area: (words, words); hidden figures left out."""
    years = fiscal_years(today(), back=1)
    period = Period(of_fiscal_year(min(years)).first, of_fiscal_year(max(years)).last)
    found = gap_map(actor=view.actor, period=period)
    lines = []
    for service, name in found.services():
        for area, place in found.areas():
            times = found.cube.shown((service, area, ALL))
            if times and not _is_wider(area, found.cube.areas, service, found):
                lines.append((times, f"{name}（{place}）{times}件"))
    lines.sort(key=lambda line: (-line[0], line[1]))
    return [(words, words) for _, words in lines[:MOST_GAPS]]


def _is_wider(area: str, tree: Any, service: str, found: Any) -> bool:
    """Is the same said of a part of this area already?"""
    return any(above == area and found.cube.shown((service, part, ALL)) for part, above in tree.items())


def doers(view: SeriesView) -> list[tuple[str, str]]:
    """Who may be given a 取組み: the members, and their bodies."""
    lines = queries.members_of(view=view)
    people = [
        (f"{m.member.user_id}|{m.member.organisation_id}", f"{m.body}　{m.name}") for m in lines if m.member.user_id
    ]
    bodies = {f"|{m.member.organisation_id}": m.body for m in lines if m.member.organisation_id}
    return [*bodies.items(), *people]


def bodies(view: SeriesView) -> list[tuple[str, str]]:
    """Registered bodies a 委員 may come from."""
    kinds = [k for k in OrgKind if k is not OrgKind.OPERATOR]
    return [(str(o.pk), o.name) for o in partners(actor=view.actor, kinds=kinds)]


def towns(request: HttpRequest) -> list[tuple[UUID, str]]:
    """The municipalities in whose name this user may open a 会議体."""
    found = names_of_organisations(queries.side_of(request.actor))
    return sorted(found.items(), key=lambda pair: pair[1])


def names(ids: Any) -> dict[Any, str]:
    """Names of users."""
    return names_of_users(ids)


def next_start(view: SeriesView) -> dict[str, Any]:
    """The day the table planned, at the hour of the last meeting."""
    day = view.series.next_on
    if day is None:
        return {}
    last = next((s.meeting.at for s in queries.sessions_of(view=view) if s.meeting.at), None)
    hour = last.astimezone(TOKYO).time() if last else time(14)
    return {"at": datetime.combine(day, hour, TOKYO)}


def proposals(view: SeriesView, data: Any) -> tuple[list[Proposal], CasesForm]:
    """Hard cases, and the form that puts them on an agenda. What stands on the nearest agenda already is marked."""
    coming = queries.coming(queries.sessions_of(view=view))
    nearest = coming[0].meeting_id if coming else None
    found = hard.proposals(view=view, declines=declines(view), meeting_id=nearest)
    form = CasesForm(data, initial={"session": str(coming[0].pk) if coming else ""})
    form.set_choices("cases", [(str(p.case.pk), p.case.number) for p in found])
    form.set_choices("session", [(str(s.pk), session_words(s)) for s in coming])
    return found, form


def say_less_for(view: SeriesView) -> Callable[[Any, Told], Told]:
    """`said_less` of this table."""
    return partial(said_less, view)


def told_of(view: SeriesView, case_id: UUID) -> tuple[Any, Told]:
    """A case and its coarse codes, the 年代 too where it may be read (which is recorded). Raises NotFound."""
    access = get_case(actor=view.actor, case_id=case_id, at=view.at)
    if access.case.responsible_id != view.series.municipality_id:
        raise NotFound(permission=P.COUNCIL_WRITE.code)
    counts = declined_counts(actor=view.actor, case_ids=[case_id], at=view.at)
    told = hard.told_of(view=view, case=access.case, declines=counts.get(case_id, 0))
    return access.case, replace(told, age=age_of(access=access))


def all_said(told: Told) -> dict[str, list[str]]:
    """Every code ticked."""
    return {"facts": [n for n in ("age", "month", "waited", "reasons") if getattr(told, n)], "needs": list(told.needs)}


def stored_of(sheet: SheetView) -> dict[str, Any]:
    """What a material says now."""
    s = sheet.sheet
    said = all_said(sheet.told)
    return said | {"situation": s.situation, "tried": s.tried, "question": s.question, "reviewer": str(s.reviewer)}


def measured(view: SeriesView, case: Any, told: Told) -> dict[str, Any]:
    """How many people the codes could describe, the least number there must be, and the cases of the area."""
    check = measure(view, case, told)
    return {"people": check.people, "floor": check.floor.people, "own_cases": check.own_cases}
