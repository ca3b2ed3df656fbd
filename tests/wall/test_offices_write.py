"""With his own session and the application's password, an office changes nothing of what the bodies of the programme run."""

from __future__ import annotations

import pytest
from django.db import connection

from renkei.coordination.models import Handover, JointItem
from renkei.disclosure.models import SafetyReview
from tests.kit.cases import CaseKit, give_summary
from tests.kit.requests import checked
from tests.kit.world import World
from tests.wall.kit import as_member, seen

pytestmark = pytest.mark.django_db
#: Seen with the case (wider than the screens by intent, ADR 0006), written by the bodies that run it.
TABLES = (
    "coordination_referral", "coordination_intakecheck", "coordination_handover", "coordination_jointitem",
    "disclosure_safetyreview",
)  # fmt: skip


def changed(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET created_at = created_at")
        return int(cursor.rowcount)


def test_who_only_answers_changes_no_request_no_joint_work_no_review(world: World) -> None:
    case = checked(world).case
    kit = CaseKit(world, case, case.consents.get())
    Handover.objects.create(case=case, opened_at=world.now)
    JointItem.objects.create(case=case, code="other", label="通院の同行")
    SafetyReview.objects.create(case=case, consent=kit.consent, organisation=world.org("city"), opened_at=world.now)
    give_summary(kit, "home", "home_contact")
    for member, writes in (("officer", True), ("home_contact", False)):
        with as_member(world, member):
            rows = {table: (len(seen(table)), changed(table)) for table in TABLES}
        assert all(shown for shown, _ in rows.values()), (member, rows)
        assert all(bool(written) is writes for _, written in rows.values()), (member, rows)
