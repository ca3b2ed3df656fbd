"""The pages of the asking side: who gets what, needs, asking, lists, candidates; refusals that keep what was typed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from renkei.cases.enums import NeedKind
from renkei.inquiries import services
from renkei.inquiries.models import Inquiry
from tests.inquiries.kit import CONSIDERING, YES, ask, make_case, make_need, sheet_form, walk
from tests.kit.world import World
from tests.web.html_forms import posts_of

pytestmark = pytest.mark.django_db


def _login(world: World, who: str) -> Client:
    return world.login(Client(), who)


# --- who gets what

ASKERS, ELSEWHERE = {"officer", "manager", "core_officer", "core_manager"}, {"town_officer", "town_manager"}


def _pages(inquiry: Inquiry) -> dict[str, str]:
    case, need = [inquiry.case_id], [inquiry.case_id, inquiry.need_id]
    one = {
        n: reverse(f"inquiries:{n}", args=[inquiry.pk])
        for n in ("enter", "extend", "disclose", "agree", "withdraw", "person_declined")
    }
    return one | {
        "case": reverse("inquiries:case", args=case), "detail": reverse("inquiries:detail", args=[inquiry.pk]),
        "candidates": reverse("inquiries:candidates", args=need), "need_edit": reverse("inquiries:need_edit", args=need),
        "need_waive": reverse("inquiries:need_waive", args=need), "need_settle": reverse("inquiries:need_settle", args=need),
        "need_new": reverse("inquiries:need_new", args=case),
        "ask": reverse("inquiries:ask", args=need) + f"?org={inquiry.organisation_id}",
        "office_new": reverse("inquiries:office_new", args=need),
    }  # fmt: skip


@pytest.mark.parametrize("who", [
    "officer", "manager", "core_officer", "core_manager", "center_officer", "colleague", "grants", "lawyer", "prefecture",
    "home_contact", "home_staff", "work_contact", "planner", "town_officer", "town_manager", "auditor", "admin", "center_colleague",
])  # fmt: skip
def test_every_page_for_every_role(world: World, who: str) -> None:
    inquiry = walk(world, "positive")
    client = _login(world, who)
    seen = {name: client.get(url).status_code for name, url in _pages(inquiry).items()}
    if who in ASKERS:
        assert set(seen.values()) == {200}, seen
        return
    views = {n: seen.pop(n) for n in ("case", "detail")}
    writes = {n: seen.pop(n) for n in ("need_new", "need_edit")}
    assert set(seen.values()) <= {403, 404}, seen
    if who == "center_officer":
        assert (set(views.values()), set(writes.values())) == ({200}, {200})
    elif who == "home_contact":
        assert views == {"case": 302, "detail": 200}
    elif who == "colleague":
        assert (set(views.values()), set(writes.values())) == ({200}, {403})
    else:
        assert set(views.values()) <= {403, 404}, views
    if who in ELSEWHERE:
        assert set(views.values()) | set(seen.values()) == {404}


def test_nothing_without_signing_in(world: World) -> None:
    inquiry = walk(world, "positive")
    for url in (*_pages(inquiry).values(), reverse("inquiries:inbox"), reverse("inquiries:list")):
        response = Client().get(url)
        assert response.status_code == 302
        assert "login" in response["Location"]


# --- needs


_NEED = {"kind": "housing", "certainty": "unknown"}


def test_a_need_is_added_edited_waived_and_reopened(world: World) -> None:
    case = make_case(world)
    client = _login(world, "officer")
    assert "ニーズはまだありません" in client.get(reverse("inquiries:case", args=[case.pk])).content.decode()
    bad = client.post(reverse("inquiries:need_new", args=[case.pk]), {"kind": "", "max_km": "0"})
    assert bad.status_code == 422
    assert "距離は1以上" in bad.content.decode()
    client.post(reverse("inquiries:need_new", args=[case.pk]), _NEED | {"service_codes": ["33"], "max_km": "２０"})
    need = case.needs.get()
    assert (need.kind, need.service_codes, need.max_km) == ("housing", ["33"], 20)
    client.post(reverse("inquiries:need_edit", args=[case.pk, need.pk]), _NEED | {"max_km": "30"})
    need.refresh_from_db()
    assert (need.service_codes, need.max_km) == ([], 30)
    assert client.post(reverse("inquiries:need_waive", args=[case.pk, need.pk]), {"reason": ""}).status_code == 422
    client.post(reverse("inquiries:need_waive", args=[case.pk, need.pk]), {"reason": "実家に戻る"})
    need.refresh_from_db()
    assert need.status == "waived"
    client.post(reverse("inquiries:need_reopen", args=[case.pk, need.pk]))
    need.refresh_from_db()
    assert need.status == "open"
    client.post(
        reverse("inquiries:need_settle", args=[case.pk, need.pk]), {"organisation_id": str(world.org("home").pk)}
    )
    need.refresh_from_db()
    assert (need.status, need.organisation_id) == ("met", world.org("home").pk)


def test_a_need_of_another_case_is_absent(world: World) -> None:
    case, other = make_case(world), make_case(world)
    need = make_need(world, other)
    client = _login(world, "officer")
    for name in ("need_edit", "need_waive", "need_settle", "candidates", "ask", "office_new"):
        assert client.get(reverse(f"inquiries:{name}", args=[case.pk, need.pk])).status_code == 404


# --- asking


def test_form_preview_edit_send(world: World) -> None:
    case = make_case(world)
    need = make_need(world, case)
    client = _login(world, "officer")
    url = reverse("inquiries:ask", args=[case.pk, need.pk])
    blank = client.get(f"{url}?org={world.org('home').pk}&org={world.org('work').pk}&org=nonsense").content.decode()
    assert "グループホームあおぞら" in blank
    assert re.search(r'<option value="40代" selected', blank)  # from the coded facts
    preview = client.post(url, sheet_form(world, "home", "work"))
    assert preview.status_code == 200
    text = preview.content.decode()
    assert "この内容で打診する" in text
    assert "買い物の練習" in text
    assert not Inquiry.objects.exists()
    edited = client.post(url, sheet_form(world, "home", "work", step="edit"))
    assert (edited.status_code, "買い物の練習" in edited.content.decode()) == (200, True)
    done = client.post(url, sheet_form(world, "home", "work", step="send"))
    assert done.status_code == 302
    assert Inquiry.objects.filter(status="anonymous").count() == 2
    again = client.post(url, sheet_form(world, "home", step="send"))
    assert again.status_code == 409
    assert "すでに打診" in again.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"support_text": "見本さんは朝が苦手"}, "本人が分かってしまう言葉"),
        ({"support_text": "刑務所から直接来ます"}, "「刑務所」"),
        ({"deadline_0": "きのう"}, "日付は"),
        ({"deadline_0": "2026-11-20", "step": "send"}, "これからの日時"),
        ({"with_background": "on"}, "背景を伝える理由"),
        ({"target": []}, "打診する事業所がありません"),
        ({"area": ""}, "希望する地域"),
    ],
)
def test_refused_sheet_keeps_what_was_typed(world: World, changes: dict[str, Any], sentence: str) -> None:
    case = make_case(world)
    need = make_need(world, case)
    url = reverse("inquiries:ask", args=[case.pk, need.pk])
    response = _login(world, "officer").post(url, sheet_form(world, "home", **changes))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "市が訪問します" in response.content.decode()
    assert not Inquiry.objects.exists()


def test_office_typed_by_hand_goes_to_the_sheet(world: World) -> None:
    case = make_case(world)
    need = make_need(world, case)
    client = _login(world, "officer")
    response = client.post(
        reverse("inquiries:office_new", args=[case.pk, need.pk]),
        {"name": "手入力ホーム", "kind": "service_office", "phone": "099-111-2222"},
    )
    assert response.status_code == 302
    page = client.get(response["Location"]).content.decode()
    assert "手入力ホーム" in page
    assert 'value="screen"' not in page  # nobody there uses Renkei


# --- lists


def test_lists_cost_the_same_at_1_and_50(world: World, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(who: str, name: str) -> int:
        client = _login(world, who)
        client.get(reverse(name))
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(reverse(name)).status_code == 200
        return len(found)

    case = make_case(world)
    ask(world, case, make_need(world, case), "home")
    names = (("officer", "inquiries:list"), ("home_contact", "inquiries:inbox"))
    one = [cost(*n) for n in names]
    for _ in range(49):
        ask(world, case, make_need(world, case, NeedKind.OTHER), "home")
    assert [cost(*n) for n in names] == one


def test_number_on_a_returned_sheet_is_found(world: World) -> None:
    inquiry = walk(world, "anonymous")
    client = _login(world, "officer")
    assert inquiry.number in client.get(reverse("inquiries:list"), {"q": inquiry.number.lower()}).content.decode()
    assert inquiry.number not in _login(world, "town_officer").get(
        reverse("inquiries:list"), {"q": inquiry.number}
    ).content.decode().replace(f'value="{inquiry.number}"', "")


def test_waiting_on_both_sides(world: World) -> None:
    from renkei.inquiries.queries import waiting

    inquiry = walk(world, "anonymous")
    titles = lambda who: [w.title for w in waiting(actor=world.actor(who), at=world.now)]  # noqa: E731
    assert titles("home_contact") == ["受入れのご相談に回答する"]
    assert titles("officer") == []
    contact = world.actor("home_contact")
    inquiry = services.answer(actor=contact, inquiry=inquiry, seen=inquiry.version, data=CONSIDERING, now=world.now)
    assert titles("home_contact") == ["受入れのご相談に回答する"]
    services.answer(actor=contact, inquiry=inquiry, seen=inquiry.version, data=YES, now=world.now)
    assert titles("home_contact") == []
    assert titles("officer") == ["実名での共有を準備する"]
    assert titles("town_officer") == []
    make_need(world, inquiry.case, NeedKind.DAYTIME)
    assert "「日中の活動」の候補に打診する" in titles("officer")


# --- candidates from the directory


def _directory() -> list[Any]:
    from renkei.offices.models import Office, OfficeService

    made = []
    for n, (code, place) in enumerate((("33", "13101"), ("33", "13102"), ("46", "13101"), ("33", "13101"))):
        office = Office.objects.create(
            office_number=f"131000{n:04d}" if n != 3 else "", name=f"台帳の事業所{n}", area="東京都千代田区", municipality_code=place,
            service_codes=[code], precision="unknown", last_release="202603", name_key=f"k{n}", origin_latitude=35.68 + n / 50,
            origin_longitude=139.75, phone="03-0000-0000",
        )  # fmt: skip
        OfficeService.objects.create(
            office=office, profile="wamnet", service_code=code, service_label="x", name=office.name, name_key=f"k{n}",
            first_release="202603", last_release="202603", capacity=6,
        )  # fmt: skip
        made.append(office)
    return made


def test_the_offered_change_fills_the_form_of_the_need(world: World) -> None:
    """The link of an office that lies outside the area leads to the form with its place ticked, and back to the candidates."""
    near, outside, _, _ = _directory()
    case = make_case(world)
    need = make_need(world, case, origin_code="13101", area_codes=["13101"])
    client, url = _login(world, "officer"), reverse("inquiries:candidates", args=[case.pk, need.pk])
    edit = reverse("inquiries:need_edit", args=[case.pk, need.pk]) + f"?office={outside.pk}"
    assert edit in client.get(url).content.decode()
    form = client.get(edit)
    assert "「探す市区町村に東京都千代田区を加える」を入れてあります" in form.content.decode()
    shown = next(f for f in posts_of(form) if "max_km" in f.values)
    assert shown.values["area_codes"] == ["13101", "13102"]
    saved = client.post(edit, shown.values)
    assert (saved.status_code, saved["Location"]) == (302, url)
    need.refresh_from_db()
    assert sorted(need.area_codes) == ["13101", "13102"]
    again = client.get(edit)  # nothing is left to change
    assert "を入れてあります" not in again.content.decode()
    assert client.get(reverse("inquiries:need_edit", args=[case.pk, need.pk]) + f"?office={near.pk}").status_code == 200


def test_whom_a_place_is_sought_for_is_asked_of_those_who_may_ask(world: World) -> None:
    case = make_case(world)
    need = make_need(world, case)
    edit = reverse("inquiries:need_edit", args=[case.pk, need.pk])
    client = _login(world, "officer")
    assert client.post(edit, _NEED | {"disabilities": ["mental"], "support_category": "c3"}).status_code == 302
    form = next(f for f in posts_of(client.get(edit)) if "max_km" in f.values)
    assert (form.values["disabilities"], form.values["support_category"]) == (["mental"], ["c3"])
    for other in ("center_officer",):
        page = _login(world, other).get(edit).content.decode()
        assert "受け入れてほしい障害種別" not in page
        assert "精神障害" not in page


def test_candidates_say_why_and_lead_to_the_sheet(world: World) -> None:
    from renkei.accounts.models import Organisation
    from renkei.disclosure.queries import get_case
    from renkei.inquiries.queries import candidates_for

    near, avoided, other, unnumbered = _directory()
    case = make_case(world)
    need = make_need(world, case, origin_code="13101", max_km=20, avoid_codes=["13102"])
    client, url = _login(world, "officer"), reverse("inquiries:candidates", args=[case.pk, need.pk])
    found = candidates_for(access=get_case(actor=world.actor("officer"), case_id=case.pk, at=world.now), need=need)
    assert [m.candidate.office_id for m in found.fits] == [near.pk, unnumbered.pk]
    drops = {m.candidate.office_id: [d.sentence for d in m.drops] for m in found.dropped}
    assert drops == {avoided.pk: ["避ける市区町村にあります"]}
    page = client.get(url).content.decode()
    assert "避ける市区町村にあります" in page
    assert "知的障害の方の受入れ（申告なし）" in page
    assert "この90日の打診なし" in page
    assert client.post(url, {"step": "ask"}).status_code == 422
    led = client.post(url, {"step": "ask", "office": [str(near.pk), str(unnumbered.pk)]})
    assert client.get(led["Location"]).content.decode().count("台帳の事業所") >= 2
    client.post(url, {"step": "keep", "office": [str(unnumbered.pk)]})
    kept = Inquiry.objects.get()
    assert (kept.status, kept.organisation.name, kept.organisation.office_number) == ("candidate", "台帳の事業所3", "")
    assert "候補に打診票を書く" in client.get(reverse("inquiries:case", args=[case.pk])).content.decode()
    data = sheet_form(world, step="send", target=[f"office:{near.pk}", f"office:{unnumbered.pk}"])
    for pk in (near.pk, unnumbered.pk):
        data |= {f"office:{pk}-method": "paper", f"office:{pk}-reason": "近い"}
    assert client.post(reverse("inquiries:ask", args=[case.pk, need.pk]), data).status_code == 302
    assert Organisation.objects.get(office_number=near.office_number).name == near.name
    assert Inquiry.objects.filter(status="anonymous", office__in=[near, unnumbered]).count() == 2
    again = candidates_for(access=get_case(actor=world.actor("officer"), case_id=case.pk, at=world.now), need=need)
    assert again.fits == ()
    assert any("すでに打診しています" in d.sentence for m in again.dropped for d in m.drops)
    assert other.pk not in {m.candidate.office_id for m in (*again.fits, *again.dropped)}
