"""State machines as tables: what is possible now. Who may do it is the business of `policy`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from renkei.core.errors import InvalidTransition


@dataclass(frozen=True)
class Transition:
    """One arrow. `label` stands on the button; `permission` is a policy permission or None for the system alone."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    permission: Any = None
    confirm: str = ""


@dataclass(frozen=True)
class Machine:
    """A named table of transitions over the values of one TextChoices."""

    name: str
    title: str
    states: Any
    initial: str
    transitions: tuple[Transition, ...]

    def get(self, name: str) -> Transition:
        """The transition of that name; KeyError when the code names one that does not exist."""
        for transition in self.transitions:
            if transition.name == name:
                return transition
        raise KeyError(f"{self.name}: no transition {name!r}")

    def check(self, status: str, name: str) -> Transition:
        """The transition, if it may start from `status`.

        Raises:
            InvalidTransition: with a sentence that names the present state.
        """
        transition = self.get(name)
        if status not in transition.sources:
            raise InvalidTransition(
                f"現在の状態は「{self.states(status).label}」のため、「{transition.label}」は行えません。"
                "画面を開き直して、最新の状態を確認してください。"
            )
        return transition

    def possible_from(self, status: str) -> tuple[Transition, ...]:
        """Every transition that may start from `status`, in table order."""
        return tuple(t for t in self.transitions if status in t.sources)

    def final_states(self) -> tuple[str, ...]:
        """States with no way out."""
        return tuple(s for s in self.states.values if not self.possible_from(s))

    def mermaid(self) -> str:
        """The machine as a Mermaid state diagram for docs/states.md."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterable[str]:
        yield "stateDiagram-v2"
        for value, label in self.states.choices:
            yield f"    {value} : {label}"
        yield f"    [*] --> {self.initial}"
        for transition in self.transitions:
            for source in transition.sources:
                yield f"    {source} --> {transition.target} : {transition.label}"
