"""The machines CASE and NEED."""

from __future__ import annotations

from renkei.cases.enums import CaseStatus as S
from renkei.cases.enums import NeedStatus as N
from renkei.core.states import Machine, Transition
from renkei.policy.permissions import P

_RUNNING = (S.COORDINATING, S.PLACED, S.AWAITING_RELEASE, S.IN_SERVICE, S.HANDED_OVER, S.BACKUP)

CASE = Machine(
    name="case",
    title="ケース",
    states=S,
    initial=S.PREPARING,
    transitions=(
        Transition("submit", "依頼を提出する", (S.PREPARING,), S.INTAKE, P.REFERRAL_WRITE),
        Transition("open_light", "ケースを開く", (S.PREPARING,), S.COORDINATING, P.CASE_WRITE),
        Transition("enter_running", "支援中のケースとして登録する", (S.PREPARING,), S.IN_SERVICE, P.CASE_WRITE),
        Transition("accept", "受理する", (S.INTAKE,), S.COORDINATING, P.REFERRAL_DECIDE),
        Transition("return", "差し戻す", (S.INTAKE,), S.PREPARING, P.REFERRAL_DECIDE),
        Transition("refuse", "対象外・取下げで終える", (S.PREPARING, S.INTAKE), S.CLOSED, P.REFERRAL_DECIDE),
        Transition("place", "すべてのニーズが決まった", (S.COORDINATING,), S.PLACED, P.CASE_WRITE),
        Transition("unplace", "調整に戻す", (S.PLACED, S.AWAITING_RELEASE), S.COORDINATING, P.CASE_WRITE),
        Transition("await_release", "釈放を待つ", (S.PLACED,), S.AWAITING_RELEASE, P.CASE_WRITE),
        Transition(
            "start_service",
            "利用を開始する",
            (S.COORDINATING, S.PLACED, S.AWAITING_RELEASE),
            S.IN_SERVICE,
            P.CASE_WRITE,
        ),
        Transition("hand_over", "引継ぎが完了した", (S.IN_SERVICE,), S.HANDED_OVER, P.HANDOVER_WRITE),
        Transition("back_up", "後方支援を始める", (S.IN_SERVICE, S.HANDED_OVER), S.BACKUP, P.CASE_WRITE),
        Transition("suspend", "中断する", _RUNNING, S.SUSPENDED, P.CASE_WRITE),
        *(
            Transition(f"resume_{status}", f"再開する（{status.label}へ）", (S.SUSPENDED,), status, P.CASE_WRITE)
            for status in _RUNNING
        ),
        Transition("close", "終結する", (*_RUNNING, S.SUSPENDED), S.CLOSED, P.CASE_WRITE),
    ),
)

NEED = Machine(
    name="need",
    title="ニーズ",
    states=N,
    initial=N.OPEN,
    transitions=(
        Transition("meet", "決まりました", (N.OPEN,), N.MET, P.INQUIRY_SEND),
        Transition("waive", "不要にする", (N.OPEN,), N.WAIVED, P.NEED_WRITE),
        Transition("reopen", "探し直す", (N.MET, N.WAIVED), N.OPEN, P.NEED_WRITE),
    ),
)
