"""One look at the ledger answers as the ledger does, and no question but its own."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from renkei.cases.models import Case, Need
from renkei.disclosure.queries import on_visible, one_look, visible_among, visible_cases
from renkei.disclosure.queries.access import _visible
from renkei.policy import scopes
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from tests.kit.cases import give_summary, make_case, users
from tests.kit.world import MEMBERS

pytestmark = pytest.mark.django_db
ON_A_CASE = [p for p in P if p.info_class is not None]
WHO = [m[0] for m in MEMBERS]


def _given(world) -> list[Case]:
    """Three cases: one of the centre alone, one with offices that were named, one where everybody works."""
    kits = [make_case(world) for _ in range(3)]
    for kit in kits[1:]:
        give_summary(kit, "home", "home_contact")
        kit.disclose("officer", "home", InfoClass.JUSTICE_OUTLINE, persons=users(world, "home_contact"))
    for member in ("colleague", "manager", "grants", "core_manager", "center_colleague", "home_staff"):
        kits[2].assign(member)
    return [kit.case for kit in kits]


def test_the_same_cases_with_and_without_a_look(world):
    cases = {case.pk for case in _given(world)}
    for who in WHO:
        asked = {"actor": world.actor(who), "at": world.now}
        plain = {p: _pks(visible_cases(**asked, permission=p)) & cases for p in ON_A_CASE}
        with one_look(**asked):
            looked = {p: _pks(visible_cases(**asked, permission=p)) & cases for p in ON_A_CASE}
            hanging = {p: set(_needs(asked, p)) & cases for p in ON_A_CASE}
            among = {p: visible_among(cases, **asked, permission=p) for p in ON_A_CASE}
        with_needs = set(Need.objects.filter(case__in=cases).values_list("case_id", flat=True))
        assert looked == plain == among, who
        assert hanging == {p: set(_needs(asked, p)) & cases for p in ON_A_CASE}, who
        assert hanging == {p: found & with_needs for p, found in plain.items()}, who


def test_permissions_with_one_question_ask_the_same(world):
    """`question_of` leaves out nothing on which the statement depends."""
    for who in WHO:
        actor, asked = world.actor(who), defaultdict(set)
        for permission in ON_A_CASE:
            question = scopes.question_of(actor, permission)
            if question:
                asked[question].add(str(_visible(actor, permission, world.now).query))
            else:
                assert not _visible(actor, permission, world.now).exists()
        assert not {q: s for q, s in asked.items() if len(s) > 1}, who


def test_a_look_is_for_one_actor_and_one_moment(world):
    case = _given(world)[0]
    with one_look(actor=world.actor("officer"), at=world.now):
        assert case in visible_cases(actor=world.actor("officer"), at=world.now)
        assert case not in visible_cases(actor=world.actor("home_contact"), at=world.now)
        assert case not in visible_cases(actor=world.actor("officer"), at=world.now - timedelta(days=400))


def test_a_look_asks_each_question_once_and_forgets_it_at_its_end(world):
    _given(world)
    asked = {"actor": world.actor("manager"), "at": world.now}
    with one_look(**asked), CaptureQueriesContext(connection) as found:
        for permission in (P.CASE_VIEW, P.CASE_WRITE, P.HANDOVER_WRITE, P.CONSENT_WITHDRAW):
            list(visible_cases(**asked, permission=permission))
    assert sum('FROM "disclosure_ledgerentry"' in query["sql"] for query in found) == 1
    before = visible_cases(**asked).count()
    make_case(world)
    assert visible_cases(**asked).count() == before + 1


def _pks(cases) -> set:
    return set(cases.values_list("pk", flat=True))


def _needs(asked, permission) -> list:
    found = on_visible(Need.objects.all(), **asked, permission=permission)
    return list(found.values_list("case_id", flat=True))
