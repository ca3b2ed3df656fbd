"""打診のまとまり as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from renkei.audit.services import record_view
from renkei.core.errors import NotFound
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.inquiries.enums import DECIDED, EXITS, OPEN, InquiryStatus
from renkei.inquiries.models import Batch, Inquiry
from renkei.inquiries.rules import ClosedDays, Sheet, closed_days, sheet_rows
from renkei.offices.queries import naming as offices
from renkei.policy.actor import Actor
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P


@dataclass(frozen=True)
class Turn:
    """One office in its turn."""

    inquiry: Inquiry
    closed: ClosedDays

    @property
    def is_waiting(self) -> bool:
        return self.inquiry.status == InquiryStatus.CANDIDATE


@dataclass(frozen=True)
class BatchPage:
    """The batch with its offices in order."""

    access: CaseAccess
    batch: Batch
    turns: tuple[Turn, ...]

    @property
    def rows(self) -> list[tuple[str, str]]:
        return sheet_rows(Sheet.from_json(self.batch.sheet or {}))

    @property
    def open_count(self) -> int:
        return sum(t.inquiry.status in OPEN for t in self.turns)

    @property
    def following(self) -> Turn | None:
        """Whose turn is next, when there is room."""
        if self.batch.stopped_at or self.open_count >= self.batch.at_once or self.is_decided:
            return None
        return next((t for t in self.turns if t.is_waiting), None)

    @property
    def is_decided(self) -> bool:
        return any(t.inquiry.status in DECIDED for t in self.turns)

    @property
    def may_withdraw(self) -> bool:
        return any(t.inquiry.status not in (*EXITS, *DECIDED) for t in self.turns)


def get_batch(*, actor: Actor, pk: UUID, at: datetime) -> BatchPage:
    """One batch and its offices in order. Raises NotFound / NotAllowed."""
    batch = Batch.objects.select_related("need").filter(pk=pk).first()
    if batch is None:
        raise NotFound(permission=P.INQUIRY_SEND.code)
    access = get_case(actor=actor, case_id=batch.case_id, at=at, permission=P.INQUIRY_SEND)
    batch.case = access.case
    record_view(actor=actor, now=at, case_id=batch.case_id, info_class=InfoClass.SUMMARY, thing=batch)
    found = list(
        Inquiry.objects.filter(batch=batch.pk)
        .select_related("organisation")
        .defer("sheet")
        .order_by("position", "number")
    )
    words = offices.closed_words([i.office_id for i in found if i.office_id])
    return BatchPage(
        access, batch, tuple(Turn(i, closed_days(words.get(i.office_id, "") if i.office_id else "")) for i in found)
    )


def has_batch(*, inquiry: Inquiry) -> bool:
    """Is there a page for its batch? Inquiries from before 打診のまとまり carry a number and no row."""
    return inquiry.batch is not None and Batch.objects.filter(pk=inquiry.batch).exists()


def batches_of(*, access: CaseAccess) -> list[Batch]:
    """The batches of a case that have more than one office or somebody waiting, newest first."""
    found = Batch.objects.filter(case=access.case).select_related("need").defer("sheet").order_by("-asked_at")
    ids = list(Inquiry.objects.filter(case=access.case, batch__isnull=False).values_list("batch", flat=True))
    return [b for b in found if ids.count(b.pk) > 1]
