"""The machine DESTRUCTION."""

from __future__ import annotations

from renkei.core.states import Machine, Transition
from renkei.policy.permissions import P
from renkei.privacy.enums.retention import DestructionStatus as S

DESTRUCTION = Machine(
    name="destruction",
    title="廃棄",
    states=S,
    initial=S.PROPOSED,
    transitions=(
        Transition("approve", "廃棄を承認する", (S.PROPOSED,), S.APPROVED, P.DESTROY_APPROVE),
        Transition("reject", "取りやめる", (S.PROPOSED, S.APPROVED), S.REJECTED, P.DESTROY_APPROVE),
        Transition("execute", "廃棄した", (S.APPROVED,), S.DONE),
    ),
)  # fmt: skip
