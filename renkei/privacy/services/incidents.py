"""漏えい等: begin, correct, list the affected, tell them, write the report, move on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.accounts.queries import addressees, auditors
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.core.calendar import fiscal_year
from renkei.core.clock import day_of
from renkei.core.db import explain, lock
from renkei.core.errors import NotFound, RuleBroken
from renkei.core.ids import new_code
from renkei.disclosure.queries import visible_cases
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P
from renkei.policy.roles import PRIVACY_OFFICERS
from renkei.privacy.enums.incidents import IncidentStatus, Notice, Source
from renkei.privacy.models import Incident, IncidentCase, IncidentMeasure
from renkei.privacy.queries.emergencies import get_emergency
from renkei.privacy.queries.incidents import get_affected, get_incident
from renkei.privacy.rules.incident_report import FIELDS
from renkei.privacy.states.incidents import INCIDENT

_FACTS = ("kind", "wrongful", "known_at", "happened_from", "happened_until", "classes", "overview")


@transaction.atomic
def report_incident(*, actor: Actor, now: datetime, emergency_id: UUID | None = None, **facts: Any) -> Incident:
    """漏えい等の記録を始める: whoever finds it; the managers, the commissioning municipality and the auditors are told at once.

    Args:
        facts: kind, wrongful, known_at, happened_from, happened_until, classes, overview.
        emergency_id: the emergency reading that was found not to be justified; its case is the first on the list.
    """
    require(actor, P.INCIDENT_REPORT)
    if actor.user_id is None or actor.organisation_id is None:
        raise NotFound()
    _check(facts, now)
    emergency = get_emergency(actor=actor, pk=emergency_id, at=now).emergency if emergency_id else None
    incident = Incident(
        number=f"漏R{fiscal_year(day_of(now)) - 2018}-{new_code(5)}", organisation_id=actor.organisation_id,
        responsible_id=min(actor.acts_for, default=None, key=str), reported_by=actor.user_id, reported_at=now,
        emergency=emergency, **facts,
    )  # fmt: skip
    incident.save(force_insert=True)
    if emergency is not None:
        _add_case(actor, incident, emergency.case, Source.EMERGENCY, "", now)
    _record(actor, incident, now, reported=incident.kind)
    _tell(incident, Kind.INCIDENT_REPORTED, now)
    return incident


@transaction.atomic
def save_facts(*, actor: Actor, incident: Incident, now: datetime, **facts: Any) -> Incident:
    """何が起きたかを直す: also the day of knowing, from which the clocks count; every change is in the audit."""
    incident = _open(actor, incident)
    _check(facts, now)
    return _save(actor, incident, now, "facts", **facts)


@transaction.atomic
def save_report(*, actor: Actor, incident: Incident, now: datetime, others_count: int | None, **texts: str) -> Incident:
    """報告の内容を書く: the texts of the nine items; empty ones stay 未入力."""
    incident = _open(actor, incident)
    values = {name: texts[name].strip() or None for name in FIELDS if name in texts}
    return _save(actor, incident, now, "report", others_count=others_count, **values)


@transaction.atomic
def add_touched(*, actor: Actor, incident: Incident, case_ids: Iterable[UUID], now: datetime) -> int:
    """操作の記録から加える: cases that were read, printed or taken away. Those on the list stay. Returns how many came on it."""
    incident = _open(actor, incident)
    listed = incident.cases.filter(removed_at__isnull=True).values("case_id")
    cases = visible_cases(actor=actor, at=now).filter(pk__in=list(case_ids)).exclude(pk__in=listed)
    added = [_add_case(actor, incident, case, Source.AUDIT, "", now) for case in cases]
    return len(added)


@transaction.atomic
def add_case(*, actor: Actor, incident: Incident, number: str, reason: str, now: datetime) -> IncidentCase:
    """手で加える: by the number of a case one may see, with a reason (a paper that names him, a USB stick …)."""
    incident = _open(actor, incident)
    case = visible_cases(actor=actor, at=now).filter(number=number.strip().upper()).first()
    if case is None:
        raise RuleBroken("この番号のケースは、あなたの機関にありません。", field="number")
    if not reason.strip():
        raise RuleBroken("加える理由を入力してください。", field="reason")
    return _add_case(actor, incident, case, Source.HAND, reason.strip(), now)


@transaction.atomic
def remove_case(*, actor: Actor, incident: Incident, row_id: UUID, reason: str, now: datetime) -> IncidentCase:
    """一覧から外す: with a reason; the line stays readable below the list."""
    incident = _open(actor, incident)
    row = lock(get_affected(actor=actor, incident=incident, pk=row_id))
    if not reason.strip():
        raise RuleBroken("外す理由を入力してください。", field="reason")
    row.removed_at, row.removed_by, row.remove_reason = now, actor.user_id, reason.strip()
    row.save()
    _record(actor, incident, now, case=row.case, removed=True)
    return row


@transaction.atomic
def record_notice(
    *, actor: Actor, incident: Incident, row_id: UUID, notice: Notice, now: datetime, on: date | None = None,
    method: str = "", note: str = "",
) -> IncidentCase:  # fmt: skip
    """本人への通知を記録する: done (how, when), or why it can't be done and what was done instead.

    Raises:
        RuleBroken: done without day and way, a day that is still to come, impossible without saying why.
    """
    incident = _open(actor, incident)
    row = lock(get_affected(actor=actor, incident=incident, pk=row_id))
    if notice == Notice.DONE and (on is None or not method):
        raise RuleBroken("通知した日と方法を入力してください。", field="on" if on is None else "method")
    if on is not None and on > day_of(now):
        raise RuleBroken("通知した日は、今日までの日を入力してください。", field="on")
    if notice == Notice.IMPOSSIBLE and not note.strip():
        raise RuleBroken("通知が困難な理由と、代わりに行ったことを入力してください。", field="note")
    row.notice, row.notice_on, row.notice_method = notice, on, method
    row.notice_note, row.notice_at, row.notice_by = note.strip() or None, now, actor.user_id
    row.save()
    _record(actor, incident, now, case=row.case, notice=str(notice))
    return row


@transaction.atomic
def add_measure(*, actor: Actor, incident: Incident, text: str, at: datetime, now: datetime) -> IncidentMeasure:
    """措置を記録する: what was done, when."""
    incident = _open(actor, incident)
    if at > now:
        raise RuleBroken("行った日時は、今より前にしてください。", field="at")
    measure = IncidentMeasure.objects.create(incident=incident, at=at, text=text.strip(), recorded_by=actor.user_id)
    _record(actor, incident, now, measure=True)
    return measure


@transaction.atomic
def step_incident(
    *, actor: Actor, incident: Incident, step: str, now: datetime, at: datetime | None = None, reason: str = ""
) -> Incident:
    """Take one step of the machine INCIDENT. `at`: when the report was sent; `reason`: why it ends or begins again.

    Raises:
        InvalidTransition: it has moved on. RuleBroken: a moment still to come, or before the body knew; no reason.
    """
    incident = lock(get_incident(actor=actor, pk=incident.pk, permission=P.INCIDENT_WRITE).incident)
    transition = INCIDENT.check(incident.status, step)
    moment = at or now
    if moment > now or moment < incident.known_at:
        raise RuleBroken("知った日時から今までの間の日時を入力してください。", field="at")
    if step in ("close", "dismiss", "reopen") and not reason.strip():
        raise RuleBroken("理由を入力してください。", field="reason")
    incident.status = transition.target
    if step in ("preliminary", "final"):
        setattr(incident, f"{step}_at", moment)
        setattr(incident, f"{step}_by", actor.user_id)
    elif step == "reopen":
        incident.close_reason, incident.closed_at, incident.closed_by = reason.strip(), None, None
    else:
        incident.close_reason, incident.closed_at, incident.closed_by = reason.strip(), now, actor.user_id
    incident.save()
    _record(actor, incident, now, step=step)
    if step == "reopen":
        _tell(incident, Kind.INCIDENT_REOPENED, now)
    return incident


def _open(actor: Actor, incident: Incident) -> Incident:
    incident = lock(get_incident(actor=actor, pk=incident.pk, permission=P.INCIDENT_WRITE).incident)
    if incident.status == IncidentStatus.CLOSED:
        raise RuleBroken("終えた記録は直せません。先に「再開する」を選んでください。")
    return incident


def _check(facts: dict[str, Any], now: datetime) -> None:
    if set(facts) != set(_FACTS):
        raise TypeError(f"The facts of an incident are {_FACTS}.")
    if facts["known_at"] > now:
        raise RuleBroken("知った日時は、今より前にしてください。", field="known_at")
    since, until = facts["happened_from"], facts["happened_until"]
    if since and until and until < since:
        raise RuleBroken("起きた時期の終わりは、始めより後にしてください。", field="happened_until")
    if not facts["classes"]:
        raise RuleBroken("含まれる情報を選んでください。", field="classes")


def _save(actor: Actor, incident: Incident, now: datetime, what: str, **fields: Any) -> Incident:
    for name, value in fields.items():
        setattr(incident, name, value)
    incident.save()
    _record(actor, incident, now, changed=what)
    return incident


def _add_case(actor: Actor, incident: Incident, case: Case, source: Source, reason: str, now: datetime) -> IncidentCase:
    try:
        with transaction.atomic():
            row = IncidentCase.objects.create(
                incident=incident,
                case=case,
                source=source,
                added_at=now,
                added_by=actor.user_id,
                add_reason=reason or None,
            )
    except IntegrityError as error:
        raise explain(error, IncidentCase) from None
    _record(actor, incident, now, case=case, added=str(source))
    return row


def _tell(incident: Incident, kind: Kind, now: datetime) -> None:
    """Managers of the body and of the municipality that commissioned it, and the auditors; a number and a link."""
    bodies = [pk for pk in (incident.organisation_id, incident.responsible_id) if pk]
    told = [entry for body in bodies for entry in addressees(body, at=now, roles=PRIVACY_OFFICERS)]
    besides = incident.reported_by if kind is Kind.INCIDENT_REPORTED else None
    notify(
        to=[entry for entry in (*told, *auditors(at=now)) if entry[0] != besides], kind=kind, now=now,
        number=incident.number, link=f"/incidents/{incident.pk}/",
    )  # fmt: skip


def _record(actor: Actor, incident: Incident, now: datetime, *, case: Case | None = None, **detail: object) -> None:
    record(
        actor=actor, event=E.INCIDENT_CHANGED, now=now, thing=incident, case_id=case.pk if case else None, detail=detail
    )
