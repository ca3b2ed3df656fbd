"""Buttons of 事業所の申告: an office says its vacancy and conditions, or a coordinator enters what it said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import day_of
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.offices.enums import Condition, Source, VacancyState
from renkei.offices.models import Statement, Vacancy
from renkei.offices.queries.statements import find_place
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.permissions import P


@transaction.atomic
def state_office(
    *, actor: Actor, office_id: UUID, vacancies: Mapping[str, tuple[VacancyState, int | None]],
    conditions: Mapping[str, Any] | None = None, as_of: date, source: Source = Source.SCREEN, spoken_to: str = "",
    free_from: Mapping[str, date] | None = None, now: datetime,
) -> None:  # fmt: skip
    """空き状況と受入れの条件を知らせる. What was said before is kept; the newest counts.

    Args:
        vacancies: service code → state and number of places (None: no number said).
        conditions: columns of Statement, all of them anew; None where they were not asked about.
        as_of: the day whose state this is.
        free_from: service code → 空く予定日, of services in `vacancies` that are full (or 要相談).
        source: SCREEN from the office itself; else how a coordinator heard it, and `spoken_to` from whom.

    Raises:
        NotFound: another's office.
        RuleBroken: a day to come, a day of the next vacancy that is over, a service the office has not, conditions that exclude each other, nobody named.
    """
    require(actor, P.OFFICE_STATE if source is Source.SCREEN else P.DIRECTORY_CORRECT)
    office = find_place(actor=actor, pk=office_id)
    _check(conditions or {}, as_of, source, spoken_to, now)
    if set(vacancies) - set(office.service_codes):
        raise RuleBroken("この事業所に掲載のないサービスが含まれています。")
    expected = dict(free_from or {})
    if any(day <= as_of for day in expected.values()):
        raise RuleBroken("空く予定日は、「いつ現在」の日より後の日を入力してください。")
    said = {"office": office, "as_of": as_of, "source": source, "spoken_to": spoken_to, **_by(actor, now)}
    for code, (state, places) in vacancies.items():
        day = expected.get(code) if state in (VacancyState.FULL, VacancyState.ASK) else None
        Vacancy.objects.create(service_code=code, state=state, places=places, free_from=day, **said)
    if conditions is not None:
        Statement.objects.create(**said, **conditions)
    detail = {"services": sorted(vacancies), "conditions": conditions is not None, "as_of": as_of.isoformat()}
    record(actor=actor, event=E.OFFICE_STATED, now=now, thing=office, detail=detail)


def _check(conditions: Mapping[str, Any], as_of: date, source: Source, spoken_to: str, now: datetime) -> None:
    if as_of > day_of(now):
        raise RuleBroken("まだ来ていない日です。今日までの日付を入力してください。", field="as_of")
    if source is not Source.SCREEN and not spoken_to:
        raise RuleBroken("誰から聞いたかを入力してください。", field="spoken_to")
    if {Condition.MEN_ONLY, Condition.WOMEN_ONLY} <= set(conditions.get("conditions", ())):
        raise RuleBroken("「男性のみ」と「女性のみ」は、どちらか一つを選んでください。", field="conditions")


@transaction.atomic
def take_back_vacancy(*, actor: Actor, office_id: UUID, vacancy_id: UUID, now: datetime) -> None:
    """取り消す: what was said before counts again. The row stays, with who took it back.

    Raises:
        NotFound: no such row of this office.
        Conflict: taken back already.
        RuleBroken: a coordinator can't take back what the office said itself.
    """
    office = find_place(actor=actor, pk=office_id)
    row = Vacancy.objects.filter(office=office, pk=vacancy_id, withdraws=None).first()
    if row is None:
        raise NotFound()
    if Vacancy.objects.filter(withdraws=row).exists():
        raise Conflict("この申告は、すでに取り消されています。")
    source = Source.SCREEN if can(actor, P.OFFICE_STATE) else Source(row.source)
    if source is Source.SCREEN and not can(actor, P.OFFICE_STATE):
        raise RuleBroken("事業所が自分で入力した申告は、事業所だけが取り消せます。")
    Vacancy.objects.create(
        office=office, service_code=row.service_code, state=row.state, places=row.places, as_of=row.as_of,
        free_from=row.free_from, source=source, withdraws=row, **_by(actor, now),
    )  # fmt: skip
    record(actor=actor, event=E.OFFICE_STATED, now=now, thing=office, detail={"withdrawn": str(row.pk)})


def _by(actor: Actor, now: datetime) -> dict[str, Any]:
    return {"by_organisation_id": actor.organisation_id, "by_user_id": actor.user_id, "at": now}
