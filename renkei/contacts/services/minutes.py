"""Steps of a meeting and its minutes: 招集・実施・議事録案・確定・訂正・中止. Decisions become dated tasks, the next date a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from renkei.cases.models import Case
from renkei.contacts.enums.meetings import AttendeeKind, AttendeeMode, LineKind, MeetingStatus
from renkei.contacts.models import Attendee, Meeting, Minutes, MinutesLine
from renkei.contacts.queries.at_table import all_read, lines_of
from renkei.contacts.queries.meetings import get_meeting
from renkei.contacts.services.meetings import _check_class, _did, _mine, _tell, add_item, check_general, plan_meeting
from renkei.contacts.states.meetings import MEETING
from renkei.coordination.enums.tasks import TaskSource
from renkei.coordination.services import tasks
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import Conflict, RuleBroken
from renkei.core.ids import new_id
from renkei.notifications.enums import Kind
from renkei.policy.actor import Actor
from renkei.policy.enums import InfoClass

S = MeetingStatus
#: Who is told what, by step.
_NEWS = {
    "call": Kind.MEETING_CALLED, "recall": Kind.MEETING_CHANGED, "cancel": Kind.MEETING_CANCELLED,
    "finalise": Kind.MEETING_MINUTES,
}  # fmt: skip
#: Lines that lead to something when they are 確定: a task, an item of the next meeting.
_LEADING = (LineKind.DECISION, LineKind.PENDING)
#: What a line is, beside its key.
_PARTS = ("kind", "agenda_id", "position", "info_class", "text", "organisation_id", "user_id", "due_on")


@dataclass(frozen=True)
class Line:
    """A line as it was written. `key` None: a new one; an empty `text` ends the line of that key."""

    kind: str
    text: str
    info_class: str = ""
    key: UUID | None = None
    agenda_id: UUID | None = None
    position: int = 0
    organisation_id: UUID | None = None
    user_id: UUID | None = None
    due_on: date | None = None


@transaction.atomic
def take_step(*, actor: Actor, meeting: Meeting, step: str, now: datetime, reason: str = "") -> Meeting:
    """One step of the machine MEETING, for the side that calls it.

    Args:
        reason: why the minutes are corrected (step "correct").

    Raises:
        InvalidTransition: somebody else was faster.
        RuleBroken: what the step needs is missing (time, attendees, 守秘の確認, minutes, a reason).
    """
    meeting = _mine(actor, meeting, now)
    transition = MEETING.check(meeting.status, step)
    before = meeting.status
    _PREPARES.get(step, _nothing)(actor, meeting, now, reason)
    meeting.status = transition.target
    meeting.save()
    if step in _NEWS and not (step == "cancel" and meeting.opened_at is None):
        _tell(actor, meeting, _NEWS[step], now)
    _did(actor, meeting, step, now, before=before)
    if step == "finalise":
        _next_meeting(actor, meeting, now)
    return meeting


@transaction.atomic
def save_minutes(
    *, actor: Actor, meeting: Meeting, lines: Iterable[Line], based_on: int, now: datetime, next_at: datetime | None = None
) -> Minutes:  # fmt: skip
    """議事録を書く: lines of the version still written. A line of an earlier version is not overwritten but replaced.

    Raises:
        Conflict: somebody saved it meanwhile, or nothing is being written.
        RuleBroken: a class the role may not read, a decision without its date in order.
    """
    meeting = _mine(actor, meeting, now)
    minutes = _written(meeting)
    if minutes.revision != based_on:
        raise Conflict("ほかの人が先に保存しました。最新の内容を確認してから、もう一度入力してください。")
    standing = {line.key: line for line in lines_of(minutes)}
    for line in lines:
        _check_class(actor, meeting.case, line.info_class, now, field="")
        check_general(meeting.case_id, line.text, now)
        _write(minutes, standing.get(line.key) if line.key else None, line)
    meeting.next_at = next_at
    meeting.save(update_fields=["next_at"])
    minutes.revision += 1
    minutes.save(update_fields=["revision"])
    _did(actor, meeting, "minutes", now)
    return minutes


def _write(minutes: Minutes, old: MinutesLine | None, line: Line) -> None:
    values = {name: getattr(line, name) for name in _PARTS} | {"text": line.text.strip()}
    if old is not None and values["text"] and all(getattr(old, n) == v for n, v in values.items()):
        return
    if old is not None and old.minutes_id == minutes.pk and values["text"]:
        for name, value in values.items():
            setattr(old, name, value)
        old.save()
        return
    if old is not None:
        old.ended_by = minutes
        old.save(update_fields=["ended_by"])
    if values["text"]:
        MinutesLine.objects.create(minutes=minutes, key=old.key if old else new_id(), **values)


def _written(meeting: Meeting) -> Minutes:
    """The version still written, locked."""
    found = Minutes.objects.filter(meeting=meeting, final_at__isnull=True, abandoned_at__isnull=True).first()
    if found is None or meeting.status not in (S.HELD, S.DRAFTED):
        raise Conflict("いま書いている議事録はありません。画面を開き直して、最新の状態を確認してください。")
    return lock(found)


def _nothing(actor: Actor, meeting: Meeting, now: datetime, reason: str) -> None:
    """The step changes nothing but the state."""


def _call(actor: Actor, meeting: Meeting, now: datetime, reason: str) -> None:
    if meeting.at is None:
        raise RuleBroken("日時を決めてから招集してください。")
    if not Attendee.objects.filter(meeting=meeting, removed_at__isnull=True).exists():
        raise RuleBroken("出席者を決めてから招集してください。議題は、出席者の全員が知ってよいものだけが印刷されます。")
    meeting.opened_at = meeting.opened_at or now


def _hold(actor: Actor, meeting: Meeting, now: datetime, reason: str) -> None:
    if meeting.at is None or day_of(meeting.at) > day_of(now):
        raise RuleBroken("会議の日が、まだ来ていません。日時が変わったときは、先に直してください。")
    seats = Attendee.objects.filter(meeting=meeting, removed_at__isnull=True).exclude(mode=AttendeeMode.ABSENT)
    bound = seats.exclude(kind=AttendeeKind.PERSON)
    missing = bound.filter(confidentiality="").count()
    if missing:
        raise RuleBroken(f"守秘の確認がない出席者が{missing}人います。出席者ごとに、根拠と確認した日を入れてください。")
    meeting.attendees_count = seats.count()
    if not Minutes.objects.filter(meeting=meeting).exists():
        Minutes.objects.create(meeting=meeting, version=1, recorder=actor.user_id)


def _unhold(actor: Actor, meeting: Meeting, now: datetime, reason: str) -> None:
    meeting.attendees_count = None


def _undraft(actor: Actor, meeting: Meeting, now: datetime, reason: str) -> None:
    if _written(meeting).version > 1:
        raise RuleBroken("訂正の途中です。やめるときは「訂正をやめる」を選んでください。")


def _finalise(actor: Actor, meeting: Meeting, now: datetime, reason: str) -> None:
    minutes = _written(meeting)
    if not lines_of(minutes).exists():
        raise RuleBroken("議事録に、まだ何も書かれていません。")
    view = get_meeting(actor=actor, meeting_id=meeting.pk, at=now, calls=True)
    if not all_read(view=view, minutes=minutes, kinds=_LEADING):
        raise RuleBroken(
            "読めない決定事項・保留事項があります。すべて読める人が確定してください（読めないと、担当と期限が失われます）。"
        )
    minutes.final_at, minutes.final_by = now, actor.user_id
    minutes.save(update_fields=["final_at", "final_by"])
    if meeting.case is not None:
        _tasks(actor, meeting.case, minutes, now)


def _tasks(actor: Actor, case: Case, minutes: Minutes, now: datetime) -> None:
    """決定事項 become dated tasks of whoever was given them; a decision corrected or struck drops the task of its old words."""
    ended = MinutesLine.objects.filter(ended_by=minutes, kind=LineKind.DECISION).exclude(minutes=minutes)
    for key in ended.values_list("key", flat=True):
        tasks.drop_tasks_of(actor=actor, source=TaskSource.MEETING, source_id=key, now=now)
    new = lines_of(minutes).filter(minutes=minutes, kind=LineKind.DECISION).select_related("minutes__meeting")
    for line in new:
        _task(actor, case, line, now)


def _task(actor: Actor, case: Case, line: MinutesLine, now: datetime) -> None:
    """A body that may not know the words of the task gets none: it stays with the body that calls, which sees to it."""
    common = {
        "actor": actor, "case": case, "title": line.text, "info_class": line.info_class or InfoClass.SUMMARY, "now": now,
        "due_on": line.due_on, "source": TaskSource.MEETING, "source_id": line.key,
    }  # fmt: skip
    try:
        with transaction.atomic():
            tasks.add_task(organisation_id=line.organisation_id, user_id=line.user_id, **common)
    except RuleBroken:
        tasks.add_task(**common)


def _correct(actor: Actor, meeting: Meeting, now: datetime, reason: str) -> None:
    if not reason.strip():
        raise RuleBroken("訂正の理由を入力してください。", field="reason")
    check_general(meeting.case_id, reason, now, field="reason")
    last = Minutes.objects.filter(meeting=meeting).order_by("-version").values_list("version", flat=True)[0]
    Minutes.objects.create(meeting=meeting, version=last + 1, reason=reason.strip(), recorder=actor.user_id)


def _keep(actor: Actor, meeting: Meeting, now: datetime, reason: str) -> None:
    minutes = _written(meeting)
    if minutes.version == 1:
        raise RuleBroken("まだ確定した版がありません。議事録案を取り下げるか、確定してください。")
    minutes.abandoned_at = now
    minutes.save(update_fields=["abandoned_at"])


_PREPARES = {
    "call": _call, "hold": _hold, "unhold": _unhold, "undraft": _undraft, "finalise": _finalise, "correct": _correct,
    "keep": _keep,
}  # fmt: skip


def _next_meeting(actor: Actor, meeting: Meeting, now: datetime) -> None:
    """次回: prepared with the same seats and what stayed open; once. A corrected date moves it while it is in preparation."""
    following = Meeting.objects.filter(previous=meeting).first()
    if meeting.next_at is None:
        return
    if following is not None:
        if following.status == S.PREPARING and following.at != meeting.next_at:
            following.at = meeting.next_at
            following.save(update_fields=["at"])
            _did(actor, following, "edit", now)
        return
    following = plan_meeting(
        actor=actor, case=meeting.case, kind=meeting.kind, now=now, previous=meeting, at=meeting.next_at,
        minutes=meeting.minutes, item=meeting.item,
    )  # fmt: skip
    following.place, following.place_class = (
        meeting.place,
        meeting.place_class,
    )  # also where its class is shut to the actor
    following.save(update_fields=["place", "place_class"])
    for seat in Attendee.objects.filter(meeting=meeting, removed_at__isnull=True).select_related("meeting"):
        Attendee.objects.create(
            meeting=following, kind=seat.kind, organisation_id=seat.organisation_id, user_id=seat.user_id, body=seat.body,
            post=seat.post, name=seat.name, is_justice=seat.is_justice, confidentiality=seat.confidentiality,
            confirmed_on=seat.confirmed_on, confirmed_by=seat.confirmed_by, support=seat.support, named_rows=seat.named_rows,
        )  # fmt: skip
    minutes = Minutes.objects.filter(meeting=meeting, final_at__isnull=False).order_by("-version")[0]
    for line in lines_of(minutes).filter(kind=LineKind.PENDING).select_related("minutes__meeting"):
        add_item(actor=actor, meeting=following, info_class=line.info_class, text=line.text, now=now)
