"""Pages of organisations, users and commissions: who may, bad input keeps what was typed, links shown once."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from renkei.accounts.models import Delegation, Membership, Organisation, QualifiedStaff, User
from renkei.accounts.rules.user_lists import COLUMNS
from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.core.clock import today
from renkei.disclosure.models import LedgerEntry
from tests.kit.world import World

pytestmark = pytest.mark.django_db
NEW_USER = {"name": "新人 太郎", "email": "new@example.jp", "position": "主事", "role": "municipal_officer",
            "handles_intake": "yes", "starts_on": "R8.4.1", "ends_on": ""}  # fmt: skip


def at(name: str, *args: object) -> str:
    return reverse(f"accounts:{name}", args=args)


def excel(*rows: tuple[object, ...]) -> io.BytesIO:
    book = Workbook()
    for row in (COLUMNS, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    out.name = "list.xlsx"
    out.seek(0)
    return out


@pytest.mark.parametrize(
    ("who", "status"), [("admin", 200), ("manager", 302), ("officer", 403), ("home_contact", 403), (None, 302)]
)
def test_who_sees_the_organisations(world: World, client, who, status) -> None:
    if who:
        world.login(client, who)
    assert client.get(at("organisations")).status_code == status


@pytest.mark.parametrize(
    ("who", "org", "status"), [("admin", "town", 200), ("manager", "city", 200), ("manager", "town", 404)]
)
def test_a_manager_sees_his_own_organisation_only(world: World, client, who, org, status) -> None:
    world.login(client, who)
    for name in ("organisation", "user_new", "users_import", "users_template", "users_export"):
        assert client.get(at(name, world.org(org).pk)).status_code == status


def test_an_organisation_is_registered_found_and_changed(world: World, client) -> None:
    world.login(client, "admin")
    fields = {"kind": "service_office", "name": "作業所わかば", "prefecture_code": "13", "municipality": "千代田区",
              "office_number": "１３１００００００１", "default_tail_days": "30", "kana": "わかば"}  # fmt: skip
    answer = client.post(at("organisation_new"), fields, follow=True)
    made = Organisation.objects.get(name="作業所わかば")
    assert (made.municipality_code, made.office_number, made.kana) == ("13101", "1310000001", "ワカバ")
    assert "検査数字が合いません" in answer.content.decode()
    assert "作業所わかば" in client.get(at("organisations"), {"q": "わかば"}).content.decode()
    client.post(at("organisation_edit", made.pk), fields | {"municipality": "131016", "name": "作業所みどり"})
    made.refresh_from_db()
    assert (made.name, made.municipality_code) == ("作業所みどり", "13101")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "名称を入力して"),
        ({"municipality": "千代"}, "千代田区"),
        ({"municipality": "131017"}, "団体コード"),
        ({"municipality": "27100"}, "都道府県と合いません"),
        ({"kind": "service_office", "office_number": "12"}, "10桁"),
        ({"kind": "municipality", "municipality": ""}, "市区町村を入力"),
        ({"kind": "service_office", "office_number": ""}, "事業所番号を入力"),
    ],
)
def test_bad_input_of_an_organisation_keeps_what_was_typed(world: World, client, change, sentence) -> None:
    world.login(client, "admin")
    fields = {"kind": "municipality", "name": "写し市", "prefecture_code": "13", "municipality": "千代田区",
              "address": "どこか1-2-3", "default_tail_days": "30"}  # fmt: skip
    answer = client.post(at("organisation_new"), fields | change)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "どこか1-2-3" in page
    assert not Organisation.objects.filter(name="写し市").exists()


def test_bad_input_of_a_user_is_422(world: World, client) -> None:
    world.login(client, "manager")
    url = at("user_new", world.org("city").pk)
    for change in (
        {"email": "x"},
        {"role": "administrator"},
        {"starts_on": "13月"},
        {"ends_on": "R1.1.1"},
        {"name": ""},
    ):
        answer = client.post(url, NEW_USER | change)
        assert answer.status_code == 422
        assert 'value="主事"' in answer.content.decode()
    assert not User.objects.filter(email="new@example.jp").exists()


def test_ending_at_once_shuts_the_door_with_the_next_click(world: World, client, client_of) -> None:
    colleague = client_of("colleague")
    assert colleague.get(at("me")).status_code == 200
    world.login(client, "manager")
    url = at("member_end", world.members["colleague"].pk)
    assert client.post(url, {"when": "day", "last_day": ""}).status_code == 422
    assert client.post(url, {"when": "day", "last_day": "2020-01-01"}).status_code == 422
    assert client.post(url, {"when": "now"}).status_code == 302
    assert colleague.get(at("me")).status_code == 403
    assert "所属終了" in client.get(at("member", world.members["colleague"].pk)).content.decode()


def test_buttons_of_a_member(world: World, client, client_of) -> None:
    colleague = world.members["colleague"]
    world.login(client, "manager")
    client.post(at("member_intake", colleague.pk), {"handles_intake": "yes"})
    colleague.refresh_from_db()
    assert colleague.handles_intake
    theirs = client_of("colleague")
    client.post(at("member_suspend", colleague.pk))
    assert theirs.get(at("me")).status_code in (302, 403)
    client.post(at("member_resume", colleague.pk))
    assert "<code" in client.post(at("member_link", colleague.pk)).content.decode()
    role = {"role": "grant_officer", "from_day": today().isoformat()}
    assert client.post(at("member_role", colleague.pk), role).status_code == 302
    assert client.post(at("member_suspend", world.members["manager"].pk)).status_code == 422
    assert client.post(at("member_suspend", world.members["town_officer"].pk)).status_code == 404


def test_a_list_is_previewed_then_saved_as_a_whole(world: World, client) -> None:
    world.login(client, "manager")
    city = world.org("city").pk
    rows = [
        ("取込 一郎", "one@example.jp", "市町村 担当", "", "はい", None, None),
        ("取込 二郎", "two@example.jp", "支給決定係", "", "", None, None),
    ]
    page = client.post(at("users_import", city), {"file": excel(*rows)})
    assert page.status_code == 200
    assert not User.objects.filter(email="one@example.jp").exists()
    packed = re.search(r'name="rows" value="([^"]+)"', page.content.decode())[1]
    done = client.post(at("users_confirm", city), {"rows": packed}).content.decode()
    assert done.count("<code") == 2
    assert Membership.objects.filter(user__email__in=["one@example.jp", "two@example.jp"]).count() == 2
    again = client.post(at("users_confirm", city), {"rows": packed})
    assert again.status_code == 422
    assert "2行目" in again.content.decode()
    assert client.post(at("users_confirm", city), {"rows": packed + "x"}).status_code == 422


def test_a_list_with_faults_saves_nothing(world: World, client) -> None:
    world.login(client, "manager")
    rows = [
        ("取込 一郎", "one@example.jp", "市町村 担当"),
        ("", "two@example.jp", "市長"),
        ("職員", "officer@example.jp", "市町村 担当"),
    ]
    answer = client.post(at("users_import", world.org("city").pk), {"file": excel(*rows)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "3行目：氏名がありません" in page
    assert "4行目" in page
    assert 'name="rows"' not in page
    broken = io.BytesIO(b"PK\x03\x04 broken")
    broken.name = "list.xlsx"
    assert client.post(at("users_import", world.org("city").pk), {"file": broken}).status_code == 422
    assert client.post(at("users_import", world.org("city").pk), {}).status_code == 422


def test_template_and_export(world: World, client) -> None:
    world.login(client, "manager")
    template = load_workbook(io.BytesIO(client.get(at("users_template", world.org("city").pk)).content))
    assert [c.value for c in template["利用者"][1]] == list(COLUMNS)
    assert "システム管理" not in [c.value for c in template["役割"]["A"]]
    export = load_workbook(io.BytesIO(client.get(at("users_export", world.org("city").pk)).content)).active
    assert export.max_row == 1 + 4
    assert Event.objects.filter(code=E.EXPORTED).exists()


def test_commissions_new_and_ended(world: World, client) -> None:
    world.login(client, "admin")
    fields = {
        "principal": str(world.org("town").pk),
        "agent": str(world.org("core").pk),
        "starts_on": "R8.4.1",
        "ends_on": "R8.3.31",
    }
    assert client.post(at("delegation_new"), fields).status_code == 422
    assert (
        client.post(at("delegation_new"), fields | {"ends_on": "R12.3.31", "contract_number": "委-1"}).status_code
        == 302
    )
    made = Delegation.objects.get(contract_number="委-1")
    end = at("delegation_end", made.pk)
    assert client.post(end, {"last_day": "R12.4.1", "sure": "on"}).status_code == 422
    assert client.post(end, {"last_day": today().isoformat()}).status_code == 422
    assert client.post(end, {"last_day": today().isoformat(), "sure": "on"}).status_code == 302
    assert "委-1" in client.get(at("delegations")).content.decode()
    assert not LedgerEntry.objects.filter(delegation=made).exists()


def test_staff_and_union_members(world: World, client) -> None:
    core = world.org("core").pk
    world.login(client, "core_manager")
    assert "主任相談支援専門員の配置が登録されていません" in client.get(at("organisation", core)).content.decode()
    staff = {"name": "専門 花子", "qualification": "chief_consultation_specialist", "starts_on": today().isoformat()}
    client.post(at("staff_new", core), staff)
    assert "配置が登録されていません" not in client.get(at("organisation", core)).content.decode()
    person = QualifiedStaff.objects.get()
    early = (today() - timedelta(days=9)).isoformat()
    assert client.post(at("staff_end", person.pk), {"ends_on": early}).status_code == 422
    assert client.post(at("staff_end", person.pk), {"ends_on": today().isoformat()}).status_code == 302
    assert client.get(at("union_member_new", core)).status_code == 403


def test_own_page_switching_and_sign_ins(world: World, client) -> None:
    from renkei.accounts import queries, services

    second = services.invite_user(
        actor=queries.setup_actor(), now=world.now, organisation=world.org("plan"), email="officer@example.jp", name="",
        role=world.members["planner"].role, starts_on=today(),
    ).membership  # fmt: skip
    world.login(client, "officer")
    page = client.get(at("me")).content.decode()
    assert "相談支援事業所みちしるべ" in page
    assert client.post(at("switch"), {"membership": str(second.pk)}).status_code == 302
    assert "計画相談" in client.get(at("me")).content.decode()
    for wrong in (world.members["manager"].pk, "x", ""):
        assert client.post(at("switch"), {"membership": wrong}).status_code == 404


@pytest.mark.parametrize(("password", "code"), [("wrong", E.SIGN_IN_FAILED), (None, E.SIGNED_IN)])
def test_signing_in_is_on_record(world: World, client, password, code) -> None:
    from tests.kit.world import PASSWORD

    client.post(reverse("account_login"), {"login": "officer@example.jp", "password": password or PASSWORD})
    event = Event.objects.get(code=code)
    assert event.user_id == world.user("officer").pk
    if code == E.SIGNED_IN:
        client.post(reverse("account_logout"))
        assert Event.objects.filter(code=E.SIGNED_OUT, user_id=event.user_id).exists()


def test_a_list_page_costs_the_same_at_one_and_many_rows(world: World, client, django_assert_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    world.login(client, "admin")
    for name in ("users", "organisations", "delegations"):
        client.get(at(name))
        with CaptureQueriesContext(connection) as few:
            client.get(at(name))
        for n in range(8):
            body = world.add_org(f"extra{name}{n}", "core_center", f"追加{name}{n}")
            world.add_member(f"extra{name}{n}", f"extra{name}{n}", world.members["core_officer"].role)
            Delegation.objects.create(principal=world.org("town"), agent=body, starts_on=today(), ends_on=today())
        with django_assert_num_queries(len(few)):
            client.get(at(name))


def test_the_page_of_a_limit_speaks_japanese() -> None:
    from django.template.loader import render_to_string

    assert "5分ほど待って" in render_to_string("429.html")
