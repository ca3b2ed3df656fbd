"""Persons, cases, who works on them, on what consent, and the ledger; nothing of it describes anybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from renkei.core import crypto
from renkei.core.ids import ALPHABET
from renkei.jobs.nation.bodies import center_of, towns
from renkei.jobs.nation.loading import Loader
from renkei.jobs.nation.plan import Plan, assumptions

_CLASSES = ("summary", "identity", "welfare", "justice_outline")
_BEFORE_INTAKE = ("preparing",)
_UNDECIDED = ("preparing", "intake")
_HAS_PLACE = ("placed", "awaiting_release", "in_service", "handed_over", "backup", "closed")


@dataclass(frozen=True)
class MadeCase:
    """The n-th case: where, how far, since when."""

    plan: Plan
    n: int
    town: str
    status: str
    opened: datetime

    @cached_property
    def id(self) -> UUID:
        return self.plan.id("case", self.n)

    @property
    def holder(self) -> UUID:
        """Under whose key its texts are (assumptions.toml, `keys`)."""
        return self.plan.id("person", self.n % assumptions()["keys"])

    @property
    def body(self) -> UUID:
        return self.plan.id("town", self.town)

    @property
    def center(self) -> UUID:
        return self.plan.id("center", self.center_name)

    @property
    def center_name(self) -> str:
        return center_of(self.town[:2], self.n)

    @property
    def officer(self) -> UUID:
        return self.plan.id("user", f"officer{self.town}")

    @property
    def center_officer(self) -> UUID:
        return self.plan.id("user", f"center{self.center_name}")

    @property
    def accepted(self) -> datetime | None:
        return None if self.status in _UNDECIDED else self.opened + timedelta(days=2)

    @property
    def closed(self) -> datetime | None:
        return min(self.opened + timedelta(days=400), self.plan.ago(1)) if self.status == "closed" else None

    @property
    def has_place(self) -> bool:
        return self.status in _HAS_PLACE

    def seal(self, place: str, row: UUID, text: str) -> bytes:
        """A real ciphertext for one field: `place` is table.column."""
        return crypto.seal(text.encode(), person_id=self.holder, bound_to=f"{place}.{row}")


def made_cases(plan: Plan) -> Iterator[MadeCase]:
    """All cases, always the same ones."""
    chance, found, given = plan.chance("cases"), towns(), assumptions()
    names, weights = list(given["cases"]["statuses"]), list(given["cases"]["statuses"].values())
    for n in range(plan.cases):
        town = found[int(len(found) * chance.random() ** given["towns"]["unevenness"])].code
        status = chance.choices(names, weights)[0]
        yield MadeCase(plan, n, town, status, plan.ago(chance.random() * given["cases"]["days"] + 5))


def load_cases(plan: Plan, loader: Loader) -> None:
    """本人・ケース・ニーズ・担当・同意・依頼・開示台帳."""

    def copy(label: str, columns: Iterable[str], rows_of: Any, each: float = 1) -> None:
        rows = (row for case in made_cases(plan) for row in rows_of(case))
        loader.copy(label, tuple(columns), rows, round(plan.cases * each))

    copy("cases.Person", ("id", "code"), lambda c: [(plan.id("person", c.n), f"P{_code(c.n)}")])
    copy("cases.Case", ("id", "person_id", "number", "status", "status_before", "suspend_reason", "responsible_id",
                        "center_id", "area_code", "opened_at", "accepted_at", "closed_at", "close_reason", "urgency"), _case)  # fmt: skip
    copy("cases.Need", ("id", "case_id", "kind", "service_codes", "origin_code", "max_km", "status", "settled_at"), _needs, 2)  # fmt: skip
    copy("cases.Assignment", ("id", "case_id", "organisation_id", "user_id", "starts_at"), _assignments, 2)
    copy("disclosure.Consent", ("id", "case_id", "version", "kind", "status", "organisation_id", "explained_at",
                                "explained_by", "purposes", "classes", "signature", "valid_from", "understanding"), _consent)  # fmt: skip
    copy("disclosure.ConsentRecipient", ("id", "consent_id", "organisation_id", "added_at"),
         lambda c: [(plan.id("recipient", c.n), plan.id("consent", c.n), c.body, c.opened)])  # fmt: skip
    copy("coordination.Referral", ("id", "number", "case_id", "kind", "form", "status", "urgency", "sender_id", "addressee_id",
                                   "entered_by_id", "consent_id", "due_at", "submitted_at", "decided_at", "decided_by",
                                   "message"), _referral)  # fmt: skip
    copy("disclosure.LedgerEntry", ("id", "case_id", "info_class", "recipient_id", "giver_id", "basis", "consent_id",
                                    "agreement_id", "whole_class", "stage", "cause", "starts_at", "ends_at",
                                    "ended_cause"), _ledger, 8)  # fmt: skip


def _code(n: int) -> str:
    """A short code that differs for each number."""
    text = ""
    for _ in range(5):
        n, digit = divmod(n, len(ALPHABET))
        text = ALPHABET[digit] + text
    return text


def _case(c: MadeCase) -> list[tuple[Any, ...]]:
    suspended = c.status == "suspended"
    return [(
        c.id, c.plan.id("person", c.n), f"R8-{_code(c.n)}", c.status, "coordinating" if suspended else "",
        "hospital" if suspended else "", c.body, c.center, c.town, c.opened, c.accepted, c.closed,
        "settled" if c.closed else "", ("normal", "normal", "normal", "urgent")[c.n % 4],
    )]  # fmt: skip


def _needs(c: MadeCase) -> list[tuple[Any, ...]]:
    settled = c.opened + timedelta(days=90) if c.has_place else None
    status = "met" if c.has_place else "open"
    wanted = (("housing", ["33"]), ("daytime", ["46", "45"]))
    return [
        (c.plan.id("need", c.n, kind), c.id, kind, codes, c.town, 20, status, settled) for kind, codes in wanted
    ]  # fmt: skip


def _assignments(c: MadeCase) -> list[tuple[Any, ...]]:
    rows = ((c.body, c.officer), (c.center, c.center_officer))
    return [(c.plan.id("assignment", c.n, n), c.id, body, user, c.opened) for n, (body, user) in enumerate(rows)]


def _consent(c: MadeCase) -> list[tuple[Any, ...]]:
    row = c.plan.id("consent", c.n)
    return [(
        row, c.id, 1, "exit", "obtained", c.center, c.opened, c.center_officer, ["center_liaison", "housing"], list(_CLASSES),
        "signed", c.opened.date(), c.seal("disclosure_consent.understanding", row, "自分の言葉で説明してもらい、確かめた。"),
    )]  # fmt: skip


def _referral(c: MadeCase) -> list[tuple[Any, ...]]:
    row = c.plan.id("referral", c.n)
    status = {"preparing": "draft", "intake": "submitted"}.get(c.status, "accepted")
    submitted = None if status == "draft" else c.opened + timedelta(hours=5)
    return [(
        row, f"I8-{_code(c.n)}", c.id, "new", "full", status, "normal", c.center, c.body, c.center,
        c.plan.id("consent", c.n), submitted and submitted + timedelta(days=7), submitted, c.accepted,
        c.officer if c.accepted else None,
        c.seal("coordination_referral.message", row, "住まいと日中の活動の場について、調整をお願いします。"),
    )]  # fmt: skip


def _ledger(c: MadeCase) -> Iterator[tuple[Any, ...]]:
    """The centre holds what it collected; the municipality what it was given with the request; kept after the end."""
    end, why = (c.closed, "closed") if c.closed else (None, "")
    consent, agreement = c.plan.id("consent", c.n), c.plan.id("agreement", c.town, c.center_name)
    for info_class in _CLASSES:
        yield (c.plan.id("own", c.n, info_class), c.id, info_class, c.center, c.center, "own", None, None, True, "s0",
               "collected", c.opened, end, why)  # fmt: skip
        if c.status not in _BEFORE_INTAKE:
            yield (c.plan.id("given", c.n, info_class), c.id, info_class, c.body, c.center, "consent", consent, agreement,
                   True, "s0", "referral", c.opened, end, why)  # fmt: skip
        if c.closed:
            yield (c.plan.id("kept", c.n, info_class), c.id, info_class, c.body, c.body, "retained", None, None, True,
                   "s0", "closed", c.closed, None, "")  # fmt: skip
