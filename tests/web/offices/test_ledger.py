"""The pages of the living ledger: what a release changed, a confirmed value beside the published one, a list's status."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from renkei.inquiries.queries import touched_offices
from renkei.offices.models import Correction, Office
from tests.inquiries.kit import ask, make_case, make_need
from tests.kit.world import World
from tests.offices.test_lists import HOKKAIDO, line
from tests.offices.wamnet import number, row, take


@pytest.fixture
def offices(world: World) -> None:
    take([row(n) for n in range(1, 5)], release="202503")
    take([row(1), row(2, phone="055-900-9999"), row(3)], release="202603")


@pytest.mark.usefixtures("offices")
def test_differences_with_what_one_knows_first(client: Client, world: World) -> None:
    page = world.login(client, "officer").get("/offices/differences/?pref=22").content.decode()
    assert "「掲載なし」は、廃止の証拠ではありません" in page
    assert "事業所電話番号：055-900-0003 → 055-900-9999" in page
    two = Office.objects.get(phone="055-900-9999")
    client.post(
        f"/offices/{two.pk}/correct/",
        {"field": "phone", "source": "phone", "spoken_to": "管理者", "as_of": "2026-11-20"},
    )
    page = client.get("/offices/differences/?pref=22&known=on").content.decode()
    assert "確認・訂正がある" in page
    assert page.count('<th scope="row">') == 1
    assert "この条件では、違いはありません" in client.get("/offices/differences/?pref=13").content.decode()
    lines = client.get("/offices/differences/csv/?pref=22").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert any("掲載なし" in text for text in lines)


@pytest.mark.usefixtures("offices")
def test_two_releases_the_wrong_way_round(client: Client, world: World) -> None:
    answer = world.login(client, "officer").get("/offices/differences/?older=202603&newer=202503&pref=22")
    assert answer.status_code == 422
    assert "新しい方の公開分を" in answer.content.decode()


def test_nothing_to_compare(client: Client, world: World) -> None:
    assert (
        "比べられる公開分がまだありません"
        in world.login(client, "officer").get("/offices/differences/").content.decode()
    )


@pytest.mark.usefixtures("offices")
def test_a_confirmed_value_beside_the_published_one(client: Client, world: World) -> None:
    one = Office.objects.order_by("office_number").first()
    assert one is not None
    world.login(client, "officer")
    typed = {
        "field": "phone",
        "value": "０５５－９１１－１１１１",
        "source": "phone",
        "spoken_to": "管理者",
        "as_of": "R8.9.1",
    }
    assert client.post(f"/offices/{one.pk}/correct/", typed | {"as_of": ""}).status_code == 422
    assert client.post(f"/offices/{one.pk}/correct/", typed).status_code == 302
    page = client.get(f"/offices/{one.pk}/").content.decode()
    assert "055-911-1111" in page
    assert "055-900-0003" in page
    assert "令和8年9月1日に電話で確認、みほん市（管理者）" in page
    undo = re.search(rf"/offices/{one.pk}/correct/[0-9a-f-]+/undo/", page)
    assert undo
    client.post(undo[0])
    assert "055-911-1111" not in client.get(f"/offices/{one.pk}/").content.decode()
    assert Correction.objects.count() == 2
    page = world.login(Client(), "center_officer").get(f"/offices/{one.pk}/").content.decode()
    assert "公表された値を確かめる・直す" not in page


@pytest.mark.usefixtures("offices")
def test_a_list_is_uploaded_and_its_status_shown(client: Client, world: World) -> None:
    world.login(client, "admin")
    content = "\r\n".join([HOKKAIDO, line(1, status="休止"), line(7), ""]).encode()
    upload = {
        "profile": "list",
        "release": "202112",
        "scope": "沼津市",
        "sources": SimpleUploadedFile("list.csv", content),
    }
    page = client.post("/offices/import/", upload, follow=True).content.decode()
    assert "沼津市の一覧: 指定 2件のうち、公表された事業所に結び付いたもの 1件、一覧だけにあるもの 1件" in page
    one = Office.objects.order_by("office_number").first()
    page = client.get(f"/offices/{one.pk}/").content.decode()
    assert "沼津市の指定事業所の一覧（2021年12月公開分）で「休止」" in page
    own = Office.objects.get(office_number=number(7))
    assert (
        "沼津市の指定事業所の一覧（2021年12月公開分）だけにあります"
        in client.get(f"/offices/{own.pk}/").content.decode()
    )
    bad = {
        "profile": "list",
        "release": "202112",
        "sources": SimpleUploadedFile("x.csv", "氏名,住所\r\nあ,い\r\n".encode()),
    }
    page = client.post("/offices/import/", bad, follow=True).content.decode()
    assert "足りない列: 「事業所番号」「事業所の名称」「サービス種類」" in page


def test_offices_with_a_running_inquiry_are_known(client: Client, world: World) -> None:
    take([row(1, office_number=world.org("home").office_number)])
    case = make_case(world)
    inquiry = ask(world, case, make_need(world, case), "home")[0]
    inquiry.office = Office.objects.get()
    inquiry.save()
    for who, expected in (
        ("officer", {inquiry.office_id: ("打診中",)}),
        ("town_officer", {}),
        ("prefecture", {}),
        ("home_contact", {}),
    ):
        assert touched_offices(actor=world.actor(who), at=world.now) == expected, who
