"""Buttons of 確認・訂正: a coordinator confirms or corrects a published value, or takes that back."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import day_of
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.offices.enums import ON_BEHALF, Corrected, Operation, Source
from renkei.offices.models import Correction, Office
from renkei.offices.queries.corrections import capacity_of, published
from renkei.offices.rules import texts
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P


@transaction.atomic
def correct_office(
    *, actor: Actor, office_id: UUID, field: Corrected, value: str, as_of: date, source: Source, spoken_to: str,
    now: datetime, service_code: str = "", note: str = "",
) -> Correction:  # fmt: skip
    """確かめる・直す: `value` as it was found; empty confirms what is published now. Imports never touch it.

    Args:
        value: a text, a number (定員), or a code of `enums.Operation`.

    Raises:
        NotFound: no such office.
        RuleBroken: a day to come, a value that can't be, nothing published to confirm.
    """
    require(actor, P.DIRECTORY_CORRECT)
    office = _office(office_id)
    capacity = capacity_of(office, service_code) if field is Corrected.CAPACITY else None
    before = published(office, field, capacity)
    _check(office, field, service_code, as_of, now)
    if source not in ON_BEHALF:
        raise RuleBroken("どのように確かめたかを選んでください。", field="source")
    row = Correction.objects.create(
        office=office, service_code=service_code, field=field, value=_clean(field, value or before), published=before,
        note=note, as_of=as_of, source=source, spoken_to=spoken_to, by_organisation_id=actor.organisation_id,
        by_user_id=actor.user_id, at=now,
    )  # fmt: skip
    record(actor=actor, event=E.OFFICE_CORRECTED, now=now, thing=office, detail={"field": str(field)})
    return row


@transaction.atomic
def withdraw_correction(*, actor: Actor, office_id: UUID, correction_id: UUID, now: datetime) -> None:
    """取り消す: the row stays; a new one says that it no longer counts.

    Raises:
        NotFound: no such row of this office.
        Conflict: withdrawn already.
    """
    require(actor, P.DIRECTORY_CORRECT)
    office = _office(office_id)
    row = Correction.objects.filter(office=office, pk=correction_id, withdraws=None).first()
    if row is None:
        raise NotFound()
    if Correction.objects.filter(withdraws=row).exists():
        raise Conflict("この確認は、すでに取り消されています。")
    Correction.objects.create(
        office=office, service_code=row.service_code, field=row.field, value=row.value, published=row.published,
        as_of=row.as_of, source=row.source, withdraws=row, by_organisation_id=actor.organisation_id,
        by_user_id=actor.user_id, at=now,
    )  # fmt: skip
    record(actor=actor, event=E.OFFICE_CORRECTED, now=now, thing=office, detail={"withdrawn": str(row.pk)})


def _office(pk: UUID) -> Office:
    try:
        return Office.objects.get(pk=pk)
    except (Office.DoesNotExist, ValidationError, ValueError):
        raise NotFound() from None


def _check(office: Office, field: Corrected, service_code: str, as_of: date, now: datetime) -> None:
    if as_of > day_of(now):
        raise RuleBroken("まだ来ていない日です。確かめた日を入力してください。", field="as_of")
    if (field is Corrected.CAPACITY) != bool(service_code):
        raise RuleBroken("サービスは、定員を確かめたときだけ選んでください。", field="service_code")
    if service_code and service_code not in (*office.service_codes, *office.former_service_codes):
        raise RuleBroken("この事業所にないサービスです。", field="service_code")


def _clean(field: Corrected, value: str) -> str:
    if field is Corrected.OPERATION:
        value = Operation.RUNNING.value if value == "listed" else value
        if value not in Operation.values:
            raise RuleBroken("営業の状況を選んでください。", field="operation")
    elif not value:
        raise RuleBroken("公表された値がないため、確かめた値を入力してください。", field="value")
    elif field is Corrected.CAPACITY and not (value.isdecimal() and 0 < int(value) <= 2000):
        raise RuleBroken("定員は、1から2000までの数字で入力してください。", field="value")
    elif field in (Corrected.PHONE, Corrected.FAX) and texts.phone(value).odd:
        raise RuleBroken("番号は「03-1234-5678」のように入力してください。", field="value")
    return texts.phone(value).shown if field in (Corrected.PHONE, Corrected.FAX) else value
