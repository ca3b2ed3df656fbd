"""What two releases of the directory differ in: opened, changed (which fields, from, to), gone, listed again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from renkei.offices.enums import ChangeKind, DesignationStatus, ImportStatus
from renkei.offices.models import (
    Correction,
    Designation,
    ImportRun,
    Knowledge,
    Office,
    OfficeChange,
    Statement,
    Vacancy,
)
from renkei.offices.rules import entries, lists
from renkei.offices.rules.differences import Step, fold
from renkei.offices.rules.profiles import LIST_PREFIX, PROFILES
from renkei.offices.rules.service_codes import service_label
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.permissions import P

#: Said to have changed, but not from what to what: a published point may be anybody's, dwellings are long.
_WITHOUT_VALUES = ("latitude", "longitude", "dwellings")


@dataclass(frozen=True)
class Source:
    """A source with the releases between which it can be compared, oldest first."""

    profile: str
    label: str
    releases: tuple[str, ...]
    services: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FieldChange:
    """One field: from, to; both '' where the values are not shown."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Difference:
    """One published row that the two releases differ in. `known`: why the office is of one's own concern."""

    office_id: UUID
    office_name: str
    office_number: str
    place: str
    service: str
    kind: ChangeKind
    fields: tuple[FieldChange, ...]
    known: tuple[str, ...] = ()


@dataclass(frozen=True)
class Differences:
    """All of them, those about known offices first; and how far the record reaches."""

    rows: tuple[Difference, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    unrecorded: int = 0  # rows that imports counted before changes were kept

    @property
    def known(self) -> int:
        """How many are about offices one knows."""
        return sum(bool(row.known) for row in self.rows)


def compared_sources(*, actor: Actor) -> list[Source]:
    """Sources with at least two releases taken in."""
    require(actor, P.DIRECTORY_VIEW)
    releases: dict[str, set[str]] = defaultdict(set)
    services: dict[str, dict[str, str]] = defaultdict(dict)
    done = ImportRun.objects.filter(status=ImportStatus.DONE).order_by("at")
    names = dict(Designation.objects.values_list("scope", "authority").distinct())
    for profile, release, code, label in done.values_list("profile", "release", "service_code", "service_label"):
        releases[profile].add(release)
        services[profile][code] = label
    return [
        Source(
            profile, _label(profile, names), tuple(sorted(found)),
            tuple((c, service_label(c)) for c in sorted(services[profile])),
        )
        for profile, found in sorted(releases.items()) if len(found) > 1
    ]  # fmt: skip


def _label(profile: str, names: Mapping[str, str]) -> str:
    if profile.startswith(LIST_PREFIX):
        return f"{names.get(profile, '')}の指定事業所の一覧"
    return PROFILES[profile].label


def differences(
    *, actor: Actor, profile: str, older: str, newer: str, services: Collection[str] = (),
    municipalities: Collection[str] = (), prefecture: str = "", known: Mapping[UUID, tuple[str, ...]] | None = None, only_known: bool = False,
) -> Differences:  # fmt: skip
    """What changed in this source after `older` up to `newer` (YYYYMM), each row once.

    Args:
        services, municipalities: codes; empty for all. `prefecture`: its two digits, or '' for all.
        known: office → why it is of one's own concern (beside what this area knows itself); those rows come first.
    """
    require(actor, P.DIRECTORY_VIEW)
    runs = ImportRun.objects.filter(profile=profile, status=ImportStatus.DONE, release__gt=older, release__lte=newer)
    if services:
        runs = runs.filter(service_code__in=list(services))
    changes = OfficeChange.objects.filter(run__in=runs)
    if municipalities:
        changes = changes.filter(office__municipality_code__in=list(municipalities))
    if prefecture:
        changes = changes.filter(office__municipality_code__startswith=prefecture)
    steps: dict[tuple[UUID, str, UUID], list[Step]] = defaultdict(list)
    columns = ("office_id", "service_code", "row_id", "kind", "fields")
    for office, code, row, kind, fields in changes.order_by("run__release", "run__at").values_list(*columns):
        steps[office, code, row].append(Step(ChangeKind(kind), fields))
    folded = [(office, code, step) for (office, code, _), taken in steps.items() if (step := fold(taken)) is not None]
    rows = _rows(actor, folded, profile, known or {}, only_known=only_known)
    return Differences(tuple(rows), Counter(str(row.kind) for row in rows), _unrecorded(runs))


def _rows(
    actor: Actor, folded: list[tuple[UUID, str, Step]], profile: str, known: Mapping[UUID, tuple[str, ...]], *, only_known: bool
) -> list[Difference]:  # fmt: skip
    ids = {office for office, _, _ in folded}
    why = _why(actor, ids, known)
    columns = ("id", "name", "office_number", "area", "street")
    offices = {row[0]: row for row in Office.objects.filter(id__in=ids).values_list(*columns)}
    labels = lists.TRACKED if profile.startswith(LIST_PREFIX) else entries.TRACKED
    rows = []
    for pk, code, step in folded:
        if only_known and pk not in why:
            continue
        _, name, number, area, street = offices[pk]
        fields = tuple(_field(n, labels.get(n, n), pair) for n, pair in step.fields.items())
        rows.append(
            Difference(pk, name, number, area + street, service_label(code), step.kind, fields, why.get(pk, ()))
        )
    order = list(ChangeKind)
    return sorted(rows, key=lambda r: (not r.known, order.index(r.kind), r.place, r.office_name, r.service))


def _field(name: str, label: str, pair: list[Any]) -> FieldChange:
    if name in _WITHOUT_VALUES:
        return FieldChange(label, "", "")
    old, new = (_words(name, value) for value in pair)
    return FieldChange(label, old, new)


def _words(name: str, value: Any) -> str:
    if value in (None, "", []):
        return "なし"
    if name == "status":
        return str(DesignationStatus(value).label)
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _why(actor: Actor, ids: set[UUID], known: Mapping[UUID, tuple[str, ...]]) -> dict[UUID, tuple[str, ...]]:
    """Reasons from outside, and what is said of these offices here."""
    found: dict[UUID, list[str]] = defaultdict(list)
    for pk in ids & set(known):
        found[pk] += known[pk]
    sources: list[tuple[str, QuerySet[Any]]] = [
        ("確認・訂正がある", Correction.objects.filter(withdraws=None, withdrawn_by=None)),
        ("申告がある", Vacancy.objects.filter(withdraws=None, withdrawn_by=None)),
        ("申告がある", Statement.objects.filter(withdraws=None, withdrawn_by=None)),
    ]
    if can(actor, P.KNOWLEDGE_WRITE):
        sources.append(("事業所メモがある", Knowledge.objects.filter(replaced_at=None)))
    for reason, rows in sources:
        for pk in set(rows.filter(office_id__in=ids).values_list("office_id", flat=True)):
            if reason not in found[pk]:
                found[pk].append(reason)
    return {pk: tuple(reasons) for pk, reasons in found.items() if reasons}


def _unrecorded(runs: QuerySet[ImportRun]) -> int:
    """What runs counted and no row tells: imports before changes were kept. A first release counts as nothing."""
    counted = runs.aggregate(n=Sum("changed_count") + Sum("gone_count"))["n"] or 0
    kept = OfficeChange.objects.filter(run__in=runs, kind__in=(ChangeKind.CHANGED, ChangeKind.GONE)).count()
    return max(0, counted - kept)
