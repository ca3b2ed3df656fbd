"""Buttons of the procedures: put them on a case, move on, undo, correct, change the details, keep one's usual days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.enums import CaseStatus, SuspendReason
from renkei.cases.models import Case
from renkei.coordination.enums.plan import PlanSide
from renkei.coordination.enums.procedures import FAILED, RUNNING, WAITING, EntryKind, Owner, ProcedureStatus
from renkei.coordination.enums.tasks import DropReason, TaskSource, TaskStatus
from renkei.coordination.models.procedures import Procedure, ProcedureEntry, UsualDays
from renkei.coordination.models.tasks import Task
from renkei.coordination.queries import procedures as queries
from renkei.coordination.queries.closed_days import closed_days
from renkei.coordination.queries.usual_days import get_usual, usual_of
from renkei.coordination.rules.procedures import catalogue, chain, history
from renkei.coordination.services.following import Wanted, follow_tasks
from renkei.coordination.services.plan import Bodies, drop_planned
from renkei.coordination.states.procedures import PROCEDURE, STEPS
from renkei.core.calendar import add_open_days
from renkei.core.clock import day_of
from renkei.core.db import explain, lock, take_turns
from renkei.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from renkei.core.scan import background_in
from renkei.disclosure.queries import CaseAccess
from renkei.policy.actor import Actor
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

S = ProcedureStatus
#: Steps that need their reason.
REASONED = ("not_needed", "take_back")


@transaction.atomic
def add_procedures(*, actor: Actor, case: Case, kinds: Iterable[str], now: datetime) -> list[Procedure]:
    """手続を加える: one of each kind; what is on the case already stays as it is.

    Raises:
        RuleBroken: nothing chosen, or a kind the file does not know.
        Conflict: the case is closed.
    """
    access = _begin(actor, case, now)
    wanted = list(dict.fromkeys(kinds))
    if not wanted or not set(wanted) <= set(catalogue.kinds()):
        raise RuleBroken("手続を選んでください。", field="kinds")
    there = {x.row.kind for x in queries.load(access=access)}
    added = [_add(actor, case, catalogue.kinds()[code], now) for code in wanted if code not in there]
    if added:
        codes = {code for row in added for code in catalogue.kinds()[row.kind].plan_tasks}
        drop_planned(actor=actor, case=case, codes=codes, reason=DropReason.DUPLICATE, now=now)
        _bring_up(access, moved={row.pk: True for row in added})
        _happened(actor, case, added[0], "add", now, count=len(added))
    return added


@transaction.atomic
def take_procedure_step(
    *, actor: Actor, procedure: Procedure, step: str, now: datetime, on: date | None = None, note: str = ""
) -> Procedure:  # fmt: skip
    """進める: one of STEPS, on the day it happened (None: today).

    Raises:
        InvalidTransition: somebody else was faster.
        RuleBroken: a day that cannot be; a reason is missing; words that betray the background.
    """
    access, procedure = _on(actor, procedure, now)
    standing = _standing(procedure)
    if step not in STEPS:
        raise NotFound(permission=P.PROCEDURE_WRITE.code, case_id=procedure.case_id)
    target = PROCEDURE.check(standing.status, step).target
    day = on or day_of(now)
    if wrong := history.day_error(standing.moves, key="", on=day, today=day_of(now)):
        raise RuleBroken(wrong, field="on")
    if step in REASONED and not note.strip():
        raise RuleBroken("理由を入力してください。", field="note")
    if step == "apply" and procedure.blocked_since and not note.strip():
        raise RuleBroken("ほかの手続が終わる前に申請した理由を、メモに入力してください。", field="note")
    _write(actor, procedure, EntryKind.MOVE, target, day, note, now)
    _bring_up(access, moved={procedure.pk: True})
    return _happened(actor, procedure.case, procedure, step, now)


@transaction.atomic
def undo_procedure_step(*, actor: Actor, procedure: Procedure, seen: str, reason: str, now: datetime) -> Procedure:
    """直前の段階を取り消す: a new line that says why; the state is the one before.

    Args:
        seen: the state the page showed.

    Raises:
        Conflict: somebody moved it meanwhile, or nothing is left to undo.
    """
    access, procedure = _on(actor, procedure, now)
    standing = _standing(procedure)
    if standing.before is None or standing.status != seen:
        raise Conflict("この手続は、ほかの人が先に変えました。画面を開き直して、最新の状態を確認してください。")
    if not reason.strip():
        raise RuleBroken("取り消す理由を入力してください。", field="reason")
    target = PROCEDURE.check(standing.status, f"undo_{standing.before}").target
    _write(
        actor,
        procedure,
        EntryKind.UNDO,
        target,
        day_of(now),
        reason,
        now,
        field="reason",
        target=UUID(standing.last.key),
    )
    _bring_up(access, moved={procedure.pk: False})
    return _happened(actor, procedure.case, procedure, "undo", now)


@transaction.atomic
def correct_procedure_day(
    *, actor: Actor, procedure: Procedure, entry_id: UUID, on: date, reason: str, now: datetime
) -> Procedure:  # fmt: skip
    """日付を直す: of a line that counts; a new line that says why.

    Raises:
        NotFound: no such line, or it was undone.
        RuleBroken: a day that cannot be, or no reason.
    """
    access, procedure = _on(actor, procedure, now)
    standing = _standing(procedure)
    move = next((m for m in standing.moves[1:] if m.key == str(entry_id)), None)
    if move is None:
        raise NotFound(permission=P.PROCEDURE_WRITE.code, case_id=procedure.case_id)
    if wrong := history.day_error(standing.moves, key=move.key, on=on, today=day_of(now)):
        raise RuleBroken(wrong, field="on")
    if not reason.strip():
        raise RuleBroken("直す理由を入力してください。", field="reason")
    _write(actor, procedure, EntryKind.CORRECT, standing.status, on, reason, now, field="reason", target=entry_id)
    _bring_up(access)
    return _happened(actor, procedure.case, procedure, "correct", now)


@transaction.atomic
def change_procedure(
    *, actor: Actor, procedure: Procedure, owner: str, window: str, now: datetime, variant: str = "", days: int | None = None,
    note: str = "",
) -> Procedure:  # fmt: skip
    """窓口・進める人・方法・日数を変える; the history keeps what stood there before.

    Raises:
        RuleBroken: an owner, a way or days that cannot be; words that betray the background.
    """
    access, procedure = _on(actor, procedure, now)
    kind = catalogue.kinds().get(procedure.kind)
    if owner not in Owner.values or (owner == Owner.CENTER and procedure.case.center_id is None):
        raise RuleBroken("進める人を選んでください。", field="owner")
    if variant and (kind is None or kind.variant(variant) is None):
        raise RuleBroken("方法を選んでください。", field="variant")
    _check_words(window, "window")
    _check_words(note, "note")
    before = _details(procedure)
    procedure.owner, procedure.window, procedure.variant = owner, window.strip() or None, variant or None
    procedure.days = days or None
    changed = [
        f"{name}：{before[name] or '―'} → {new or '―'}"
        for name, new in _details(procedure).items()
        if before[name] != new
    ]
    _save(procedure, "days")
    _write(actor, procedure, EntryKind.DETAILS, procedure.status, day_of(now), "\n".join([*changed, note.strip()]), now)
    _bring_up(access)
    return _happened(actor, procedure.case, procedure, "details", now)


@transaction.atomic
def redate_procedures(*, actor: Actor, case: Case, now: datetime, woken: bool = False) -> None:
    """The day of release or the usual days changed: bring the dates and tasks up to date; twice changes nothing more.

    What the actor may not see is left as it is; the page counts anew each time it is read.

    Args:
        woken: the case goes on: the tasks that slept with it come back.
    """
    if case.closed_at is not None or not Procedure.objects.filter(case=case).exists():
        return
    try:
        access = queries.get_procedures_access(actor=actor, case_id=case.pk, at=now, permission=P.PROCEDURE_WRITE)
    except (NotFound, NotAllowed):
        return
    take_turns(f"procedures:{case.pk}")
    _bring_up(access, woken=woken)


@transaction.atomic
def set_usual_days(
    *, actor: Actor, kind: str, variant: str, days: int | None, basis: str, now: datetime
) -> UsualDays:  # fmt: skip
    """この市町村でかかる日数を決める; None: as the file says again. The procedures of the cases one may reach are re-dated.

    Raises:
        NotAllowed: no manager of a municipality.
        RuleBroken: days out of range, or without their basis.
    """
    line = get_usual(actor=actor, kind=kind, variant=variant)
    if days is not None and not basis.strip():
        raise RuleBroken("根拠を入力してください（例：標準処理期間、昨年度の実績）。", field="basis")
    assert actor.organisation_id is not None  # noqa: S101 - get_usual asked for a municipality
    found = _save(UsualDays(
        municipality_id=actor.organisation_id, kind=line.kind.code, variant=line.variant, days=days, basis=basis.strip(),
        made_at=now, made_by=actor.user_id,
    ), "days")  # fmt: skip
    record(actor=actor, event=E.SYSTEM_CHANGED, now=now, detail={"usual_days": kind, "variant": variant, "days": days})
    for case in queries.cases_to_redate(actor=actor, municipality_id=actor.organisation_id, at=now):
        redate_procedures(actor=actor, case=case, now=now)
    return found


def _begin(actor: Actor, case: Case, now: datetime) -> CaseAccess:
    """Whoever may write here, one after the other (the case itself is not everybody's to lock)."""
    take_turns(f"procedures:{case.pk}")
    access = queries.get_procedures_access(actor=actor, case_id=case.pk, at=now, permission=P.PROCEDURE_WRITE)
    if access.case.closed_at is not None:
        raise Conflict("終結したケースの手続は変えられません。")
    return access


def _on(actor: Actor, procedure: Procedure, now: datetime) -> tuple[CaseAccess, Procedure]:
    access = _begin(actor, procedure.case, now)
    return access, lock(procedure)


def _standing(procedure: Procedure) -> history.Standing:
    return queries.standing_of(procedure.entries.order_by("number"))


def _add(actor: Actor, case: Case, kind: catalogue.Kind, now: datetime) -> Procedure:
    owner = Owner.BODY if kind.owner == Owner.CENTER and case.center_id is None else kind.owner
    row = Procedure.objects.create(
        case=case,
        kind=kind.code,
        owner=owner,
        organisation_id=actor.organisation_id,
        made_at=now,
        made_by=actor.user_id,
    )
    _write(actor, row, EntryKind.MOVE, S.NOT_STARTED, day_of(now), "", now)
    return row


def _write(
    actor: Actor, procedure: Procedure, kind: EntryKind, status: str, on: date, note: str, now: datetime, *,
    field: str = "note", target: UUID | None = None,
) -> None:  # fmt: skip
    if kind != EntryKind.DETAILS:  # there the words of the form are checked; the names of the sides are ours
        _check_words(note, field)
    _save(ProcedureEntry(
        procedure=procedure, number=procedure.entries.count() + 1, kind=kind, status=status, on=on, note=note.strip() or None,
        at=now, user_id=actor.user_id, organisation_id=actor.organisation_id, target_id=target,
    ), None)  # fmt: skip


def _check_words(text: str, field: str) -> None:
    """Whoever reads welfare need not know of the justice side: 支給決定係 reads here and never does."""
    if background_in(text):
        raise RuleBroken(
            "刑事に関わる言葉があります。手続は、刑事の情報を見られない担当者も読みます。その言葉を使わない書き方に直してください。",
            field=field,
        )


def _save(thing: Any, field: str | None) -> Any:
    try:
        with transaction.atomic():
            thing.save()
    except IntegrityError as error:
        broken = explain(error, type(thing))
        if isinstance(broken, RuleBroken):
            broken.field = field
        raise broken from None
    return thing


def _details(p: Procedure) -> dict[str, str]:
    return {
        "進める人": Owner(p.owner).label, "窓口": p.window or "", "方法": catalogue.variant_title(p.kind, p.variant or ""),
        "かかる日数": f"{p.days}開庁日" if p.days else "",
    }  # fmt: skip


def _bring_up(access: CaseAccess, *, moved: Mapping[UUID, bool] | None = None, woken: bool = False) -> None:
    """The copies in the rows, and the tasks, to what the lines and the dates say now. No task is open while the case sleeps (実刑).

    Args:
        moved: procedures that went on (True) or back (False) just now.
        woken: the case goes on just now.
    """
    case, today = access.case, day_of(access.at)
    found = queries.load(access=access)
    rows = queries.tracked(found, usual_of(municipality_id=case.responsible_id))
    release = queries.release_days(access=access)
    closed = closed_days(organisation_id=case.responsible_id)
    ahead = chain.look_ahead(
        rows, today=today, release=release.ahead, released_on=release.passed, closed=closed
    )  # fmt: skip
    bodies = Bodies(case, access.actor, access.at)
    wanted: dict[UUID, Wanted | None] = {}
    for x in found:
        outlook = ahead[x.row.kind]
        _copy(x, outlook, release.known)
        rejected = x.standing.dates.get(S.REJECTED)
        follow_up = add_open_days(rejected, catalogue.after_rejection_days(), closed) if rejected else None
        wanted[x.row.pk] = _wanted(x, outlook, release.known, follow_up, bodies)
    moved = _woken(case, wanted) if woken else (moved or {})
    if case.status == CaseStatus.SUSPENDED and case.suspend_reason == SuspendReason.IMPRISONED:
        moved, wanted = dict.fromkeys(wanted, False), dict.fromkeys(wanted)
    follow_tasks(
        actor=access.actor, case=case, source=TaskSource.PROCEDURE, info_class=InfoClass.WELFARE, wanted=wanted,
        moved=moved, now=access.at,
    )  # fmt: skip


def _woken(case: Case, wanted: Mapping[UUID, Wanted | None]) -> dict[UUID, bool]:
    """Procedures whose task was dropped because it was not to be done for a time, and is to be done again; not what was done."""
    rows = Task.objects.filter(
        case=case, source=TaskSource.PROCEDURE, status=TaskStatus.DROPPED, drop_reason=DropReason.PLAN_CHANGED
    )
    dropped = set(rows.values_list("source_id", "rule"))
    return {pk: True for pk, want in wanted.items() if want is not None and (pk, want.rule) in dropped}


def _copy(found: queries.Loaded, outlook: chain.Outlook, known: bool) -> None:
    """The row as its lines say. By when to apply follows from the release: it stays where the actor may not know of that, and
    is empty where what stood there was the day of a decision."""
    row, s = found.row, found.standing
    due = outlook.expected or outlook.start_by
    if s.status in WAITING and not known:
        due = row.due_on if row.status in WAITING else None
    since = min((b.since for b in outlook.blocks if b.since), default=None)
    new = (s.status, s.applied_on, due, since)
    if new != (row.status, row.applied_on, row.due_on, row.blocked_since):
        row.status, row.applied_on, row.due_on, row.blocked_since = new
        row.save(update_fields=["status", "applied_on", "due_on", "blocked_since"])


def _wanted(
    found: queries.Loaded, outlook: chain.Outlook, known: bool, follow_up: date | None, bodies: Bodies
) -> Wanted | None:  # fmt: skip
    """The one task this procedure asks for now."""
    status, title = found.standing.status, catalogue.title_of(found.row.kind)
    side = PlanSide.CENTER if found.row.owner == Owner.CENTER else PlanSide.BODY
    body = bodies.of(side, InfoClass.WELFARE)
    by_office = "（事業所に確かめる）" if found.row.owner == Owner.OFFICE else ""
    if status in WAITING:
        return Wanted("apply", f"{title}を申請する{by_office}", body, outlook.start_by, keep_due=not known)
    if status in RUNNING:
        return Wanted("result", f"{title}の結果を確かめる{by_office}", body, outlook.expected)
    if status in FAILED and follow_up:
        return Wanted("rejected", f"{title}の却下のあとの対応を決める{by_office}", body, follow_up)
    return None


def _happened(actor: Actor, case: Case, row: Procedure, step: str, now: datetime, **detail: Any) -> Procedure:
    record(
        actor=actor, event=E.PROCEDURE_MOVED, now=now, thing=row, case_id=case.pk, info_class=InfoClass.WELFARE,
        detail={"step": step, **detail},
    )  # fmt: skip
    row.refresh_from_db()
    return row


__all__ = [
    "REASONED", "add_procedures", "change_procedure", "correct_procedure_day", "redate_procedures", "set_usual_days",
    "take_procedure_step", "undo_procedure_step",
]  # fmt: skip
