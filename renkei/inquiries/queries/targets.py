"""The offices a form is about to ask, with how they can be reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from renkei.accounts.models import Membership, Organisation
from renkei.accounts.rules import in_force
from renkei.core.clock import day_of
from renkei.disclosure.queries import CaseAccess
from renkei.inquiries.rules import ClosedDays, closed_days
from renkei.offices.queries import get_office
from renkei.offices.queries.naming import closed_words
from renkei.policy.decide import require
from renkei.policy.enums import OFFICE_KINDS
from renkei.policy.permissions import P

MOST = 20


@dataclass(frozen=True)
class TargetInfo:
    """An office of the form. `key`: office:<id> (directory) or org:<id>."""

    key: str
    name: str
    address: str
    phone: str
    fax: str
    office_id: UUID | None
    organisation_id: UUID | None
    has_account: bool
    closed: ClosedDays


def targets_for(
    *, access: CaseAccess, office_ids: Iterable[UUID] = (), organisation_ids: Iterable[UUID] = ()
) -> list[TargetInfo]:
    """The chosen offices, at most 20; those that are unknown are left out."""
    require(access.actor, P.INQUIRY_SEND, access.facts, at=access.at)
    chosen = [get_office(actor=access.actor, pk=pk) for pk in list(dict.fromkeys(office_ids))[:MOST]]
    numbers = {o.office_number for o in chosen if o.office_number}
    known = {
        o.office_number: o.pk for o in Organisation.objects.filter(office_number__in=numbers, kind__in=OFFICE_KINDS)
    }
    orgs = list(
        Organisation.objects.filter(pk__in=list(organisation_ids)[:MOST], kind__in=OFFICE_KINDS).order_by("name")
    )
    closed = closed_words([o.id for o in chosen])
    reachable = _with_intake({*known.values(), *(o.pk for o in orgs)}, access)
    found = [
        TargetInfo(f"office:{o.id}", o.name, o.address, o.phone, o.fax, o.id, None,
                   known.get(o.office_number) in reachable, closed_days(closed.get(o.id, "")))
        for o in chosen
    ]  # fmt: skip
    return found + [
        TargetInfo(f"org:{o.pk}", o.name, o.address, o.phone, o.fax, None, o.pk, o.pk in reachable, closed_days(""))
        for o in orgs
    ]


def _with_intake(ids: set[UUID], access: CaseAccess) -> set[UUID]:
    members = Membership.objects.filter(
        in_force(day_of(access.at)), organisation_id__in=ids, handles_intake=True, user__is_active=True
    )
    return set(members.values_list("organisation_id", flat=True))
