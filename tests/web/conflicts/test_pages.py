"""利害関係 on screens: whoever is related gets the page of an address that does not exist, and so does every stranger."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.cases.models import ConflictOfInterest
from tests.kit import requests as kit
from tests.kit.world import World
from tests.web.kit import text_of


def url(name: str, *args: Any) -> str:
    return reverse(f"conflicts:{name}", args=args)


def _words(answer: Any) -> str:
    """The page without what differs for every reader: menu, name, tokens."""
    return re.sub(r"\s+", " ", text_of(answer).split("ページが見つかりません")[-1])


def test_who_declares_it_gets_the_page_of_a_stranger(world: World, page: Any) -> None:
    case = kit.accepted_case(world)
    world.clock.tick()
    client = page("officer")
    assert url("declare", case.pk) in client.get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert client.post(url("declare", case.pk), {"relation": "victim", "note": "x"}).status_code == 422  # not confirmed
    assert client.post(url("declare", case.pk), {"relation": "victim", "confirm": "on"}).status_code == 302
    answer = client.get(reverse("cases:detail", args=[case.pk]))
    assert answer.status_code == 404
    stranger = page("town_officer").get(reverse("cases:detail", args=[case.pk]))
    assert _words(answer) == _words(stranger)
    assert "利害関係" in _words(stranger)  # among the reasons everybody is told
    assert case.number not in text_of(page("officer").get(reverse("cases:list")))
    assert Event.objects.filter(code=E.ACCESS_REFUSED, user_id=world.user("officer").pk, case_id=case.pk).exists()


def test_a_manager_marks_and_ends_it(world: World, page: Any) -> None:
    case = kit.accepted_case(world)
    world.clock.tick()
    client, data = page("manager"), {"user": str(world.user("colleague").pk), "relation": "family", "note": "いとこ"}
    assert "利害関係の登録はありません" in text_of(client.get(url("list", case.pk)))
    assert client.post(url("list", case.pk), data | {"relation": ""}).status_code == 422
    assert client.post(url("list", case.pk), data).status_code == 302
    assert "いとこ" in text_of(client.get(url("list", case.pk)))
    conflict = ConflictOfInterest.objects.get()
    assert page("colleague").get(reverse("cases:detail", args=[case.pk])).status_code == 404
    client = page("manager")
    assert client.post(url("end", case.pk, conflict.pk), {"reason": ""}).status_code == 422
    assert client.post(url("end", case.pk, conflict.pk), {"reason": "人違い"}).status_code == 302
    assert page("colleague").get(reverse("cases:detail", args=[case.pk])).status_code == 200
