"""The demo prefecture: sixty cases told by services alone, in which every state of every machine occurs."""

from __future__ import annotations

from datetime import timedelta

from django.apps import apps

from renkei.accounts.models import Membership, Organisation
from renkei.accounts.queries.actors import actor_of
from renkei.cases.models import Case
from renkei.core.clock import now
from renkei.disclosure.queries import one_look, rung
from renkei.jobs.demo.making import make_demo
from renkei.jobs.generated_docs import machines
from renkei.offices.models import Office
from renkei.policy.enums import OrgKind, Role
from renkei.privacy.queries.classify import own_models
from renkei.web.home.today import SOURCES


def test_the_demo_is_whole_and_fictional(db: None, settings) -> None:
    settings.DEMO = True
    cast = make_demo(now=now(), progress=lambda done, total: None)
    the_prefecture_has_its_size()
    assert {role for role, _, _ in cast.logins} == {r.label for r in Role if r is not Role.SYSTEM}
    every_state_of_every_machine_occurs()
    no_bell_is_silent_for_something({email for _, _, email in cast.logins})


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


def no_bell_is_silent_for_something(emails: set[str]) -> None:
    """ホーム asks only the sources whose bell rings (ADR 0033): the others have no line, today and as days pass."""
    found = set()
    for days in (0, 60, 2500):
        at = now() + timedelta(days=days)
        for member in Membership.objects.filter(user__email__in=emails).select_related("user", "organisation"):
            actor = actor_of(member, at=at)
            rings = rung(SOURCES, actor=actor, at=at)
            with one_look(actor=actor, at=at):
                having = [s for s in SOURCES if list(s.ask(actor=actor, at=at))]
            found.update(having)
            assert [s for s in having if s not in rings] == [], (member.role, days)
    tried = [s for s in SOURCES if s.bell and s in found]
    assert len(tried) >= 20, "the demo has too little to try the bells"
