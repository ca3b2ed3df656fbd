"""定期協議・協議会 in the demo: two meetings held and one planned, members with and without 守秘, a material in every state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from renkei.contacts.enums import Confidentiality, LineKind
from renkei.contacts.queries import at_table as table
from renkei.contacts.queries.meetings import get_meeting
from renkei.contacts.services import meetings, minutes
from renkei.contacts.services.minutes import Line
from renkei.core.clock import TOKYO, day_of
from renkei.jobs.demo.cast import Cast
from renkei.policy.actor import Actor
from renkei.policy.enums import Role
from renkei.programme.queries import council as queries
from renkei.programme.queries.hard import open_cases, proposals, told_of
from renkei.programme.services import case_sheets, council, council_followups, council_sessions

_TEXTS = (
    ("夜間の見守りがある住まいが見つからない。", "近くの事業所に順に相談した。", "見守りの組合せで支えられないか。"),
    ("日中に通うところが続かない。", "短い時間から試した。", "続けるために、どんな工夫ができるか。"),
    ("お金の使い方で、周りの人ともめることがある。", "週ごとに渡すようにした。", "だれが、どのように支えるとよいか。"),
    ("通院を嫌がり、生活のリズムが崩れる。", "", "訪問の支援を入れるとしたら、いつがよいか。"),
)  # fmt: skip


def tell_councils(*, cast: Cast, now: datetime, leads: Sequence[tuple[str, str, Role]]) -> None:
    """By the first body that the city commissioned: a 定期協議 with the centre, and a 部会 of the 協議会."""
    lead = next((x for x in leads if x[2] is Role.CORE_OFFICER), None)
    if lead is None:
        return
    officer = cast.actor(lead[1], Role.CORE_OFFICER, now)
    town = cast.organisations[lead[0]].pk
    regular = council.open_series(
        actor=officer,
        now=now,
        municipality_id=town,
        kind="regular",
        title="センターとの定期協議",
        interval_months=3,
        next_on=day_of(now),
    )
    _sit(cast, officer, regular.pk, now)
    _held(officer, regular.pk, now, 180, "空いている住まいの一覧を、毎月更新する")
    _held(officer, regular.pk, now, 90, "事業所の見学会を開く")
    _close_one(officer, regular.pk, now)
    session = council_sessions.plan_session(
        actor=officer,
        series_id=regular.pk,
        at=_afternoon(now + timedelta(days=12)),
        now=now,
        place="基幹相談支援センター 会議室",
    )
    _cases(officer, regular.pk, session.pk, now)
    _section(cast, officer, town, now)


def _afternoon(day: datetime) -> datetime:
    return datetime.combine(day_of(day), time(14), TOKYO)


def _sit(cast: Cast, officer: Actor, series_id: Any, now: datetime) -> None:
    start = day_of(now) - timedelta(days=300)
    view = queries.get_series(actor=officer, pk=series_id, at=now, runs=True)
    for body in (*queries.bodies_of(view.series.municipality_id, at=now), cast.organisations["center"].pk):
        found = [m for m in queries.choosable_members(view=view) if m[1] == body]
        mine = [m for m in found if m[0] == officer.user_id] or found[:1]
        for user, organisation, _ in mine:
            council.add_member(
                actor=officer, series_id=series_id, now=now, user_id=user, organisation_id=organisation, starts_on=start,
                pledge=Confidentiality.OFFICIAL, pledged_on=start,
            )  # fmt: skip


def _held(officer: Actor, series_id: Any, now: datetime, days: int, decision: str) -> None:
    """So many days ago, its minutes 確定 today: what was decided is carried."""
    session = council_sessions.plan_session(
        actor=officer,
        series_id=series_id,
        at=_afternoon(now - timedelta(days=days)),
        now=now,
        place="基幹相談支援センター 会議室",
    )
    meeting = session.meeting
    meetings.add_item(actor=officer, meeting=meeting, info_class="", text="事業所の空きの状況について", now=now)
    for step in ("call", "hold"):
        meeting = council_sessions.take_step(actor=officer, meeting=meeting, step=step, now=now)
    view = get_meeting(actor=officer, meeting_id=meeting.pk, at=now)
    line = Line(
        LineKind.DECISION, decision, organisation_id=officer.organisation_id, user_id=officer.user_id,
        due_on=day_of(now) + timedelta(days=30 - days // 3),
    )  # fmt: skip
    latest = table.newest(view=view)
    based_on = latest.revision if latest else 0
    minutes.save_minutes(actor=officer, meeting=meeting, lines=[line], based_on=based_on, now=now)
    for step in ("draft", "finalise"):
        meeting = council_sessions.take_step(actor=officer, meeting=meeting, step=step, now=now)


def _close_one(officer: Actor, series_id: Any, now: datetime) -> None:
    view = queries.get_series(actor=officer, pk=series_id, at=now)
    first = queries.followups_of(view=view).first()
    common: dict[str, Any] = {"actor": officer, "series_id": series_id, "now": now}
    if first is not None:
        council_followups.move_followup(**common, pk=first.pk, step="finish", result="毎月5日に更新することになった。")
    dropped = council_followups.add_followup(
        **common, text="合同の研修の日を増やす", user_id=None, organisation_id=officer.organisation_id, due_on=None
    )
    council_followups.move_followup(**common, pk=dropped.pk, step="drop", result="ほかの研修とまとめることになった。")


def _cases(officer: Actor, series_id: Any, session_id: Any, now: datetime) -> None:
    view = queries.get_series(actor=officer, pk=series_id, at=now, runs=True)
    found = [p.case.pk for p in proposals(view=view, declines={})][:2]
    if found:
        council_sessions.put_cases(
            actor=officer, series_id=series_id, session_id=session_id, case_ids=found, declines={},
            say_less=lambda case, told: told, now=now,
        )  # fmt: skip


def _section(cast: Cast, officer: Actor, town: Any, now: datetime) -> None:
    """地域移行部会: a doctor without a pledge, a lawyer whose pledge has ended; a material in every state."""
    today = day_of(now)
    part = council.open_series(
        actor=officer,
        now=now,
        kind="council",
        title="協議会 地域移行部会",
        interval_months=6,
        next_on=today + timedelta(days=20),
    )
    _sit(cast, officer, part.pk, now)
    start = today - timedelta(days=200)
    common: dict[str, Any] = {"actor": officer, "series_id": part.pk, "now": now}
    council.add_member(**common, body="みらい診療所", name="見本 道子", post="医師", starts_on=start)
    council.add_member(
        **common, body="みらい家族会", name="例示 良子", post="会長", starts_on=start, pledge=Confidentiality.PLEDGE,
        pledged_on=start, pledged_until=today - timedelta(days=5),
    )  # fmt: skip
    guest = council.add_member(
        **common, body="みらい社会福祉協議会", name="手本 一郎", post="課長", starts_on=start, pledge=Confidentiality.PLEDGE,
        pledged_on=start, pledged_until=today + timedelta(days=165),
    )  # fmt: skip
    council_followups.add_followup(
        **common, text="体験で泊まれる部屋を、2か所で用意する", user_id=None, organisation_id=officer.organisation_id,
        due_on=today + timedelta(days=60),
    )  # fmt: skip
    _sheets(cast, officer, part.pk, guest.pk, now)


def _sheets(cast: Cast, officer: Actor, series_id: Any, guest_id: Any, now: datetime) -> None:
    view = queries.get_series(actor=officer, pk=series_id, at=now, runs=True)
    second = cast.actor(str(_key(cast, officer)), Role.CORE_MANAGER, now)
    reviewer: Any = second.user_id
    made = []
    for case, (situation, tried, question) in zip(open_cases(view=view), _TEXTS, strict=False):
        made.append(
            case_sheets.propose_sheet(
                actor=officer, series_id=series_id, case_id=case.pk, told=told_of(view=view, case=case), people=120, floor=10,
                own_cases=20, reviewer=reviewer, situation=situation, tried=tried, question=question, now=now,
            )
        )  # fmt: skip
    for sheet, step in zip(made[1:], ("return", "approve", "approve"), strict=False):
        case_sheets.decide_sheet(actor=second, pk=sheet.pk, step=step, note="もう少し短く書いてください。", now=now)
    if len(made) > 2:  # noqa: PLR2004
        case_sheets.hand_out(actor=officer, pk=made[2].pk, members=[guest_id], now=now)
    if len(made) > 3:  # noqa: PLR2004
        case_sheets.withdraw_sheet(actor=officer, pk=made[3].pk, now=now)


def _key(cast: Cast, officer: Actor) -> str:
    return next(key for key, o in cast.organisations.items() if o.pk == officer.organisation_id)
