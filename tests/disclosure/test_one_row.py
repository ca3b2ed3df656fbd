"""One row ended by SQL alone: exactly that class is lost. One opened by SQL: exactly it is gained.

Web tests extend this with `end_by_sql`, `open_by_sql` and the members of `HOLDERS`.
"""

from __future__ import annotations

import pytest
from django.db import connection

from renkei.core.errors import DomainError
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import get_case, ledger_of_case, visible_cases
from renkei.people.queries import readable_classes
from renkei.policy.enums import PERSONAL_CLASSES, InfoClass
from renkei.policy.permissions import VIEW_OF_CLASS
from tests.kit.cases import CaseKit, give_summary, make_case, users
from tests.kit.world import World

pytestmark = pytest.mark.django_db
HOLDERS = {"officer": "city", "core_officer": "core", "center_officer": "center", "home_contact": "home"}


def end_by_sql(row: LedgerEntry, at: object) -> None:
    """End one row past every service, as an operator with psql would."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE disclosure_ledgerentry SET ends_at = %s WHERE id = %s", [at, row.pk])


def open_by_sql(row: LedgerEntry, at: object) -> None:
    """Open the like of a row again: the same content, a new id, from now on."""
    columns = [
        f.column
        for f in LedgerEntry._meta.concrete_fields
        if f.name not in ("id", "starts_at", "ends_at", "legal_reason")
    ]
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO disclosure_ledgerentry (id, starts_at, {names}) SELECT gen_random_uuid(), %s, {names}"
            " FROM disclosure_ledgerentry WHERE id = %s",
            [at, row.pk],
        )


def picture(world: World, kit: CaseKit, member: str) -> set[str]:
    """Everything this member sees of the case: classes one by one, in lists, and the ledger rows by class."""
    actor, seen = world.actor(member), set()
    for info_class in InfoClass:
        listed = visible_cases(actor=actor, at=world.now, permission=VIEW_OF_CLASS[info_class])
        if listed.filter(pk=kit.case.pk).exists():
            seen.add(f"list:{info_class}")
    try:
        access = get_case(actor=actor, case_id=kit.case.pk, at=world.now)
    except DomainError:
        return seen
    seen |= {f"class:{c}" for c in readable_classes(access=access)}
    own = ledger_of_case(access=access).filter(recipient_id=actor.organisation_id)
    return seen | {f"ledger:{r.info_class}" for r in own if r.ends_at is None or r.ends_at > world.now}


@pytest.fixture
def kit(world: World) -> CaseKit:
    kit = make_case(world)
    give_summary(kit, "home", "home_contact")
    named = users(world, "home_contact")
    for info_class in PERSONAL_CLASSES:
        kit.disclose("officer", "home", info_class, persons=named if info_class not in ("identity", "welfare") else [])
    return kit


@pytest.mark.parametrize("member", HOLDERS)
def test_exactly_that_class(kit: CaseKit, member: str) -> None:
    world = kit.world
    for info_class in PERSONAL_CLASSES:
        everybody = {m: picture(world, kit, m) for m in world.members}
        [row] = kit.rows(HOLDERS[member], info_class)
        end_by_sql(row, world.clock.tick())
        lost = {f"{what}:{info_class}" for what in ("list", "class", "ledger")}
        for other, before in everybody.items():
            same_body = world.members[other].organisation_id == row.recipient_id
            assert picture(world, kit, other) == (before - lost if same_body else before), (other, info_class)
        open_by_sql(row, world.clock.tick())
        assert {m: picture(world, kit, m) for m in world.members} == everybody


@pytest.mark.parametrize("member", HOLDERS)
def test_without_the_summary_the_case_is_gone_from_lists(kit: CaseKit, member: str) -> None:
    [row] = kit.rows(HOLDERS[member], InfoClass.SUMMARY)
    end_by_sql(row, kit.world.clock.tick())
    actor = kit.world.actor(member)
    assert not visible_cases(actor=actor, at=kit.world.now).filter(pk=kit.case.pk).exists()
    with pytest.raises(DomainError):
        get_case(actor=actor, case_id=kit.case.pk, at=kit.world.now)
