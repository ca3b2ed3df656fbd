"""The database keeps what the services promise."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from renkei.accounts.models import Delegation, Membership, Organisation, SetUp, UnionMember, User

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)


@pytest.fixture
def bodies() -> dict[str, Organisation]:
    kinds = {"city": "municipality", "union": "union", "core": "core_center"}
    return {
        name: Organisation.objects.create(name=name, kind=kind, prefecture_code="99") for name, kind in kinds.items()
    }


@pytest.fixture
def user() -> User:
    return User.objects.create_user("a@example.jp", name="架空 花子")


def refused(constraint: str, make) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make()
    assert error.value.__cause__.diag.constraint_name == constraint


def test_same_role_twice_at_once_is_refused_but_a_successor_is_not(bodies, user) -> None:
    base = {"user": user, "organisation": bodies["city"], "role": "municipal_officer"}
    Membership.objects.create(**base, starts_on=DAY, ends_on=DAY + timedelta(9))
    refused("membership_no_overlap", lambda: Membership.objects.create(**base, starts_on=DAY + timedelta(9)))
    Membership.objects.create(**base, starts_on=DAY + timedelta(10))
    Membership.objects.create(**base | {"role": "grant_officer"}, starts_on=DAY)


def test_membership_ended_before_it_began_is_empty_and_blocks_nothing(bodies, user) -> None:
    base = {"user": user, "organisation": bodies["city"], "role": "municipal_officer", "starts_on": DAY}
    Membership.objects.create(**base, ends_on=DAY - timedelta(1))
    Membership.objects.create(**base)
    refused("membership_period", lambda: Membership.objects.create(**base, ends_on=DAY - timedelta(2)))


def test_delegations_of_one_pair_do_not_overlap_unless_ended_early(bodies) -> None:
    base = {"principal": bodies["city"], "agent": bodies["core"]}
    year = Delegation.objects.create(**base, starts_on=DAY, ends_on=DAY + timedelta(100))
    later = base | {"starts_on": DAY + timedelta(50), "ends_on": DAY + timedelta(200)}
    refused("delegation_no_overlap", lambda: Delegation.objects.create(**later))
    year.ended_early_on = DAY + timedelta(49)
    year.save()
    Delegation.objects.create(**later)


def test_union_members_do_not_overlap(bodies) -> None:
    base = {"union": bodies["union"], "municipality": bodies["city"]}
    UnionMember.objects.create(**base, starts_on=DAY)
    refused("union_member_no_overlap", lambda: UnionMember.objects.create(**base, starts_on=DAY + timedelta(5)))


def test_there_is_one_set_up(user) -> None:
    SetUp.objects.create(administrator=user)
    with pytest.raises(IntegrityError), transaction.atomic():
        SetUp.objects.create(administrator=user)
