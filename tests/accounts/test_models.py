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


def refused_by(make) -> str:
    """Name of the constraint that refuses what `make` writes."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make()
    return error.value.__cause__.diag.constraint_name


def test_same_role_twice_at_once_is_refused_but_a_successor_is_not(bodies, user) -> None:
    base = {"user": user, "organisation": bodies["city"], "role": "municipal_officer"}
    Membership.objects.create(**base, starts_on=DAY, ends_on=DAY + timedelta(9))
    last_day = lambda: Membership.objects.create(**base, starts_on=DAY + timedelta(9))  # noqa: E731
    assert refused_by(last_day) == "membership_no_overlap"
    Membership.objects.create(**base, starts_on=DAY + timedelta(10))
    Membership.objects.create(**base | {"role": "grant_officer"}, starts_on=DAY)
    assert user.memberships.count() == 3


def test_membership_ended_before_it_began_is_empty_and_blocks_nothing(bodies, user) -> None:
    base = {"user": user, "organisation": bodies["city"], "role": "municipal_officer", "starts_on": DAY}
    Membership.objects.create(**base, ends_on=DAY - timedelta(1))
    Membership.objects.create(**base)
    assert refused_by(lambda: Membership.objects.create(**base, ends_on=DAY - timedelta(2))) == "membership_period"


def test_delegations_of_one_pair_do_not_overlap_unless_ended_early(bodies) -> None:
    base = {"principal": bodies["city"], "agent": bodies["core"]}
    year = Delegation.objects.create(**base, starts_on=DAY, ends_on=DAY + timedelta(100))
    later = base | {"starts_on": DAY + timedelta(50), "ends_on": DAY + timedelta(200)}
    assert refused_by(lambda: Delegation.objects.create(**later)) == "delegation_no_overlap"
    year.ended_early_on = DAY + timedelta(49)
    year.save()
    Delegation.objects.create(**later)
    assert Delegation.objects.filter(principal=bodies["city"]).count() == 2


def test_union_members_do_not_overlap(bodies) -> None:
    base = {"union": bodies["union"], "municipality": bodies["city"]}
    UnionMember.objects.create(**base, starts_on=DAY)
    later = lambda: UnionMember.objects.create(**base, starts_on=DAY + timedelta(5))  # noqa: E731
    assert refused_by(later) == "union_member_no_overlap"


def test_there_is_one_set_up(user) -> None:
    SetUp.objects.create(administrator=user)
    assert "setup" in refused_by(lambda: SetUp.objects.create(administrator=user))
    assert SetUp.objects.count() == 1
