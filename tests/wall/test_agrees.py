"""The database and `policy/` give the same rows: every protected table × every member × every situation of the ledger."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import models
from django.db.models import Q

from renkei.cases.models import Case
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import CaseAccess, facts_for, own_collectors
from renkei.disclosure.queries.access import terms_of  # noqa: F401
from renkei.people.models import RECORD_OF
from renkei.policy.decide import _sees_case
from renkei.policy.enums import CORE_KINDS, PERSONAL_CLASSES, InfoClass, Role
from renkei.policy.permissions import VIEW_OF_CLASS, P
from renkei.privacy.models import Emergency
from tests.kit.cases import CaseKit, make_case
from tests.kit.world import World
from tests.policy.test_scopes_agree import SITUATIONS
from tests.wall.kit import as_member, seen

pytestmark = pytest.mark.django_db


def access_of(world: World, member: str, case: Case) -> CaseAccess:
    actor = world.actor(member)
    return CaseAccess(case, facts_for(actor=actor, case_id=case.pk, at=world.now), actor, world.now)


def versions_by_policy(access: CaseAccess, info_class: InfoClass) -> set[UUID]:
    """What `people.queries` would show of a class, by the rows on which the decision rests."""
    found = RECORD_OF[info_class].objects.filter(case=access.case)
    decision = access.decide(VIEW_OF_CLASS[info_class])
    frozen = access.facts.frozen_at
    until = found.filter(written_at__lte=frozen) if frozen else found
    shown = set(
        found.filter(pk__in=[g.version_id for g in decision.grants if g.version_id]).values_list("pk", flat=True)
    )
    for grant in decision.grants:
        if grant.version_id is None:
            rows = until.filter(author_organisation_id__in=own_collectors(access=access)) if grant.retained else until
            shown |= set(rows.values_list("pk", flat=True))
    return shown | (approved(access, info_class, found))


def approved(access: CaseAccess, info_class: InfoClass, found: models.QuerySet) -> set[UUID]:
    """Why somebody counts as 「その他」 is read by whoever approves it, of a class his body holds."""
    if info_class is not InfoClass.JUSTICE_OUTLINE or not access.can(P.EXCEPTION_APPROVE):
        return set()
    held = any(
        g.info_class == info_class and not g.persons for g in access.facts.live(access.actor.organisation_id, access.at)
    )
    return set(found.values_list("pk", flat=True)) if held else set()


def ledger_by_policy(access: CaseAccess, sees: bool) -> set[UUID]:
    """One's own body's rows; the whole case for a body that runs it, or whose own consent carries it."""
    own = access.actor.organisation_id
    rows = LedgerEntry.objects.filter(case=access.case)
    runs = access.actor.organisation_kind in CORE_KINDS or access.case.consents.filter(organisation_id=own).exists()
    if not (sees and runs):
        rows = rows.filter(Q(recipient_id=own) | Q(giver_id=own) | Q(acted_by_id=own))
    return set(rows.values_list("pk", flat=True))


#: Tables with rows in these situations whose wall is their case's.
WITH_THE_CASE = ("cases_need", "disclosure_consent", "disclosure_safetyreview")


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_wall_and_the_policy_show_the_same_rows(world: World, situation: str) -> None:
    kit = make_case(world)
    make_case(world)  # somebody else's, with the same bodies: assignments are its own
    SITUATIONS[situation](kit)
    everything = {t: shown_of(kit, t) for t in WITH_THE_CASE}
    differ = []
    for member in world.members:
        access = access_of(world, member, kit.case)
        sees = _sees_case(access.actor, access.facts, world.now)
        listed = access.actor.role is Role.AUDITOR and Emergency.objects.filter(case=kit.case).exists()
        expected = {"cases_case": {kit.case.pk} if sees or listed else set(), "ledger": ledger_by_policy(access, sees)}
        expected |= {c: versions_by_policy(access, c) for c in PERSONAL_CLASSES}
        expected |= {t: rows if sees else set() for t, rows in everything.items()}
        with as_member(world, member):
            shown = {
                "cases_case": seen("cases_case") & {kit.case.pk},
                "ledger": shown_of(kit, "disclosure_ledgerentry"),
            }
            shown |= {c: shown_of(kit, RECORD_OF[c]._meta.db_table) for c in PERSONAL_CLASSES}
            shown |= {t: shown_of(kit, t) for t in everything}
        differ += [(member, t, len(expected[t]), len(shown[t])) for t in expected if expected[t] != shown[t]]
    assert differ == []


def shown_of(kit: CaseKit, table: str) -> set[object]:
    return seen(f"{table} WHERE case_id = '{kit.case.pk}'")
