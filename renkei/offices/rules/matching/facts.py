"""What matching knows: the need in codes, and of each office what is published, stated, known and remembered.

Nothing of justice is among the fields, and a test holds that none can come in (tests/offices/test_matching_limits.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from renkei.cases.enums import Certainty
from renkei.offices.enums import Accepts, OpenDay, Precision, Wish
from renkei.offices.rules.geo import Point


@dataclass(frozen=True)
class Area:
    """A municipality that was chosen, with the codes of its wards."""

    code: str
    name: str
    codes: frozenset[str]


@dataclass(frozen=True)
class Need:
    """What is looked for, in codes. Empty, None or False means: no requirement.

    Attributes:
        service_codes: one of these services.
        areas: only in these municipalities. `avoid`: not in these; a place, never a reason.
        max_km: great-circle distance from the centre, km.
        max_capacity: a service of at most so many places (定員).
        days: open on these days, too, by the published hours.
        required: conditions without which an office that says no drops out. `wishes`: those that only weigh.
        disabilities: code of 障害種別 → its name; category: code of 障害支援区分, and its name; as the actor may read them.
        start_month: first day of the month in which it is to begin; it drops an office only when `certainty` is FIXED.
        only_vacant: offices that say they have no vacancy drop out.
    """

    service_codes: frozenset[str] = frozenset()
    areas: tuple[Area, ...] = ()
    avoid: tuple[Area, ...] = ()
    max_km: float | None = None
    max_capacity: int | None = None
    days: frozenset[OpenDay] = frozenset()
    required: frozenset[Wish] = frozenset()
    wishes: frozenset[Wish] = frozenset()
    disabilities: Mapping[str, str] = field(default_factory=dict)
    category: str = ""
    category_label: str = ""
    start_month: date | None = None
    certainty: Certainty = Certainty.UNKNOWN
    only_vacant: bool = False


@dataclass(frozen=True)
class Stated:
    """事業所の申告. What was not said is None, or missing in a mapping.

    Attributes:
        vacancy: free places on `vacancy_on`. free_from: the day on which the next place becomes free.
        abilities: code of `Wish` → can or cannot. disabilities: code → taken or not.
        categories: 障害支援区分 that are taken (c1 … c6, not_assessed …); empty: not said.
        stated_on: day of the conditions.
    """

    vacancy: int | None = None
    vacancy_on: date | None = None
    free_from: date | None = None
    trial_stay: bool | None = None
    abilities: Mapping[str, bool] = field(default_factory=dict)
    disabilities: Mapping[str, bool] = field(default_factory=dict)
    categories: frozenset[str] = frozenset()
    stated_on: date | None = None


@dataclass(frozen=True)
class Known:
    """相談員の把握: for the asking side only, never shown to an office."""

    contact: bool | None = None
    accepted_before: bool | None = None
    accepted_on: date | None = None
    trained_on: date | None = None
    known_on: date | None = None


@dataclass(frozen=True)
class Past:
    """打診の経過, counted over all cases: numbers about the office, none about a person.

    Attributes:
        asked: inquiries within the budget's period. last_asked_on: the newest of all.
        decided, accepted: inquiries with a clear answer in the period of the history, and how many of them were a yes
            (受入可・条件付き or further). Declines coded 罪種 alone are counted in neither.
        answered, answer_days: how many answers, and the sum of days they took.
        declines: coded reason in words → times, without 罪種.
        rests_since: the day of an answer 「控えてほしい」 that no later answer took back.
        here, here_words: what happened on this very need: "asked", "declined", "person_declined" or "".
    """

    asked: int = 0
    last_asked_on: date | None = None
    decided: int = 0
    accepted: int = 0
    answered: int = 0
    answer_days: float = 0.0
    declines: Mapping[str, int] = field(default_factory=dict)
    rests_since: date | None = None
    here: str = ""
    here_words: str = ""


NOTHING_STATED, NOTHING_KNOWN, NOTHING_PAST = Stated(), Known(), Past()


@dataclass(frozen=True)
class Targets:
    """主たる対象者 of a service as the body that designated it publishes them. `source`: whose list of which month."""

    kinds: frozenset[str]
    source: str

    @property
    def words(self) -> str:
        return "・".join(str(kind.label) for kind in Accepts if kind.value in self.kinds)


#: 発達障害 and 高次脳機能障害 count as 精神障害 in the lists, which know no kinds of their own for them.
LISTED_AS: Mapping[str, str] = {
    Accepts.DEVELOPMENTAL.value: Accepts.MENTAL.value,
    Accepts.HIGHER_BRAIN.value: Accepts.MENTAL.value,
}

#: In `Candidate.halted`: not one service, but all of the office.
WHOLE_OFFICE = ""


@dataclass(frozen=True)
class Candidate:
    """An office as matching sees it. `point` is only set where the place is exact; `distance_km` may be from an area.

    Attributes:
        capacity: service code → places (None: not published).
        open_on: service code → day → open or closed by the published hours; missing: not published.
        gone: service code → release in which it was no longer listed.
        halted: service code (or WHOLE_OFFICE) → why nobody can be taken in there now (休止・廃止), with its source.
        targets: service code → 主たる対象者 by the list of its designating body; missing: not published.
    """

    office_id: UUID
    office_number: str
    name: str
    address: str
    municipality_code: str
    service_codes: tuple[str, ...]
    precision: Precision
    listed: bool
    last_release: str
    area: str = ""
    capacity: Mapping[str, int | None] = field(default_factory=dict)
    open_on: Mapping[str, Mapping[OpenDay, bool]] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)
    halted: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, Targets] = field(default_factory=dict)
    point: Point | None = None
    distance_km: float | None = None
    phone: str = ""
    fax: str = ""
    url: str = ""
    stated: Stated = NOTHING_STATED
    known: Known = NOTHING_KNOWN
    past: Past = NOTHING_PAST

    @property
    def distance_is_rough(self) -> bool:
        """Was the distance taken from the municipality's representative point?"""
        return self.precision != Precision.EXACT
