"""The kinds of procedures, how long they usually take and what waits for what: data/procedures.toml. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from renkei.coordination.enums.procedures import Owner, When


@dataclass(frozen=True)
class Variant:
    """A way of one kind (転入 or 回復 …) with a duration of its own, in open days."""

    code: str
    title: str
    days: int
    basis: str


@dataclass(frozen=True)
class Blocker:
    """What has to be settled first, and why."""

    kind: str
    why: str


@dataclass(frozen=True)
class Kind:
    """One kind of procedure. `days`, `within`: open days; `basis`: the source of the days, or the assumption in words.

    `law_days`: calendar days after the release within which the law wants it (0: none); `law_source`: where it says so.
    """

    code: str
    title: str
    window: str
    owner: str
    when: str
    days: int
    basis: str
    is_assumption: bool
    within: int = 0
    law_days: int = 0
    law_source: str = ""
    usual: bool = False
    responsible: bool = False
    disabilities: frozenset[str] = frozenset()
    plan_tasks: tuple[str, ...] = ()
    note: str = ""
    blockers: tuple[Blocker, ...] = ()
    variants: tuple[Variant, ...] = ()

    def variant(self, code: str) -> Variant | None:
        """The way of this code, if the kind knows it."""
        return next((v for v in self.variants if v.code == code), None)


@cache
def kinds() -> Mapping[str, Kind]:
    """The kinds of the file by code, in their order."""
    return {entry["code"]: _kind(entry) for entry in _file()["procedure"]}


def title_of(code: str) -> str:
    """What a kind is called; a code the file does not know (any more) as it stands: also what stands for destroyed texts."""
    found = kinds().get(code)
    return found.title if found else code


def variant_title(code: str, variant: str) -> str:
    """The words of a way of a kind; empty where none was chosen."""
    found = kinds().get(code)
    way = found.variant(variant) if found else None
    return way.title if way else ""


def usual_days(code: str, variant: str, own: Mapping[tuple[str, str], int]) -> int:
    """Open days from applying to the decision: as this municipality keeps them, else as the file says.

    Args:
        own: (kind, variant or "") → days of the municipality.
    """
    found = kinds().get(code)
    for key in ((code, variant), (code, "")):
        if key in own:
            return own[key]
    way = found.variant(variant) if found else None
    return way.days if way else (found.days if found else 1)


def usual_set(disabilities: Collection[str]) -> tuple[str, ...]:
    """The kinds one usually puts for a person with these 障害種別, in the order of the file.

    Where nothing is known of the disability, no 手帳 is guessed.
    """
    return tuple(k.code for k in kinds().values() if k.usual or k.disabilities & frozenset(disabilities))


def after_rejection_days() -> int:
    """Open days until it should be settled what follows a rejection (assumption of the file)."""
    return int(_file()["after_rejection_days"])


def assumptions() -> Mapping[str, str]:
    """Name → what the file takes for granted."""
    return dict(_file()["assumptions"])


def cycle_in(waits_for: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The names of a circle in which everything would wait for itself; empty where there is none."""
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> tuple[str, ...]:
        if name in path:
            return (*path[path.index(name) :], name)
        if name in done:
            return ()
        found = next((c for b in waits_for.get(name, ()) if (c := walk(b, (*path, name)))), ())
        done.add(name)
        return found

    return next((c for name in waits_for if (c := walk(name, ()))), ())


def _kind(entry: Mapping[str, Any]) -> Kind:
    return Kind(
        code=entry["code"], title=entry["title"], window=entry["window"], owner=Owner(entry["owner"]), when=When(entry["when"]),
        days=entry["days"], basis=_basis(entry), is_assumption="assumption" in entry, within=entry.get("within", 0),
        law_days=entry.get("law_days", 0), law_source=entry["law_source"] if "law_days" in entry else "",
        usual=entry.get("usual") == "always", responsible=entry.get("responsible", False),
        disabilities=frozenset(entry.get("disabilities", ())), plan_tasks=tuple(entry.get("plan_tasks", ())),
        note=entry.get("note", ""), blockers=tuple(Blocker(b["kind"], b["why"]) for b in entry.get("blocked_by", ())),
        variants=tuple(Variant(v["code"], v["title"], v["days"], _basis(v)) for v in entry.get("variants", ())),
    )  # fmt: skip


def _basis(entry: Mapping[str, Any]) -> str:
    return str(entry["source"]) if "source" in entry else assumptions()[entry["assumption"]]


@cache
def _file() -> dict[str, Any]:
    path = files("renkei.coordination").joinpath("data", "procedures.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
