"""The stage line of a case: where it stands on the road, in full or in neutral words. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from renkei.cases.enums import CaseStatus as S

#: (word, the states that stand at it). 併走 runs beside and is no stage.
ROAD = (
    ("依頼", (S.PREPARING,)),
    ("受付", (S.INTAKE,)),
    ("調整", (S.COORDINATING,)),
    ("内定", (S.PLACED,)),
    ("釈放待ち", (S.AWAITING_RELEASE,)),
    ("利用中", (S.IN_SERVICE,)),
    ("引継ぎ", (S.HANDED_OVER,)),
    ("後方支援", (S.BACKUP,)),
    ("終結", (S.CLOSED,)),
)
#: What a body reads that was told nothing of justice matters.
NEUTRAL_ROAD = (
    ("ご相談の準備", (S.PREPARING, S.INTAKE)),
    ("調整", (S.COORDINATING,)),
    ("受入れ内定", (S.PLACED,)),
    ("利用開始の準備", (S.AWAITING_RELEASE,)),
    ("利用中", (S.IN_SERVICE, S.HANDED_OVER, S.BACKUP)),
    ("終了", (S.CLOSED,)),
)
#: Stages a case entered without a request never stood at.
_LIGHT_SKIPS = frozenset({S.PREPARING, S.INTAKE})
_NO_PLACE_SKIPS = frozenset({S.PLACED, S.AWAITING_RELEASE})


@dataclass(frozen=True)
class Point:
    """One stage: its word and done | current | todo | skipped, with a note."""

    label: str
    state: str
    note: str = ""


def stage_points(
    *, status: str, status_before: str = "", is_light: bool = False, without_place: bool = False, neutral: bool = False
) -> list[Point]:
    """The line of one case. A suspended case stands where it stopped, with the note 中断中."""
    road = NEUTRAL_ROAD if neutral else ROAD
    suspended = status == S.SUSPENDED
    here = S(status_before or S.COORDINATING) if suspended else S(status)
    position = next(i for i, (_, states) in enumerate(road) if here in states)
    skipped = (_LIGHT_SKIPS if is_light else frozenset()) | (_NO_PLACE_SKIPS if without_place else frozenset())
    points = []
    for i, (label, states) in enumerate(road):
        if i == position:
            points.append(Point(label, "current", ("一時停止中" if neutral else "中断中") if suspended else ""))
        elif i < position:
            points.append(Point(label, "skipped" if set(states) <= skipped and not neutral else "done"))
        else:
            points.append(Point(label, "todo"))
    return points
