"""A tab that stood open while the person withdrew: what it shows again is absent, what it posts is refused, and nothing is written."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from renkei.audit.models import Event
from renkei.cases.models import ConflictOfInterest
from renkei.coordination.models import Task
from renkei.disclosure import services as disclosure
from renkei.policy.enums import InfoClass
from tests.kit.cases import CaseKit, give_summary, make_case
from tests.kit.world import World
from tests.web.html_forms import HtmlForm, posts_of

pytestmark = pytest.mark.django_db
PAGES = (
    "cases:detail",
    "people:sheet",
    "tasks:list",
    "tasks:new",
    "conflicts:declare",
    "disclosure:case",
    "contacts:list",
)


@pytest.fixture
def kit(world: World) -> CaseKit:
    made = make_case(world)
    give_summary(made, "home", "home_contact")
    made.disclose("officer", "home", InfoClass.IDENTITY)
    return made


def filled(form: HtmlForm, page: str) -> tuple[str, dict[str, list[str]]]:
    texts = {name: ["記入"] for name, kind in form.kinds.items() if kind in ("text", "textarea")}
    return form.action or page, form.values | texts


def test_nothing_is_shown_or_written_after_the_withdrawal(kit: CaseKit, client: Client) -> None:
    client, world = kit.world.login(client, "home_contact"), kit.world
    pages = [reverse(name, args=[kit.case.pk]) for name in PAGES]
    opened = {page: client.get(page) for page in pages}
    assert {page: r.status_code for page, r in opened.items()} == dict.fromkeys(pages, 200)
    found = [(page, form) for page, r in opened.items() for form in posts_of(r)]
    posts = [filled(form, page) for page, form in found if str(kit.case.pk) in (form.action or page)]
    assert len(posts) >= 2
    disclosure.withdraw_consent(actor=world.actor("officer"), consent=kit.consent, now=world.clock.tick())
    before = (
        Task.objects.count(),
        ConflictOfInterest.objects.count(),
        Event.objects.filter(code="access.refused").count(),
    )
    for headers in ({}, {"HTTP_HX_REQUEST": "true"}):
        assert {client.get(page, **headers).status_code for page in pages} == {404}
        for action, values in posts:
            answer = client.post(action, values, **headers)
            assert (answer.status_code, "見本太郎" in answer.content.decode()) == (404, False), action
    refused = Event.objects.filter(code="access.refused").count() - before[2]
    assert (Task.objects.count(), ConflictOfInterest.objects.count()) == before[:2]
    assert refused == 2 * (len(pages) + len(posts))
