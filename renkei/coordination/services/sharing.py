"""Q6: a request that did not come from the centre is shared with it, by consent; asked, refused, asked again.

Source: Q6 of the programme's text: the municipality works with the centre also where a bar association or another body asked;
what is shared rests on the person's consent, and a refusal is respected.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.coordination.enums.referral import CenterSharing, ReferralStatus
from renkei.coordination.enums.tasks import TaskSource
from renkei.coordination.models.referral import Referral
from renkei.coordination.models.sharing import SharingAnswer
from renkei.coordination.services import arrival
from renkei.coordination.services.referral import default_center
from renkei.coordination.services.tasks import add_task, drop_tasks_of
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import Conflict, RuleBroken
from renkei.disclosure.queries import require_on
from renkei.policy.actor import Actor
from renkei.policy.permissions import P

ASK_AGAIN = "定着支援センターとの共有について、本人の気持ちをもう一度確かめる"


@transaction.atomic
def record_sharing(
    *, actor: Actor, referral: Referral, answer: str, asked_on: date, asked_by: str, now: datetime, reason: str = "",
    ask_again_on: date | None = None,
) -> SharingAnswer:  # fmt: skip
    """共有を本人に確かめた結果を記録する. Agreed: the centre is told at once, where consent and agreement cover it.

    Args:
        ask_again_on: after a refusal, a day on which to ask again; becomes a task of one's own body.

    Raises:
        RuleBroken: a refusal without its reason, days that can't be.
        Conflict: it is shared already: that ends by the withdrawal of the consent.
    """
    referral = lock(referral)
    require_on(actor=actor, permission=P.REFERRAL_DECIDE, case=referral.case, at=now)
    _check(referral, answer, asked_on, reason, ask_again_on, day_of(now))
    for former in SharingAnswer.objects.filter(referral=referral, ask_again_on__isnull=False):
        drop_tasks_of(actor=actor, source=TaskSource.FREE, source_id=former.pk, now=now)
    made = SharingAnswer.objects.create(
        referral=referral, answer=CenterSharing(answer), asked_on=asked_on, asked_by=asked_by.strip(),
        reason=reason.strip() or None, ask_again_on=ask_again_on, at=now, user_id=actor.user_id,
    )  # fmt: skip
    referral.center_sharing = CenterSharing(answer)
    referral.save(update_fields=["center_sharing"])
    if ask_again_on:
        add_task(
            actor=actor, case=referral.case, title=ASK_AGAIN, now=now, due_on=ask_again_on, source=TaskSource.FREE,
            source_id=made.pk,
        )  # fmt: skip
    record(
        actor=actor, event=E.REFERRAL_MOVED, now=now, thing=referral, case_id=referral.case_id,
        detail={"step": "sharing", "answer": answer},
    )  # fmt: skip
    if answer == CenterSharing.AGREED:
        _share_where_covered(actor, referral, now)
    return made


def _check(
    referral: Referral, answer: str, asked_on: date, reason: str, ask_again_on: date | None, today: date
) -> None:  # fmt: skip
    if referral.status not in (ReferralStatus.SUBMITTED, ReferralStatus.ACCEPTED):
        raise Conflict("共有の確認は、依頼の受付から終結までの間に記録できます。")
    if referral.case.center_id is not None:
        raise Conflict(
            "すでに定着支援センターと共有しています。やめるときは「同意と開示」で同意の撤回を記録してください。"
        )
    if answer not in (CenterSharing.AGREED, CenterSharing.REFUSED):
        raise RuleBroken("本人の答えを選んでください。", field="answer")
    if asked_on > today:
        raise RuleBroken("確かめた日は、今日までの日を入力してください。", field="asked_on")
    if answer == CenterSharing.REFUSED and not reason.strip():
        raise RuleBroken("同意しなかった理由（本人の言葉）を入力してください。", field="reason")
    if ask_again_on and (answer != CenterSharing.REFUSED or ask_again_on <= today):
        raise RuleBroken(
            "もう一度確かめる日は、同意しなかったときに、明日以後の日を入力してください。", field="ask_again_on"
        )


def _share_where_covered(actor: Actor, referral: Referral, now: datetime) -> None:
    center = default_center(referral.addressee)
    if center and arrival.sharing_refusal(referral=referral, center=center, now=now) is None:
        arrival.share(actor=actor, referral=referral, center=center, now=now, permission=P.REFERRAL_DECIDE)
