"""緊急の閲覧の確認: answered once, by somebody who had no part in it."""

from __future__ import annotations

from renkei.core.states import Machine, Transition
from renkei.policy.permissions import P
from renkei.privacy.enums.emergencies import ReviewStatus as S

EMERGENCY_REVIEW = Machine(
    name="emergency_review",
    title="緊急の閲覧の確認",
    states=S,
    initial=S.WAITING,
    transitions=(
        Transition("justify", "必要だったと認める", (S.WAITING,), S.JUSTIFIED, P.EMERGENCY_REVIEW),
        Transition("reject", "必要とは認めない", (S.WAITING,), S.UNJUSTIFIED, P.EMERGENCY_REVIEW),
    ),
)
