"""What is one's own (drafts, sent forms, invitations), what follows another table (a pseudonym), and what is shut: who sees the rows."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from renkei.accounts.enums import InvitationPurpose
from renkei.accounts.models import FormDraft, Invitation, SentForm
from renkei.accounts.queries import responsible_for
from renkei.accounts.services.managing import manages
from renkei.cases.models import Case
from renkei.core.errors import DomainError
from renkei.inquiries.models import MatchRules
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.privacy.models import KeyStore
from tests.kit.cases import make_case
from tests.kit.world import World
from tests.policy.test_scopes_agree import SITUATIONS
from tests.wall.kit import as_member, as_token, seen

pytestmark = pytest.mark.django_db


def fill(world: World) -> dict[str, dict[UUID, str]]:
    """For every member a draft, a sent form and an invitation. Table → row → whose."""
    made: dict[str, dict[UUID, str]] = {"accounts_formdraft": {}, "accounts_sentform": {}, "accounts_invitation": {}}
    later = world.now + timedelta(days=1)
    for member, membership in world.members.items():
        user = membership.user
        draft = FormDraft.objects.create(
            user=user, membership_id=membership.pk, path="/", content={"fields": {"note": ["書きかけ"]}}, ends_at=later
        )
        sent = SentForm.objects.create(user=user, digest="0" * 64, location="/")
        invited = Invitation.objects.create(
            user=user, purpose=InvitationPurpose.RESET, secret_hash=f"{member:>064}", expires_at=later
        )
        for table, row in zip(made, (draft, sent, invited), strict=True):
            made[table][row.pk] = member
    return made


def _manages(world: World, member: str, other: str) -> bool:
    """By the service; one's own row a manager sees, too (wider: the page offers him nothing for himself)."""
    actor = world.actor(member)
    if member == other:
        return can(actor, P.USER_MANAGE)
    try:
        manages(actor, world.user(other), world.now)
    except DomainError:
        return False
    return can(actor, P.USER_MANAGE)


def test_drafts_and_sent_forms_are_ones_own_and_invitations_of_whom_one_manages(world: World) -> None:
    made, differ = fill(world), []
    for member in world.members:
        expected = {t: {pk for pk, whose in rows.items() if whose == member} for t, rows in made.items()}
        invitations = made["accounts_invitation"]
        expected["accounts_invitation"] = {pk for pk, whose in invitations.items() if _manages(world, member, whose)}
        with as_member(world, member):
            differ += [(member, t, rows, seen(t)) for t, rows in expected.items() if seen(t) != rows]
    assert differ == []
    with as_token(""):
        assert [seen(t) for t in made] == [set(), set(), set()]


def test_nobody_plants_a_draft_or_an_invitation_with_his_session(world: World) -> None:
    """Drafts are the program's to keep; an invitation to one's own manager would be a way to his password."""
    other, later = world.user("manager"), world.now + timedelta(days=1)
    rows = (
        FormDraft(user=other, path="/", content={}, ends_at=later),
        FormDraft(user=world.user("officer"), path="/", content={}, ends_at=later),
        Invitation(user=other, purpose=InvitationPurpose.RESET, secret_hash="1" * 64, expires_at=later),
        SentForm(user=other, digest="0" * 64, location="/"),
    )
    with as_member(world, "officer"):
        for row in rows:
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                type(row).objects.bulk_create([row])


@pytest.mark.parametrize("situation", ["plain", "offices", "related", "ended"])
def test_a_pseudonym_is_seen_with_a_case_of_the_person(world: World, situation: str) -> None:
    kit = make_case(world)
    make_case(world)
    SITUATIONS[situation](kit)
    counts = set()
    for member in world.members:
        with as_member(world, member):
            cases = set(Case.objects.values_list("person_id", flat=True))
            assert seen("cases_person") == cases, member
        counts.add(len(cases))
    assert len(counts) > 1, "some see more than others"


def test_the_weights_of_a_municipality_are_read_by_its_side(world: World) -> None:
    row = MatchRules.objects.create(
        municipality=world.org("city"), version=1, weights={}, budget=6, budget_days=90, reason="x", made_at=world.now
    )
    city = responsible_for(world.org("city").pk, on=world.clock.today)
    for member in world.members:
        actor = world.actor(member)
        own = bool({actor.organisation_id, *actor.acts_for} & set(city))
        asks = can(actor, P.INQUIRY_SEND) or can(actor, P.MATCH_RULES)
        with as_member(world, member):
            assert seen("inquiries_matchrules") == ({row.pk} if (own and asks) or can(actor, P.AUDIT_VIEW) else set())


@pytest.mark.parametrize("table", [KeyStore._meta.db_table, "accounts_session"])
def test_what_is_shut_is_shut_to_every_member(world: World, table: str) -> None:
    for member in world.members:
        refused = pytest.raises(DatabaseError, match="permission denied")
        with as_member(world, member), refused, transaction.atomic():
            seen(table)
