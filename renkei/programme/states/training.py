"""The machines TRAINING and TRAINING_SEAT."""

from __future__ import annotations

from renkei.core.states import Machine, Transition
from renkei.policy.permissions import P
from renkei.programme.enums.training import RUNNING, SeatStatus
from renkei.programme.enums.training import TrainingStatus as S

TRAINING = Machine(
    name="training",
    title="研修",
    states=S,
    initial=S.PREPARING,
    transitions=(
        Transition("open", "募集を始める", (S.PREPARING,), S.OPEN, P.TRAINING_WRITE),
        Transition("close", "募集を締め切る", (S.OPEN,), S.CLOSED, P.TRAINING_WRITE),
        Transition("reopen", "もう一度募集する", (S.CLOSED,), S.OPEN, P.TRAINING_WRITE),
        Transition("hold", "実施した", RUNNING, S.HELD, P.TRAINING_WRITE),
        Transition("finish", "出欠を確定して終える", (S.HELD,), S.DONE, P.TRAINING_WRITE),
        Transition("resume", "出欠を直すために戻す", (S.DONE,), S.HELD, P.TRAINING_WRITE),
        Transition("cancel", "中止する", (S.PREPARING, *RUNNING), S.CANCELLED, P.TRAINING_WRITE),
    ),
)

TRAINING_SEAT = Machine(
    name="training_seat",
    title="研修の申込み",
    states=SeatStatus,
    initial=SeatStatus.REGISTERED,
    transitions=(
        Transition("wait", "定員に達していたため空きを待つ", (SeatStatus.REGISTERED,), SeatStatus.WAITING),
        Transition("move_up", "空き待ちから参加に移す", (SeatStatus.WAITING,), SeatStatus.REGISTERED),
        Transition(
            "cancel",
            "申込みを取り消す",
            (SeatStatus.REGISTERED, SeatStatus.WAITING),
            SeatStatus.CANCELLED,
            P.TRAINING_JOIN,
        ),
    ),
)
