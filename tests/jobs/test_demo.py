"""The demo prefecture: sixty cases told by services alone, in which every state of every machine occurs."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from renkei.accounts.models import Organisation, User
from renkei.cases.models import Case
from renkei.core.clock import now
from renkei.jobs.demo.making import make_demo
from renkei.jobs.generated_docs import machines
from renkei.offices.models import Office
from renkei.policy.enums import OrgKind, Role
from renkei.privacy.queries.classify import own_models
from tests.kit.world import strengthen

LINK = re.compile(r'<a[^>]* href="(/[^"#]*)"')


@pytest.mark.django_db(transaction=True)
def test_the_demo_is_whole_and_fictional(settings) -> None:
    settings.DEMO = True
    cast = make_demo(now=now(), progress=lambda done, total: None)
    with connection.owner_connection() as owner:
        owner.execute("ANALYZE")  # without figures of its tables PostgreSQL answers the pages slowly
    the_prefecture_has_its_size()
    assert {role for role, _, _ in cast.logins} == {r.label for r in Role if r is not Role.SYSTEM}
    every_state_of_every_machine_occurs()
    no_home_page_leads_nowhere({role: email for role, _, email in cast.logins})


def the_prefecture_has_its_size() -> None:
    kinds = list(Organisation.objects.values_list("kind", flat=True))
    assert kinds.count(OrgKind.MUNICIPALITY) >= 12
    assert kinds.count(OrgKind.SETTLEMENT_CENTER) == 1
    assert kinds.count(OrgKind.CORE_CENTER) == 3
    assert set(Organisation.objects.values_list("prefecture_code", flat=True)) == {"99"}
    assert Office.objects.count() >= 120
    assert Case.objects.count() >= 60


def every_state_of_every_machine_occurs() -> None:
    kept = {}
    for model in own_models():
        for field in model._meta.concrete_fields:
            if field.name == "status" and model._meta.object_name != "AnswerKey":
                kept[frozenset(dict(field.choices or ()))] = set(model.objects.values_list("status", flat=True))
    missing = {m.name: set(m.states.values) - kept[frozenset(m.states.values)] for m in machines()}
    assert {name: states for name, states in missing.items() if states} == {}
    assert apps.get_model("disclosure", "LedgerEntry").objects.exists()


def no_home_page_leads_nowhere(email_of: dict[str, str]) -> None:
    for role, email in email_of.items():
        client = Client()
        client.force_login(User.objects.get(email=email), backend="allauth.account.auth_backends.AuthenticationBackend")
        strengthen(client)
        links = set(LINK.findall(client.get("/").content.decode()))
        assert links, role
        answers = {link: client.get(link).status_code for link in links}
        assert {link: status for link, status in answers.items() if status >= 400} == {}, role
