"""Buttons of one meeting of a 会議体: plan it with everybody at the table, put cases and gaps on its agenda, move it on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.contacts.enums.meetings import AttendeeKind, LineKind, MeetingStatus
from renkei.contacts.models import Meeting, Minutes, MinutesLine
from renkei.contacts.queries.at_table import lines_of
from renkei.contacts.services import meetings, minutes
from renkei.core.clock import day_of
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.disclosure.queries import get_case
from renkei.policy.actor import Actor
from renkei.policy.permissions import P
from renkei.programme.enums.council import FollowOrigin, FollowStatus
from renkei.programme.models import CaseTrace, CouncilSession, FollowUp
from renkei.programme.queries.case_sheets import age_of
from renkei.programme.queries.council import SeriesView, get_series, get_session, is_bound, session_of, sitting
from renkei.programme.queries.hard import Proposal, proposals
from renkei.programme.rules import council as rules
from renkei.programme.rules.council_assumptions import USUAL_MINUTES
from renkei.programme.services.council import locked_series

_COMING = (MeetingStatus.PREPARING, MeetingStatus.CALLED)


@transaction.atomic
def plan_session(
    *, actor: Actor, series_id: UUID, at: datetime, now: datetime, length: int = USUAL_MINUTES, place: str = ""
) -> CouncilSession:  # fmt: skip
    """次の回を準備する: a meeting with everybody who sits at the table on that day. The day after it is planned, too.

    Args:
        length: minutes.

    Raises:
        NotFound, NotAllowed; RuleBroken: an ended table, a place that names somebody.
    """
    series = locked_series(actor, series_id, now)
    if series.ended_on:
        raise RuleBroken("終えた会議体です。再開してから準備してください。")
    meeting = meetings.plan_meeting(
        actor=actor, case=None, kind=series.kind, now=now, at=at, minutes=length, place=place, item="c3"
    )
    session = CouncilSession.objects.create(series=series, meeting=meeting)
    _seat(actor, session, now)
    series.next_on = rules.next_day(day_of(at), series.interval_months)
    series.save(update_fields=["next_on"])
    _did(actor, session, "plan", now)
    return session


@transaction.atomic
def put_cases(
    *, actor: Actor, series_id: UUID, session_id: UUID, case_ids: Iterable[UUID], declines: Mapping[UUID, int],
    say_less: Callable[[Case, rules.Told], rules.Told], now: datetime,
) -> int:  # fmt: skip
    """困難事例を議題にする: each as one line of coarse codes, made anew here; the way back stands apart (CaseTrace).

    Args:
        declines: as `queries.hard.proposals`; the screens gather it from an area beside.
        say_less: the codes with so much left out that they could describe enough people (the check of the anonymous
            inquiries, of an area beside).

    Returns:
        How many came onto the agenda; what stands there already is left out.

    Raises:
        RuleBroken: none chosen. NotFound: a case that is not proposed. Conflict: the meeting was held.
    """
    view, session = _open_session(actor, series_id, session_id, now)
    wanted = list(dict.fromkeys(case_ids))
    if not wanted:
        raise RuleBroken("議題にする事例を選んでください。", field="cases")
    offered = proposals(view=view, declines=declines, meeting_id=session.meeting_id)
    found = {p.case.pk: p for p in offered}
    if not set(wanted) <= set(found):
        raise NotFound(permission=P.COUNCIL_WRITE.code)
    chosen = [found[pk] for pk in wanted if not found[pk].on_agenda]
    for proposal in chosen:
        session.cases_told += 1
        _put_case(view, session, proposal, say_less)
    session.save(update_fields=["cases_told"])
    return len(chosen)


def _put_case(
    view: SeriesView, session: CouncilSession, proposal: Proposal, say_less: Callable[[Case, rules.Told], rules.Told]
) -> None:  # fmt: skip
    actor, now = view.actor, view.at
    access = get_case(actor=actor, case_id=proposal.case.pk, at=now)
    told = say_less(access.case, replace(proposal.told, age=age_of(access=access)))
    text = rules.line_of(told, number=session.cases_told)
    item = meetings.add_item(actor=actor, meeting=session.meeting, info_class="", text=text, now=now)
    CaseTrace.objects.create(case=access.case, municipality_id=view.series.municipality_id, agenda=item)
    # Without the case: its history is read by all core bodies, and would lead from the agenda back to it.
    record(actor=actor, event=E.COUNCIL_CHANGED, now=now, thing=session, detail={"step": "case"})


@transaction.atomic
def put_gaps(
    *, actor: Actor, series_id: UUID, session_id: UUID, gaps: Iterable[str], now: datetime, follow: bool = False
) -> int:  # fmt: skip
    """地域に足りないものを議題にする.

    Args:
        gaps: each in words with its figure; the screen took them from the gap map, where small counts are hidden.
        follow: keep each as a 取組み too, until somebody has closed it.

    Raises:
        RuleBroken: none chosen. Conflict: the meeting was held.
    """
    view, session = _open_session(actor, series_id, session_id, now)
    chosen = list(dict.fromkeys(gaps))
    if not chosen:
        raise RuleBroken("議題にするものを選んでください。", field="gaps")
    for words in chosen:
        meetings.add_item(
            actor=actor, meeting=session.meeting, info_class="", text=f"地域に足りないもの：{words}", now=now
        )
        if follow:
            FollowUp.objects.create(
                series=view.series, origin=FollowOrigin.GAP, text=f"地域に足りないもの：{words}", opened_on=day_of(now)
            )
    _did(actor, session, "gaps", now)
    return len(chosen)


@transaction.atomic
def take_step(*, actor: Actor, meeting: Meeting, step: str, now: datetime, reason: str = "") -> Meeting:
    """One step of any meeting (contacts.services.minutes.take_step). Where it is one of a 会議体 and its minutes are 確定, its
    decisions become 取組み until somebody closes them, and the next meeting that was prepared belongs to the same 会議体.

    Raises as that does.
    """
    moved = minutes.take_step(actor=actor, meeting=meeting, step=step, now=now, reason=reason)
    session = session_of(meeting=moved) if step == "finalise" else None
    if session is not None:
        _carry(session, now)
        following = Meeting.objects.filter(previous=moved).first()
        if following is not None and not CouncilSession.objects.filter(meeting=following).exists():
            CouncilSession.objects.create(series=session.series, meeting=following)
        _did(actor, session, "finalise", now)
    return moved


def _carry(session: CouncilSession, now: datetime) -> None:
    """決定事項 of the newest 確定 version → 取組み, once each; one that was struck by a correction is dropped."""
    newest = Minutes.objects.filter(meeting=session.meeting, final_at__isnull=False).order_by("-version").first()
    if newest is None:
        return
    standing: list[MinutesLine] = list(lines_of(newest).filter(kind=LineKind.DECISION))
    known = {f.line_key: f for f in FollowUp.objects.filter(session=session, line_key__isnull=False)}
    for line in standing:
        follow = known.pop(line.key, None) or FollowUp(
            series=session.series, session=session, line_key=line.key, origin=FollowOrigin.DECISION,
            opened_on=day_of(session.meeting.at or now),
        )  # fmt: skip
        follow.text, follow.organisation, follow.user_id = line.text[:500], line.organisation, line.user_id
        follow.due_on = line.due_on
        follow.save()
    for struck in known.values():
        if struck.status == FollowStatus.OPEN:
            struck.status, struck.result = FollowStatus.DROPPED, "議事録の訂正で、なくなりました。"
            struck.closed_at = now
            struck.save()


def _seat(actor: Actor, session: CouncilSession, now: datetime) -> None:
    meeting = session.meeting
    on = day_of(meeting.at or now)
    for m in sitting(on).filter(series=session.series).order_by("created_at"):
        bound: dict[str, Any] = (
            {"confidentiality": m.pledge, "confirmed_on": m.pledged_on} if is_bound(m, day_of(now)) else {}
        )
        who: dict[str, Any] = (
            {"user_id": m.user_id} if m.user_id else {"name": m.name, "body": m.body}
        )  # fmt: skip
        meetings.add_attendee(
            actor=actor, meeting=meeting, now=now, organisation_id=m.organisation_id, post=m.post,
            kind=AttendeeKind.MEMBER if m.user_id else AttendeeKind.OUTSIDE, **who, **bound,
        )  # fmt: skip


def _open_session(
    actor: Actor, series_id: UUID, session_id: UUID, now: datetime
) -> tuple[SeriesView, CouncilSession]:  # fmt: skip
    locked_series(actor, series_id, now)
    view = get_series(actor=actor, pk=series_id, at=now, runs=True)
    session = get_session(view=view, pk=session_id)
    if session.meeting.status not in _COMING:
        raise Conflict("この回は、もう開かれたか、中止されています。画面を開き直してください。")
    return view, session


def _did(actor: Actor, session: CouncilSession, step: str, now: datetime) -> None:
    record(actor=actor, event=E.COUNCIL_CHANGED, now=now, thing=session, detail={"step": step})
