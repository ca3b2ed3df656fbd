"""What the overview of a case shows, fetched once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from renkei.cases.enums import NeedStatus
from renkei.cases.rules import all_settled
from renkei.cases.states import CASE
from renkei.contacts import queries as contacts
from renkei.coordination.queries import clock, closing, guide, joint, responsible
from renkei.coordination.rules.clock.releasing import Release
from renkei.coordination.rules.guide import NextThing
from renkei.core.clock import day_of
from renkei.disclosure.queries import CaseAccess
from renkei.inquiries import queries as inquiries
from renkei.inquiries.enums import OPEN, InquiryStatus
from renkei.policy.enums import CORE_KINDS, InfoClass
from renkei.policy.permissions import P
from renkei.web.actions import Button, buttons
from renkei.web.addresses import address_or_nothing

#: Needs of a case, each with its inquiries.
Needs = list[tuple[Any, list[Any]]]
#: Asked and not answered; answered and waiting for the asking side.
WAITING = (InquiryStatus.ANONYMOUS, InquiryStatus.CONSIDERING)
ANSWERED = (InquiryStatus.POSITIVE, InquiryStatus.CONDITIONAL)
#: Taken by other pages: the request, the hand-over.
_HIDDEN = ("submit", "open_light", "enter_running", "accept", "return", "refuse", "hand_over")
_USUAL = {
    "coordinating": "place",
    "placed": "await_release",
    "awaiting_release": "start_service",
    "handed_over": "back_up",
}


def context(access: CaseAccess) -> dict[str, Any]:
    """The panels this actor may see; what is not open to him is not fetched."""
    core = access.actor.organisation_kind in CORE_KINDS
    release = clock.release_of(actor=access.actor, case=access.case, at=access.at) if core else None
    needs = inquiries.needs_with_inquiries(access=access) if core and access.can(P.INQUIRY_VIEW) else None
    return {
        "access": access,
        "tab": "overview",
        "core": core,
        "things": _things(access, needs, release) if core else [],
        "steps": steps_of(access, placeable=needs is not None and all_settled(n.status for n, _ in needs)),
        "report": access.case.close_report if core and access.sees(InfoClass.WELFARE) else "",
        "release": release,
        "needs": needs,
        "visits": [] if core else _visits(access),
        "workers": guide.workers(access=access),
        "bodies": _bodies(access) if core else [],
        "board": joint.board(access=access) if core and access.can(P.HANDOVER_VIEW) else None,
        "worksheets": responsible.overview(access=access) if core else [],
        "notes": contacts.latest(access=access),
        "earlier": guide.accesses(actor=access.actor, cases=closing.earlier_episodes(access=access)[:10], at=access.at),
    }


def steps_of(access: CaseAccess, *, placeable: bool = False) -> list[Button]:
    """The steps of the machine this actor may take now; each leads to a page that says what will happen.

    `placeable`: every need is settled, so 受入内定 may be offered.
    """
    if not access.can(P.CASE_WRITE):
        return []
    case = access.case
    found = buttons(
        access.actor, CASE, case, access.facts, at=access.at,
        url=lambda name: reverse("cases:step", args=[case.pk, "resume" if name.startswith("resume") else name]),
        own_page=[t.name for t in CASE.transitions], primary=_USUAL.get(case.status, ""), danger={"close"},
    )  # fmt: skip
    resume = f"resume_{case.status_before}"
    hidden = {*_HIDDEN, *(() if placeable else ("place",))}
    return [b for b in found if b.name not in hidden and (not b.name.startswith("resume_") or b.name == resume)]


def _things(access: CaseAccess, needs: Needs | None, release: Release | None) -> list[tuple[NextThing, str]]:
    facts = _inquiry_facts(needs, access.at) if needs is not None else None
    soonest = None if release is None or release.released else release.worst_case or release.day
    return [(t, _url(t, access)) for t in guide.next_for(access=access, inquiries=facts, release_on=soonest)]


def _inquiry_facts(needs: Needs, at: datetime) -> guide.InquiryFacts:
    asked = [i for _, found in needs for i in found]
    late = [i for i in asked if i.status in WAITING and i.deadline is not None and i.deadline < at]
    return guide.InquiryFacts(
        unasked_needs=tuple(
            n.get_kind_display() for n, found in needs
            if n.status == NeedStatus.OPEN and not any(i.status in OPEN for i in found)
        ),
        overdue=len(late),
        asked=sum(1 for i in asked if i.status in WAITING),
        answer_by=min((day_of(i.deadline) for i in asked if i.status in WAITING and i.deadline), default=None),
        answers=sum(1 for n, found in needs if n.status == NeedStatus.OPEN for i in found if i.status in ANSWERED),
    )  # fmt: skip


def _url(thing: NextThing, access: CaseAccess) -> str:
    found = address_or_nothing(thing.url_name, access.case.pk) or address_or_nothing(thing.url_name)
    return found + (f"#{thing.anchor}" if found and thing.anchor else "")


def _bodies(access: CaseAccess) -> list[dict[str, Any]]:
    return [
        {"name": r.name, "classes": [InfoClass(c).label for c in r.classes]}
        for r in closing.recipients_of(case=access.case, at=access.at)
    ]


def _visits(access: CaseAccess) -> list[tuple[Any, list[Any]]]:
    """An office's own questions of this case, each with its visits."""
    if not access.can(P.INQUIRY_VIEW):
        return []
    own = inquiries.received(actor=access.actor, at=access.at).filter(case_id=access.case.pk)[:5]
    found = [inquiries.get_inquiry(actor=access.actor, pk=i.pk, at=access.at) for i in own]
    return [(f.inquiry, inquiries.visits_of(found=f)) for f in found]
