"""活動の集計, without a row being opened; and the rows behind a number, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from renkei.accounts.models import Delegation, Organisation
from renkei.accounts.queries import organisations_by_id
from renkei.cases.models import Case
from renkei.contacts.enums import ContactMethod, Counterpart, ProgrammeItem
from renkei.core import wall
from renkei.core.clock import moments_of
from renkei.core.errors import NotFound
from renkei.disclosure.queries import visible_cases
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import MUNICIPAL_KINDS, InfoClass, Role
from renkei.policy.permissions import VIEW_OF_CLASS, P
from renkei.stats.rules import Period, assumptions
from renkei.stats.rules.activity import AXES, Cells, Sums, for_outside
from renkei.stats.rules.sources import COLUMNS, SOURCES, Source, union

MOST_ROWS = 500
_SOURCE = {source.code: source for source in SOURCES}


@dataclass(frozen=True)
class Work:
    """Whose work for which municipality. `outside`: the reader is of neither, and sees no small count."""

    body: Organisation
    town: Organisation
    outside: bool = False

    @property
    def code(self) -> str:
        """Both ids in one word, for a form."""
        return f"{self.body.pk}.{self.town.pk}"

    @property
    def label(self) -> str:
        """In words."""
        return self.body.name if self.body == self.town else f"{self.body.name}（{self.town.name}の委託）"


def works(*, actor: Actor) -> list[Work]:
    """Whose figures this actor may see: one's own body's; a municipality's commissioned bodies'; the auditor all.

    Raises:
        NotAllowed: the role sees no figures.
    """
    require(actor, P.ACTIVITY_VIEW)
    auditor, own = actor.role is Role.AUDITOR, actor.organisation_id
    pairs = Delegation.objects.order_by("starts_on").values_list("agent_id", "principal_id")
    mine = [pair for pair in dict.fromkeys(pairs) if auditor or own in pair]
    towns = [town for _, town in mine] if auditor else [own] if actor.organisation_kind in MUNICIPAL_KINDS else []
    wanted = [*((town, town) for town in dict.fromkeys(towns)), *mine]
    bodies = organisations_by_id({pk for pair in wanted for pk in pair})
    return [Work(bodies[body], bodies[town], outside=auditor) for body, town in wanted]


def work_of(*, actor: Actor, code: str = "") -> Work:
    """One of them, by its code; without one the first. Raises NotFound."""
    found = works(actor=actor)
    for work in found:
        if work.code == code or not code:
            return work
    raise NotFound(permission=P.ACTIVITY_VIEW.code)


def activity(*, actor: Actor, work: Work, period: Period, outside: bool = False) -> Cells:
    """The figures of one body's work. `outside`: small counts hidden, for whatever leaves the municipality; one query.

    Raises:
        NotAllowed: the role sees no figures.
    """
    require(actor, P.ACTIVITY_VIEW)
    since, until = _moments(period)
    found = wall.call("SELECT * FROM wall.activity_counts(%s, %s, %s, %s)", [work.body.pk, work.town.pk, since, until])
    cells = Cells({tuple(line[: len(AXES)]): Sums(*map(int, line[len(AXES) :])) for line in found})
    return for_outside(cells, least=assumptions().least_persons) if outside or work.outside else cells


@dataclass(frozen=True)
class Row:
    """One contact behind a number."""

    source: Source
    at: datetime
    item: str
    method: str
    counterpart: str
    minutes: int | None
    number: str
    args: tuple[Any, ...]

    @property
    def words(self) -> str:
        """方法・相手."""
        return f"{ContactMethod(self.method).label}・{Counterpart(self.counterpart).label}"

    @property
    def item_words(self) -> str:
        """事業の区分."""
        return ProgrammeItem(self.item).label


def rows_behind(*, actor: Actor, work: Work, period: Period, at: datetime, **chosen: str) -> list[Row]:
    """What this actor may open of the contacts that a number counts, oldest first; at most `MOST_ROWS`.

    The wall shows what the reader may reach; the policy is asked again for the case, the kind of row and the class.

    Args:
        chosen: nodes of `AXES`.
    """
    require(actor, P.ACTIVITY_VIEW)
    found = list(_select(work, period, {axis: node for axis, node in chosen.items() if node}))
    open_to = _open_cases(actor, at, found)
    kept = [row for row in found if row["case_id"] is None or _may(row, open_to)]
    kept = [row for row in kept if can(actor, _SOURCE[row["source"]].permission)][:MOST_ROWS]
    numbers = dict(Case.objects.filter(pk__in={row["case_id"] for row in kept}).values_list("pk", "number"))
    return [_row(row, numbers) for row in kept]


def _moments(period: Period) -> tuple[datetime, datetime]:
    since, _ = moments_of(period.first, period.first)
    _, until = moments_of(period.last, period.last)
    return since, until


def _select(work: Work, period: Period, chosen: dict[str, str]) -> Iterator[dict[str, Any]]:
    since, until = _moments(period)
    month = chosen.pop("month", "")
    conditions = [f"a.{axis} = %s" for axis in chosen if axis in AXES]
    if month:
        conditions.append("to_char(a.at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM') = %s")
    narrowed = "".join(f" AND {condition}" for condition in conditions)
    statement = (
        f"SELECT a.* FROM ({union()}) AS a WHERE a.body = %s AND (a.town = %s OR a.town IS NULL)"  # noqa: S608 - our own text
        f" AND a.at >= %s AND a.at <= %s{narrowed} ORDER BY a.at, a.id"
    )
    values: list[Any] = [work.body.pk, work.town.pk, since, until, *chosen.values(), *([month] if month else [])]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        yield from (dict(zip(("source", *COLUMNS), line, strict=True)) for line in cursor.fetchall())


def _open_cases(actor: Actor, at: datetime, rows: list[dict[str, Any]]) -> dict[P, set[UUID]]:
    """Permission → the cases on which the actor has it, of those in the rows: one query for each permission asked."""
    cases = {row["case_id"] for row in rows} - {None}
    asked = {p for row in rows if row["case_id"] for p in _asked(row)}
    return {
        p: set(visible_cases(actor=actor, at=at, permission=p).filter(pk__in=cases).values_list("pk", flat=True))
        for p in asked
    }


def _asked(row: dict[str, Any]) -> tuple[P, P]:
    return _SOURCE[row["source"]].permission, VIEW_OF_CLASS[InfoClass(row["info_class"])]


def _may(row: dict[str, Any], open_to: dict[P, set[UUID]]) -> bool:
    return all(row["case_id"] in open_to[p] for p in _asked(row))


def _row(row: dict[str, Any], numbers: dict[UUID, str]) -> Row:
    source = _SOURCE[row["source"]]
    return Row(
        source, row["at"], row["item"], row["method"], row["counterpart"], row["minutes"],
        numbers.get(row["case_id"], ""), tuple(row[name] for name in source.args),
    )  # fmt: skip
