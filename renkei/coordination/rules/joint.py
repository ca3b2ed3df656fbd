"""Who does what on the board, when items may move, when the hand-over is complete. Pure.

Source: Q3 of the programme's text: both run side by side after the request; once the place to live is settled, the
municipality takes over step by step; the particulars are agreed locally.
"""

from __future__ import annotations

from collections.abc import Iterable

from renkei.cases.enums import CaseStatus, NeedKind, NeedStatus
from renkei.coordination.enums.joint import JointStatus, Part, Responsibility, Side
from renkei.policy.enums import CORE_KINDS, OrgKind

R = Responsibility
#: code → (part of the centre, part of the municipality's side) when the board opens.
DEFAULT_PARTS: dict[str, tuple[Part, Part]] = {
    R.HOUSING: (Part.SUPPORT, Part.MAIN),
    R.DAYTIME: (Part.SUPPORT, Part.MAIN),
    R.PLAN: (Part.NONE, Part.MAIN),
    R.CERTIFICATE: (Part.SUPPORT, Part.MAIN),
    R.SERVICE_GRANT: (Part.NONE, Part.MAIN),
    R.RESIDENT_RECORD: (Part.MAIN, Part.SUPPORT),
    R.PUBLIC_ASSISTANCE: (Part.SUPPORT, Part.MAIN),
    R.PENSION: (Part.MAIN, Part.SUPPORT),
    R.INSURANCE: (Part.MAIN, Part.SUPPORT),
    R.MEDICAL: (Part.MAIN, Part.SUPPORT),
    R.MONEY: (Part.MAIN, Part.SUPPORT),
    R.PICK_UP: (Part.MAIN, Part.SUPPORT),
    R.MEETINGS: (Part.MAIN, Part.SUPPORT),
    R.FAMILY: (Part.MAIN, Part.SUPPORT),
    R.LIAISON: (Part.SUPPORT, Part.MAIN),
    R.JUSTICE_LIAISON: (Part.MAIN, Part.NONE),
    R.OFFICE_BACKUP: (Part.SUPPORT, Part.MAIN),
    R.EMERGENCY: (Part.MAIN, Part.SUPPORT),
}
#: The board where the agreement names no items of its own.
DEFAULT_TEMPLATE: tuple[str, ...] = (
    R.HOUSING, R.PLAN, R.CERTIFICATE, R.SERVICE_GRANT, R.RESIDENT_RECORD, R.PUBLIC_ASSISTANCE, R.PENSION, R.MEDICAL,
    R.MONEY, R.PICK_UP, R.MEETINGS, R.LIAISON, R.EMERGENCY,
)  # fmt: skip
_SETTLED_FROM = (
    CaseStatus.PLACED,
    CaseStatus.AWAITING_RELEASE,
    CaseStatus.IN_SERVICE,
    CaseStatus.HANDED_OVER,
    CaseStatus.BACKUP,
)
#: The case may be completed by the hand-over only while the person is in service (or already in back-up).
_COMPLETES_IN = (CaseStatus.IN_SERVICE, CaseStatus.BACKUP)


def template_of(codes: Iterable[str]) -> list[str]:
    """The items of a new board: those of the agreement that are known, else the default ones."""
    known = [code for code in dict.fromkeys(codes) if code in R.values and code != R.OTHER]
    return known or [str(code) for code in DEFAULT_TEMPLATE]


def parts_of(code: str) -> tuple[Part, Part]:
    """(centre, municipality's side) at the start."""
    return DEFAULT_PARTS.get(code, (Part.MAIN, Part.SUPPORT))


def place_is_settled(*, status: str, status_before: str, housing: Iterable[str]) -> bool:
    """Is the 帰住先 settled: a housing need met or waived and none open, or the case placed or later?"""
    here = status_before if status == CaseStatus.SUSPENDED else status
    if here in _SETTLED_FROM:
        return True
    found = list(housing)
    return bool(found) and all(s in (NeedStatus.MET, NeedStatus.WAIVED) for s in found)


def housing_states(needs: Iterable[tuple[str, str]]) -> list[str]:
    """The states of the housing needs out of (kind, status) pairs."""
    return [status for kind, status in needs if kind == NeedKind.HOUSING]


def moving_refusal(*, settled: bool) -> str | None:
    """Why items do not move yet; None when they may."""
    if settled:
        return None
    return "住まい（帰住先）がまだ決まっていないため、引継ぎは始められません。住まいのニーズが決まると、項目ごとに引き継げます。"


def side_of(kind: str | None) -> Side | None:
    """On which side of the board an organisation stands; None for all others."""
    if kind == OrgKind.SETTLEMENT_CENTER:
        return Side.CENTER
    return Side.BODY if kind in CORE_KINDS else None


def other(side: str) -> Side:
    """The side opposite."""
    return Side.BODY if side == Side.CENTER else Side.CENTER


def answer_refusal(*, step: str, proposed_by: str, acting: str) -> str | None:
    """Accepting and returning belong to the side that did not propose; withdrawing to the one that did."""
    if step in ("accept", "return") and acting == proposed_by:
        return "申し出た側は、受け取り・差戻しを記録できません。相手の機関から返事を聞いたときは「相手の機関に代わって記録する」を選んでください。"
    if step == "withdraw" and acting != proposed_by:
        return "申出を取り消せるのは、申し出た側です。受け取れないときは「差し戻す」を選んでください。"
    return None


def all_accepted(statuses: Iterable[str]) -> bool:
    """Is the hand-over complete: something was accepted and nothing is left over?"""
    found = [s for s in statuses if s != JointStatus.NOT_NEEDED]
    return bool(found) and all(s == JointStatus.ACCEPTED for s in found)


def completes_now(status: str) -> bool:
    """May the hand-over be completed in this state of the case?"""
    return status in _COMPLETES_IN
