"""Municipalities, centres, their people, and what they agreed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from renkei.jobs.nation.loading import Loader
from renkei.jobs.nation.plan import Plan
from renkei.offices.rules.municipality_table import MunicipalityRow, bundled_rows
from renkei.policy.enums import OrgKind, Role

#: The largest first; wards of a designated city are no municipalities.
_ORDER = ("designated_city", "special_ward", "city", "town", "village")
_TWO_CENTERS = "01"  # 北海道 has two, every other prefecture one: 48


def towns() -> list[MunicipalityRow]:
    """The municipalities, the largest kind first."""
    found = [row for row in bundled_rows() if row.kind in _ORDER and row.valid_to is None]
    return sorted(found, key=lambda row: (_ORDER.index(row.kind), row.code))


def center_of(prefecture: str, n: int = 0) -> str:
    """The centre that works with the n-th case of a prefecture, as its number in `Plan.id`."""
    return f"{prefecture}-{n % 2 if prefecture == _TWO_CENTERS else 0}"


def load_bodies(plan: Plan, loader: Loader) -> None:
    """機関・利用者・所属・取決め. Nobody has a password: measurements sign in by force."""
    members = list(_members(plan))
    centers = _centers()
    loader.copy(
        "accounts.Organisation",
        ("id", "name", "kind", "prefecture_code", "municipality_code"),
        [(plan.id("town", t.code), f"{t.name}（測定用）", OrgKind.MUNICIPALITY, t.code[:2], t.code) for t in towns()]
        + [
            (plan.id("center", c), f"定着支援センター{c}（測定用）", OrgKind.SETTLEMENT_CENTER, c[:2], "")
            for c in centers
        ],
    )
    loader.copy(
        "accounts.User", ("id", "email", "name", "password"),
        ((plan.id("user", who), f"{who}@example.jp", f"職員 {who}", "!") for who, _, _ in members),
    )  # fmt: skip
    loader.copy(
        "accounts.Membership", ("id", "user_id", "organisation_id", "role", "handles_intake", "starts_on"),
        ((plan.id("member", who), plan.id("user", who), body, role, True, plan.ago(2000)) for who, body, role in members),
    )  # fmt: skip
    loader.copy(
        "disclosure.SharingAgreement", ("id", "municipality_id", "partner_id", "title", "classes", "starts_on"),
        _agreements(plan),
    )  # fmt: skip


def _centers() -> list[str]:
    return sorted({center_of(town.code[:2], n) for town in towns() for n in (0, 1)})


def _members(plan: Plan) -> Iterator[tuple[str, Any, str]]:
    for town in towns():
        body = plan.id("town", town.code)
        yield f"manager{town.code}", body, Role.MUNICIPAL_MANAGER
        yield f"officer{town.code}", body, Role.MUNICIPAL_OFFICER
    for center in _centers():
        yield f"center{center}", plan.id("center", center), Role.CENTER_OFFICER


def _agreements(plan: Plan) -> Iterator[tuple[Any, ...]]:
    classes = ["identity", "welfare", "justice_outline"]
    for town in towns():
        for center in sorted({center_of(town.code[:2], n) for n in (0, 1)}):
            yield (
                plan.id("agreement", town.code, center), plan.id("town", town.code), plan.id("center", center),
                "情報共有の取決め", classes, plan.today - timedelta(days=2000),
            )  # fmt: skip
