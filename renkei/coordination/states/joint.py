"""The machines JOINT_ITEM and HANDOVER."""

from __future__ import annotations

from renkei.coordination.enums.joint import HandoverStatus as H
from renkei.coordination.enums.joint import JointStatus as S
from renkei.core.states import Machine, Transition
from renkei.policy.permissions import P

_W = P.HANDOVER_WRITE

JOINT_ITEM = Machine(
    name="joint_item",
    title="併走の項目",
    states=S,
    initial=S.SHARED,
    transitions=(
        Transition("propose", "引継ぎを申し出る", (S.SHARED, S.RETURNED), S.PROPOSED, _W),
        Transition("accept", "受け取る", (S.PROPOSED,), S.ACCEPTED, _W),
        Transition("return", "差し戻す", (S.PROPOSED,), S.RETURNED, _W),
        Transition("withdraw", "申出を取り消す", (S.PROPOSED,), S.SHARED, _W),
        Transition("take_back", "分担に戻す", (S.ACCEPTED,), S.SHARED, _W),
        Transition("drop", "不要にする", (S.SHARED, S.RETURNED), S.NOT_NEEDED, _W),
        Transition("restore", "分担に戻す", (S.NOT_NEEDED,), S.SHARED, _W),
    ),
)

HANDOVER = Machine(
    name="handover",
    title="引継ぎ",
    states=H,
    initial=H.RUNNING,
    transitions=(
        Transition("all_accepted", "すべての項目が受領された", (H.RUNNING,), H.READY),
        Transition("back_to_running", "項目が分担に戻った", (H.READY,), H.RUNNING),
        Transition("complete", "引継ぎが完了した", (H.RUNNING, H.READY), H.COMPLETED),
    ),
)
