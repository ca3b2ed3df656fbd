"""個人情報ファイル簿 and きまり on the screen."""

from __future__ import annotations

import pytest
from django.test import Client

from renkei.privacy.enums.local import RuleKind
from renkei.privacy.models import FileEntry
from renkei.privacy.queries.register import file_register, waiting
from renkei.privacy.services import local
from tests.kit.cases import make_case
from tests.kit.world import World
from tests.web.kit import text_of

ITEMS = (
    "名称", "利用目的", "記録項目", "記録範囲", "収集方法", "要配慮個人情報", "経常的提供先", "請求を受け付ける組織", "保存期間",
)  # fmt: skip


def test_the_entry_is_made_of_the_tables_and_of_what_the_town_adds(world: World, client: Client) -> None:
    make_case(world)
    world.login(client, "manager")
    assert "利用者ファイル" in text_of(client.get("/privacy/file/"))
    bad = client.post("/privacy/file/edit/", {"name": "", "bureau": "福祉課"})
    assert bad.status_code == 422
    assert 'value="福祉課"' in bad.content.decode()
    client.post("/privacy/file/edit/", {"name": "連携事業ファイル", "bureau": "福祉課", "counter": "情報公開窓口"})
    assert FileEntry.objects.get().bureau == "福祉課"
    printed = text_of(client.get("/privacy/file/print/"))
    assert all(item in printed for item in ITEMS)
    assert all(word in printed for word in ("連携事業ファイル", "罪名", "診断名", "サービス事業所", "本人の支援"))


@pytest.mark.parametrize(("persons", "asked"), [(1, True), (2, False)])
def test_an_ordinance_may_ask_for_the_entry_below_a_thousand(world: World, persons: int, asked: bool) -> None:
    make_case(world)
    manager = world.actor("manager")
    assert not file_register(actor=manager, municipality_id=None, at=world.now).required
    local.set_rule(
        actor=manager, municipality=world.org("city"), kind=RuleKind.FILE_PERSONS, value=persons,
        starts_on=world.clock.today, ends_on=None, source="施行条例", now=world.now,
    )  # fmt: skip
    assert file_register(actor=manager, municipality_id=None, at=world.now).required is asked
    assert bool(waiting(actor=manager, at=world.now)) is asked


def test_rules_are_seen_by_those_who_look_and_set_by_the_privacy_officer(world: World, client: Client) -> None:
    world.login(client, "manager")
    rule = {"kind": "decide_days", "value": "14", "starts_on": "R8.12.1", "ends_on": "", "source": ""}
    assert client.post("/privacy/rules/new/", rule).status_code == 422
    assert client.post("/privacy/rules/new/", rule | {"source": "施行条例", "value": "40"}).status_code == 422
    client.post("/privacy/rules/new/", rule | {"source": "施行条例"})
    page = text_of(client.get("/privacy/rules/"))
    assert "令和8年12月1日から" in page
    assert "30日" in page, "today the standard still holds"
    world.login(client, "core_manager")
    assert client.post("/privacy/rules/new/", rule).status_code == 403
