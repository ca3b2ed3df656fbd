"""When an office may be asked, and which stage of disclosure (S2–S5) the state of an inquiry allows."""

from __future__ import annotations

from renkei.cases.enums import CaseStatus as C
from renkei.disclosure.enums import Cause, Stage
from renkei.inquiries.enums import InquiryStatus as S

_ASKING = (C.COORDINATING, C.PLACED, C.AWAITING_RELEASE, C.IN_SERVICE, C.HANDED_OVER, C.BACKUP)
_BEFORE_VISIT = (Stage.NAMED,)
_VISITING = (Stage.NAMED, Stage.VISIT)
_STAGES: dict[str, tuple[Stage, ...]] = {
    S.CONSIDERING: _BEFORE_VISIT,
    S.CONDITIONAL: _BEFORE_VISIT,
    S.POSITIVE: _BEFORE_VISIT,
    S.DISCLOSED: _VISITING,
    S.MET: _VISITING,
    S.TRIAL: _VISITING,
    S.AGREED: (Stage.AGREED,),
    S.CONTRACTED: (Stage.IN_SERVICE,),
}


def may_ask(case_status: str) -> str | None:
    """Why offices can't be asked in this state of the case; None when they can."""
    if case_status in _ASKING:
        return None
    return f"ケースが「{C(case_status).label}」の間は打診できません。"


def stages_of(status: str) -> tuple[Stage, ...]:
    """The stages of named disclosure that may be chosen now; none before the office has answered."""
    return _STAGES.get(status, ())


def default_stage(status: str) -> Stage | None:
    """The last of them."""
    stages = stages_of(status)
    return stages[-1] if stages else None


def cause_of(stage: str, *, replaces: bool) -> Cause:
    """The event that opens the row."""
    if replaces:
        return Cause.UPDATE
    return {Stage.NAMED: Cause.NAMED, Stage.VISIT: Cause.VISIT}.get(Stage(stage), Cause.AGREEMENT)
