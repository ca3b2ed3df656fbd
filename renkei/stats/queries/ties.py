"""顔の見える関係: who had to do with whom, counted over all contacts without one of them being opened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from renkei.accounts.models import Organisation
from renkei.accounts.queries import organisations_by_id
from renkei.contacts.enums import Counterpart
from renkei.core import wall
from renkei.core.clock import day_of, moments_of
from renkei.core.errors import NotFound
from renkei.core.periods import Unit, from_day
from renkei.offices.queries.naming import office_names
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import CORE_KINDS, OFFICE_KINDS, OrgKind
from renkei.policy.permissions import P
from renkei.stats.queries.activity import works
from renkei.stats.rules import Period, assumptions
from renkei.stats.rules.ties import Picture, Tie, TieCube, draw, make_ties, ties_of

_OFFICE, _KIND = "o:", "k:"
#: So far back a body is remembered as one that one knows (assumption).
KNOWN_YEARS = 3
_ORDER = (OrgKind.MUNICIPALITY, OrgKind.CORE_CENTER, OrgKind.SETTLEMENT_CENTER)


@dataclass(frozen=True)
class Bodies:
    """Bodies by their keys, with names."""

    organisations: dict[UUID, Organisation]
    offices: dict[UUID, str]

    def name(self, key: str) -> str:
        """What a body is called."""
        if key.startswith(_KIND):
            code = key.removeprefix(_KIND)
            return f"{Counterpart(code).label if code in Counterpart.values else code}（名前の記録なし）"
        if key.startswith(_OFFICE):
            return self.offices.get(UUID(key.removeprefix(_OFFICE)), "台帳から消えた事業所")
        body = self.organisations.get(UUID(key))
        return body.name if body else "登録のない機関"

    def rank(self, key: str) -> tuple[int, str]:
        """(group, name): the municipality, its core centre, the centre, offices, others."""
        kind = self._kind(key)
        if kind in _ORDER:
            return _ORDER.index(OrgKind(kind)), self.name(key)
        return len(_ORDER) + (0 if kind in OFFICE_KINDS else 1 if not key.startswith(_KIND) else 2), self.name(key)

    def shape(self, key: str) -> str:
        """square, circle or diamond, for readers without colour."""
        kind = self._kind(key)
        return "square" if kind in CORE_KINDS else "circle" if kind in OFFICE_KINDS else "diamond"

    def _kind(self, key: str) -> str:
        if key.startswith(_OFFICE):
            return OrgKind.SERVICE_OFFICE
        body = None if key.startswith(_KIND) else self.organisations.get(UUID(key))
        return body.kind if body else ""


@dataclass(frozen=True)
class Network:
    """The ties of one municipality in one fiscal year."""

    town: Organisation
    period: Period
    cube: TieCube
    bodies: Bodies

    @property
    def is_empty(self) -> bool:
        return not (self.cube.general or self.cube.personal)

    def ties(self, *, kind: str = "", half: str = "") -> list[Tie]:
        """The lines of a view, the strongest first."""
        return ties_of(self.cube, kind=kind, half=half)

    def picture(self, ties: list[Tie]) -> Picture:
        """Where they are drawn."""
        return draw(ties, rank=self.bodies.rank, shape=self.bodies.shape)


@dataclass(frozen=True)
class Quiet:
    """A body without a contact for some time. `last_on`: of a contact about nobody; None where there was none."""

    name: str
    last_on: date | None


def towns(*, actor: Actor) -> list[Organisation]:
    """Whose network this actor may see: of the municipalities of one's own side; the auditor all. Raises NotAllowed."""
    require(actor, P.ACTIVITY_VIEW)
    found = {work.town.pk: work.town for work in works(actor=actor)}
    return sorted(found.values(), key=lambda town: (town.kana, town.name))


def town_of(*, actor: Actor, pk: str = "") -> Organisation:
    """One of them by its id; without one the first. Raises NotFound."""
    for town in towns(actor=actor):
        if str(town.pk) == pk or not pk:
            return town
    raise NotFound(permission=P.ACTIVITY_VIEW.code)


def network(*, actor: Actor, town: Organisation, period: Period) -> Network:
    """The ties of a fiscal year, small counts on cases hidden. Three queries, however many contacts there are.

    Raises:
        NotAllowed: the role sees no figures.
    """
    require(actor, P.ACTIVITY_VIEW)
    since, until = moments_of(period.first, period.last)
    rows = wall.call("SELECT * FROM wall.tie_counts(%s, %s, %s)", [town.pk, since, until])
    cube = make_ties(
        ((bool(r[0]), r[1], r[2], r[3], int(r[4]), int(r[5])) for r in rows), least=assumptions().least_persons
    )
    keys = {key for row in rows if row[1] for key in row[1].split("|")}
    return Network(town, period, cube, _bodies(keys))


def quiet_bodies(*, actor: Actor, town: Organisation, months: int, at: datetime) -> list[Quiet]:
    """Bodies one knows and has had nothing to do with for so many months, by name. Raises NotAllowed."""
    require(actor, P.ACTIVITY_VIEW)
    today = day_of(at)
    first, _ = moments_of(_before(today, 12 * KNOWN_YEARS), today)
    # From the first of the month: a border that moved day by day would tell the day of one person's contact.
    quiet, until = moments_of(_before(today, months).replace(day=1), today)
    rows = wall.call("SELECT * FROM wall.quiet_bodies(%s, %s, %s, %s)", [town.pk, first, quiet, until])
    bodies = _bodies(row[0] for row in rows)
    return sorted((Quiet(bodies.name(key), last_on) for key, last_on in rows), key=lambda q: q.name)


def _before(day: date, months: int) -> date:
    """The day so many months before; the month's last where it has no such day."""
    index = day.year * 12 + day.month - 1 - months
    first = date(index // 12, index % 12 + 1, 1)
    return min(first.replace(day=1) + (day - day.replace(day=1)), from_day(first, 1, Unit.MONTH))


def _bodies(keys: Iterable[str]) -> Bodies:
    found = list(keys)
    offices = [UUID(key.removeprefix(_OFFICE)) for key in found if key.startswith(_OFFICE)]
    organisations = [UUID(key) for key in found if not key.startswith((_OFFICE, _KIND))]
    return Bodies(organisations_by_id(organisations), office_names(offices))
