"""The nightly job: destroys the keys of persons whose every case two people gave free, and what may go with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import F, QuerySet

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case, Person
from renkei.core import crypto, keyring
from renkei.core.calendar import fiscal_year
from renkei.core.clock import TOKYO, day_of
from renkei.core.db import lock
from renkei.core.errors import NotFound
from renkei.core.fields import Ciphertext, EncryptedTextField
from renkei.people.models import NameIndex
from renkei.policy.actor import Actor
from renkei.privacy.enums.retention import DestructionStatus
from renkei.privacy.models import Destruction, OutcomeCount
from renkei.privacy.queries.retention import ready_persons
from renkei.privacy.queries.tables import ends_at_person, hanging, ways

#: Codes of a case that could point at a person in a small town; they go with the key.
_CLEARED: dict[str, Any] = {"area_code": "", "support_kinds": [], "start_month": None, "review_on": None}


@transaction.atomic
def destroy_approved(*, actor: Actor, now: datetime) -> int:
    """廃棄する: every approved case of a person at once; the key goes when this transaction is committed.

    Returns:
        How many cases were destroyed.
    """
    if actor.system != "jobs":
        raise NotFound()
    ready, waiting = ready_persons(today=day_of(now))
    approved = Destruction.objects.filter(status=DestructionStatus.APPROVED)
    approved.filter(case__person_id__in=waiting, waits_since__isnull=True).update(waits_since=now)
    return sum(_destroy_person(actor, person_id, now) for person_id in ready) + _repeat_interrupted()


@transaction.atomic
def repeat_destructions(*, actor: Actor, days: Mapping[UUID, date], now: datetime) -> int:
    """廃棄をやり直す: after a restore, for everybody whose key is destroyed. `days`: person → day of destruction.

    A case that was still open then is not marked: its texts read 廃棄済み, and somebody has to look.

    Returns:
        How many cases had come back.
    """
    if actor.system != "jobs":
        raise NotFound()
    back = list(Case.objects.filter(person_id__in=days, destroyed_at__isnull=True))
    for person_id in {case.person_id for case in back}:
        _erase(person_id)
    for case in back:
        at = datetime.combine(days[case.person_id], time.min, TOKYO) if case.closed_at else None
        Case.objects.filter(pk=case.pk).update(destroyed_at=at, **_CLEARED)
        record(actor=actor, event=E.DESTRUCTION_MOVED, now=now, thing=case, case_id=case.pk, detail={"step": "repeat"})
    return len(back)


def _destroy_person(actor: Actor, person_id: UUID, now: datetime) -> int:
    lock(Person(pk=person_id))  # a new case of the person waits here, or is seen by the second look
    if person_id not in ready_persons(today=day_of(now))[0]:
        return 0
    found = list(
        Destruction.objects.select_for_update(of=("self",))
        .filter(status=DestructionStatus.APPROVED, case__person_id=person_id).select_related("case", "municipality")
    )  # fmt: skip
    counts = _erase(person_id)
    for destruction in found:
        destruction.status, destruction.executed_at, destruction.counts = DestructionStatus.DONE, now, counts
        destruction.save()
        _count(destruction)
        record(
            actor=actor, event=E.DESTRUCTION_MOVED, now=now, thing=destruction, case_id=destruction.case_id,
            detail={"step": "execute"},
        )  # fmt: skip
    cases = Case.objects.filter(pk__in=[d.case_id for d in found])
    cases.update(destroyed_at=now, **_CLEARED)
    transaction.on_commit(lambda: _destroy_key(person_id))
    return len(found)


def _destroy_key(person_id: UUID) -> None:
    """After the commit: nothing decided is lost when this is cut short, the next night repeats it."""
    until = keyring.destroy(person_id)
    Destruction.objects.filter(case__person_id=person_id, status=DestructionStatus.DONE).update(copies_until=until)


def _repeat_interrupted() -> int:
    """Destructions that are on record, but whose key was perhaps not reached: repeating does no harm."""
    left = Destruction.objects.filter(status=DestructionStatus.DONE, copies_until__isnull=True)
    for person_id in left.values_list("case__person_id", flat=True).distinct():
        transaction.on_commit(lambda person_id=person_id: _destroy_key(person_id))
    return 0


def _erase(person_id: UUID) -> dict[str, int]:
    """Cut the ciphertexts off and drop the name index; tables that are never overwritten keep what nobody can open.

    Returns:
        Rows that can't be read any more, by table.
    """
    guarded = _never_overwritten()
    counts: dict[str, int] = {}
    for model in hanging():
        sealed = [f.name for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)]
        if not sealed:
            continue
        rows = _rows_of(model, person_id)
        if number := rows.count():
            counts[str(model._meta.db_table_comment)] = number
            if model._meta.db_table not in guarded:
                _cut_off(rows, sealed, person_id)
    NameIndex.objects.filter(case__person_id=person_id).delete()
    return counts


def _cut_off(rows: QuerySet[models.Model], names: list[str], person_id: UUID) -> None:
    for name in names:
        rows.filter(**{f"{name}__isnull": False}).update(**{name: Ciphertext(crypto.stump(person_id))})


def _rows_of(model: type[models.Model], person_id: UUID) -> QuerySet[models.Model]:
    way = ways()[model._meta.label]
    if not ends_at_person(model._meta.label):
        way = "person_id" if way == "pk" else f"{way.removesuffix('_id')}__person_id"
    return model._default_manager.filter(**{way: person_id})


def _never_overwritten() -> set[str]:
    """Tables with a trigger that refuses UPDATE (tgtype 16 of pg_trigger); `wall_kept` only keeps rows where they hang."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgtype & 16 > 0 AND NOT tgisinternal AND tgname <> 'wall_kept'"
        )
        return {row[0] for row in cursor.fetchall()}


def _count(destruction: Destruction) -> None:
    """One more in a counter without names, places below the prefecture or days."""
    counter, _ = OutcomeCount.objects.get_or_create(
        fiscal_year=fiscal_year(destruction.closed_on), prefecture_code=destruction.municipality.prefecture_code,
        reason=destruction.case.close_reason,
    )  # fmt: skip
    OutcomeCount.objects.filter(pk=counter.pk).update(count=F("count") + 1)
