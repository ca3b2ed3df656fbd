"""The machine TASK."""

from __future__ import annotations

from renkei.coordination.enums.tasks import TaskStatus as S
from renkei.core.states import Machine, Transition
from renkei.policy.permissions import P

_W = P.TASK_WRITE

TASK = Machine(
    name="task",
    title="やること",
    states=S,
    initial=S.OPEN,
    transitions=(
        Transition("finish", "済みにする", (S.OPEN,), S.DONE, _W),
        Transition("drop", "取りやめる", (S.OPEN,), S.DROPPED, _W),
        Transition("reopen", "元に戻す", (S.DONE, S.DROPPED), S.OPEN, _W),
    ),
)
