"""The machine QUESTION."""

from __future__ import annotations

from renkei.core.states import Machine, Transition
from renkei.offices.enums import QuestionStatus as S
from renkei.policy.permissions import P

QUESTION = Machine(
    name="office_question",
    title="事業所についての問合せ",
    states=S,
    initial=S.ASKED,
    transitions=(
        Transition("answer", "回答する", (S.ASKED,), S.ANSWERED, P.QUESTION_ANSWER),
        Transition(
            "withdraw", "取り下げる", (S.ASKED,), S.WITHDRAWN, P.QUESTION_ASK,
            confirm="この問合せを取り下げます。市町村の回答待ちからなくなります。",
        ),
    ),
)  # fmt: skip
