"""Buttons of the worksheets: begin, record a fact, a municipality's view, the interim, the decision, reconsider."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.enums import CaseStatus
from renkei.cases.models import Case
from renkei.coordination.enums.joint import Channel
from renkei.coordination.enums.responsible import Answer, EntryKind, Evidence, SaidBy, SheetKind, SheetStatus
from renkei.coordination.enums.tasks import TaskSource, TaskStatus
from renkei.coordination.models.responsible import Worksheet, WorksheetEntry, WorksheetFact
from renkei.coordination.models.tasks import Task
from renkei.coordination.queries.responsible import newest_version
from renkei.coordination.rules import responsible as rules
from renkei.coordination.services.tasks import add_task, change_task, finish_task
from renkei.coordination.states.responsible import RESPONSIBLE
from renkei.core.clock import day_of
from renkei.core.db import explain, lock
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.core.scan import background_in
from renkei.disclosure.queries import require_on
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import VIEW_OF_CLASS, P

#: What may stand in an entry: its readers are told by class.
ENTRY_CLASSES = (InfoClass.WELFARE, InfoClass.JUSTICE_OUTLINE)
#: A decision that rests on no rule of the table: the bodies agreed.
BY_AGREEMENT = "agreement"
_TITLES = {
    SheetKind.SUPPORT: "援護の実施者（支給決定の市町村）を決める",
    SheetKind.BENEFIT: "生活保護の実施機関を決める",
}


@dataclass(frozen=True)
class Found:
    """What was found out of a fact, and by which evidence. `on`: since when, or when, it was so."""

    answer: Answer
    municipality: str = ""
    on: date | None = None
    evidence: Evidence = Evidence.NONE
    kept_where: str = ""
    note: str = ""


@dataclass(frozen=True)
class Said:
    """A municipality's view: whose, which municipality it names (empty: none), said when, how and to whom."""

    said_by: SaidBy
    on: date
    channel: Channel
    spoken_to: str
    text: str
    municipality: str = ""
    info_class: InfoClass = InfoClass.JUSTICE_OUTLINE


@dataclass(frozen=True)
class Decided:
    """The decision: which municipality, by whom of which body, when, on which rule (code, or BY_AGREEMENT), and why."""

    municipality: str
    body: str
    decided_by: str
    decided_on: date
    rule: str
    text: str
    info_class: InfoClass = InfoClass.WELFARE


@transaction.atomic
def open_sheet(*, actor: Actor, case: Case, kind: str, due_on: date, now: datetime) -> Worksheet:
    """確認を始める: the worksheet, and the task to decide it.

    Raises:
        Conflict: the case is not yet accepted or closed, or the worksheet is there.
        RuleBroken: a day gone by.
    """
    _require(actor, case, now)
    if case.status in (CaseStatus.PREPARING, CaseStatus.CLOSED):
        raise Conflict("判断の表は、依頼を受けてから終結するまでの間に使います。")
    _check_ahead(due_on, now, "due_on")
    try:
        with transaction.atomic():
            sheet = Worksheet.objects.create(
                case=case, kind=SheetKind(kind), due_on=due_on, organisation_id=actor.organisation_id, opened_at=now,
                opened_by=actor.user_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise explain(error, Worksheet) from None
    _keep_task(actor, sheet, now)
    return _happened(actor, sheet, "open", now)


@transaction.atomic
def record_fact(
    *, actor: Actor, sheet: Worksheet, code: str, found: Found, seen: int, now: datetime
) -> WorksheetFact:  # fmt: skip
    """事実を記録する: a new version; the older ones stay.

    Args:
        seen: the version that the actor had before him; 0 for none.

    Raises:
        Conflict: somebody recorded it meanwhile, or the decision was taken.
        RuleBroken: no municipality where only that is asked, a day to come, words of the background where they may be read.
    """
    facts = _require(actor, sheet.case, now)
    spec = rules.FACTS.get(code)
    if spec is None or sheet.kind not in spec.kinds:
        raise NotFound(permission=P.RESPONSIBLE_WRITE.code, case_id=sheet.case_id)
    require(actor, VIEW_OF_CLASS[spec.info_class], facts, at=now)
    sheet = lock(sheet)
    _check_undecided(sheet)
    _check_fact(spec, found, now)
    if newest_version(sheet=sheet, code=code) != seen:
        raise Conflict("ほかの人が先にこの事実を記録しました。最新の内容を確認してから、もう一度入力してください。")
    row = WorksheetFact.objects.create(
        case_id=sheet.case_id, sheet=sheet, code=code, info_class=spec.info_class, version=seen + 1,
        content=_content(
            answer=found.answer, municipality=found.municipality if spec.place_label else "", on=found.on,
            evidence=found.evidence, kept_where=found.kept_where, note=found.note,
        ),
        at=now, user_id=actor.user_id, organisation_id=actor.organisation_id,
    )  # fmt: skip
    _happened(actor, sheet, "fact", now, info_class=spec.info_class, code=code, version=row.version)
    return row


@transaction.atomic
def add_statement(*, actor: Actor, sheet: Worksheet, said: Said, due_on: date, now: datetime) -> WorksheetEntry:
    """市町村の考えを記録する: of one's own side or the other; the first one begins the 協議.

    Raises:
        Conflict: the decision was taken.
        RuleBroken: nothing said, nobody spoken to, days out of order, a class one may not write.
    """
    facts = _require(actor, sheet.case, now)
    sheet = lock(sheet)
    _check_undecided(sheet)
    if not said.spoken_to.strip():
        raise RuleBroken("話した相手（職員の氏名）を入力してください。", field="spoken_to")
    if said.on > day_of(now):
        raise RuleBroken("話した日には、今日までの日を入力してください。", field="on")
    _check_text(
        actor, facts, said.info_class, said.text, now, municipality=said.municipality, spoken_to=said.spoken_to
    )  # fmt: skip
    _check_ahead(due_on, now, "due_on")
    if sheet.status in (SheetStatus.CHECKING, SheetStatus.RECONSIDERING):
        sheet.status = RESPONSIBLE.check(sheet.status, "negotiate").target
    sheet.due_on = due_on
    sheet.save(update_fields=["status", "due_on"])
    _keep_task(actor, sheet, now)
    content = _content(
        said_by=said.said_by, on=said.on, channel=said.channel, spoken_to=said.spoken_to, text=said.text,
        municipality=said.municipality,
    )  # fmt: skip
    return _write(actor, sheet, EntryKind.STATEMENT, said.info_class, content, now)


@transaction.atomic
def set_interim(
    *, actor: Actor, sheet: Worksheet, municipality: str, acts: str, until: date, text: str, now: datetime,
    info_class: InfoClass = InfoClass.WELFARE,
) -> WorksheetEntry:  # fmt: skip
    """暫定の対応を決める: who acts and pays meanwhile, until when. The person does not wait for the 協議.

    Raises:
        InvalidTransition: the decision was taken.
        RuleBroken: nobody, nothing, a day gone by, words of the background.
    """
    facts = _require(actor, sheet.case, now)
    sheet = lock(sheet)
    _check_open_case(sheet.case)
    target = RESPONSIBLE.check(sheet.status, "interim").target
    for field, value, words in (("municipality", municipality, "暫定で行う市町村"), ("acts", acts, "その間にすること")):
        if not value.strip():
            raise RuleBroken(f"{words}を入力してください。", field=field)
    _check_text(actor, facts, info_class, text, now, municipality=municipality, acts=acts, empty=True)
    _check_ahead(until, now, "until")
    sheet.status, sheet.until, sheet.due_on = target, until, until
    sheet.save(update_fields=["status", "until", "due_on"])
    _keep_task(actor, sheet, now)
    content = _content(municipality=municipality, acts=acts, until=until, text=text)
    return _write(actor, sheet, EntryKind.INTERIM, info_class, content, now)


@transaction.atomic
def decide(*, actor: Actor, sheet: Worksheet, decided: Decided, now: datetime) -> WorksheetEntry:
    """決定を記録する: what a person of a body decided; the rule only proposed. The task is done.

    Raises:
        InvalidTransition: it is decided already.
        RuleBroken: a part is missing, a day to come, a rule that is none of this worksheet's.
    """
    facts = _require(actor, sheet.case, now, P.RESPONSIBLE_DECIDE)
    sheet = lock(sheet)
    _check_open_case(sheet.case)
    target = RESPONSIBLE.check(sheet.status, "decide").target
    for name, words in (("municipality", "決まった市町村"), ("body", "決めた機関・会議"), ("decided_by", "決めた人")):
        if not getattr(decided, name).strip():
            raise RuleBroken(f"{words}を入力してください。", field=name)
    if decided.decided_on > day_of(now):
        raise RuleBroken("決定した日には、今日までの日を入力してください。", field="decided_on")
    if decided.rule not in (BY_AGREEMENT, *(rule.code for rule in rules.rules_of(sheet.kind))):
        raise RuleBroken("根拠を選んでください。", field="rule")
    _check_text(
        actor, facts, decided.info_class, decided.text, now, municipality=decided.municipality, body=decided.body,
        decided_by=decided.decided_by,
    )  # fmt: skip
    sheet.status, sheet.decided_on, sheet.due_on, sheet.until = target, decided.decided_on, None, None
    sheet.save(update_fields=["status", "decided_on", "due_on", "until"])
    for task in _open_tasks(sheet):
        finish_task(actor=actor, task=task, now=now)
    content = _content(
        municipality=decided.municipality, body=decided.body, decided_by=decided.decided_by, decided_on=decided.decided_on,
        rule=decided.rule, text=decided.text,
    )  # fmt: skip
    return _write(actor, sheet, EntryKind.DECISION, decided.info_class, content, now)


@transaction.atomic
def reconsider(
    *, actor: Actor, sheet: Worksheet, text: str, due_on: date, now: datetime,
    info_class: InfoClass = InfoClass.JUSTICE_OUTLINE,
) -> WorksheetEntry:  # fmt: skip
    """再検討を始める: with the reason; the decision stays on record. Raises InvalidTransition, RuleBroken."""
    facts = _require(actor, sheet.case, now, P.RESPONSIBLE_DECIDE)
    sheet = lock(sheet)
    target = RESPONSIBLE.check(sheet.status, "reconsider").target
    _check_open_case(sheet.case)
    _check_text(actor, facts, info_class, text, now)
    _check_ahead(due_on, now, "due_on")
    sheet.status, sheet.decided_on, sheet.due_on = target, None, due_on
    sheet.save(update_fields=["status", "decided_on", "due_on"])
    _keep_task(actor, sheet, now)
    return _write(actor, sheet, EntryKind.RECONSIDER, info_class, _content(text=text), now)


@transaction.atomic
def record_sheet_print(
    *, actor: Actor, sheet: Worksheet, form: str, classes: Iterable[str], now: datetime
) -> None:  # fmt: skip
    """印刷した: for one's own use (`internal`), or for the other municipality (`outside`, de-identified), with these classes."""
    _require(actor, sheet.case, now, P.RESPONSIBLE_VIEW)
    record(
        actor=actor, event=E.PRINTED, now=now, thing=sheet, case_id=sheet.case_id, info_class=InfoClass.WELFARE,
        detail={"form": f"responsible_{form}", "kind": sheet.kind, "classes": [str(c) for c in classes]},
    )  # fmt: skip


def _require(actor: Actor, case: Case, now: datetime, permission: P = P.RESPONSIBLE_WRITE) -> Any:
    facts = require_on(actor=actor, permission=permission, case=case, at=now)
    require(actor, P.WELFARE_VIEW, facts, at=now)
    return facts


def _check_open_case(case: Case) -> None:
    if case.status == CaseStatus.CLOSED:
        raise Conflict("このケースは終結しています。判断の表は変えられません。")


def _check_undecided(sheet: Worksheet) -> None:
    _check_open_case(sheet.case)
    if sheet.status == SheetStatus.DECIDED:
        raise Conflict("すでに決定しています。変わったことがあるときは、先に「再検討を始める」を行ってください。")


def _check_ahead(day: date, now: datetime, field: str) -> None:
    if day < day_of(now):
        raise RuleBroken("今日以後の日を入力してください。", field=field)


def _check_fact(spec: rules.FactSpec, found: Found, now: datetime) -> None:
    if spec.only_place and found.answer == Answer.YES and not found.municipality.strip():
        raise RuleBroken("市町村を入力してください。分からないときは「不明」を選んでください。", field="municipality")
    if found.on is not None and found.on > day_of(now) and spec.code not in ("destination", "special"):
        raise RuleBroken("今日までの日を入力してください。", field="on")
    if spec.info_class is InfoClass.WELFARE:
        _check_words(municipality=found.municipality, kept_where=found.kept_where, note=found.note)


_BETRAYS = (
    "刑事に関わる言葉があります。この内容は、刑事の情報を見られない担当者も読みます。刑事に関わることは、"
    "「支援に必要な刑事情報」の事実か、その区分を選んだ記録に書いてください。"
)


def _check_text(
    actor: Actor, facts: Any, info_class: InfoClass, text: str, now: datetime, *, empty: bool = False, **beside: str
) -> None:
    """`beside`: what is typed beside the text, by field: the same people read it."""
    if not empty and not text.strip():
        raise RuleBroken("内容・理由を入力してください。", field="text")
    if info_class not in ENTRY_CLASSES or not can(actor, VIEW_OF_CLASS[InfoClass(info_class)], facts, at=now):
        raise RuleBroken("この情報区分は、あなたの役割では読み書きできません。", field="info_class")
    if info_class == InfoClass.WELFARE:
        _check_words(text=text, **beside)


def _check_words(**texts: str) -> None:
    """Texts by field that are read without the class of justice."""
    for name, words in texts.items():
        if background_in(words):
            raise RuleBroken(_BETRAYS, field=name)


def _content(**values: Any) -> dict[str, str]:
    """As it is kept: codes and dates as text, empty ones left out."""
    found = {
        name: value.isoformat() if isinstance(value, date) else str(value or "").strip()
        for name, value in values.items()
    }
    return {name: value for name, value in found.items() if value}


def _open_tasks(sheet: Worksheet) -> list[Task]:
    rows = Task.objects.filter(source=TaskSource.RESPONSIBLE, source_id=sheet.pk, status=TaskStatus.OPEN)
    return list(rows.select_related("case").order_by("pk"))


def _keep_task(actor: Actor, sheet: Worksheet, now: datetime) -> None:
    """One open task per undecided worksheet, due when it is to be looked at next."""
    tasks = _open_tasks(sheet)
    for task in tasks:
        change_task(
            actor=actor,
            task=task,
            now=now,
            organisation_id=task.organisation_id,
            user_id=task.user_id,
            start_on=_not_after(task.start_on, sheet.due_on),
            due_on=sheet.due_on,
        )
    if not tasks:
        add_task(
            actor=actor, case=sheet.case, title=_TITLES[SheetKind(sheet.kind)], info_class=InfoClass.WELFARE, now=now,
            user_id=actor.user_id, due_on=sheet.due_on, source=TaskSource.RESPONSIBLE, source_id=sheet.pk,
        )  # fmt: skip


def _not_after(start: date | None, due: date | None) -> date | None:
    """A start set by hand stays, unless the day it is due comes before it."""
    return None if start and due and start > due else start


def _write(
    actor: Actor, sheet: Worksheet, kind: EntryKind, info_class: InfoClass, content: dict[str, str], now: datetime
) -> WorksheetEntry:
    entry = WorksheetEntry.objects.create(
        case_id=sheet.case_id, sheet=sheet, kind=kind, info_class=info_class, content=content, at=now,
        user_id=actor.user_id, organisation_id=actor.organisation_id,
    )  # fmt: skip
    _happened(actor, sheet, str(kind), now, info_class=info_class)
    return entry


def _happened(
    actor: Actor,
    sheet: Worksheet,
    step: str,
    now: datetime,
    *,
    info_class: InfoClass = InfoClass.WELFARE,
    **detail: Any,
) -> Worksheet:
    record(
        actor=actor, event=E.RESPONSIBLE_CHANGED, now=now, thing=sheet, case_id=sheet.case_id, info_class=info_class,
        detail={"step": step, "kind": sheet.kind, "status": sheet.status, **detail},
    )  # fmt: skip
    return sheet
