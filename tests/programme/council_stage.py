"""Things behind every page of 定期協議・協議会, for the tests that walk all addresses."""

from __future__ import annotations

from typing import Any

from renkei.programme.services import council_followups
from tests.kit.world import World
from tests.programme import council_kit as kit

_OF_SERIES = (
    "detail", "edit", "end", "members", "member", "member_remove", "session_new", "cases", "sheet_new", "gaps", "status",
    "status_print", "followup_new", "followup", "followup_edit", "followup_reopen",
)  # fmt: skip


def things(world: World, case: Any) -> dict[str, Any]:
    """A table of the city with a meeting to come; a material that waits, one sent back, one approved and handed out."""
    made = kit.table(world)
    member = kit.guest(world, made, pledge="pledge", pledged_on=world.clock.today)
    kit.plan(world, made, days=7)
    follow = council_followups.add_followup(
        actor=world.actor("officer"), series_id=made.pk, now=world.now, text="名簿を作る", user_id=None, organisation_id=None,
        due_on=None,
    )  # fmt: skip
    asked, back, out = (kit.sheet(world, made, case) for _ in range(3))
    kit.decide(world, back, "return", note="短く")
    (copy,) = kit.hand(world, kit.decide(world, out), member)
    return {
        **{f"pk of council:{name}": made.pk for name in _OF_SERIES}, "member_id": member.pk, "followup_id": follow.pk,
        "pk of council:sheet": asked.pk, "pk of council:sheet_decide": asked.pk, "pk of council:sheet_edit": back.pk,
        **{f"pk of council:{name}": out.pk for name in ("sheet_withdraw", "sheet_hand", "sheet_back", "sheet_print")},
        "copy_id": copy.pk,
    }  # fmt: skip
