"""The first-run wizard: once, by whoever has the code, in steps that can be left and resumed."""

from __future__ import annotations

import io
import stat
import threading
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from renkei.accounts import queries, services
from renkei.accounts.models import Delegation, Membership, Organisation, SetUp, UnionMember, User
from renkei.core.clock import now
from renkei.core.errors import DomainError
from renkei.core.setup_code import setup_code
from renkei.policy.enums import Role
from tests.kit.world import strengthen

PASSWORD = "a-long-first-password-1"


def first(**change: str) -> dict[str, str]:
    return {
        "code": setup_code(),
        "name": "管理 花子",
        "email": "admin@example.jp",
        "password": PASSWORD,
        "again": PASSWORD,
    } | change


def at(step: str) -> str:
    return reverse(f"setup:{step}")


OWN = {
    "kind": "core_center",
    "name": "みほん基幹センター",
    "prefecture_code": "13",
    "municipality": "千代田区",
    "manages_too": "yes",
}


@pytest.mark.django_db
def test_the_whole_way_of_a_commissioned_body(client: Client) -> None:
    assert client.get(reverse("account_login")).url == at("start")
    assert client.get(at("start")).url == at("administrator")
    assert client.post(at("administrator"), first()).url == at("organisation")
    assert client.get(at("administrator")).status_code == 404
    assert client.post(at("organisation"), OWN).url == at("municipality")
    assert client.post(at("municipality"), {"prefecture_code": "13", "municipality": "131016"}).url == at(
        "municipality"
    )
    city = Organisation.objects.get(kind="municipality")
    assert city.name == "千代田区"
    assert client.post(reverse("setup:skip", args=["municipality"])).url == at("delegation")
    contract = {"other": str(city.pk), "starts_on": "R8.4.1", "ends_on": "R9.3.31"}
    assert client.post(at("delegation"), contract | {"ends_on": "R7.3.31"}).status_code == 422
    assert client.post(at("delegation"), contract).url == at("users")
    assert Delegation.objects.get().agent.name == "みほん基幹センター"
    assert client.get(at("start")).url == at("users")  # left and resumed
    assert client.get("/").url == reverse("mfa_index")  # an administrator enrols before anything but the wizard
    strengthen(client)
    assert "はじめの設定を続ける" in client.get("/").content.decode()
    assert client.get(at("users")).status_code == 200
    client.post(reverse("setup:skip", args=["users"]))
    assert client.get(at("offices")).status_code == 200
    assert client.post(reverse("setup:skip", args=["offices"])).url == at("done")
    assert client.get(at("done")).status_code == 200
    assert client.post(at("done")).status_code == 302
    for step in ("start", "administrator", "organisation", "municipality", "delegation", "users", "offices", "done"):
        assert client.get(at(step)).status_code == 404
    roles = set(Membership.objects.values_list("role", flat=True))
    assert roles == {Role.ADMINISTRATOR, Role.CORE_MANAGER}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"code": "2222-2222-2222"}, "設定コードが違います"),
        ({"code": ""}, "設定コードを入力して"),
        ({"again": "other"}, "2つのパスワード"),
        ({"password": "short", "again": "short"}, "12"),
        ({"email": "x"}, "メールアドレス"),
    ],
)
def test_the_first_page_refuses_in_words_and_creates_nobody(client: Client, change, sentence) -> None:
    answer = client.post(at("administrator"), first(**change))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "管理 花子" in answer.content.decode()
    assert queries.is_empty()


@pytest.mark.django_db
def test_the_code_forgives_case_and_hyphens(client: Client) -> None:
    code = setup_code().lower().replace("-", " ")
    assert client.post(at("administrator"), first(code=code)).status_code == 302


@pytest.mark.django_db
def test_others_find_nothing_while_it_is_open(client: Client) -> None:
    client.post(at("administrator"), first())
    stranger = Client()
    assert stranger.get(at("start")).url.startswith(reverse("account_login"))
    assert stranger.get(at("organisation")).url.startswith(reverse("account_login"))
    other = User.objects.create_user("other@example.jp", PASSWORD, name="別人")
    stranger.force_login(other, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert stranger.get(at("organisation")).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        ("municipality", ["delegation", "users", "offices", "done"]),
        ("union", ["municipality", "delegation", "users", "offices", "done"]),
        ("settlement_center", ["municipality", "users", "offices", "done"]),
        ("operator", ["users", "offices", "done"]),
    ],
)
def test_each_kind_has_its_steps(client: Client, kind: str, steps: list[str]) -> None:
    client.post(at("administrator"), first())
    where = client.post(at("organisation"), OWN | {"kind": kind, "manages_too": "no"}).url
    for step in steps[:-1]:
        assert where == at(step)
        assert client.get(where).status_code == 200
        if step == "municipality":
            client.post(where, {"prefecture_code": "13", "municipality": "中央区"})
            assert UnionMember.objects.exists() == (kind == "union")
        where = client.post(reverse("setup:skip", args=[step])).url
    assert where == at("done")


@pytest.mark.django_db
def test_a_municipality_names_whom_it_commissions(client: Client) -> None:
    client.post(at("administrator"), first())
    client.post(at("organisation"), OWN | {"kind": "municipality"})
    fields = {"agent_name": "委託先センター", "starts_on": "R8.4.1", "ends_on": "R9.3.31"}
    assert client.post(at("delegation"), fields | {"agent_name": ""}).status_code == 422
    client.post(at("delegation"), fields)
    made = Delegation.objects.get()
    assert (made.principal.kind, made.agent.name) == ("municipality", "委託先センター")


@pytest.mark.django_db
def test_with_users_but_no_set_up_there_is_no_wizard(world, client: Client) -> None:
    for step in ("start", "administrator", "organisation", "done"):
        assert client.get(at(step)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_who_come_at_once_one_wins() -> None:
    code, gate, results = setup_code(), threading.Barrier(2), []

    def take(name: str) -> None:
        gate.wait()
        try:
            services.create_first_administrator(
                actor=queries.setup_actor(),
                now=now(),
                code=code,
                email=f"{name}@example.jp",
                name=name,
                password=PASSWORD,
            )
            results.append("won")
        except DomainError as error:
            results.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count("won") == 1
    assert set(results) <= {"won", "Conflict", "NotFound"}
    assert (User.objects.count(), SetUp.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_the_command_says_where_to_begin_and_the_file_is_private(client: Client, settings) -> None:
    def said() -> str:
        out = io.StringIO()
        call_command("setup_code", stdout=out)
        return out.getvalue()

    assert setup_code() in said()
    assert stat.S_IMODE((Path(settings.KEY_DIR) / "setup.code").stat().st_mode) == 0o600
    client.post(at("administrator"), first())
    assert "続き" in said()
    assert not (Path(settings.KEY_DIR) / "setup.code").exists()
    client.post(at("organisation"), OWN | {"kind": "operator", "manages_too": "no"})
    client.post(at("done"))
    assert said() == ""
