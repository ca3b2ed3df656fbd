"""The machines CASE_SHEET and FOLLOW_UP. Whose step it is, the service asks."""

from __future__ import annotations

from renkei.core.states import Machine, Transition
from renkei.policy.permissions import P
from renkei.programme.enums.council import FollowStatus as F
from renkei.programme.enums.council import SheetStatus as S

_W = P.COUNCIL_WRITE

CASE_SHEET = Machine(
    name="case_sheet",
    title="事例資料",
    states=S,
    initial=S.ASKED,
    transitions=(
        Transition("approve", "承認する", (S.ASKED,), S.APPROVED, _W),
        Transition("return", "差し戻す", (S.ASKED,), S.RETURNED, _W),
        Transition("revise", "直して、もう一度頼む", (S.RETURNED,), S.ASKED, _W),
        Transition("withdraw", "取り下げる", (S.ASKED, S.RETURNED, S.APPROVED), S.WITHDRAWN, _W),
    ),
)

FOLLOW_UP = Machine(
    name="follow_up",
    title="決定・提案のその後",
    states=F,
    initial=F.OPEN,
    transitions=(
        Transition("finish", "済んだ", (F.OPEN,), F.DONE, _W),
        Transition("drop", "取りやめる", (F.OPEN,), F.DROPPED, _W),
        Transition("reopen", "もう一度取り組む", (F.DONE, F.DROPPED), F.OPEN, _W),
    ),
)
