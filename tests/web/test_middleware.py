"""Refusals are pages with the right status, recorded after the rollback; absent and out of scope look the same."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from renkei.accounts.services import end_membership
from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.audit.services import record
from renkei.core.clock import now
from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.policy.permissions import P
from renkei.web.gates import gate, signed_in

pytestmark = pytest.mark.django_db


@signed_in()
def broken(request, kind):
    refusals = {
        "hidden": NotFound(permission="case_view"),
        "absent": NotFound(),
        "refused": NotAllowed("理由はこれです。", next_step="管理者が行えます。", permission="case_write"),
        "beaten": Conflict("先に決まりました。"),
        "late": InvalidTransition("この状態ではできません。"),
        "rule": RuleBroken("規則に合いません。"),
    }
    record(actor=request.actor, event=E.RECORD_VIEWED, now=now(), reason="must be rolled back")
    raise refusals.get(kind) or RuntimeError("bug")


@gate(P.AUDIT_VIEW)
def for_auditors(request):
    return HttpResponse("secret")


urlpatterns = [
    path("", include("renkei.web.urls")),
    path("broken/<str:kind>/", broken),
    path("auditors/", for_auditors),
]


@pytest.fixture
def member(world, client):
    with override_settings(ROOT_URLCONF=__name__):
        yield world.login(client, "officer")


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("hidden", 404, "お探しのページは見つかりませんでした。"),
        ("absent", 404, "お探しのページは見つかりませんでした。"),
        ("refused", 403, "理由はこれです。"),
        ("beaten", 409, "先に決まりました。"),
        ("late", 409, "この状態ではできません。"),
        ("rule", 422, "規則に合いません。"),
    ],
)
def test_a_refusal_is_a_page_that_says_what_next(member, kind, status, words):
    answer = member.get(f"/broken/{kind}/")
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert "次にできること" in page
    assert ("管理者が行えます。" in page) is (kind == "refused")
    assert not Event.objects.filter(reason="must be rolled back").exists()


def without_tokens(page: bytes) -> str:
    tokens = r'(csrfmiddlewaretoken" value=|form_id" value=|X-CSRFToken": |nonce=)"[^"]+"'
    return re.sub(tokens, "", page.decode())


def test_out_of_scope_absent_and_no_such_address_are_the_same_page(member):
    pages = {
        without_tokens(member.get(url).content) for url in ("/broken/hidden/", "/broken/absent/", "/nowhere/at/all/")
    }
    assert len(pages) == 1


def test_refusals_and_what_was_not_found_are_recorded(member):
    for kind in ("hidden", "absent", "refused", "rule"):
        member.get(f"/broken/{kind}/")
    found = Event.objects.filter(code=E.ACCESS_REFUSED).order_by("at", "pk")
    assert sorted((e.detail["permission"], e.detail["status"]) for e in found) == [
        ("", 404),  # out of scope and absent look alike, also where a trail of guessed ids is to be seen
        ("case_view", 404),
        ("case_write", 403),
    ]


def test_a_gate_that_refuses_is_recorded_too(member):
    answer = member.get("/auditors/")
    assert answer.status_code == 403
    assert "secret" not in answer.content.decode()
    assert Event.objects.get(code=E.ACCESS_REFUSED).detail == {"permission": "audit_view", "status": 403}


def test_a_post_without_its_token_is_recorded_where_somebody_is_signed_in(world):
    client = world.login(Client(enforce_csrf_checks=True), "officer")
    assert client.post("/notifications/read-all/").status_code == 403
    assert Event.objects.get(code=E.ACCESS_REFUSED).detail == {"permission": "csrf", "status": 403}


def test_a_user_without_a_membership_is_refused_on_record(world, client):
    membership = world.members["officer"]
    world.login(client, "officer")
    yesterday = world.clock.today - timedelta(days=1)
    end_membership(actor=world.actor("manager"), now=world.now, membership=membership, ends_on=yesterday)
    assert client.get("/notifications/").status_code == 403
    refusal = Event.objects.get(code=E.ACCESS_REFUSED)
    assert (refusal.user_id, refusal.detail["permission"]) == (membership.user_id, "membership")


def test_htmx_gets_a_banner_and_not_a_page_inside_the_page(member):
    answer = member.get("/broken/refused/", headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert answer["HX-Retarget"] == "#messages"
    assert "<html" not in answer.content.decode()
    assert "管理者が行えます。" in answer.content.decode()


def test_a_bug_is_500_and_says_so_without_details(member):
    member.raise_request_exception = False
    answer = member.get("/broken/bug/")
    assert answer.status_code == 500
    assert "bug" not in answer.content.decode()
    assert "ただいま処理できませんでした" in answer.content.decode()


def test_a_stale_form_is_explained(world):
    answer = Client(enforce_csrf_checks=True).post("/auth/login/", {"login": "x"})
    assert answer.status_code == 403
    assert "もう一度お試しください" in answer.content.decode()
