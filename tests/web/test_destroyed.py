"""廃棄済み: once the person's key is gone, no page breaks, and none shows what was written."""

from __future__ import annotations

import pytest
from django.test import Client

from renkei.cases.models import Case
from renkei.core import keyring
from renkei.people.services import save_record
from renkei.policy.enums import InfoClass
from tests.kit.world import World
from tests.web.kit import at_world_time, text_of
from tests.web.stage import build, pages


@pytest.mark.parametrize("who", ["officer", "core_officer", "center_officer", "home_contact"])
def test_no_page_breaks_without_the_key(world: World, who: str) -> None:
    with at_world_time(world):
        stage = build(world)
        case = Case.objects.get(pk=stage.things["case_id"])
        name = "この人だけの氏名"
        save_record(
            actor=world.actor("officer"), case=case, info_class=InfoClass.IDENTITY, values={"name": name}, now=world.clock.tick()
        )  # fmt: skip
        client = world.login(Client(raise_request_exception=False), who)
        keyring.destroy(case.person_id)
        answers = {page.name: client.get(stage.url(page)) for page in pages()}
    broken = {page: a.status_code for page, a in answers.items() if a.status_code >= 500}
    assert broken == {}
    answers = {page: a for page, a in answers.items() if not a.streaming and "text/" in a["Content-Type"]}
    assert [page for page, a in answers.items() if name in text_of(a)] == []
    if who == "officer":
        assert "廃棄済み" in "".join(text_of(a) for a in answers.values())
