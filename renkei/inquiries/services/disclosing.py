"""実名での共有: step by step, a row of the ledger per class, on a consent that names this office or on a legal ground."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from renkei.cases.services import assign_named
from renkei.core.clock import TOKYO
from renkei.core.db import lock
from renkei.core.errors import Conflict, RuleBroken
from renkei.disclosure.enums import Basis, Method, Stage
from renkei.disclosure.models import Consent
from renkei.disclosure.queries import get_case, recipients_now
from renkei.disclosure.services import disclose
from renkei.inquiries.enums import ANSWERABLE
from renkei.inquiries.models import Inquiry
from renkei.inquiries.queries import InquiryAccess, members_of
from renkei.inquiries.rules import cause_of, stages_of
from renkei.inquiries.services.steps import MOVED_ON, begin, office_members, require_here, take, tell, touch
from renkei.inquiries.states import INQUIRY
from renkei.notifications.enums import Kind
from renkei.people.queries import current_version, filled_fields
from renkei.policy.actor import Actor
from renkei.policy.enums import NAMED_CLASSES, InfoClass
from renkei.policy.permissions import P


@dataclass(frozen=True)
class Item:
    """One class to tell: the version the form showed and the fields that were ticked."""

    info_class: InfoClass
    version_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Ground:
    """On what it rests: a consent, or a legal ground with a written reason."""

    basis: Basis = Basis.CONSENT
    consent: Consent | None = None
    legal_reason: str = ""


@transaction.atomic
def disclose_named(
    *, actor: Actor, inquiry: Inquiry, seen: int | None, stage: Stage, items: Iterable[Item], ground: Ground, now: datetime,
    persons: Iterable[UUID] = (), paper_persons: str = "", until: date | None = None, method: Method = Method.SYSTEM,
) -> Inquiry:  # fmt: skip
    """実名で共有する: the first time it moves the inquiry to 実名共有; later it tells a newer version or more.

    Args:
        persons: members of the office who may read 刑事・第三者; `paper_persons`: names of people without an account.
        until: last day; None while the inquiry lives.

    Raises:
        RuleBroken: no consent or agreement, too early a stage, nobody named, an old version, nothing chosen.
        Conflict: the inquiry has moved on.
    """
    inquiry, chosen = _locked(actor, inquiry, seen, now), list(items)
    found = InquiryAccess(inquiry, get_case(actor=actor, case_id=inquiry.case_id, at=now, permission=P.DISCLOSE))
    if stage not in stages_of(inquiry.status):
        raise RuleBroken("今の状態では、この段階の共有はできません。段階を選び直してください。", field="stage")
    if not chosen:
        raise RuleBroken("共有する情報を選んでください。", field="items")
    named = _named(found, list(persons))
    for item in chosen:
        _tell_one(found, item, stage, ground, named, paper_persons, until, method, now)
    assign_named(actor=actor, case=inquiry.case, organisation_id=inquiry.organisation_id, user_ids=named, now=now,
                 permission=P.DISCLOSE)  # fmt: skip
    if inquiry.status in ANSWERABLE:
        transition = INQUIRY.check(inquiry.status, "disclose")
        take(actor=actor, inquiry=inquiry, transition=transition, now=now, disclosed_at=now)
    else:
        touch(actor=actor, inquiry=inquiry, what="disclosed", now=now)
    tell(office_members(inquiry), Kind.DISCLOSED, inquiry, now)
    return inquiry


def _locked(actor: Actor, inquiry: Inquiry, seen: int | None, now: datetime) -> Inquiry:
    if inquiry.status in ANSWERABLE:
        return begin(actor=actor, inquiry=inquiry, step="disclose", now=now, seen=seen)[0]
    require_here(actor=actor, inquiry=inquiry, permission=P.INQUIRY_SEND, now=now)
    inquiry = lock(inquiry)
    if not stages_of(inquiry.status) or (seen is not None and inquiry.version != seen):
        raise Conflict(MOVED_ON)
    return inquiry


def _named(found: InquiryAccess, persons: list[UUID]) -> list[UUID]:
    allowed = {member.user_id for member in members_of(found)}
    if set(persons) - allowed:
        raise RuleBroken("指名できるのは、この事業所の窓口の人だけです。", field="persons")
    return persons


def _tell_one(
    found: InquiryAccess, item: Item, stage: Stage, ground: Ground, persons: list[UUID], paper_persons: str,
    until: date | None, method: Method, now: datetime,
) -> None:  # fmt: skip
    inquiry, access = found.inquiry, found.access
    _check_version(found, item)
    needs_names = item.info_class in NAMED_CLASSES
    if needs_names and not persons and not paper_persons.strip():
        raise RuleBroken("この情報を見てよい人を、名前で指定してください。", field="persons")
    older = recipients_now(case_id=inquiry.case_id, at=now, classes=[item.info_class]).filter(
        recipient_id=inquiry.organisation_id, whole_class=False
    )
    disclose(
        actor=access.actor, case=inquiry.case, recipient=inquiry.organisation, info_class=item.info_class,
        version_id=item.version_id, fields=item.fields, basis=ground.basis,
        consent=ground.consent if ground.basis is Basis.CONSENT else None, legal_reason=ground.legal_reason,
        stage=stage, cause=cause_of(stage, replaces=older.exists()), cause_id=inquiry.pk, now=now, method=method,
        persons=persons if needs_names else (), paper_persons=paper_persons if needs_names else "",
        ends_at=_midnight_after(until, now),
    )  # fmt: skip


def _check_version(found: InquiryAccess, item: Item) -> None:
    record = current_version(
        access=found.access, info_class=item.info_class
    )  # also asks: may the actor read it himself?
    if record is None or record.pk != item.version_id:
        raise Conflict("内容が新しい版に変わりました。画面を開き直し、新しい内容を確認してから共有してください。")
    filled = {field for field, _ in filled_fields(record, item.info_class)}
    if not item.fields or set(item.fields) - filled:
        raise RuleBroken(f"「{item.info_class.label}」で共有する項目を選んでください。", field="items")


def _midnight_after(day: date | None, now: datetime) -> datetime | None:
    if day is None:
        return None
    end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=TOKYO)
    if end <= now:
        raise RuleBroken("共有の期限は、今日以後の日を入力してください。", field="until")
    return end
