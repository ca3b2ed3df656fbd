"""The machine PROCEDURE: one application to an office, and back along every arrow where something was written by mistake."""

from __future__ import annotations

from renkei.coordination.enums.procedures import ProcedureStatus as S
from renkei.core.states import Machine, Transition
from renkei.policy.permissions import P

_W = P.PROCEDURE_WRITE

_FORWARD = (
    Transition("begin", "準備を始める", (S.NOT_STARTED,), S.PREPARING, _W),
    Transition("apply", "申請した", (S.NOT_STARTED, S.PREPARING), S.APPLIED, _W),
    Transition("examine", "調査・判定が済んだ", (S.APPLIED,), S.EXAMINED, _W),
    Transition("judge", "審査に入った", (S.APPLIED, S.EXAMINED), S.JUDGING, _W),
    Transition("grant", "決定した", (S.APPLIED, S.EXAMINED, S.JUDGING), S.GRANTED, _W),
    Transition("reject", "却下された", (S.APPLIED, S.EXAMINED, S.JUDGING), S.REJECTED, _W),
    Transition("take_back", "取り下げた", (S.PREPARING, S.APPLIED, S.EXAMINED, S.JUDGING), S.WITHDRAWN, _W),
    Transition("have", "すでに決定を受けている", (S.NOT_STARTED, S.PREPARING), S.GRANTED, _W),
    Transition("not_needed", "不要にする", (S.NOT_STARTED, S.PREPARING), S.NOT_NEEDED, _W),
    Transition("needed", "必要になった", (S.NOT_NEEDED,), S.NOT_STARTED, _W),
    Transition("again", "もう一度申請する・更新する", (S.GRANTED, S.REJECTED, S.WITHDRAWN), S.PREPARING, _W),
)


def _back(state: S) -> Transition:
    """What leads back to a state: from wherever an arrow leads out of it. The history says which one it is."""
    sources = tuple(dict.fromkeys(t.target for t in _FORWARD if state in t.sources))
    return Transition(f"undo_{state}", f"取り消して「{state.label}」に戻す", sources, state, _W)


PROCEDURE = Machine(
    name="procedure",
    title="手続",
    states=S,
    initial=S.NOT_STARTED,
    transitions=(*_FORWARD, *(_back(s) for s in S if any(s in t.sources for t in _FORWARD))),
)
#: The buttons of the page.
STEPS = tuple(t.name for t in _FORWARD)
