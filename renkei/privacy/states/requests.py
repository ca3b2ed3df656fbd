"""The machine DATA_REQUEST."""

from __future__ import annotations

from renkei.core.states import Machine, Transition
from renkei.policy.permissions import P
from renkei.privacy.enums.requests import RequestStatus as S

DATA_REQUEST = Machine(
    name="data_request",
    title="開示・訂正・利用停止請求",
    states=S,
    initial=S.RECEIVED,
    transitions=(
        Transition("start", "審査を始める", (S.RECEIVED,), S.REVIEWING, P.REQUEST_DECIDE),
        Transition("ask_fix", "補正を求める", (S.RECEIVED, S.REVIEWING), S.FIXING, P.REQUEST_TAKE),
        Transition("fixed", "補正された", (S.FIXING,), S.RECEIVED, P.REQUEST_TAKE),
        Transition("extend", "期限を延長する", (S.REVIEWING,), S.REVIEWING, P.REQUEST_DECIDE),
        Transition("decide", "決定する", (S.REVIEWING,), S.DECIDED, P.REQUEST_DECIDE),
        Transition("deliver", "通知・実施を記録する", (S.DECIDED,), S.DELIVERED, P.REQUEST_DECIDE),
        Transition("withdraw", "取下げを記録する", (S.RECEIVED, S.FIXING, S.REVIEWING), S.WITHDRAWN, P.REQUEST_TAKE),
    ),
)
