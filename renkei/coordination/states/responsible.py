"""The machines RESPONSIBLE (判断の表) and PLAN_EXCEPTION (計画相談の例外)."""

from __future__ import annotations

from renkei.coordination.enums.responsible import ExceptionStatus as X
from renkei.coordination.enums.responsible import SheetStatus as S
from renkei.core.states import Machine, Transition
from renkei.policy.permissions import P

_W = P.RESPONSIBLE_WRITE

#: A rule proposes, a person decides: no transition belongs to the system.
RESPONSIBLE = Machine(
    name="responsible",
    title="援護の実施者・生活保護の実施機関の判断",
    states=S,
    initial=S.CHECKING,
    transitions=(
        Transition("negotiate", "協議を始める", (S.CHECKING, S.RECONSIDERING), S.NEGOTIATING, _W),
        Transition("interim", "暫定の対応を決める", (S.CHECKING, S.NEGOTIATING, S.INTERIM, S.RECONSIDERING), S.INTERIM, _W),
        Transition(
            "decide", "決定を記録する", (S.CHECKING, S.NEGOTIATING, S.INTERIM, S.RECONSIDERING), S.DECIDED,
            P.RESPONSIBLE_DECIDE,
        ),
        Transition("reconsider", "再検討を始める", (S.DECIDED,), S.RECONSIDERING, P.RESPONSIBLE_DECIDE),
    ),
)  # fmt: skip

PLAN_EXCEPTION = Machine(
    name="plan_exception",
    title="計画相談の例外",
    states=X,
    initial=X.PENDING,
    transitions=(
        Transition("approve", "承認する", (X.PENDING,), X.APPROVED, P.PLAN_EXCEPTION_APPROVE),
        Transition("refuse", "承認しない", (X.PENDING,), X.REFUSED, P.PLAN_EXCEPTION_APPROVE),
        Transition("end", "例外を終える", (X.PENDING, X.APPROVED), X.ENDED, P.INQUIRY_SEND),
    ),
)
