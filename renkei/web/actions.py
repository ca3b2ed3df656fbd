"""Buttons of a page = the steps that are possible now ∩ the steps this actor may take."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from renkei.core.errors import NotFound
from renkei.core.states import Machine, Transition
from renkei.policy.actor import Actor
from renkei.policy.decide import can
from renkei.policy.facts import CaseFacts

T = TypeVar("T")


@dataclass(frozen=True)
class Button:
    """One step offered to the user. `own_page`: a link to a form page; otherwise it posts at once, after `confirm`."""

    name: str
    label: str
    url: str
    confirm: str = ""
    own_page: bool = False
    kind: str = "secondary"


def buttons(
    actor: Actor,
    machine: Machine,
    thing: Any,
    facts: CaseFacts | None = None,
    *,
    at: datetime | None = None,
    url: Callable[[str], str],
    own_page: Collection[str] = (),
    primary: str = "",
    danger: Collection[str] = (),
) -> list[Button]:
    """The buttons of a thing, in the order of the machine's table.

    Args:
        thing: anything with a `.status` that is a state of `machine`.
        facts: the ledger's view of the case, with the moment `at`; without them only the role is asked.
        url: gives the address of a step from its name.
        own_page: steps that lead to a page with a form (GET) instead of posting at once.
        primary: the step that usually comes next; it gets the strong button.
        danger: steps that close or refuse something.
    """
    return [
        Button(t.name, t.label, url(t.name), t.confirm, t.name in own_page, _kind(t, primary, danger))
        for t in machine.possible_from(thing.status)
        if t.permission is not None and can(actor, t.permission, facts, at=at)
    ]


def step_named(steps: Mapping[str, T], name: str) -> T:
    """The step of that name in the table of an area's pages. Raises NotFound."""
    if name not in steps:
        raise NotFound()
    return steps[name]


def _kind(transition: Transition, primary: str, danger: Collection[str]) -> str:
    if transition.name in danger:
        return "danger"
    return "primary" if transition.name == primary else "secondary"
