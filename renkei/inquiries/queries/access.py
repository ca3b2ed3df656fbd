"""One inquiry as an actor may see it: the asking side everything its ledger rows give, the office its own page only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from renkei.accounts.queries import names_of_users
from renkei.audit.services import record_view
from renkei.core.errors import NotFound
from renkei.disclosure.enums import Cause
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import CaseAccess, get_case, open_returns
from renkei.inquiries.enums import EXITS, FOR_OFFICE, NEUTRAL_STATUS, InquiryStatus
from renkei.inquiries.models import Answer, Inquiry, Visit
from renkei.inquiries.rules import Sheet, sheet_rows
from renkei.inquiries.rules.visits import VisitView, visit_view
from renkei.policy.actor import Actor
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

#: Events of the ledger by which an inquiry opens rows.
CAUSES = (Cause.INQUIRY, Cause.NAMED, Cause.VISIT, Cause.AGREEMENT, Cause.UPDATE)


@dataclass(frozen=True)
class InquiryAccess:
    """An inquiry in scope, with the case's facts."""

    inquiry: Inquiry
    access: CaseAccess

    @property
    def is_office(self) -> bool:
        """Is the reader the office that was asked?"""
        return self.access.actor.is_office

    @property
    def status_label(self) -> str:
        """The word of the state; the neutral one for the office."""
        return status_label(self.inquiry.status, neutral=self.is_office)

    @property
    def sheet(self) -> Sheet:
        return Sheet.from_json(self.inquiry.sheet or {})

    @property
    def sheet_rows(self) -> list[tuple[str, str]]:
        return sheet_rows(self.sheet)

    @property
    def is_over(self) -> bool:
        return self.inquiry.status in EXITS


def status_label(status: str, *, neutral: bool) -> str:
    """The word of the state of an inquiry."""
    value = InquiryStatus(status)
    return NEUTRAL_STATUS.get(value, "このご相談は終了しました") if neutral else value.label


def get_inquiry(*, actor: Actor, pk: UUID, at: datetime, permission: P = P.INQUIRY_VIEW) -> InquiryAccess:
    """One inquiry; the reading is recorded. An office sees its own, while it is open and a ledger row is live.

    Raises:
        NotFound: absent, out of scope, or closed for this office.
        NotAllowed: in scope, but this is not permitted.
    """
    inquiry = Inquiry.objects.select_related("need", "organisation", "office", "sent_for").filter(pk=pk).first()
    if inquiry is None:
        raise NotFound(permission=permission.code)
    access = get_case(actor=actor, case_id=inquiry.case_id, at=at, permission=permission)
    own = inquiry.organisation_id == actor.organisation_id and inquiry.status in FOR_OFFICE
    if actor.is_office and not own:
        raise NotFound(permission=permission.code, case_id=inquiry.case_id)
    inquiry.case = access.case
    record_view(actor=actor, now=at, case_id=inquiry.case_id, info_class=InfoClass.SUMMARY, thing=inquiry)
    return InquiryAccess(inquiry, access)


@dataclass(frozen=True)
class AnswerView:
    """An answer with the names of those who gave or entered it."""

    answer: Answer
    answered_by: str
    entered_by: str


def answers_of(*, found: InquiryAccess) -> list[AnswerView]:
    """Every answer, newest first."""
    answers = list(
        found.inquiry.answers.select_related("entered_for", "attachment").order_by("-answered_at", "-created_at")
    )
    names = names_of_users([a.answered_by for a in answers] + [a.entered_by for a in answers])
    return [
        AnswerView(a, a.answered_by_name or names.get(a.answered_by, ""), names.get(a.entered_by, "")) for a in answers
    ]


def visits_of(*, found: InquiryAccess) -> list[VisitView]:
    """Every visit, newest first; texts only as far as the reader's classes reach."""
    sees = found.access.sees
    return [
        visit_view(
            v, identity=sees(InfoClass.IDENTITY), justice=sees(InfoClass.JUSTICE_OUTLINE),
            outcome=not found.is_office and sees(InfoClass.WELFARE),
        )
        for v in found.inquiry.visits.select_related("attachment").order_by("-planned_at")
    ]  # fmt: skip


def get_visit(*, actor: Actor, pk: UUID, at: datetime, permission: P = P.INQUIRY_SEND) -> tuple[Visit, InquiryAccess]:
    """One visit and its inquiry. Raises NotFound / NotAllowed."""
    visit = Visit.objects.filter(pk=pk).first()
    if visit is None:
        raise NotFound(permission=permission.code)
    return visit, get_inquiry(actor=actor, pk=visit.inquiry_id, at=at, permission=permission)


def rows_of(*, found: InquiryAccess) -> list[LedgerEntry]:
    """Rows of the ledger that were opened for this office by asking it, newest first (asking side; the office: its own)."""
    rows = LedgerEntry.objects.filter(
        case_id=found.inquiry.case_id, recipient_id=found.inquiry.organisation_id, cause__in=CAUSES
    )
    return list(rows.select_related("consent").order_by("-starts_at", "-created_at"))


def return_missing(*, found: InquiryAccess, at: datetime) -> bool:
    """Has the office still to confirm that what was told by name was given back or destroyed?"""
    inquiry = found.inquiry
    if not found.is_over or inquiry.disclosed_at is None:
        return False
    rows = LedgerEntry.objects.filter(case_id=inquiry.case_id, recipient_id=inquiry.organisation_id)
    return bool(open_returns(rows, at=at))
