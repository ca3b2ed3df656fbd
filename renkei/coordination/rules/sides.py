"""Whose step it is: the sender's, or the municipality's on the sender's behalf (代行入力). Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

NOT_YOURS = "この操作は、依頼元の機関だけが行えます。"
TELL_HOW = "依頼元に代わって入力するときは、連絡の方法・話した相手・日時を入力してください。"


@dataclass(frozen=True)
class Sides:
    """The bodies of a request. `entered_by`: who typed it; differs from `sender` when it was entered on its behalf."""

    sender: UUID | None
    entered_by: UUID
    addressee: UUID

    @property
    def on_behalf(self) -> bool:
        """Was the request itself entered for a body that is not in Renkei?"""
        return self.sender != self.entered_by


def is_sender(sides: Sides, mine: Collection[UUID | None]) -> bool:
    """Does the actor act for the sender itself?"""
    return sides.sender is not None and sides.sender in mine


def may_write(sides: Sides, mine: Collection[UUID | None]) -> bool:
    """May the actor change the sheet: the sender, who typed it, and the municipality's side of one entered there."""
    return is_sender(sides, mine) or sides.entered_by in mine or (sides.on_behalf and sides.addressee in mine)


def step_refusal(sides: Sides, mine: Collection[UUID | None], *, told: bool) -> str | None:
    """Why the actor may not take a step of the sender (取下げ・質問への回答); None when he may."""
    if is_sender(sides, mine):
        return None
    if sides.addressee not in mine and sides.entered_by not in mine:
        return NOT_YOURS
    return None if told else TELL_HOW
