"""確定した月の報告: frozen, in versions, of one's own body only."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from renkei.core.clock import TOKYO
from renkei.core.errors import NotAllowed, NotFound, RuleBroken
from renkei.stats.models import ActivityReport
from renkei.stats.queries.activity import Work
from renkei.stats.queries.reports import get_report
from renkei.stats.services import confirm_report
from tests.contacts.test_notes import write
from tests.coordination import board_kit as kit
from tests.kit.world import World
from tests.stats.test_activity import cells, work
from tests.wall.kit import as_member, seen
from tests.web.kit import at_world_time, text_of

pytestmark = pytest.mark.django_db
OCTOBER, IN_OCTOBER = date(2026, 10, 1), datetime(2026, 10, 20, 10, tzinfo=TOKYO)


def confirm(world: World, who: str = "core_manager", of: Work | None = None, **values: object) -> ActivityReport:
    with as_member(world, who):
        return confirm_report(
            actor=world.actor(who), work=of or work(world), now=world.now, **({"month": OCTOBER} | values)
        )  # fmt: skip


def test_a_report_stays_and_a_newer_version_says_what_changed(world: World) -> None:
    case = kit.with_center(world)
    write(world, case, "core_officer", at=IN_OCTOBER, minutes=30)
    first = confirm(world)
    with pytest.raises(RuleBroken, match="変わっていません"):
        confirm(world, reason="念のため")
    write(world, case, "core_officer", at=IN_OCTOBER, minutes=45, item="b")
    kept = list(first.figures)
    first.refresh_from_db()
    assert first.figures == kept, "a note written later changes nothing"
    with pytest.raises(RuleBroken, match="理由"):
        confirm(world)
    second = confirm(world, reason="記録の入力もれを加えたため")
    assert (first.version, second.version) == (1, 2)
    with as_member(world, "manager"):
        view = get_report(actor=world.actor("manager"), report_id=second.pk)
    changed = {key: (old.times, new.times, old.minutes, new.minutes) for key, old, new in view.changed}
    assert changed["", "", "", "", ""] == (1, 2, 30, 75)
    assert changed["", "", "b", "", ""] == (0, 1, 0, 45)
    assert ("", "", "a", "", "") not in changed
    assert [v.version for v in view.versions] == [2, 1]


def test_only_a_month_that_is_over_and_only_one_s_own(world: World) -> None:
    for month in (date(2026, 11, 1), date(2026, 12, 1)):
        with pytest.raises(RuleBroken, match="終わってから"):
            confirm(world, month=month)
    for who in ("core_officer", "officer", "auditor", "prefecture", "center_officer"):
        with pytest.raises(NotAllowed):
            confirm(world, who)
    with pytest.raises(NotFound):
        confirm(world, "manager")
    with pytest.raises(NotFound):
        confirm(world, "town_manager")
    assert confirm(world, "manager", work(world, "city")).version == 1


@pytest.mark.parametrize(
    ("who", "may"),
    [("core_officer", True), ("core_manager", True), ("officer", True), ("manager", True), ("auditor", True),
     ("town_manager", False), ("center_officer", False), ("home_contact", False), ("prefecture", False)],
)  # fmt: skip
def test_who_reads_it(world: World, who: str, may: bool) -> None:
    report = confirm(world)
    with as_member(world, who):
        assert seen("stats_activityreport") == ({report.pk} if may else set())
        if may:
            assert get_report(actor=world.actor(who), report_id=report.pk).report == report
        else:
            with pytest.raises((NotAllowed, NotFound)):
                get_report(actor=world.actor(who), report_id=report.pk)


def test_outside_it_hides_small_counts(world: World) -> None:
    write(world, kit.with_center(world), "core_officer", at=IN_OCTOBER)
    report = confirm(world)
    with as_member(world, "auditor"):
        assert get_report(actor=world.actor("auditor"), report_id=report.pk).cells.at() is None
    with as_member(world, "manager"):
        assert get_report(actor=world.actor("manager"), report_id=report.pk).cells.at() == cells(world).at()


def test_the_database_refuses_to_change_it(world: World) -> None:
    report = confirm(world)
    with as_member(world, "core_manager"), pytest.raises(DatabaseError), transaction.atomic():
        ActivityReport.objects.filter(pk=report.pk).update(reason="あとから")


def test_confirming_on_the_page(world: World, client: Client) -> None:
    write(world, kit.with_center(world), "core_officer", at=IN_OCTOBER)
    world.login(client, "core_manager")
    typed = {"work": work(world).code, "month_": "2026-10", "reason": ""}
    with at_world_time(world):
        made = client.post("/stats/activity/confirm/", typed)
        assert made.status_code == 302
        page = text_of(client.get(made["Location"]))
        assert "令和8年10月の活動の報告（第1版）" in page
        assert client.post("/stats/activity/confirm/", typed).status_code == 422
        assert client.post("/stats/activity/confirm/", typed | {"month_": "2026-11"}).status_code == 422
        assert "第1版" in text_of(client.get("/stats/activity/?year=2026"))
        assert "第1版" in text_of(client.get(f"{made['Location']}print/"))
