"""会議 in the demo: one in every state on cases that run, with an office at the table; and one council without a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from renkei.cases.queries import live_assignments
from renkei.contacts.enums import AttendeeKind, Confidentiality, LineKind, MeetingKind
from renkei.contacts.queries import at_table as table
from renkei.contacts.queries.meetings import get_meeting
from renkei.contacts.services import meetings, minutes, slots
from renkei.contacts.services.minutes import Line
from renkei.coordination.queries import guide
from renkei.core.clock import day_of
from renkei.jobs.demo.cast import Cast
from renkei.policy.enums import OFFICE_KINDS, Role

#: State → the steps that lead there, days from today, kind.
_TABLES: tuple[tuple[tuple[str, ...], int, MeetingKind], ...] = (
    ((), 9, MeetingKind.CASE),
    (("call",), 4, MeetingKind.JOINT),
    (("call", "hold"), -1, MeetingKind.CARE),
    (("call", "hold", "draft"), -6, MeetingKind.CASE),
    (("call", "hold", "draft", "finalise"), -20, MeetingKind.SERVICE),
    (("cancel",), 12, MeetingKind.URGENT),
)
_ITEMS = (
    ("", "自己紹介と今日の進め方"), ("summary", "これからの予定と役割の分担"), ("welfare", "通院と服薬を続けるための手助け"),
    ("justice_outline", "地域に戻る日の動き"),
)  # fmt: skip


def tell_meetings(*, cast: Cast, now: datetime, leads: Sequence[tuple[str, str, Role]]) -> None:
    """On the first coordinator's cases with an office at work: a meeting in each state; a council's without a case."""
    _, key, role = leads[0]
    actor = cast.actor(key, role, now)
    listed = guide.listed(actor=actor, at=now, mine=True).filter(status__in=("coordinating", "placed", "in_service"))
    cases = sorted(listed, key=lambda case: (-_offices(case), case.number))
    for number, (steps, days, kind) in enumerate(_TABLES if cases else ()):
        _meeting(actor, cases[number % min(2, len(cases))], kind, steps, now, now + timedelta(days=days))
    council = meetings.plan_meeting(
        actor=actor, case=None, kind=MeetingKind.COUNCIL, now=now, at=now + timedelta(days=30), minutes=90, place="市役所 大会議室",
        place_class="", item="c3",
    )  # fmt: skip
    meetings.add_item(actor=actor, meeting=council, info_class="", text="地域に足りない住まいについて", now=now)


def _offices(case: Any) -> int:
    return sum(1 for a in live_assignments(case.pk) if a.organisation.kind in OFFICE_KINDS)


def _table(case: Any) -> list[Any]:
    """Whoever works on the case, and of the offices one: they do not hear of each other."""
    found = list(live_assignments(case.pk))
    offices = [a for a in found if a.organisation.kind in OFFICE_KINDS]
    return [a for a in found if a not in offices] + offices[:1]


def _meeting(actor: Any, case: Any, kind: MeetingKind, steps: Sequence[str], now: datetime, at: datetime) -> None:
    meeting = meetings.plan_meeting(
        actor=actor,
        case=case,
        kind=kind,
        now=now,
        at=at,
        minutes=60,
        place="基幹相談支援センター 相談室",
        place_class="",
        item="a",
    )
    for a in _table(case):
        meetings.add_attendee(
            actor=actor, meeting=meeting, kind=AttendeeKind.MEMBER, now=now, user_id=a.user_id, organisation_id=a.organisation_id,
            confidentiality=Confidentiality.CONTRACT, confirmed_on=day_of(now),
        )  # fmt: skip
    meetings.add_attendee(
        actor=actor,
        meeting=meeting,
        kind=AttendeeKind.PERSON,
        now=now,
        support="はじめの20分《ぷん》だけ出《で》る。支援者《しえんしゃ》と並《なら》んで座《すわ》る。",
    )
    view = get_meeting(actor=actor, meeting_id=meeting.pk, at=now)
    for info_class, text in _ITEMS:
        if view.sees(info_class):
            meetings.add_item(actor=actor, meeting=meeting, info_class=info_class, text=text, now=now)
    if not steps:
        moments = [now + timedelta(days=days, hours=2) for days in (8, 9, 10)]
        slots.offer_slots(actor=actor, meeting=meeting, moments=moments, until=day_of(now) + timedelta(days=5), now=now)
    for step in steps:
        meeting = minutes.take_step(actor=actor, meeting=meeting, step=step, now=now)
        if step == "hold":
            _write(actor, meeting, now)


def _write(actor: Any, meeting: Any, now: datetime) -> None:
    view = get_meeting(actor=actor, meeting_id=meeting.pk, at=now)
    agenda = table.agenda(view=view, for_table=False)
    due = day_of(now) + timedelta(days=10)
    said = [
        Line(LineKind.DISCUSSION, "進み具合を確かめ、次にすることを決めた。", line.item.info_class, agenda_id=line.item.pk)
        for line in agenda if line.item is not None
    ]  # fmt: skip
    minutes.save_minutes(
        actor=actor, meeting=meeting, based_on=table.newest(view=view).revision, now=now, next_at=now + timedelta(days=28),  # type: ignore[union-attr]
        lines=[
            *said, Line(LineKind.WISH, "静かなところで、自分のペースで暮らしたい。", "summary", position=20),
            Line(LineKind.DECISION, "見学の日を決めて本人に伝える", "summary", position=21, organisation_id=actor.organisation_id, user_id=actor.user_id, due_on=due),
            Line(LineKind.ROLE, "住まい", "summary", position=22, organisation_id=actor.organisation_id),
            Line(LineKind.EMERGENCY, "1 事業所　2 基幹相談支援センター　3 市町村の夜間の窓口", "summary", position=23),
            Line(LineKind.PENDING, "日中の活動先をどうするか", "summary", position=24),
            Line(LineKind.PLAIN, "見学《けんがく》の日《ひ》が決《き》まったら、お知《し》らせします。", "summary", position=25),
        ],
    )  # fmt: skip
