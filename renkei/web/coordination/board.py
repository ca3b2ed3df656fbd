"""What the pages of the board show."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from renkei.coordination.enums.joint import JointStatus
from renkei.coordination.queries import joint as queries
from renkei.coordination.rules.joint import moving_refusal
from renkei.coordination.services.joint import TEXTS
from renkei.coordination.states.joint import JOINT_ITEM
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.states import Transition
from renkei.disclosure.queries import CaseAccess
from renkei.policy.permissions import P
from renkei.web.forms import BaseForm

_ANSWERS = ("accept", "return")
_SHARES = ("center_part", "center_person", "body_part", "body_person", "moves_on")


def context(access: CaseAccess) -> dict[str, Any]:
    """The board with the steps of each item this actor may take."""
    board = queries.board(access=access)
    may = access.can(P.HANDOVER_WRITE) and not board.is_completed and access.case.status != "closed"
    rows = [
        {
            "view": v,
            "steps": _steps(access, board, v.item) if may and board.is_open else [],
            "may_edit": may and _editable(v.item),
        }
        for v in board.items
    ]
    return {
        "access": access, "tab": "board", "board": board, "rows": rows, "may": may,
        "may_text": access.can(P.HANDOVER_WRITE) and access.can(P.WELFARE_VIEW),
        "may_tail": access.can(P.HANDOVER_WRITE) and access.case.center_id and access.case.status != "closed",
        "refusal": None if board.settled else moving_refusal(settled=False),
        "can_propose": may and board.settled and any(_editable(v.item) for v in board.items),
    }  # fmt: skip


def step_context(access: CaseAccess, item: Any, transition: Transition, form: BaseForm) -> dict[str, Any]:
    """The confirming page of a step; accepting the last item says what will end."""
    last = transition.name == "accept" and queries.is_last(item=item)
    days = queries.tail_days(case=access.case, on=day_of(access.at))
    return {
        "access": access, "tab": "board", "item": item, "title": title(access, item), "step": transition, "form": form,
        "last": last, "completes": last and access.case.status in ("in_service", "backup"),
        "until": queries.last_day(queries.tail_end(day_of(access.at), days)),
    }  # fmt: skip


def title(access: CaseAccess, item: Any) -> str:
    """The words of an item for this actor."""
    return queries.title_of(item, in_full=access.can(P.WELFARE_VIEW))


def known(step: str) -> str:
    """The step, if the machine has it. Raises NotFound."""
    if step not in {t.name for t in JOINT_ITEM.transitions}:
        raise NotFound()
    return step


def first(access: CaseAccess, item: Any, step: str) -> dict[str, Any]:
    """An answer to one's own proposal is an entry on behalf of the other body."""
    side = queries.side_of(access.actor)
    return {"on_behalf": "yes" if step in _ANSWERS and item.proposed_side == side else "no"}


def shares(item: Any) -> dict[str, Any]:
    """What is stored of how an item is shared out."""
    return {name: getattr(item, name) for name in _SHARES}


def texts(record: Any) -> dict[str, Any]:
    """What is stored of the hand-over's texts."""
    return {name: getattr(record, name) for name in TEXTS}


def _editable(item: Any) -> bool:
    return item.status in (JointStatus.SHARED, JointStatus.RETURNED)


def _steps(access: CaseAccess, board: queries.Board, item: Any) -> list[dict[str, str]]:
    found = []
    for transition in JOINT_ITEM.possible_from(item.status):
        if transition.name == "propose" and not board.settled:
            continue
        own = item.proposed_side == board.side
        if transition.name == "withdraw" and not own:
            continue
        label = f"相手の返事を記録（{transition.label}）" if transition.name in _ANSWERS and own else transition.label
        url = reverse("coordination:step", args=[access.case.pk, item.pk, transition.name])
        found.append({"label": label, "url": url, "name": transition.name})
    return found
