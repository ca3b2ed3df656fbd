"""本人の情報: what is open, what is not and whom to ask; reasons, versions, naming."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from renkei.audit.models import Event
from renkei.coordination.services.referral import record_class
from renkei.policy.enums import InfoClass
from tests.kit import requests as kit
from tests.kit.cases import give_summary, make_case
from tests.kit.world import World
from tests.web.html_forms import main_form


def url(name: str, *args: Any) -> str:
    return reverse(f"people:{name}", args=args)


@pytest.fixture
def case(world: World) -> Any:
    return kit.case_with_detail(world)


SEES = {  # name: (status, sees the name, the wishes, the prison)
    "officer": (200, True, True, True), "core_officer": (200, True, True, True), "center_officer": (200, True, True, True),
    "colleague": (200, True, False, False), "manager": (200, True, False, False), "core_manager": (200, True, False, False),
    "grants": (404, False, False, False), "town_officer": (404, False, False, False), "home_contact": (404, False, False, False),
    "home_staff": (404, False, False, False), "lawyer": (404, False, False, False), "prefecture": (403, False, False, False),
}  # fmt: skip


@pytest.mark.parametrize("name", SEES)
def test_each_class_to_those_it_is_open_to(page: Any, case: Any, name: str) -> None:
    answer = page(name).get(url("sheet", case.pk))
    text = answer.content.decode()
    found = (answer.status_code, "見本 太郎" in text, "静かな所" in text, "みほん刑務所" in text)
    assert found == SEES[name]
    assert "窃盗" not in text  # never without a reason


def test_the_detail_opens_with_a_reason_only(page: Any, case: Any) -> None:
    client = page("officer")
    assert "窃盗" not in client.get(url("detail", case.pk)).content.decode()
    assert client.post(url("detail", case.pk), {}).status_code == 422
    assert "窃盗" in client.post(url("detail", case.pk), {"reason": "safety"}).content.decode()
    by_hand = client.post(url("edit", case.pk, "justice_detail"), {"form_shown": "x", "offense": "強盗"})
    assert "窃盗" not in by_hand.content.decode(), "nor in the comparison with what is stored"
    assert Event.objects.filter(info_class="justice_detail", reason="safety", code="record.viewed").count() == 1
    assert page("manager").get(url("detail", case.pk)).status_code == 403


def test_a_parallel_change_keeps_the_typed_text_and_can_be_saved_again(world: World, page: Any, case: Any) -> None:
    client = page("officer")
    target = url("edit", case.pk, "welfare")
    form = main_form(client.get(target)).values
    record_class(
        actor=world.actor("center_officer"), case=case, info_class=InfoClass.WELFARE, values={"money": "年金のみ"}, based_on=1,
        now=world.clock.tick(),
    )  # fmt: skip
    typed = {"needs": ["一人暮らしの準備"], "daily_life": ["料理が得意"], "disabilities": ["intellectual"]}
    answer = client.post(target, form | typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "料理が得意" in text
    assert "年金のみ" in text  # what the other wrote stands beside
    kept = main_form(answer).values
    assert (kept["daily_life"], kept["money"]) == (["料理が得意"], ["年金のみ"])
    assert client.post(target, kept).status_code == 302
    assert "第3版" in client.get(url("sheet", case.pk)).content.decode()
    assert client.get(url("versions", case.pk, "welfare")).content.decode().count(">第") == 3


def test_a_misplaced_address_is_told_beside_the_field(page: Any, case: Any) -> None:
    answer = page("officer").post(
        url("edit", case.pk, "identity"), {"name": "見本 太郎", "registered_address": "みほん刑務所"}
    )
    assert answer.status_code == 422
    assert "支援に必要な刑事情報" in answer.content.decode()


def test_a_class_nobody_recorded_can_be_begun(page: Any, case: Any) -> None:
    client = page("center_officer")
    assert url("edit", case.pk, "third_party") in client.get(url("sheet", case.pk)).content.decode()
    assert client.post(url("edit", case.pk, "third_party"), {"based_on": "0", "family": "姉"}).status_code == 302
    assert "姉" in client.get(url("sheet", case.pk)).content.decode()


def test_naming_a_person_opens_the_class_to_that_person(world: World, page: Any, case: Any) -> None:
    page("center_officer").post(url("edit", case.pk, "third_party"), {"based_on": "0", "family": "姉が近くに住む"})
    assert "姉が近く" not in page("officer").get(url("sheet", case.pk)).content.decode()
    client = page("manager")
    data = {"user": str(world.user("officer").pk), "reason": "担当のため"}
    assert client.post(url("name", case.pk, "third_party"), data | {"user": "x"}).status_code == 422
    assert client.post(url("name", case.pk, "third_party"), data).status_code == 302
    world.clock.tick()
    assert "姉が近く" in page("officer").get(url("sheet", case.pk)).content.decode()
    assert "姉が近く" not in page("colleague").get(url("sheet", case.pk)).content.decode()
    assert page("officer").get(url("name", case.pk, "third_party")).status_code == 403


def test_the_summary_is_edited_by_those_who_sort_the_needs(page: Any, case: Any) -> None:
    data = {"area_code": "99301", "start_month": "R9.3.15", "urgency": "urgent"}
    assert page("officer").post(url("summary", case.pk), data | {"start_month": "きのう"}).status_code == 422
    assert page("officer").post(url("summary", case.pk), data).status_code == 302
    case.refresh_from_db()
    assert (case.area_code, str(case.start_month), case.urgency) == ("99301", "2027-03-01", "urgent")
    assert page("home_contact").post(url("summary", case.pk), data).status_code in (403, 404)


def test_an_office_sees_its_version_and_no_word_of_the_programme(world: World, page: Any) -> None:
    made = make_case(world)
    give_summary(made, "home", "home_contact")
    made.disclose("officer", "home", InfoClass.WELFARE)
    world.clock.tick()
    text = page("home_contact").get(url("sheet", made.case.pk)).content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    assert "時点の内容です" in main
    for word in ("刑", "矯正", "出所", "定着", "罪名", "被害者", "釈放"):
        assert word not in main, word


def test_an_unknown_class_is_no_page(page: Any, case: Any) -> None:
    for name in ("edit", "versions", "name"):
        client = page("manager" if name == "name" else "officer")
        assert client.get(url(name, case.pk, "nonsense")).status_code == 404
        assert client.get(url(name, case.pk, "summary")).status_code == 404
