"""The register of sharing agreements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from renkei.disclosure.models import SharingAgreement
from renkei.disclosure.queries import waiting
from tests.kit.cases import make_case
from tests.kit.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moment(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("renkei.core.clock.timezone.now", lambda: world.now)


def signed_in(world: World, member: str) -> Client:
    return world.login(Client(), member)


def fields(world: World, **changes: Any) -> dict[str, Any]:
    data = {
        "municipality": str(world.org("city").pk), "partner": str(world.org("bar").pk), "title": "取決め", "classes": ["identity"],
        "starts_on": "R8.4.1", "ends_on": "R9.3.31", "tail_days": "30", "meeting_interval_months": "3", "note": "備考の文",
    }  # fmt: skip
    return data | changes


def test_register_edit_and_end(world: World) -> None:
    client = signed_in(world, "core_officer")
    done = client.post(reverse("agreements:new"), fields(world, scan=SimpleUploadedFile("a.pdf", b"%PDF-1.7")))
    found = SharingAgreement.objects.get(partner=world.org("bar"), title="取決め")
    assert done["Location"] == reverse("agreements:detail", args=[found.pk])
    assert client.get(reverse("agreements:file", args=[found.pk])).content == b"%PDF-1.7"
    assert client.post(reverse("agreements:edit", args=[found.pk]), fields(world, tail_days="60")).status_code == 302
    found.refresh_from_db()
    assert (found.tail_days, found.attachment is not None) == (60, True)
    last = {"last_day": "R8.12.31", "confirmed": "on"}
    assert client.post(reverse("agreements:end", args=[found.pk]), last | {"last_day": "R8.3.1"}).status_code == 422
    assert client.post(reverse("agreements:end", args=[found.pk]), last).status_code == 302
    assert "期限間近" in client.get(reverse("agreements:detail", args=[found.pk])).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_on": "R8.3.31"}, "開始日以後"), ({"partner": "CITY"}, "別の機関"), ({"municipality": "TOWN"}, "選べない値"),
        ({"tail_days": "千日"}, "数字"), ({"title": ""}, "名称"),
    ],
)  # fmt: skip
def test_bad_input_is_explained_and_kept(world: World, changes: dict[str, str], words: str) -> None:
    orgs = {"CITY": str(world.org("city").pk), "TOWN": str(world.org("town").pk)}
    page = signed_in(world, "officer").post(
        reverse("agreements:new"), fields(world, **{k: orgs.get(v, v) for k, v in changes.items()})
    )
    assert page.status_code == 422
    assert words in page.content.decode()
    assert "備考の文" in page.content.decode()


def test_each_body_sees_its_own_agreements(world: World) -> None:
    world.agree("town", "center", by="town_manager")
    seen = {}
    for member in ("officer", "core_officer", "town_officer", "center_officer", "auditor", "grants", "home_contact"):
        page = signed_in(world, member).get(reverse("agreements:list"))
        seen[member] = len(page.context["agreements"]) if page.status_code == 200 else page.status_code
    assert seen == {
        "officer": 5, "core_officer": 5, "town_officer": 1, "center_officer": 2, "auditor": 6, "grants": 403, "home_contact": 403,
    }  # fmt: skip
    foreign = reverse("agreements:detail", args=[world.agreements["home"].pk])
    client = signed_in(world, "town_officer")
    assert client.get(foreign).status_code == 404
    edit = reverse("agreements:edit", args=[world.agreements["home"].pk])
    assert client.post(edit, fields(world)).status_code == 404


def test_what_a_disclosure_rested_on_is_not_rewritten(world: World) -> None:
    make_case(world)
    thing = world.agreements["center"]
    start = {"partner": str(thing.partner_id), "starts_on": str(thing.starts_on), "classes": list(thing.classes)}
    client, address = signed_in(world, "officer"), reverse("agreements:edit", args=[thing.pk])
    assert client.post(address, fields(world, **start)).status_code == 302
    page = client.post(address, fields(world, **start | {"starts_on": "R8.1.1"}))
    assert (page.status_code, "新しい取決め" in page.content.decode()) == (422, True)


def test_the_end_is_announced_and_the_empty_register_explains_itself(world: World) -> None:
    thing = world.agreements["home"]
    thing.ends_on = world.clock.today + timedelta(days=50)
    thing.save()
    assert [w.title for w in waiting(actor=world.actor("officer"), at=world.now)] == [
        "グループホームあおぞらとの取決めの期限が近づいています"
    ]
    assert waiting(actor=world.actor("home_contact"), at=world.now) == []
    page = signed_in(world, "town_officer").get(reverse("agreements:list")).content.decode()
    assert "取決めはまだ登録されていません" in page
