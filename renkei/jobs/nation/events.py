"""The record of events, the one table that grows a hundredfold. Unsealed: sealing is measured by itself (ADR 0008)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from renkei.jobs.nation.cases import MadeCase, made_cases
from renkei.jobs.nation.loading import Loader
from renkei.jobs.nation.plan import Plan, assumptions

_COPY = """COPY audit_event (id, at, code, user_id, organisation_id, membership_id, system, object_type, object_id, case_id,
    info_class, reason, detail) FROM STDIN"""
#: What one sitting at a case leaves behind: code, class.
_SITTING = (
    ("session.signed_in", ""), ("record.viewed", "summary"), ("record.viewed", "identity"), ("record.viewed", "welfare"),
    ("record.viewed", "justice_outline"), ("note.written", ""), ("record.saved", "welfare"), ("record.viewed", "welfare"),
    ("inquiry.moved", ""), ("session.signed_out", ""),
)  # fmt: skip
_OF_NO_CASE = ("session.signed_in", "session.signed_out")


def load_events(plan: Plan, loader: Loader) -> None:
    """操作の記録, in the order of their time; then the counter goes on behind them."""
    sittings = range(-(-plan.events // len(_SITTING)))
    cases = list(made_cases(plan))
    loader.copy_lines(_COPY, _blocks(plan, cases, loader.progress(sittings, "操作の記録（10件ずつ）", len(sittings))))
    loader.run("SELECT setval('audit_event_number', (SELECT coalesce(max(id), 0) + 1 FROM audit_event), false)")


def _blocks(plan: Plan, cases: list[MadeCase], sittings: Any) -> Iterator[bytes]:
    chance, days = plan.chance("events"), assumptions()["cases"]["days"]
    begin, gap = plan.ago(days), timedelta(days=days) / max(1, plan.events // len(_SITTING))
    for number in sittings:
        case = chance.choice(cases)
        yield _sitting(case, number * len(_SITTING), begin + gap * number, by_center=chance.random() < 0.4)


def _sitting(case: MadeCase, first: int, begin: Any, *, by_center: bool) -> bytes:
    who = f"center{case.center_name}" if by_center else f"officer{case.town}"
    user, member, body = case.plan.id("user", who), case.plan.id("member", who), case.center if by_center else case.body
    lines = []
    for n, (code, info_class) in enumerate(_SITTING):
        about = "\\N" if code in _OF_NO_CASE else case.id
        at = begin + timedelta(milliseconds=n)
        lines.append(
            f"{first + n + 1}\t{at.isoformat()}\t{code}\t{user}\t{body}\t{member}\t\t\t\\N\t{about}\t{info_class}\t\t{{}}\n"
        )
    return "".join(lines).encode()
