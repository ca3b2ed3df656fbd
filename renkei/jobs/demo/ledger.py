"""The living ledger of the demo: an earlier release, the prefecture's own list, what offices say, what coordinators found."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from renkei.core.clock import day_of
from renkei.core.tables import write_csv
from renkei.jobs.demo.cast import Cast
from renkei.offices import queries, services
from renkei.offices.enums import Corrected, Operation, Source, VacancyState
from renkei.policy.actor import Actor
from renkei.policy.enums import Role

Row = Mapping[str, Any]
_STATES = ((VacancyState.OPEN, 1), (VacancyState.FULL, None), (VacancyState.ASK, None), (VacancyState.OPEN, 2))
_DAYS_AGO = (2, 9, 24, 47)
_CONDITIONS: tuple[dict[str, Any], ...] = (
    {"disabilities": ["intellectual", "mental"], "conditions": ["level_2", "visit_first"], "night_cover": "sleeping",
     "trial_stay": "yes", "medical": ["medicine", "hospital"], "money": ["planning"], "contact_name": "サービス管理責任者",
     "contact_hours": "平日の午後"},
    {"disabilities": ["mental", "developmental"], "conditions": ["daytime"], "night_cover": "on_call", "trial_stay": "ask",
     "medical": ["visiting_nurse"], "money": ["keeping", "rights"], "mobility": ["outings"], "contact_name": "管理者"},
)  # fmt: skip


def earlier(rows: Sequence[Row], seed: int) -> list[dict[str, Any]]:
    """The same service half a year before: one office not yet there, one more that is gone since, some other values."""
    chance = random.Random(seed)  # noqa: S311 - a demo, not a secret
    found = [dict(row) for row in rows[1:]]
    for row in chance.sample(found, k=min(3, len(found))):
        row["phone"] = f"099-{chance.randint(100, 999)}-{chance.randint(1000, 9999)}"
        row["capacity"] = "10" if row["capacity"] else ""
    gone = dict(found[0]) | {"key": f"A98{seed:08d}", "office_number": "", "name": f"いまはない{found[0]['name']}"}
    return [*found, gone | {"street": f"旧町{seed % 60 + 1}"}]


def prefecture_list(rows: Sequence[Row]) -> bytes:
    """The prefecture's own list of these offices: one of them 休止, and one that nobody published."""
    header = (
        "事業所番号",
        "サービス種類",
        "事業所名",
        "事業所所在地",
        "事業所電話番号",
        "指定状態",
        "指定年月日",
        "主たる対象者",
        "利用定員",
    )
    lines = [
        (
            row["office_number"], row["service_name"], row["name"], f"{row['area']}{row['street']}", row["phone"],
            "休止" if n == 2 else "提供中", f"令和{n % 5 + 2}年4月1日", ("知的障害者", "知的障害者・精神障害者", "")[n % 3], 4 + n % 5,
        )
        for n, row in enumerate(rows)
    ]  # fmt: skip
    return write_csv(header, [*lines, ("9922009005", "共同生活援助", "みらいの一覧だけのホーム", "みらい県みなと市緑町61", "",
                                      "提供中", "令和8年4月1日", "精神障害者", 4)])  # fmt: skip


def tell_ledger(*, cast: Cast, now: datetime, leads: Sequence[tuple[str, str, Role]]) -> None:
    """Offices with an account say their vacancy; coordinators enter what others said, confirm and correct."""
    contacts = sorted(key for key, role in cast.members if role in (Role.OFFICE_CONTACT, Role.PLAN_OFFICER))
    for number, key in enumerate(contacts):
        role = Role.OFFICE_CONTACT if (key, Role.OFFICE_CONTACT) in cast.members else Role.PLAN_OFFICER
        _say(cast.actor(key, role, now), number, now)
    municipality, body, role = leads[0]
    _coordinate(cast.actor(body, role, now), municipality, now)


def _say(actor: Actor, number: int, now: datetime) -> None:
    at = now - timedelta(days=_DAYS_AGO[number % 4])
    for place in queries.own_places(actor=actor):
        services.state_office(
            actor=actor, office_id=place.id, vacancies={s.code: _STATES[number % 4] for s in place.services},
            conditions=_CONDITIONS[number % 2] if number % 3 else None, as_of=day_of(at), now=at,
        )  # fmt: skip


def _coordinate(actor: Actor, municipality: str, now: datetime) -> None:
    """In the municipality's own offices: two by telephone, a corrected number, a confirmed address, one that pauses."""
    where = queries.get_municipality(municipality)
    found = queries.search(actor=actor, criteria=queries.Criteria(services=("33",), municipality=where)).rows[:5]
    heard: dict[str, Any] = {"source": Source.PHONE, "spoken_to": "管理者の方", "now": now}
    days = [day_of(now - timedelta(days=n)) for n in (3, 20, 40, 60, 5)]
    for office, state, day in zip(found[:2], _STATES, days, strict=False):
        services.state_office(actor=actor, office_id=office.id, vacancies={"33": state}, as_of=day, **heard)
    corrections: tuple[dict[str, Any], ...] = (
        {"field": Corrected.PHONE, "value": "099-000-1234"}, {"field": Corrected.ADDRESS, "value": ""},
        {"field": Corrected.OPERATION, "value": Operation.SUSPENDED.value},
    )  # fmt: skip
    for office, correction, day in zip(found[2:], corrections, days[2:], strict=False):
        services.correct_office(actor=actor, office_id=office.id, as_of=day, **heard, **correction)
