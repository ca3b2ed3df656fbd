"""漏えい等: received → first report → final report → closed; opened again when more is found."""

from __future__ import annotations

from renkei.core.states import Machine, Transition
from renkei.policy.permissions import P
from renkei.privacy.enums.incidents import IncidentStatus as S

INCIDENT = Machine(
    name="incident",
    title="漏えい等",
    states=S,
    initial=S.INTAKE,
    transitions=(
        Transition("preliminary", "速報を報告した", (S.INTAKE,), S.PRELIMINARY, P.INCIDENT_WRITE),
        Transition("final", "確報を報告した", (S.PRELIMINARY, S.REOPENED), S.FINAL, P.INCIDENT_WRITE),
        Transition("close", "対応を終える", (S.FINAL,), S.CLOSED, P.INCIDENT_WRITE),
        Transition(
            "dismiss",
            "報告の対象ではなかったとして終える",
            (S.INTAKE, S.PRELIMINARY, S.REOPENED),
            S.CLOSED,
            P.INCIDENT_WRITE,
        ),
        Transition("reopen", "再開する", (S.CLOSED,), S.REOPENED, P.INCIDENT_WRITE),
    ),
)
