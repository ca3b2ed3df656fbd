"""The rules as data (`coordination/data/responsible_rules.toml`): law, source, certainty; read once, checked when read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from renkei.coordination.enums.responsible import Answer, SheetKind
from renkei.coordination.rules.responsible.facts import FACTS

_PATH = Path(__file__).resolve().parents[2] / "data" / "responsible_rules.toml"
#: Kept and shown, never computed from.
UNVERIFIED = "U"
MARK_WORDS = {
    "A": "公式の資料で確認", "B": "二次情報（原文の照合が要ります）", "D": "この表での読み方", UNVERIFIED: "未確認（計算に使いません）",
}  # fmt: skip
#: Where each worksheet begins.
FIRST = {SheetKind.SUPPORT: "s1", SheetKind.BENEFIT: "w1"}


@dataclass(frozen=True)
class Rule:
    """One rule. `place`: the fact whose municipality it names."""

    code: str
    kind: str
    law: str
    text: str
    place: str
    mark: str
    source: str

    @property
    def certainty(self) -> str:
        """The degree of certainty, in words."""
        return MARK_WORDS[self.mark]


@dataclass(frozen=True)
class Reading:
    """One way to read a law that says nothing clear."""

    place: str
    words: str


@dataclass(frozen=True)
class Silence:
    """Where the law says nothing clear: every reading, and what is said to be done but was found in no source."""

    code: str
    kind: str
    title: str
    why: str
    readings: tuple[Reading, ...]
    unverified: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """A question: what each answer leads to; no entry: it must be found out first."""

    code: str
    kind: str
    fact: str
    leads: Mapping[Answer, str]


@dataclass(frozen=True)
class Rulebook:
    """Everything by its code."""

    read_on: date
    assumption: str
    rules: Mapping[str, Rule]
    silences: Mapping[str, Silence]
    steps: Mapping[str, Step]


@cache
def rulebook() -> Rulebook:
    """The rules. Raises ValueError where the table contradicts itself or would compute from an unverified rule."""
    return parse(_PATH.read_text(encoding="utf-8"))


def parse(text: str) -> Rulebook:
    """The table as written. Raises ValueError, KeyError, tomllib.TOMLDecodeError."""
    raw = tomllib.loads(text)
    rules = {row["code"]: Rule(**row) for row in raw["rule"]}
    silences = {row["code"]: _silence(row) for row in raw["silence"]}
    steps = {row["code"]: _step(row) for row in raw["step"]}
    book = Rulebook(raw["meta"]["read_on"], raw["meta"]["assumption"], rules, silences, steps)
    _check(book)
    return book


def rules_of(kind: str) -> list[Rule]:
    """The rules of one worksheet that may be computed from, in the order of the table."""
    return [r for r in rulebook().rules.values() if r.kind == kind and r.mark != UNVERIFIED]


def unverified_of(kind: str) -> list[Rule]:
    """What is kept without a source: shown apart."""
    return [r for r in rulebook().rules.values() if r.kind == kind and r.mark == UNVERIFIED]


def rule_of(code: str) -> Rule | None:
    """One rule by its code; None when the table no longer has it (an old decision)."""
    return rulebook().rules.get(code)


def _silence(row: dict[str, Any]) -> Silence:
    readings = tuple(Reading(**reading) for reading in row["readings"])
    return Silence(row["code"], row["kind"], row["title"], row["why"], readings, tuple(row["unverified"]))


def _step(row: dict[str, Any]) -> Step:
    leads = {answer: row[str(answer)] for answer in Answer if str(answer) in row}
    return Step(row["code"], row["kind"], row["fact"], leads)


def _check(book: Rulebook) -> None:
    for rule in book.rules.values():
        if rule.mark not in MARK_WORDS or (rule.place and rule.place not in FACTS):
            raise ValueError(f"rule {rule.code}: unknown mark or place")
    for silence in book.silences.values():
        if any(reading.place not in FACTS for reading in silence.readings) or len(silence.readings) < 2:
            raise ValueError(f"silence {silence.code}: two readings of known places are needed")
        if any(book.rules[code].mark != UNVERIFIED for code in silence.unverified):
            raise ValueError(f"silence {silence.code}: names a verified rule as unverified")
    for step in book.steps.values():
        if step.kind not in FACTS[step.fact].kinds or not {Answer.YES, Answer.NO} <= set(step.leads):
            raise ValueError(f"step {step.code}: a fact of another worksheet, or no way on")
        for target in step.leads.values():
            _check_target(book, step, target)


def _check_target(book: Rulebook, step: Step, target: str) -> None:
    found = book.steps.get(target) or book.rules.get(target) or book.silences.get(target)
    if found is None or found.kind != step.kind:
        raise ValueError(f"step {step.code}: leads to {target}, which is not of this worksheet")
    if isinstance(found, Rule) and found.mark == UNVERIFIED:
        raise ValueError(f"step {step.code}: computes from {target}, which no source supports")
