"""The machine SCENARIO."""

from __future__ import annotations

from renkei.coordination.enums.plan import ScenarioStatus as S
from renkei.core.states import Machine, Transition
from renkei.policy.permissions import P

SCENARIO = Machine(
    name="scenario",
    title="結果ごとの準備（シナリオ）",
    states=S,
    initial=S.PREPARED,
    transitions=(
        Transition("choose", "この結果になった", (S.PREPARED, S.SET_ASIDE), S.CHOSEN, P.CASE_WRITE),
        Transition("set_aside", "この結果にはならなかった", (S.PREPARED, S.CHOSEN), S.SET_ASIDE, P.TASK_WRITE),
        Transition("prepare", "準備に戻す", (S.SET_ASIDE,), S.PREPARED, P.TASK_WRITE),
    ),
)
