"""Every view has a gate; a gate asks sign-in, membership, method and role, in this order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver

from config.sessions import SessionStore
from renkei.core.errors import NotAllowed
from renkei.core.states import Machine, Transition
from renkei.policy.actor import Actor
from renkei.policy.enums import OrgKind, Role
from renkei.policy.permissions import P
from renkei.web import menu
from renkei.web.actions import buttons
from renkei.web.gates import gate, public, signed_in

OK = HttpResponse("ok")
MEMBER = SimpleNamespace(is_authenticated=True, pk=uuid4())
OFFICER = Actor(role=Role.MUNICIPAL_OFFICER, organisation_id=None, organisation_kind=OrgKind.MUNICIPALITY)
CONTACT = Actor(role=Role.OFFICE_CONTACT, organisation_id=None, organisation_kind=OrgKind.SERVICE_OFFICE)

guarded = gate(P.REFERRAL_DECIDE, methods=["GET", "POST"])(lambda request: OK)
either = gate(P.INQUIRY_SEND, P.INQUIRY_ANSWER)(lambda request: OK)
for_members = signed_in()(lambda request: OK)
for_all = public("test")(lambda request: OK)


def ask(view, *, actor=None, user=None, method="get", htmx=False):
    request = getattr(RequestFactory(), method)("/x/?q=1")
    request.user = user or (MEMBER if actor else AnonymousUser())
    request.actor, request.needs_factor = actor, False
    request.htmx = htmx
    request.session = SessionStore()
    return view(request)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "actor", "method", "status"),
    [
        (guarded, OFFICER, "get", 200),
        (guarded, OFFICER, "head", 200),
        (guarded, OFFICER, "post", 200),
        (guarded, OFFICER, "delete", 405),
        (guarded, CONTACT, "get", 403),
        (guarded, None, "get", 302),
        (either, OFFICER, "get", 200),
        (either, CONTACT, "get", 200),
        (either, CONTACT, "post", 405),
        (for_members, CONTACT, "get", 200),
        (for_members, None, "get", 302),
        (for_all, None, "get", 200),
        (for_all, None, "post", 405),
    ],
)
def test_who_passes(view, actor, method, status):
    if status == 403:
        with pytest.raises(NotAllowed, match="役割") as refusal:
            ask(view, actor=actor, method=method)
        assert refusal.value.permission == P.REFERRAL_DECIDE.code
    else:
        assert ask(view, actor=actor, method=method).status_code == status


def test_signing_in_leads_back_but_never_into_a_post():
    assert ask(guarded)["Location"].endswith("?next=/x/%3Fq%3D1")
    assert ask(guarded, method="post")["Location"].endswith("?next=/")
    assert ask(guarded, htmx=True)["HX-Redirect"].endswith("?next=/")


@pytest.mark.django_db
def test_a_user_without_a_live_membership_is_told_so():
    answer = ask(for_members, user=MEMBER)
    assert answer.status_code == 403
    assert "有効な所属がありません" in answer.content.decode()


@pytest.mark.django_db
def test_an_ended_membership_ends_access_at_once(world, client):
    world.login(client, "officer")
    assert client.get("/gallery/").status_code == 200
    membership = world.members["officer"]
    type(membership).objects.filter(pk=membership.pk).update(ends_on=world.clock.today - timedelta(days=1))
    page = client.get("/auth/password/change/").content.decode()
    assert membership.organisation.name not in page


def test_public_needs_a_reason():
    with pytest.raises(ValueError, match="reason"):
        public("")


def _views(patterns) -> Iterator[tuple[str, object]]:
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield str(entry.pattern), entry.callback
        else:
            yield from _views(entry.url_patterns)


def test_every_view_carries_a_gate():
    bare = [name for name, view in _views(get_resolver().url_patterns)
            if not hasattr(view, "gate") and not view.__module__.startswith("allauth.")]  # fmt: skip
    assert bare == []


MACHINE = Machine(
    "m", "例", None, "open",
    (Transition("accept", "受理する", ("open",), "done", P.REFERRAL_DECIDE),
     Transition("answer", "回答する", ("open",), "done", P.INQUIRY_ANSWER, confirm="よろしいですか。"),
     Transition("expire", "期限切れ", ("open",), "done"),
     Transition("reopen", "戻す", ("done",), "open", P.REFERRAL_DECIDE)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("actor", "status", "names"),
    [
        (OFFICER, "open", ["accept"]),
        (CONTACT, "open", ["answer"]),
        (OFFICER, "done", ["reopen"]),
        (CONTACT, "done", []),
    ],
)
def test_buttons_are_what_is_possible_and_permitted(actor, status, names):
    found = buttons(
        actor, MACHINE, SimpleNamespace(status=status), url="/{}/".format, primary="accept", own_page={"accept"}
    )
    assert [b.name for b in found] == names
    for b in found:
        assert b.url == f"/{b.name}/"
        assert (b.kind == "primary") is b.own_page is (b.name == "accept")


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SYSTEM])
def test_menu_shows_only_what_the_role_may_do(role):
    actor = Actor(role=role, organisation_id=None, organisation_kind=None)
    labels = [entry.label for entry in menu.items_for(actor, "/gallery/")]
    assert len(labels) == len(set(labels))
    if role in (Role.OFFICE_CONTACT, Role.OFFICE_STAFF):
        assert not {"依頼・受付", "打診", "事業所", "操作の記録"} & set(labels)
    assert menu.items_for(None) == []


def test_menu_marks_the_innermost_entry_only():
    entries = menu.items_for(OFFICER, "/offices/some-page/")
    assert [e.label for e in entries if e.current] == ["事業所"]
