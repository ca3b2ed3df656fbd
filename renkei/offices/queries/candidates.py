"""Offices as matching sees them: plain values, no rows; and the match over the whole directory.

One statement decides by what is published, over every office of the country, and keeps the best, the nearest of those
that drop out, and all of whom more is known than what is published. Only these are judged in Python. For an office of
whom nothing else is known the score follows from published facts alone, so the cut loses none that belongs among the
best, unless more than `MOST_KNOWN` offices in reach have facts of their own (ADR 0014).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from renkei.offices.enums import Accepts, DropCode, OpenDay, Precision
from renkei.offices.models import Office, OfficeService
from renkei.offices.queries.designations import DesignationView, designations_of
from renkei.offices.queries.halts import halts_of
from renkei.offices.queries.knowledge import knowledge_of
from renkei.offices.queries.reach import Place, Reach, reach
from renkei.offices.queries.search import distance_from
from renkei.offices.queries.statements import statements_of
from renkei.offices.rules import hours
from renkei.offices.rules.geo import Point
from renkei.offices.rules.matching import (
    DEFAULT_RULES,
    Candidate,
    Known,
    Need,
    Past,
    Ranking,
    Rules,
    Stated,
    Targets,
    judge,
    rank,
)
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.permissions import P

SHOWN_FITS = 50
SHOWN_DROPPED = 30


@dataclass(frozen=True)
class Found:
    """The best, the nearest of those that drop out, and how many there are of each in reach.

    Attributes:
        drop_counts: requirement → offices in reach that fail it (one office may fail several).
    """

    ranking: Ranking
    fits_total: int = 0
    dropped_total: int = 0
    drop_counts: Mapping[DropCode, int] = field(default_factory=dict)


def match(
    *,
    actor: Actor,
    need: Need,
    on: date,
    place: Place | None = None,
    rules: Rules = DEFAULT_RULES,
    past: Callable[[list[UUID]], Mapping[UUID, Past]] | None = None,
    office_ids: Iterable[UUID] = (),
    also: Callable[[], Iterable[UUID]] | None = None,
    fits: int = SHOWN_FITS,
    dropped: int = SHOWN_DROPPED,
) -> Found:
    """候補をさがす over the whole directory: three statements, and one for each kind of fact beyond what is published.

    Args:
        need: nothing is found without a service.
        place: where distances are counted from and how far beyond the limit one looks; None: the whole country.
        past: ids → what became of inquiries there; the caller knows (this area is below inquiries).
        office_ids: judged and shown in any case, also when they are out of reach.
        also: who else is judged, where they fit, when more are in reach than are judged (offices that said yes before).
        fits, dropped: how many of each are explained.
    """
    require(actor, P.DIRECTORY_VIEW)
    if not need.service_codes:
        return Found(Ranking())
    reached = reach(need=need, place=place, rules=rules, on=on, fits=fits, dropped=dropped)
    named = set(office_ids)
    is_cut = reached.total > len(reached.codes)
    lifted = set(also() if also and is_cut else ()) - {*reached.codes, *named}
    ids = sorted({*reached.codes, *named, *lifted})
    offices = _candidates(actor, ids, place.centre if place else None, need.service_codes)
    remembered = past(ids) if past else {}
    offices = [replace(o, past=remembered[o.office_id]) if o.office_id in remembered else o for o in offices]
    offices = [o for o in offices if o.office_id not in lifted or judge(need, o, rules, on=on).fits]
    return _counted(reached, rank(need, offices, rules, on=on, fits=fits, dropped=dropped, named=named))


def candidates(*, actor: Actor, office_ids: Iterable[UUID], centre: Point | None = None) -> list[Candidate]:
    """These offices as matching sees them, in no order: two statements, and one for each further kind of fact."""
    require(actor, P.DIRECTORY_VIEW)
    return _candidates(actor, list(office_ids), centre)


def _counted(reached: Reach, ranking: Ranking) -> Found:
    """Totals over everything in reach: what the statement counted, put right by what only Python could judge."""
    fits, counts = reached.fits_total, Counter(reached.drop_counts)
    for office_id, codes in ranking.codes.items():
        seen = reached.codes.get(office_id)
        if seen is None:  # asked for by name, out of reach
            continue
        fits += (not codes) - (not seen)
        counts.update(code for code in codes if code not in seen)
    kept = {code: n for code, n in counts.items() if n > 0}
    return Found(ranking, fits, reached.total - fits, kept)


def _candidates(
    actor: Actor, ids: list[UUID], centre: Point | None, services: frozenset[str] = frozenset()
) -> list[Candidate]:
    found = Office.objects.filter(id__in=ids)
    offices = list(found.annotate(distance=distance_from(centre)) if centre else found)
    capacity: dict[UUID, dict[str, int | None]] = defaultdict(dict)
    open_on: dict[UUID, dict[str, dict[OpenDay, bool]]] = defaultdict(lambda: defaultdict(dict))
    gone: dict[UUID, dict[str, str]] = defaultdict(dict)
    rows = OfficeService.objects.filter(office_id__in=ids).values_list(
        "office_id", "service_code", "capacity", "gone_release", "hours_saturday", "hours_sunday", "hours_holiday",
        "closed_days",
    )  # fmt: skip
    for office_id, code, places, gone_release, *published in rows:
        if gone_release:
            gone[office_id][code] = max(gone_release, gone[office_id].get(code, ""))
            continue
        capacity[office_id][code] = max(places or 0, capacity[office_id].get(code) or 0) or None
        for day, is_open in hours.open_days(*published).items():
            days = open_on[office_id][code]
            days[day] = days.get(day, False) or is_open
    stated, known = _stated(actor, ids, services), _known(actor, ids)
    designated = designations_of(actor=actor, office_ids=ids)
    halted = halts_of(actor=actor, office_ids=ids, designations=designated)
    found_here = (
        _candidate(o, capacity[o.id], open_on[o.id], gone[o.id], stated.get(o.id, Stated()), known.get(o.id, Known()))
        for o in offices
    )
    return [
        replace(c, halted=halted.get(c.office_id, {}), targets=_targets(designated.get(c.office_id, {})))
        for c in found_here
    ]


def _targets(designated: Mapping[str, DesignationView]) -> dict[str, Targets]:
    """主たる対象者 of each service, where a kind of disability is among them (障害児 alone says nothing of adults)."""
    kinds = {code: frozenset(d.targets) & set(Accepts.values) for code, d in designated.items()}
    return {code: Targets(named, designated[code].source) for code, named in kinds.items() if named}


def _stated(actor: Actor, ids: list[UUID], services: frozenset[str]) -> Mapping[UUID, Stated]:
    """事業所の申告; the vacancy is that of the wanted services, or of any where none is named."""
    found = {}
    for office_id, said in statements_of(actor=actor, office_ids=ids).items():
        free, on = said.places(services or said.vacancies)
        found[office_id] = Stated(
            vacancy=free, vacancy_on=on, free_from=said.free_from(services or said.vacancies), trial_stay=said.trial_stay, abilities=said.abilities,
            disabilities=said.disabilities, categories=said.categories, stated_on=said.stated_on,
        )  # fmt: skip
    return found


def _known(actor: Actor, ids: list[UUID]) -> Mapping[UUID, Known]:
    """相談員の把握, for those who may read it; the texts stay where they are."""
    if not can(actor, P.KNOWLEDGE_VIEW):
        return {}
    return {
        office_id: Known(
            contact=k.contact, accepted_before=k.accepted_before, accepted_on=k.accepted_last_on,
            trained_on=k.training_on, known_on=k.as_of,
        )
        for office_id, k in knowledge_of(actor=actor, office_ids=ids).items()
    }  # fmt: skip


def _candidate(
    office: Office, capacity: dict[str, int | None], open_on: dict[str, dict[OpenDay, bool]], gone: dict[str, str],
    stated: Stated, known: Known,
) -> Candidate:  # fmt: skip
    point = None
    if office.latitude is not None and office.longitude is not None:
        point = Point(office.latitude, office.longitude)
    return Candidate(
        office_id=office.id, office_number=office.office_number, name=office.name,
        address=f"{office.area}{office.street}", area=office.area, municipality_code=office.municipality_code,
        service_codes=tuple(office.service_codes), precision=Precision(office.precision), listed=office.listed,
        last_release=office.last_release, capacity=capacity, open_on=open_on,
        gone={code: release for code, release in gone.items() if code not in office.service_codes},
        point=point, distance_km=getattr(office, "distance", None), phone=office.phone, fax=office.fax, url=office.url,
        stated=stated, known=known,
    )  # fmt: skip
