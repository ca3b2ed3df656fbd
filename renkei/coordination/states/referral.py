"""The machine REFERRAL. An open question changes no state: it stops the clock of the answer."""

from __future__ import annotations

from renkei.coordination.enums.referral import ReferralStatus as S
from renkei.core.states import Machine, Transition
from renkei.policy.permissions import P

REFERRAL = Machine(
    name="referral",
    title="利用調整の依頼",
    states=S,
    initial=S.DRAFT,
    transitions=(
        Transition("submit", "提出する", (S.DRAFT,), S.SUBMITTED, P.REFERRAL_WRITE),
        Transition("resubmit", "再提出する", (S.RETURNED,), S.SUBMITTED, P.REFERRAL_WRITE),
        Transition("edit", "内容を直す", (S.DRAFT,), S.DRAFT, P.REFERRAL_WRITE),
        Transition("revise", "内容を直す", (S.RETURNED,), S.RETURNED, P.REFERRAL_WRITE),
        Transition("complete", "内容を補う", (S.SUBMITTED,), S.SUBMITTED, P.REFERRAL_WRITE),
        Transition("check", "受付の確認をする", (S.SUBMITTED,), S.SUBMITTED, P.REFERRAL_DECIDE),
        Transition("ask", "依頼元に質問する", (S.SUBMITTED,), S.SUBMITTED, P.REFERRAL_DECIDE),
        Transition("answer", "質問に答える", (S.SUBMITTED,), S.SUBMITTED, P.REFERRAL_WRITE),
        Transition("approve", "「その他」の対象者を承認する", (S.SUBMITTED,), S.SUBMITTED, P.EXCEPTION_APPROVE),
        Transition("accept", "受理する", (S.SUBMITTED,), S.ACCEPTED, P.REFERRAL_DECIDE),
        Transition("return", "差し戻す", (S.SUBMITTED,), S.RETURNED, P.REFERRAL_DECIDE),
        Transition("refuse", "対象外とする", (S.SUBMITTED,), S.OUT_OF_SCOPE, P.REFERRAL_DECIDE),
        Transition("withdraw", "取り下げる", (S.DRAFT, S.SUBMITTED, S.RETURNED), S.WITHDRAWN, P.REFERRAL_WRITE),
    ),
)
