"""Which tables lead to a case or a person: read off the models, so that a new table is never forgotten."""

from __future__ import annotations

from functools import cache

from django.db import models

from renkei.privacy.queries.classify import own_models
from renkei.privacy.rules.package import BY_PLAIN_ID, LEFT_OUT, PERSONAL

_ENDS = {"cases.Case": "case", "cases.Person": "person"}


def is_personal(model: type[models.Model]) -> bool:
    """Is any column of the table about a person (not staff)?"""
    return any(c in PERSONAL for c in getattr(model, "PRIVACY", {}).values())


@cache
def ways() -> dict[str, str]:
    """Table → the look-up that leads from its rows to the case (`…case_id`) or, where there is none, the person.

    The shortest way over foreign keys; `pk` for the case and the person themselves.
    """
    found = {"cases.Case": "pk", "cases.Person": "pk"}
    waiting = {m._meta.label: m for m in own_models() if is_personal(m) and m._meta.label not in found}
    while step := {label: way for label, m in waiting.items() if (way := _step(m, found))}:
        found |= step
        waiting = {label: m for label, m in waiting.items() if label not in step}
    return found | {label: column for label, column in BY_PLAIN_ID.items() if label not in found}


def _step(model: type[models.Model], found: dict[str, str]) -> str:
    """The nearest case first, then the person, then over a table whose way is known."""
    keys = [f for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey)]
    known = {f.name: f.related_model._meta.label for f in keys if f.related_model._meta.label in found}
    for label in _ENDS:
        if direct := next((name for name, target in known.items() if target == label), None):
            return f"{direct}_id"
    via = next(iter(known.items()), None)
    return f"{via[0]}__{found[via[1]]}" if via else ""


def ends_at_person(label: str) -> bool:
    """Does the way lead to the person without a case?"""
    return label == "cases.Person" or ways()[label].endswith("person_id")


def hanging() -> list[type[models.Model]]:
    """Every table that leads to a case or a person, by area and name."""
    return [m for m in own_models() if m._meta.label in ways()]


def handed_out() -> list[type[models.Model]]:
    """The tables of the package."""
    return [m for m in hanging() if m._meta.label not in LEFT_OUT]
