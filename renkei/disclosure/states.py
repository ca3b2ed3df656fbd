"""The machine CONSENT."""

from __future__ import annotations

from renkei.core.states import Machine, Transition
from renkei.disclosure.enums import ConsentStatus as S
from renkei.policy.permissions import P

CONSENT = Machine(
    name="consent",
    title="同意",
    states=S,
    initial=S.EXPLAINED,
    transitions=(
        Transition("obtain", "同意を得た", (S.EXPLAINED,), S.OBTAINED, P.CONSENT_WRITE),
        Transition("refuse", "同意しない", (S.EXPLAINED,), S.REFUSED, P.CONSENT_WRITE),
        Transition("withdraw_part", "一部を撤回する", (S.OBTAINED, S.PARTLY_WITHDRAWN), S.PARTLY_WITHDRAWN, P.CONSENT_WITHDRAW),
        Transition("withdraw", "撤回する", (S.OBTAINED, S.PARTLY_WITHDRAWN), S.WITHDRAWN, P.CONSENT_WITHDRAW),
        Transition("expire", "期限が切れた", (S.OBTAINED, S.PARTLY_WITHDRAWN), S.EXPIRED),
    ),
)  # fmt: skip
