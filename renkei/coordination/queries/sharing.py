"""Q6: what the person said to sharing with the centre, and what the centre has got since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from renkei.coordination.enums.referral import CenterSharing, ReferralStatus
from renkei.coordination.models.sharing import SharingAnswer
from renkei.coordination.queries.referral import ReferralPage
from renkei.disclosure.queries import recipients_now
from renkei.policy.enums import InfoClass, OrgKind
from renkei.policy.permissions import P


@dataclass(frozen=True)
class SharingView:
    """For the page of the request: the answers, newest first; the classes the centre holds with their beginning."""

    answers: tuple[SharingAnswer, ...]
    held: tuple[tuple[str, datetime], ...]
    may_record: bool
    concerns: bool


def sharing_of(*, page: ReferralPage) -> SharingView:
    """What the page shows of Q6; nothing for a request that came from the centre itself."""
    case, referral = page.access.case, page.referral
    from_center = referral.sender is not None and referral.sender.kind == OrgKind.SETTLEMENT_CENTER
    if from_center or not page.is_municipal:
        return SharingView((), (), False, False)
    rows = (
        recipients_now(case_id=case.pk, at=page.access.at).filter(recipient_id=case.center_id) if case.center_id else []
    )
    held = {row.info_class: row.starts_at for row in rows}
    return SharingView(
        answers=tuple(SharingAnswer.objects.filter(referral=referral).order_by("-at")),
        held=tuple((c.label, held[c]) for c in InfoClass if c in held),
        may_record=_may_record(page),
        concerns=True,
    )


def _may_record(page: ReferralPage) -> bool:
    referral = page.referral
    open_ones = (ReferralStatus.SUBMITTED, ReferralStatus.ACCEPTED)
    asked = referral.center_sharing != CenterSharing.AGREED
    return (
        asked
        and page.access.case.center_id is None
        and referral.status in open_ones
        and page.access.can(P.REFERRAL_DECIDE)
    )
