"""The machine OUTREACH (開拓). Only the municipality's side walks it; the job opens the half year by itself."""

from __future__ import annotations

from renkei.core.states import Machine, Transition
from renkei.policy.permissions import P
from renkei.programme.enums.outreach import ANSWERED
from renkei.programme.enums.outreach import OutreachStatus as S

_TALKED = (S.VISITED, S.CONSIDERING, S.HALF_YEAR)
_W = P.OUTREACH_WRITE

OUTREACH = Machine(
    name="outreach",
    title="事業所の開拓",
    states=S,
    initial=S.CANDIDATE,
    transitions=(
        Transition("plan", "訪問の予定を決める", (S.CANDIDATE, S.PLANNED), S.PLANNED, _W),
        Transition("visit", "訪問を記録する", (S.CANDIDATE, S.PLANNED), S.VISITED, _W),
        Transition("consider", "検討してもらう", (S.VISITED, S.HALF_YEAR), S.CONSIDERING, _W),
        Transition("accept", "受入れ可", (*_TALKED, S.CONDITIONAL, S.DECLINED), S.ACCEPTS, _W),
        Transition("condition", "条件付きで受入れ可", (*_TALKED, S.ACCEPTS, S.DECLINED), S.CONDITIONAL, _W),
        Transition("decline", "見送り", (*_TALKED, S.ACCEPTS, S.CONDITIONAL), S.DECLINED, _W),
        Transition("half_year", "6か月たった", (S.VISITED, S.CONSIDERING, *ANSWERED), S.HALF_YEAR),
        Transition("finish", "結果を書いて終える", (S.HALF_YEAR, *ANSWERED), S.CLOSED, _W),
        Transition("drop", "候補から外す", (S.CANDIDATE, S.PLANNED, S.VISITED, S.CONSIDERING), S.CLOSED, _W),
        Transition("unvisit", "訪問の記録を取り消す", (S.VISITED,), S.CANDIDATE, _W),
        Transition("unanswer", "返事を取り消す", ANSWERED, S.CONSIDERING, _W),
        Transition("reopen", "再開する", (S.CLOSED,), S.CONSIDERING, _W),
    ),
)
