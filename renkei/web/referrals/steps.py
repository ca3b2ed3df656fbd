"""The steps of a request that have a page of their own: form, service, words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from renkei.coordination.enums.referral import CenterSharing, ExceptionStatus
from renkei.coordination.queries.referral import ReferralPage
from renkei.coordination.services import intake, sharing
from renkei.coordination.services import referral as sending
from renkei.coordination.states.referral import REFERRAL
from renkei.policy.decide import require
from renkei.policy.permissions import P
from renkei.web.actions import Button, buttons
from renkei.web.referrals import forms

#: Steps of the sheet itself: they lead to the form.
SHEET_STEPS = frozenset({"edit", "revise", "complete"})
_SENDER_STEPS = frozenset({"submit", "resubmit", "withdraw", *SHEET_STEPS})


@dataclass(frozen=True)
class Step:
    """One step: its machine name, form, service, what the page says."""

    name: str
    form: type[forms.StepForm]
    act: Callable[..., Any]
    title: str
    lead: str
    done: str
    danger: bool = False


_TABLE = (
    Step("submit", forms.SubmitForm, sending.submit, "依頼を提出する", "提出すると、宛先の市町村（と受託団体）が内容を読めるようになり、回答期限が始まります。", "依頼を提出しました。"),
    Step("resubmit", forms.SubmitForm, sending.submit, "依頼を再提出する", "直した内容で、もう一度受付が始まります。", "依頼を再提出しました。"),
    Step("withdraw", forms.WithdrawForm, sending.withdraw, "依頼を取り下げる", "取り下げると、このケースは終結し、宛先の市町村への情報の提供が終わります。番号と結果だけは30日間残ります。", "依頼を取り下げました。", True),
    Step("check", forms.CheckForm, intake.set_checks, "受付の確認", "分かったところから記録できます。記録した人と日時が残ります。", "受付の確認を記録しました。"),
    Step("ask", forms.AskForm, intake.ask, "依頼元に質問する", "質問している間は、回答期限が止まります。", "質問を送りました。回答があるまで、期限は止まります。"),
    Step("approve", forms.ApproveForm, intake.approve, "「その他」の対象者の承認", "市町村などが必要と認める方として、この事業の対象にするかを決めます。", "承認・不承認を記録しました。"),
    Step("accept", forms.AcceptForm, intake.accept, "依頼を受理する", "受理すると、依頼された調整からニーズと併走の表が作られ、依頼元に回答が届きます。", "依頼を受理しました。"),
    Step("return", forms.ReturnForm, intake.send_back, "依頼を差し戻す", "差し戻すと、依頼で受け取った情報は読めなくなります（番号と回答書は30日間残ります）。再提出されると、また読めます。", "依頼を差し戻しました。回答書を印刷できます。", True),
    Step("refuse", forms.RefuseForm, intake.refuse, "対象外とする", "対象外とすると、このケースは終結し、依頼で受け取った情報は読めなくなります（番号と回答書は30日間残ります）。", "対象外として回答しました。回答書を印刷できます。", True),
    Step("share", forms.ShareForm, intake.share_with_center, "定着支援センターと共有する", "本人の同意に基づき、市町村から定着支援センターに情報を共有し、助言を求められるようにします。", "定着支援センターと共有しました。"),
    Step("sharing", forms.SharingForm, sharing.record_sharing, "共有を本人に確かめた結果を記録する", "定着支援センターと情報を共有してよいかを本人に確かめた結果です。同意したときは、同意書と取決めの範囲ですぐに共有します。断られたときは、情報は伝えません。", "本人の答えを記録しました。"),
)  # fmt: skip
STEPS = {step.name: step for step in _TABLE}


def check_possible(step: Step, page: ReferralPage) -> None:
    """Before the form is shown: possible now and permitted? Raises InvalidTransition, NotAllowed or NotFound."""
    access = page.access
    if step.name in ("share", "sharing"):
        require(access.actor, P.REFERRAL_DECIDE, access.facts, at=access.at)
        return
    transition = REFERRAL.check(page.referral.status, step.name)
    require(access.actor, transition.permission, access.facts, at=access.at)


def buttons_of(page: ReferralPage) -> list[Button]:
    """The steps this actor may take now, on the side he stands on."""
    referral, access = page.referral, page.access
    ready = not page.open_questions and all(c.finding for c in page.checks)
    found = buttons(
        access.actor, REFERRAL, referral, access.facts, at=access.at, url=lambda name: _url(referral.pk, name),
        own_page=[t.name for t in REFERRAL.transitions], danger={"refuse", "withdraw", "return"},
        primary={"draft": "submit", "returned": "revise"}.get(referral.status, "accept" if ready else "check"),
    )  # fmt: skip
    return [_for_side(b, page) for b in found if _offered(b.name, page)]


def may_share(page: ReferralPage) -> bool:
    """Q6: agreed by the person, but the centre has no part in the case yet."""
    return (
        page.referral.center_sharing == CenterSharing.AGREED
        and page.access.case.center_id is None
        and page.is_municipal
        and page.access.can(P.REFERRAL_DECIDE)
        and page.referral.status in ("submitted", "accepted")
    )


def _for_side(button: Button, page: ReferralPage) -> Button:
    """The municipality does not withdraw: it records that the sender did, by telephone or letter."""
    if button.name == "withdraw" and not page.may_write:
        return replace(button, label="依頼元の取下げを記録する")
    return button


def _offered(name: str, page: ReferralPage) -> bool:
    if name == "answer":  # stands beside the question
        return False
    if name == "approve":
        return page.referral.exception == ExceptionStatus.ASKED and page.is_municipal
    if name == "withdraw":
        return page.may_write or page.is_municipal
    return page.may_write if name in _SENDER_STEPS else page.is_municipal


def _url(referral_id: Any, name: str) -> str:
    if name in SHEET_STEPS:
        return reverse("referrals:sheet", args=[referral_id])
    return reverse("referrals:step", args=[referral_id, name])
