"""保存期間と廃棄 on the screen."""

from __future__ import annotations

from django.test import Client

from renkei.privacy.models import Destruction
from tests.kit.world import World
from tests.privacy.test_retention import AFTER, closed
from tests.web.kit import text_of


def test_one_proposes_another_approves_and_a_hold_stops_it(world: World, client: Client) -> None:
    kit = closed(world)
    world.clock.at = AFTER
    world.login(client, "officer")
    assert kit.case.number in text_of(client.get("/privacy/retention/"))
    client.post(f"/privacy/retention/cases/{kit.case.pk}/propose/")
    found = Destruction.objects.get()
    assert client.post(f"/privacy/retention/{found.pk}/approve/").status_code == 403
    world.login(client, "manager")
    hold = f"/privacy/retention/cases/{kit.case.pk}/hold/"
    assert client.post(hold, {"kind": "audit", "reason": "", "until": ""}).status_code == 422
    assert client.post(hold, {"kind": "audit", "reason": "県の監査", "until": ""}).status_code == 302
    refused = client.post(f"/privacy/retention/{found.pk}/approve/", follow=True)
    assert "廃棄を止める指定があります" in text_of(refused)
    found.refresh_from_db()
    assert found.status == "proposed"
