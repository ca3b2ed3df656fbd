"""手続 in the demo: a full set on one case, another's in every state, one without any, and the days of a municipality."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from renkei.coordination.queries import guide
from renkei.coordination.queries import procedures as queries
from renkei.coordination.services import procedures as services
from renkei.core.clock import day_of
from renkei.jobs.demo.cast import Cast
from renkei.policy.actor import Actor
from renkei.policy.enums import Role

if TYPE_CHECKING:
    from renkei.cases.models import Case

#: kind → (step, days ago), in the order in which they were taken.
_EVERY_STATE: dict[str, tuple[tuple[str, int], ...]] = {
    "certificate_mental": (("begin", 60), ("apply", 50), ("grant", 8)),
    "support_category": (("begin", 40), ("apply", 32), ("examine", 12)),
    "service_grant": (("begin", 9),),
    "recipient_certificate": (),
    "public_assistance": (("apply", 30), ("examine", 24), ("judge", 20)),
    "pension": (("apply", 100), ("reject", 6)),
    "health_insurance": (("not_needed", 15),),
    "guardianship": (("begin", 30), ("apply", 25), ("take_back", 10)),
    "resident_record": (("begin", 12), ("apply", 7)),
    "identity_papers": (),
    "bank_account": (),
}
_NOTES = {
    "not_needed": "家族の扶養に入るため", "take_back": "本人が、もう少し考えたいと言ったため", "reject": "初診日の証明が足りない",
    "examine": "認定調査が済んだ。医師意見書を待つ", "apply": "窓口に同行した",
}  # fmt: skip


def tell_procedures(*, cast: Cast, now: datetime, leads: Sequence[tuple[str, str, Role]]) -> None:
    """Three running cases of the first coordinator, and what its municipality keeps as its own days."""
    municipality, key, role = leads[0]
    actor = cast.actor(key, role, now)
    running = guide.listed(actor=actor, at=now, mine=True).filter(
        status__in=("coordinating", "placed", "awaiting_release"), opened_at__lte=now - timedelta(days=3)
    )
    cases = list(running[:4])
    for case in cases[:1]:
        _every_state(actor, case, now)
    for case in cases[1:3]:
        access = queries.get_procedures_access(actor=actor, case_id=case.pk, at=now)
        services.add_procedures(actor=actor, case=case, kinds=queries.suggested(access=access), now=now)
    services.set_usual_days(
        actor=cast.actor(municipality, Role.MUNICIPAL_MANAGER, now), kind="support_category", variant="", days=35,
        basis="標準処理期間と、昨年度の実績", now=now,
    )  # fmt: skip


def _every_state(actor: Actor, case: Case, now: datetime) -> None:
    services.add_procedures(actor=actor, case=case, kinds=_EVERY_STATE, now=now)
    rows = {
        x.row.kind: x.row
        for x in queries.load(access=queries.get_procedures_access(actor=actor, case_id=case.pk, at=now))
    }
    for kind, steps in _EVERY_STATE.items():
        for step, days_ago in steps:
            services.take_procedure_step(
                actor=actor, procedure=rows[kind], step=step, on=day_of(now) - timedelta(days=days_ago), now=now,
                note=_NOTES.get(step, ""),
            )  # fmt: skip
    services.change_procedure(
        actor=actor, procedure=rows["resident_record"], owner="body", window="市民課 住民記録の窓口", variant="restore", days=12,
        note="戸籍の附票を取り寄せている", now=now,
    )  # fmt: skip
    again = rows["support_category"]
    again.refresh_from_db()
    services.take_procedure_step(actor=actor, procedure=again, step="judge", on=day_of(now), now=now)
    again.refresh_from_db()
    services.undo_procedure_step(
        actor=actor, procedure=again, seen=again.status, reason="別のケースと取り違えた", now=now
    )
