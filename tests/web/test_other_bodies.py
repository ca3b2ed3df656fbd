"""Ids of another body's things, alone and mixed with one's own, with the very forms one's own pages show: never a way in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.cases import services as cases
from renkei.disclosure import services as disclosure
from renkei.disclosure.enums import ConsentKind, Explained, Purpose
from renkei.inquiries import services as inquiries
from renkei.people.services import save_record
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from tests.kit.world import World
from tests.web.html_forms import posts_of
from tests.web.kit import at_world_time
from tests.web.stage import Page, Stage, build, pages

#: Arguments that name a thing of a case.
THINGS = {"case_id", "need_id", "consent_id", "agreement_id"}
SHUT = (403, 404, 405)


@pytest.fixture
def ours(world: World) -> Iterator[Stage]:
    with at_world_time(world):
        yield build(world)


@pytest.fixture
def theirs(world: World, ours: Stage) -> dict[str, object]:
    """となり町's own case with a record, a need, a consent, and its own agreement."""
    actor, now = world.actor("town_officer"), world.now
    case = cases.open_case(
        actor=actor, now=now, permission=P.REFERRAL_WRITE, responsible=world.org("town"), center=None, area_code="99301",
    )  # fmt: skip
    disclosure.collect(actor=actor, case=case, classes=[InfoClass.SUMMARY], now=now)
    save_record(actor=actor, case=case, info_class=InfoClass.IDENTITY, values={"name": "架空 次郎"}, now=now)
    need = inquiries.add_need(actor=actor, case=case, now=now, kind="housing", service_codes=["33"])
    consent = disclosure.explain_consent(
        actor=actor, case=case, now=now, kind=ConsentKind.COMMON, explained_at=now, explained=[str(e) for e in Explained],
        purposes=[str(Purpose.HOUSING)], valid_from=world.clock.today, classes=["identity"],
        recipients=[{"organisation": world.org("plan"), "stages": []}],
    )  # fmt: skip
    agreement = world.agree("town", "home", by="town_manager")
    return {"case_id": case.pk, "need_id": need.pk, "consent_id": consent.pk, "agreement_id": agreement.pk}


def mixtures(page: Page) -> list[set[str]]:
    """Which arguments to take from the others: all of them, and each by itself."""
    own = THINGS & set(page.arguments)
    return [own, *({name} for name in own if len(page.arguments) > 1)]


@pytest.mark.parametrize("who", ["officer", "manager", "core_officer", "center_officer", "home_contact"])
def test_no_id_of_others_opens_or_changes_anything(
    world: World, ours: Stage, theirs: dict[str, object], who: str
) -> None:
    client = world.login(Client(), who)
    refusals = {E.ACCESS_REFUSED}
    wrong, tried = [], 0
    for page in (page for page in pages() if THINGS & set(page.arguments)):
        here = client.get(ours.url(page))
        forms = posts_of(here) if here.status_code == 200 and "html" in here["Content-Type"] else []
        filled = [form.values for form in forms if not form.action] or [{"note": ["x"], "sure": ["on"]}]
        for taken in mixtures(page):
            there = replace(ours, things=ours.things | {name: theirs[name] for name in taken}).url(page)
            before = Event.objects.exclude(code__in=refusals).count()
            answers = [client.get(there), *(client.post(there, values) for values in filled)]
            tried += len(answers)
            wrong += [f"{page.name} with {taken}: {a.status_code}" for a in answers if a.status_code not in SHUT]
            if Event.objects.exclude(code__in=refusals).count() != before:
                wrong.append(f"{page.name} with {taken} left a trace of a change or a reading")
    assert wrong == []
    assert tried > 150


def test_their_own_officer_gets_in(world: World, ours: Stage, theirs: dict[str, object]) -> None:
    """So the ids above do name things."""
    client = world.login(Client(), "town_officer")
    own = replace(ours, things=ours.things | theirs)
    by_name = {page.name: page for page in pages()}
    for name in ("cases:detail", "inquiries:need_edit", "disclosure:consent", "agreements:detail"):
        assert client.get(own.url(by_name[name])).status_code == 200, name
