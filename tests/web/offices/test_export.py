"""The directory as a file: all of it, what was published alone, and as HSDS asks for it."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.offices.models import Office
from renkei.offices.rules.exporting import HEADER
from tests.kit.world import World
from tests.offices.hsds_schema import SERVICES
from tests.offices.test_knowledge import save
from tests.offices.wamnet import row, rows, take

LOOKS = ("officer", "core_manager", "center_officer", "prefecture", "admin")
LOOKS_NOT = ("grants", "home_contact", "home_staff", "planner", "lawyer", "auditor")


@pytest.fixture
def directory(world: World) -> World:
    published = [
        row(1, name="=HYPERLINK(1)", url="https://example.jp/a", corporation_number="1234567890123"),
        row(2, name="ひまわり荘", street="（以下省略）", hours_weekday="", closed_days="土日"),
        row(3, name="もうないホーム"),
    ]
    take(published, release="202509")
    take(published[:2])
    take([row(1, name="=HYPERLINK(1)", service_name="短期入所")], name="csvdownload024.csv")
    for number in (0, 1):
        save(world, number=number, note="ひみつのメモ", contact_name="窓口の人", shareable=True)
    return world


def got(client: Client, world: World, kind: str, who: str = "officer", **query: Any) -> bytes:
    answer = world.login(client, who).get(reverse("offices:export", args=[kind]), query)
    assert answer.status_code == 200
    return answer.getvalue()


def test_csv(client: Client, directory: World) -> None:
    content = got(client, directory, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    header, *found = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert tuple(header) == HEADER
    lines = [dict(zip(header, line, strict=True)) for line in found]
    assert [(line["事業所の名称"], line["サービス"]) for line in lines] == [
        ("'=HYPERLINK(1)", "短期入所"), ("'=HYPERLINK(1)", "共同生活援助（グループホーム）"),
        ("ひまわり荘", "共同生活援助（グループホーム）"),
    ]  # fmt: skip
    exact, withheld = lines[0], lines[2]
    assert exact["緯度"].startswith("35.09")
    assert (withheld["緯度"], withheld["経度"], withheld["番地以降"]) == ("", "", "")
    assert withheld["位置の精度"] == "住所の一部が非公表"
    assert "WAM NET" in exact["出典"]
    event = Event.objects.get(code=E.EXPORTED)
    assert event.detail == {"list": "offices", "kind": "csv", "rows": 3}


def test_excel(client: Client, directory: World) -> None:
    sheet = load_workbook(io.BytesIO(got(client, directory, "excel"))).active
    assert [cell.value for cell in sheet[1]] == list(HEADER)
    assert sheet.max_row == 4
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=HYPERLINK(1)", "s")


def test_hsds(client: Client, directory: World) -> None:
    services = json.loads(got(client, directory, "hsds", gone="on"))
    assert len(services) == 4
    errors = Draft202012Validator(SERVICES, format_checker=Draft202012Validator.FORMAT_CHECKER).iter_errors(services)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []
    by_name = {service["name"]: service for service in services}
    exact = by_name["=HYPERLINK(1)（短期入所）"]["service_at_locations"][0]["location"]
    withheld = by_name["ひまわり荘（共同生活援助（グループホーム））"]["service_at_locations"][0]["location"]
    assert exact["addresses"][0] | {"id": "", "location_id": ""} == {
        "id": "", "location_id": "", "address_1": Office.objects.get(name="=HYPERLINK(1)").street, "city": "沼津市",
        "state_province": "静岡県", "postal_code": "", "country": "JP", "address_type": "physical",
    }  # fmt: skip
    assert "latitude" in exact
    assert not {"latitude", "longitude"} & set(withheld)
    assert withheld["addresses"][0]["address_1"] == ""
    assert {s["status"] for s in services} == {"active", "inactive"}
    assert got(client, directory, "hsds", gone="on") == got(client, directory, "hsds", gone="on")  # ids stay the same


@pytest.mark.parametrize("kind", ["csv", "excel", "hsds"])
def test_nothing_but_what_was_published(client: Client, directory: World, kind: str) -> None:
    content = got(client, directory, kind)
    if kind == "excel":
        cells = (c.value for line in load_workbook(io.BytesIO(content)).active for c in line)
        content = "\n".join(str(value) for value in cells).encode()
    assert "ひまわり荘".encode() in content
    for secret in ("ひみつ", "窓口の人", "以下省略"):
        assert secret.encode() not in content


def test_the_same_conditions_as_the_search(client: Client, directory: World) -> None:
    assert len(json.loads(got(client, directory, "hsds", q="ひまわり"))) == 1
    assert json.loads(got(client, directory, "hsds", q="ない言葉")) == []
    assert (
        directory.login(client, "officer").get(reverse("offices:export", args=["csv"]), {"km": "x"}).status_code == 302
    )
    assert client.get(reverse("offices:export", args=["pdf"])).status_code == 404


@pytest.mark.parametrize("who", [*LOOKS, *LOOKS_NOT])
def test_who_may_take_it_away(client: Client, world: World, who: str) -> None:
    take(rows(1))
    answer = world.login(client, who).get(reverse("offices:export", args=["csv"]))
    assert answer.status_code == (200 if who in LOOKS else 403)
    assert Event.objects.filter(code=E.EXPORTED).exists() is (who in LOOKS)
