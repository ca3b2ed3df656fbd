"""緊急の閲覧 on screens: open, banner, register, review, print, home."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from renkei.disclosure import services as disclosure
from renkei.disclosure.enums import Cause
from renkei.notifications.models import Message
from renkei.policy.enums import InfoClass, Role
from renkei.privacy.models import Emergency
from tests.kit import requests as kit
from tests.kit.world import World
from tests.web.kit import text_of


def url(name: str, *args: Any) -> str:
    return reverse(f"emergencies:{name}", args=args)


@pytest.fixture
def case(world: World) -> Any:
    return kit.case_with_detail(world)


def typed(world: World, reader: str = "manager", **changes: Any) -> dict[str, Any]:
    values = {
        "user": str(world.user(reader).pk), "classes": ["justice_detail"], "reason": "life", "reason_text": "救急からの照会",
        "hours": "２", "confirm": "on",
    }  # fmt: skip
    return values | changes


def test_the_form_keeps_what_was_typed_and_opens_for_the_hours_asked(world: World, page: Any, case: Any) -> None:
    client, sheet = page("manager"), reverse("people:sheet", args=[case.pk])
    assert url("open", case.pk) in client.get(sheet).content.decode()
    assert client.get(url("open", case.pk)).status_code == 200
    for wrong in ({"hours": "25"}, {"reason_text": ""}, {"classes": []}, {"confirm": ""}, {"user": ""}):
        answer = client.post(url("open", case.pk), typed(world, **wrong))
        assert answer.status_code == 422
        assert "reason_text" in wrong or "救急からの照会" in answer.content.decode()
    assert client.post(url("open", case.pk), typed(world)).status_code == 302
    world.clock.tick()
    detail = reverse("people:detail", args=[case.pk])
    assert "窃盗" in client.post(detail, {"reason": "safety"}).content.decode()
    assert "残り 1時間59分" in text_of(client.get(sheet))
    world.clock.tick(hours=2)
    assert client.post(detail, {"reason": "safety"}).status_code == 403
    assert "緊急の閲覧が開いています" not in text_of(client.get(sheet))


def test_who_it_was_opened_for_can_end_it(world: World, page: Any, case: Any) -> None:
    world.add_member("core_night", "core", Role.CORE_OFFICER)
    page("core_manager").post(url("open", case.pk), typed(world, "core_night", classes=["welfare"]))
    emergency = Emergency.objects.get()
    client = page("core_night")
    assert "緊急の閲覧が開いています" in text_of(client.get(reverse("people:sheet", args=[case.pk])))
    assert client.post(url("end", case.pk, emergency.pk)).status_code == 302
    assert client.get(reverse("people:sheet", args=[case.pk])).status_code == 404
    assert page("core_manager").post(url("end", case.pk, emergency.pk)).status_code == 404  # over: nothing to end


def test_the_review_on_home_and_in_the_register(world: World, page: Any, case: Any) -> None:
    page("core_manager").post(url("open", case.pk), typed(world, "core_manager"))
    emergency = Emergency.objects.get()
    client = page("manager")
    assert "緊急の閲覧を確認する" in text_of(client.get("/"))
    assert case.number in text_of(client.get(url("list")))
    found = client.get(url("detail", emergency.pk))
    assert "救急からの照会" in text_of(found)
    assert "見本 太郎" not in text_of(found)
    answer = client.post(url("detail", emergency.pk), {"step": "justify", "finding": ""})
    assert answer.status_code == 422
    assert client.post(url("detail", emergency.pk), {"step": "reject", "finding": "連絡できた"}).status_code == 302
    assert "緊急の閲覧を確認する" not in text_of(client.get("/"))
    after = client.get(url("detail", emergency.pk)).content.decode()
    assert f"{reverse('incidents:new')}?emergency={emergency.pk}" in after
    assert "確認を待っている緊急の閲覧はありません" in text_of(client.get(url("list")))
    assert case.number in text_of(client.get(url("list") + "?list=all"))
    assert "連絡できた" in text_of(client.get(url("print", emergency.pk)))
    own = page("core_manager").get(url("detail", emergency.pk))
    assert "確認の結果を記録する" not in text_of(own)


def test_a_class_the_body_lost_is_opened_and_read_through_the_wall(world: World, page: Any, case: Any) -> None:
    """The database admits the row of another body's class to the named person alone; the auditor answers, then the messages."""
    disclosure.end_recipient(
        actor=world.actor("officer"), case=case, recipient_id=world.org("city").pk, cause=Cause.NOT_NEEDED, now=world.now,
        classes=[InfoClass.JUSTICE_DETAIL], cascade=True,
    )  # fmt: skip
    world.clock.tick()
    detail = reverse("people:detail", args=[case.pk])
    assert page("officer").post(detail, {"reason": "safety"}).status_code == 403
    client = page("manager")
    assert client.post(detail, {"reason": "safety"}).status_code == 403
    assert client.post(url("open", case.pk), typed(world)).status_code == 302
    world.clock.tick()
    assert "窃盗" in client.post(detail, {"reason": "safety"}).content.decode()
    assert page("officer").post(detail, {"reason": "safety"}).status_code == 403
    emergency = Emergency.objects.get()
    client = page("auditor")
    assert "緊急の閲覧を確認する" in text_of(client.get("/"))
    shown = text_of(client.get(url("detail", emergency.pk)))
    assert "情報の閲覧" in shown
    assert "窃盗" not in shown
    assert client.post(url("detail", emergency.pk), {"step": "justify", "finding": "必要だった"}).status_code == 302
    assert (
        Message.objects.filter(kind="emergency_opened").values_list("user_id", flat=True).get()
        == world.user("auditor").pk
    )
    assert (
        Message.objects.filter(kind="emergency_reviewed").values_list("user_id", flat=True).get()
        == world.user("manager").pk
    )
