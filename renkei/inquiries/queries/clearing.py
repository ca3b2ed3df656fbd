"""送付の承認 as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from renkei.accounts.models import Organisation
from renkei.accounts.queries import names_of_users
from renkei.audit.services import record_view
from renkei.cases.models import Case, Need
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.inquiries.enums import ClearanceStatus
from renkei.inquiries.models import Clearance
from renkei.inquiries.queries.crowd import CrowdCheck, crowd_check
from renkei.inquiries.queries.known import finds_in
from renkei.inquiries.rules import Find, Sheet, sheet_rows
from renkei.inquiries.rules.clearing import fingerprint
from renkei.offices import queries as offices
from renkei.policy.actor import Actor
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P


@dataclass(frozen=True)
class ClearancePage:
    """One request with what it is about, measured anew."""

    access: CaseAccess
    clearance: Clearance
    sheet: Sheet
    finds: tuple[Find, ...]
    crowd: CrowdCheck
    offices: tuple[str, ...]
    asked_by: str
    decided_by: str

    @property
    def rows(self) -> list[tuple[str, str]]:
        return sheet_rows(self.sheet)

    @property
    def may_decide(self) -> bool:
        """Is the reader the second person, in time?"""
        actor, c = self.access.actor, self.clearance
        other = actor.user_id != c.asked_by and actor.organisation_id == c.organisation_id
        return c.status == ClearanceStatus.REQUESTED and other and self.access.at < c.expires_at

    @property
    def may_send(self) -> bool:
        return self.clearance.status == ClearanceStatus.APPROVED and self.access.at < self.clearance.expires_at

    @property
    def may_cancel(self) -> bool:
        return self.clearance.status in (ClearanceStatus.REQUESTED, ClearanceStatus.APPROVED)


def get_clearance(*, actor: Actor, pk: UUID, at: datetime) -> ClearancePage:
    """One request; the reading is recorded.

    Raises:
        NotFound: absent or out of scope. NotAllowed: not for this role.
    """
    found = Clearance.objects.select_related("need").filter(pk=pk).first()
    if found is None:
        raise NotFound(permission=P.INQUIRY_SEND.code)
    access = get_case(actor=actor, case_id=found.case_id, at=at, permission=P.INQUIRY_SEND)
    found.case = access.case
    record_view(actor=actor, now=at, case_id=found.case_id, info_class=InfoClass.SUMMARY, thing=found)
    sheet, on, ids = Sheet.from_json(found.sheet or {}), day_of(at), split_targets(found.targets)
    names = names_of_users([found.asked_by, found.decided_by])
    return ClearancePage(
        access=access, clearance=found, sheet=sheet, finds=tuple(finds_in(case=access.case, sheet=sheet, today=on)),
        crowd=crowd_check(case=access.case, sheet=sheet, on=on, office_ids=ids[0], organisation_ids=ids[1]),
        offices=_names(actor, *ids), asked_by=names.get(found.asked_by, ""), decided_by=names.get(found.decided_by, ""),
    )  # fmt: skip


def approved(*, case: Case, need: Need, sheet: Sheet, targets: list[str], at: datetime) -> Clearance | None:
    """The approval in force of exactly this sheet for exactly these offices."""
    found = Clearance.objects.filter(
        case=case,
        need=need,
        fingerprint=fingerprint(sheet, targets),
        status=ClearanceStatus.APPROVED,
        expires_at__gt=at,
    )
    return found.first()


def approved_in_batch(*, need: Need, sheet: Sheet, aliases: list[str], at: datetime) -> bool:
    """Was exactly this sheet approved for this office too, as one of several, and is the approval still in time?"""
    used = Clearance.objects.filter(need=need, status=ClearanceStatus.USED, expires_at__gt=at, targets__overlap=aliases)
    return any(Sheet.from_json(c.sheet or {}) == sheet for c in used)


def split_targets(targets: list[str]) -> tuple[list[UUID], list[UUID]]:
    """`office:<id>` and `org:<id>` apart."""
    pairs = [t.partition(":") for t in targets]
    return [UUID(pk) for kind, _, pk in pairs if kind == "office"], [UUID(pk) for kind, _, pk in pairs if kind == "org"]


def _names(actor: Actor, office_ids: list[UUID], organisation_ids: list[UUID]) -> tuple[str, ...]:
    directory = [offices.get_office(actor=actor, pk=pk).name for pk in office_ids]
    return (
        *directory,
        *Organisation.objects.filter(pk__in=organisation_ids).order_by("name").values_list("name", flat=True),
    )


def clearances_of(*, access: CaseAccess) -> list[Clearance]:
    """Requests of a case that are open or approved, oldest first."""
    found = Clearance.objects.filter(
        case=access.case, status__in=[ClearanceStatus.REQUESTED, ClearanceStatus.APPROVED], expires_at__gt=access.at
    )
    return list(found.defer("sheet").order_by("asked_at"))
