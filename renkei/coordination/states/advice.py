"""The machine ADVICE. Asking and ending is the municipality's side; answering the centre's, or heard from it and entered for it."""

from __future__ import annotations

from renkei.coordination.enums.advice import AdviceStatus as S
from renkei.core.states import Machine, Transition
from renkei.policy.permissions import P

_W = P.HANDOVER_WRITE

ADVICE = Machine(
    name="advice",
    title="助言の依頼",
    states=S,
    initial=S.ASKED,
    transitions=(
        Transition("answer", "回答する", (S.ASKED,), S.ANSWERED, _W),
        Transition("ask_again", "続けて聞く", (S.ANSWERED,), S.ASKED, _W),
        Transition("close", "活かした結果を書いて終える", (S.ANSWERED,), S.CLOSED, _W),
        Transition("withdraw", "取り下げる", (S.ASKED,), S.WITHDRAWN, _W),
    ),
)
