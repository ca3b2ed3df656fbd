"""What the rules propose from the facts that are known. A proposal is never a decision (決定は人が行う)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from renkei.coordination.enums.responsible import Answer, SheetKind
from renkei.coordination.rules.responsible.facts import FACTS, Known
from renkei.coordination.rules.responsible.rulebook import FIRST, Rule, Silence, Step, rulebook


class Outcome(StrEnum):
    """How far the rules come."""

    ONE = "one"  # one municipality
    SILENT = "silent"  # the law says nothing clear: every reading
    MISSING = "missing"  # a fact is missing


@dataclass(frozen=True)
class Candidate:
    """A municipality and why. `municipality` empty: the rule is clear, which municipality it is not yet (`place`)."""

    municipality: str
    place: str
    why: str
    rule: Rule | None = None

    @property
    def place_label(self) -> str:
        """Which place of the person it is."""
        return FACTS[self.place].place_label or FACTS[self.place].label


@dataclass(frozen=True)
class Missing:
    """A fact to be found out: the question, and what each answer would lead to."""

    code: str
    label: str
    leads: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Proposal:
    """What the rules say now. `path`: the facts that were used, in order; `unverified`: shown, not computed from."""

    outcome: Outcome
    path: tuple[str, ...]
    candidates: tuple[Candidate, ...] = ()
    missing: tuple[Missing, ...] = ()
    silence: Silence | None = None
    unverified: tuple[Rule, ...] = ()

    @property
    def rule(self) -> Rule | None:
        """The rule of a single candidate."""
        return self.candidates[0].rule if self.outcome is Outcome.ONE else None


def propose(kind: str, known: Mapping[str, Known]) -> Proposal:
    """Walk the questions of this worksheet with what is known.

    Args:
        kind: SheetKind.
        known: fact → answer. A fact that is not there was not asked yet; `Answer.UNKNOWN` was asked and is not clear, which
            the law itself often answers (明らかでないとき).
    """
    book, path = rulebook(), list[str]()
    target = FIRST[SheetKind(kind)]
    while target in book.steps:
        step = book.steps[target]
        path.append(step.fact)
        fact = known.get(step.fact)
        if fact is None or fact.answer not in step.leads:
            return Proposal(Outcome.MISSING, tuple(path), missing=(_missing(step),))
        target = step.leads[fact.answer]
    if target in book.silences:
        return _silent(book.silences[target], known, tuple(path))
    return _one(book.rules[target], known, tuple(path))


def _one(rule: Rule, known: Mapping[str, Known], path: tuple[str, ...]) -> Proposal:
    candidate = Candidate(_municipality(rule.place, known), rule.place, rule.text, rule)
    return Proposal(Outcome.ONE, (*path, rule.place), (candidate,), _places_missing((candidate,)))


def _silent(silence: Silence, known: Mapping[str, Known], path: tuple[str, ...]) -> Proposal:
    found = tuple(Candidate(_municipality(r.place, known), r.place, r.words) for r in silence.readings)
    rules = rulebook().rules
    return Proposal(
        Outcome.SILENT, (*path, *(c.place for c in found)), found, _places_missing(found), silence,
        tuple(rules[code] for code in silence.unverified),
    )  # fmt: skip


def _municipality(place: str, known: Mapping[str, Known]) -> str:
    fact = known.get(place)
    return fact.municipality if fact is not None and fact.answer == Answer.YES else ""


def _places_missing(candidates: tuple[Candidate, ...]) -> tuple[Missing, ...]:
    return tuple(Missing(c.place, c.place_label) for c in candidates if not c.municipality)


def _missing(step: Step) -> Missing:
    leads = tuple(
        (
            answer.label,
            _words(step.leads[answer]) if answer in step.leads else "まだ決まりません。調べる必要があります。",
        )
        for answer in Answer
    )
    return Missing(step.fact, FACTS[step.fact].label, leads)


def _words(target: str) -> str:
    """What an answer leads to, in one sentence."""
    book = rulebook()
    if target in book.steps:
        return f"次に「{FACTS[book.steps[target].fact].label}」を確かめます。"
    if target in book.silences:
        return "法律に明らかな定めがなく、読み方が分かれます。"
    rule = book.rules[target]
    return f"{FACTS[rule.place].place_label}になります（{rule.law}）。"
