"""漏えい等: the register, one incident with its clocks, whom it may have touched, the draft of the report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet

from renkei.accounts.queries import names_of_organisations, names_of_users
from renkei.audit.enums import E
from renkei.audit.queries import USES, uses
from renkei.cases.models import Case
from renkei.cases.queries import related_persons
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.waiting import Source, Waiting, bell
from renkei.disclosure.queries import visible_cases
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import InfoClass, Role
from renkei.policy.permissions import P
from renkei.privacy.enums.incidents import IncidentStatus, Notice
from renkei.privacy.models import Incident, IncidentCase, IncidentMeasure
from renkei.privacy.rules import incident_report as report_rules
from renkei.privacy.rules.incident_terms import Terms, terms


@dataclass(frozen=True)
class IncidentView:
    """One incident in words, with its clocks."""

    incident: Incident
    terms: Terms
    classes: list[str]
    may_write: bool

    @property
    def preliminary_due(self) -> date | None:
        """Until when 速報 has to be sent; None once it was, or where it need not be."""
        return self.terms.preliminary_by if self.incident.status == IncidentStatus.INTAKE else None

    @property
    def final_due(self) -> date | None:
        """Until when 確報 has to be sent; None once it was, or where it need not be."""
        waiting = (IncidentStatus.INTAKE, IncidentStatus.PRELIMINARY, IncidentStatus.REOPENED)
        return self.terms.final_by if self.incident.status in waiting else None


@dataclass
class Touched:
    """A case that was read, printed or taken away in the window: by whom, what, how often."""

    case: Case
    uses: int = 0
    first: datetime | None = None
    last: datetime | None = None
    what: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Search:
    """What is looked for in the audit. Nothing named: everybody, every body, every kind of use."""

    since: datetime
    until: datetime
    user_ids: tuple[UUID, ...] = ()
    organisation_ids: tuple[UUID, ...] = ()
    codes: tuple[str, ...] = USES
    number: str = ""


def incidents(*, actor: Actor, open_only: bool = False) -> QuerySet[Incident]:
    """The register, newest first: those of one's body and of bodies it commissions; to who only reports, his own; to the auditor, all."""
    require(actor, P.INCIDENT_VIEW)
    rows = Incident.objects.select_related("organisation", "responsible").order_by("-known_at", "id")
    if actor.role is not Role.AUDITOR:
        own = actor.organisation_id
        rows = rows.filter(Q(organisation_id=own) | Q(responsible_id=own))
        if not can(actor, P.INCIDENT_WRITE):
            rows = rows.filter(reported_by=actor.user_id)
    return rows.exclude(status=IncidentStatus.CLOSED) if open_only else rows


def view_of(*, actor: Actor, incident: Incident) -> IncidentView:
    """In words."""
    return IncidentView(
        incident=incident, terms=terms(day_of(incident.known_at), wrongful=incident.wrongful),
        classes=[str(InfoClass(c).label) for c in incident.classes], may_write=can(actor, P.INCIDENT_WRITE),
    )  # fmt: skip


def get_incident(*, actor: Actor, pk: UUID, permission: P = P.INCIDENT_VIEW) -> IncidentView:
    """One of the register. Raises NotFound / NotAllowed."""
    require(actor, permission)
    incident = incidents(actor=actor).filter(pk=pk).first()
    if incident is None:
        raise NotFound(permission=permission.code)
    return view_of(actor=actor, incident=incident)


def affected(*, actor: Actor, incident: Incident, removed: bool = False) -> list[IncidentCase]:
    """The list of affected persons, by case; without those to whom the reader is related, and for the auditor too codes only."""
    rows = IncidentCase.objects.filter(incident=incident, removed_at__isnull=not removed).select_related("case__person")
    return list(rows.exclude(case__person_id__in=related_persons(user_id=actor.user_id)).order_by("case__number"))


def get_affected(*, actor: Actor, incident: Incident, pk: UUID) -> IncidentCase:
    """One of them. Raises NotFound."""
    found = next((row for row in affected(actor=actor, incident=incident) if row.pk == pk), None)
    if found is None:
        raise NotFound(permission=P.INCIDENT_WRITE.code)
    return found


def may_open(*, actor: Actor, rows: Iterable[IncidentCase], at: datetime) -> set[UUID]:
    """Cases of the list whose page the reader may open; names stand there, behind the policy, and nowhere else."""
    ids = [row.case_id for row in rows]
    return set(visible_cases(actor=actor, at=at).filter(pk__in=ids).values_list("pk", flat=True))


def measures(*, incident: Incident) -> list[tuple[IncidentMeasure, str]]:
    """What was done, newest first, with the name of who recorded it."""
    rows = list(IncidentMeasure.objects.filter(incident=incident).order_by("-at", "-created_at"))
    names = names_of_users(row.recorded_by for row in rows)
    return [(row, names.get(row.recorded_by, "")) for row in rows]


def touched(*, actor: Actor, search: Search, at: datetime) -> list[Touched]:
    """Cases of one's own that were read, printed or taken away in the window, from the audit: the draft of the list."""
    cases = visible_cases(actor=actor, at=at)
    if search.number:
        cases = cases.filter(number__icontains=search.number.strip())
    known = {case.pk: case for case in cases.select_related("person")}
    events = uses(
        actor=actor, permission=P.INCIDENT_WRITE, since=search.since, until=search.until, case_ids=list(known),
        user_ids=search.user_ids, organisation_ids=search.organisation_ids, codes=search.codes,
    )  # fmt: skip
    rows: list[Any] = list(
        events.order_by("case_id").values("case_id", "user_id", "organisation_id", "code", "info_class")
        .annotate(n=Count("id"), first=Min("at"), last=Max("at"))
    )  # fmt: skip
    names = names_of_users(row["user_id"] for row in rows) | names_of_organisations(r["organisation_id"] for r in rows)
    found: dict[UUID, Touched] = {}
    for row in rows:
        entry = found.setdefault(row["case_id"], Touched(known[row["case_id"]]))
        _add(entry, row, names)
    return sorted(found.values(), key=lambda entry: entry.case.number)


def _add(entry: Touched, row: Any, names: dict[Any, str]) -> None:
    entry.uses += row["n"]
    entry.first = min(filter(None, (entry.first, row["first"])))
    entry.last = max(filter(None, (entry.last, row["last"])))
    entry.what.add(str(E(row["code"]).label))
    if row["info_class"]:
        entry.classes.add(str(InfoClass(row["info_class"]).label))
    entry.people.add(
        "　".join(filter(None, (names.get(row["organisation_id"]), names.get(row["user_id"])))) or "プログラム"
    )


def who_used(*, actor: Actor, since: datetime, until: datetime, at: datetime) -> tuple[list, list]:
    """(users, bodies) as (id, name) who used anything of one's own cases in the window: the choices of the search."""
    known = list(visible_cases(actor=actor, at=at).values_list("pk", flat=True))
    events = uses(actor=actor, permission=P.INCIDENT_WRITE, since=since, until=until, case_ids=known).order_by(
        "user_id"
    )
    pairs = set(events.values_list("user_id", "organisation_id").distinct())
    users, bodies = names_of_users(u for u, _ in pairs), names_of_organisations(o for _, o in pairs)
    return [sorted(((str(k), v) for k, v in found.items()), key=lambda e: e[1]) for found in (users, bodies)]  # type: ignore[return-value]


def draft(*, incident: Incident) -> list[report_rules.Line]:
    """The nine items of the report as they stand now."""
    rows = list(incident.cases.filter(removed_at__isnull=True).values_list("notice", flat=True))
    return report_rules.report(
        report_rules.Facts(
            texts={name: str(getattr(incident, name) or "") for name in report_rules.FIELDS},
            classes=tuple(str(InfoClass(c).label) for c in incident.classes), listed=len(rows), others=incident.others_count,
            told=rows.count(Notice.DONE), impossible=rows.count(Notice.IMPOSSIBLE),
        )
    )  # fmt: skip


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """速報, 確報 and the persons still to be told, for those who have to answer for it."""
    if not can(actor, P.INCIDENT_WRITE):
        return []
    found = []
    for incident in incidents(actor=actor, open_only=True):
        view = view_of(actor=actor, incident=incident)
        place = ("incidents:detail", (incident.pk,), incident.number)
        if view.preliminary_due:
            found.append(Waiting("漏えい等の速報をする", "知った日から概ね3〜5日以内に、個人情報保護委員会に報告します。",
                                 view.preliminary_due, *place))  # fmt: skip
        elif view.final_due:
            found.append(
                Waiting("漏えい等の確報をする", "期限までに、個人情報保護委員会に報告します。", view.final_due, *place)
            )
        if incident.cases.filter(removed_at__isnull=True, notice=Notice.PENDING).exists():
            found.append(Waiting("漏えい等を本人に通知する", "影響を受けた方に、状況に応じて速やかに知らせます。",
                                 view.terms.final_by, *place))  # fmt: skip
    return found


SOURCE = Source(waiting, bell("FROM privacy_incident WHERE status <> {closed}", closed=IncidentStatus.CLOSED))
