"""The machine MEETING."""

from __future__ import annotations

from renkei.contacts.enums.meetings import MeetingStatus as S
from renkei.core.states import Machine, Transition
from renkei.policy.permissions import P

_W = P.MEETING_WRITE

MEETING = Machine(
    name="meeting",
    title="会議",
    states=S,
    initial=S.PREPARING,
    transitions=(
        Transition("call", "招集する", (S.PREPARING,), S.CALLED, _W),
        Transition("recall", "準備に戻す", (S.CALLED,), S.PREPARING, _W),
        Transition("hold", "開いたことを記録する", (S.CALLED,), S.HELD, _W),
        Transition("unhold", "「開いた」を取り消す", (S.HELD,), S.CALLED, _W),
        Transition("draft", "議事録案にする", (S.HELD,), S.DRAFTED, _W),
        Transition("undraft", "議事録案を取り下げる", (S.DRAFTED,), S.HELD, _W),
        Transition(
            "finalise", "議事録を確定する", (S.DRAFTED,), S.FINAL, _W,
            confirm="確定した版は書き換えられません。直すときは、新しい版を作ります。決定事項は、担当の予定になります。",
        ),
        Transition("correct", "訂正の版を作る", (S.FINAL,), S.DRAFTED, _W),
        Transition("keep", "訂正をやめる", (S.DRAFTED,), S.FINAL, _W, confirm="訂正の下書きは消え、前の確定版のままになります。"),
        Transition(
            "cancel", "中止する", (S.PREPARING, S.CALLED), S.CANCELLED, _W,
            confirm="招集した人に、中止を知らせます。あとで取り消せます。",
        ),
        Transition("reopen", "中止を取り消す", (S.CANCELLED,), S.PREPARING, _W),
    ),
)  # fmt: skip
