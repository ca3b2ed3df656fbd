"""The machines INQUIRY and VISIT. An answer entered on behalf of an office asks INQUIRY_SEND instead of its
permission; 実名で共有する moreover asks DISCLOSE (the centre may disclose, but not by asking offices)."""

from __future__ import annotations

from renkei.core.states import Machine, Transition
from renkei.inquiries.enums import ANSWERABLE, EXITS, OPEN
from renkei.inquiries.enums import ClearanceStatus as C
from renkei.inquiries.enums import HoldStatus as H
from renkei.inquiries.enums import InquiryStatus as S
from renkei.inquiries.enums import VisitStatus as V
from renkei.policy.permissions import P

_NAMED = (S.DISCLOSED, S.MET, S.TRIAL)
_ANSWERED = (S.CONSIDERING, S.CONDITIONAL, S.POSITIVE)

INQUIRY = Machine(
    name="inquiry",
    title="打診",
    states=S,
    initial=S.CANDIDATE,
    transitions=(
        Transition("send", "打診する", (S.CANDIDATE,), S.ANONYMOUS, P.INQUIRY_SEND),
        Transition("answer_yes", "受入れ可能と回答", ANSWERABLE, S.POSITIVE, P.INQUIRY_ANSWER),
        Transition("answer_conditional", "条件付きと回答", ANSWERABLE, S.CONDITIONAL, P.INQUIRY_ANSWER),
        Transition("answer_considering", "検討中と回答", ANSWERABLE, S.CONSIDERING, P.INQUIRY_ANSWER),
        Transition("answer_no", "受入れが難しいと回答", OPEN, S.DECLINED, P.INQUIRY_ANSWER),
        Transition("disclose", "実名で共有する", _ANSWERED, S.DISCLOSED, P.INQUIRY_SEND),
        Transition("meet", "面会・見学を終えた", (S.DISCLOSED,), S.MET, P.INQUIRY_SEND),
        Transition("start_trial", "体験を始める", (S.DISCLOSED, S.MET), S.TRIAL, P.INQUIRY_SEND),
        Transition("agree", "内定にする", _NAMED, S.AGREED, P.INQUIRY_SEND),
        Transition("cancel_agreement", "内定を取り消す", (S.AGREED,), S.DISCLOSED, P.INQUIRY_SEND),
        Transition("contract", "契約・利用開始を記録する", (S.AGREED,), S.CONTRACTED, P.INQUIRY_SEND),
        Transition("person_declined", "本人が辞退した", OPEN, S.PERSON_DECLINED, P.INQUIRY_SEND),
        Transition("withdraw", "打診を取り下げる", (S.CANDIDATE, *OPEN), S.WITHDRAWN, P.INQUIRY_SEND),
        Transition("expire", "期限が切れた", (S.ANONYMOUS,), S.EXPIRED),
        Transition("reopen", "期限を延ばして再開する", (S.EXPIRED,), S.ANONYMOUS, P.INQUIRY_SEND),
    ),
)

VISIT = Machine(
    name="visit",
    title="面会・見学・体験",
    states=V,
    initial=V.PLANNED,
    transitions=(
        Transition("finish", "結果を記録する", (V.PLANNED,), V.DONE, P.INQUIRY_SEND),
        Transition("cancel", "中止にする", (V.PLANNED,), V.CANCELLED, P.INQUIRY_SEND),
    ),
)

#: 送付の承認: asked by one, decided by another of the same body, used once.
CLEARANCE = Machine(
    name="clearance",
    title="匿名の打診の承認",
    states=C,
    initial=C.REQUESTED,
    transitions=(
        Transition("approve", "承認する", (C.REQUESTED,), C.APPROVED, P.INQUIRY_SEND),
        Transition("refuse", "承認しない", (C.REQUESTED,), C.REFUSED, P.INQUIRY_SEND),
        Transition("cancel", "取りやめる", (C.REQUESTED, C.APPROVED), C.CANCELLED, P.INQUIRY_SEND),
        Transition("use", "この内容で打診する", (C.APPROVED,), C.USED, P.INQUIRY_SEND),
        Transition("expire", "期限が切れた", (C.REQUESTED, C.APPROVED), C.EXPIRED),
    ),
)

#: 枠の確保: asked of an office for one scenario, with an end.
HOLD = Machine(
    name="hold",
    title="枠の確保",
    states=H,
    initial=H.HELD,
    transitions=(
        Transition("free", "確保を終える", (H.HELD,), H.FREED, P.INQUIRY_SEND),
        Transition("lapse", "確保の期限が過ぎた", (H.HELD,), H.EXPIRED),
    ),
)

#: Steps by which an inquiry ends; each ends the office's rows.
EXIT_STEPS = tuple(t.name for t in INQUIRY.transitions if t.target in EXITS)
