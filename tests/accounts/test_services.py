"""Users, memberships and roles: allowed and refused with one set-up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from renkei.accounts import queries, services
from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.core.errors import NotAllowed, NotFound, RuleBroken
from renkei.policy.enums import OrgKind, Role
from tests.kit.world import World

DAY = timedelta(days=1)


def add(world: World, by: str, org: str, role: Role, email: str = "new@example.jp") -> services.Added:
    return services.invite_user(
        actor=world.actor(by), now=world.now, organisation=world.org(org), email=email, name="新人 太郎", role=role,
        starts_on=world.clock.today,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("by", "org", "role", "refusal"),
    [
        ("manager", "city", Role.MUNICIPAL_OFFICER, None),
        ("core_manager", "core", Role.CORE_OFFICER, None),
        ("admin", "home", Role.OFFICE_CONTACT, None),
        ("admin", "city", Role.ADMINISTRATOR, None),
        ("manager", "city", Role.ADMINISTRATOR, RuleBroken),
        ("manager", "city", Role.CORE_OFFICER, RuleBroken),
        ("manager", "town", Role.MUNICIPAL_OFFICER, NotFound),
        ("officer", "city", Role.MUNICIPAL_OFFICER, NotAllowed),
        ("home_contact", "home", Role.OFFICE_STAFF, NotAllowed),
    ],
)
def test_who_may_add_whom(world: World, by: str, org: str, role: Role, refusal: type[Exception] | None) -> None:
    if refusal:
        with pytest.raises(refusal):
            add(world, by, org, role)
        return
    added = add(world, by, org, role)
    assert added.membership.role == role
    assert added.key
    assert Event.objects.filter(code=E.MEMBERSHIP_CHANGED, object_id=added.membership.pk).exists()


def test_an_existing_user_keeps_the_password_and_gets_no_link(world: World) -> None:
    planner = world.user("planner")
    before = planner.password
    added = add(world, "manager", "city", Role.MUNICIPAL_OFFICER, email="PLANNER@example.jp")
    planner.refresh_from_db()
    assert (added.membership.user_id, added.key, planner.password) == (planner.pk, "", before)


@pytest.mark.parametrize(
    ("who", "org", "role"), [("manager", "city", "municipal_officer"), ("admin", "city", "municipal_manager")]
)
def test_nobody_gives_himself_a_role(world: World, who: str, org: str, role: str) -> None:
    with pytest.raises(RuleBroken, match="自分の役割"):
        add(world, who, org, Role(role), email=f"{who}@example.jp")


def test_the_same_role_twice_is_refused(world: World) -> None:
    add(world, "manager", "city", Role.MUNICIPAL_OFFICER)
    with pytest.raises(RuleBroken, match="すでに同じ役割"):
        add(world, "manager", "city", Role.MUNICIPAL_OFFICER)


@pytest.mark.parametrize(
    ("days", "works_today", "works_tomorrow"), [(-1, False, False), (0, True, False), (1, True, True)]
)
def test_the_last_day_still_works_and_yesterday_ends_at_once(world: World, days, works_today, works_tomorrow) -> None:
    services.end_membership(
        actor=world.actor("manager"), now=world.now, membership=world.members["colleague"],
        ends_on=world.clock.today + days * DAY,
    )  # fmt: skip
    user = world.user("colleague")
    assert (queries.actor_for(user=user, membership_id=None, at=world.now) is not None) == works_today
    assert (queries.actor_for(user=user, membership_id=None, at=world.now + DAY) is not None) == works_tomorrow


def test_a_membership_of_today_can_end_at_once(world: World) -> None:
    added = add(world, "manager", "city", Role.MUNICIPAL_OFFICER)
    services.end_membership(
        actor=world.actor("manager"), now=world.now, membership=added.membership, ends_on=world.clock.today - DAY
    )
    assert queries.actor_for(user=added.membership.user, membership_id=None, at=world.now) is None


@pytest.mark.parametrize(
    ("by", "whom", "refusal"),
    [
        ("manager", "manager", "自分の所属"),
        ("admin", "admin", "自分の所属"),
        ("core_manager", "officer", None),
    ],
)
def test_ends_that_are_refused(world: World, by: str, whom: str, refusal: str | None) -> None:
    with pytest.raises(RuleBroken if refusal else NotFound, match=refusal):
        services.end_membership(
            actor=world.actor(by), now=world.now, membership=world.members[whom], ends_on=world.clock.today
        )


def test_the_last_administrator_stays(world: World) -> None:
    second = add(world, "admin", "operator", Role.ADMINISTRATOR).membership
    other = queries.actor_of(second, at=world.now)
    services.end_membership(
        actor=other, now=world.now, membership=world.members["admin"], ends_on=world.clock.today - DAY
    )
    setup = queries.setup_actor()
    with pytest.raises(RuleBroken, match="最後のシステム管理者"):
        services.end_membership(actor=setup, now=world.now, membership=second, ends_on=world.clock.today)
    with pytest.raises(RuleBroken, match="最後のシステム管理者"):
        services.set_user_active(actor=setup, now=world.now, user=second.user, active=False)


def test_a_role_changes_by_an_end_and_a_new_membership(world: World) -> None:
    old = world.members["colleague"]
    tomorrow = world.clock.today + DAY
    new = services.change_role(
        actor=world.actor("manager"), now=world.now, membership=old, role=Role.GRANT_OFFICER, from_day=tomorrow
    )
    old.refresh_from_db()
    assert (old.ends_on, new.starts_on, new.role) == (world.clock.today, tomorrow, Role.GRANT_OFFICER)
    for moment, role in ((world.now, Role.MUNICIPAL_OFFICER), (world.now + DAY, Role.GRANT_OFFICER)):
        assert queries.actor_for(user=old.user, membership_id=None, at=moment).role is role


def test_suspended_user_has_no_actor_until_resumed(world: World) -> None:
    user, manager = world.user("colleague"), world.actor("manager")
    services.set_user_active(actor=manager, now=world.now, user=user, active=False)
    user.refresh_from_db()
    assert queries.actor_for(user=user, membership_id=None, at=world.now) is None
    services.set_user_active(actor=manager, now=world.now, user=user, active=True)
    assert queries.actor_for(user=user, membership_id=None, at=world.now)


@pytest.mark.parametrize("what", ["suspend", "link"])
def test_a_manager_has_no_power_over_somebody_who_works_elsewhere_too(world: World, what: str) -> None:
    planner = add(world, "manager", "city", Role.MUNICIPAL_OFFICER, email="planner@example.jp").membership.user
    with pytest.raises(RuleBroken, match="システム管理者に依頼"):  # noqa: PT012 - one of two calls
        if what == "suspend":
            services.set_user_active(actor=world.actor("manager"), now=world.now, user=planner, active=False)
        else:
            services.issue_invitation(actor=world.actor("manager"), now=world.now, user=planner)
    services.set_user_active(actor=world.actor("admin"), now=world.now, user=planner, active=False)


def test_a_new_invitation_kills_the_old_one_and_the_password(world: World) -> None:
    user = world.user("colleague")
    first, second = (
        services.issue_invitation(actor=world.actor("manager"), now=world.clock.tick(), user=user) for _ in range(2)
    )
    user.refresh_from_db()
    states = [str(queries.invitation_page(secret=secret, at=world.now).state) for secret in (first, second)]
    assert (states, user.has_usable_password()) == (["revoked", "open"], False)


def test_switching_only_between_ones_own(world: World) -> None:
    second = add(world, "admin", "plan", Role.PLAN_OFFICER, email="officer@example.jp").membership
    chosen = services.choose_membership(actor=world.actor("officer"), now=world.now, membership_id=second.pk)
    assert chosen.pk == second.pk
    with pytest.raises(NotFound):
        services.choose_membership(
            actor=world.actor("officer"), now=world.now, membership_id=world.members["manager"].pk
        )


def test_kind_of_a_body_in_use_does_not_change(world: World) -> None:
    with pytest.raises(RuleBroken, match="種類は変えられません"):
        services.save_organisation(
            actor=world.actor("admin"), now=world.now, organisation=world.org("city"), kind=OrgKind.UNION
        )
    with pytest.raises(RuleBroken, match="すでに登録"):
        services.save_organisation(
            actor=world.actor("admin"), now=world.now, name="写し", kind=OrgKind.MUNICIPALITY, prefecture_code="99",
            municipality_code="99201",
        )  # fmt: skip


def test_a_closed_body_has_no_actors(world: World) -> None:
    services.close_organisation(
        actor=world.actor("admin"), now=world.now, organisation=world.org("home"), closed_on=world.clock.today
    )
    assert queries.actor_for(user=world.user("home_contact"), membership_id=None, at=world.now) is None


def test_union_members_and_staff_are_dated(world: World) -> None:
    admin, today = world.actor("admin"), world.clock.today
    union = world.add_org("union", OrgKind.UNION, "みほん広域連合")
    member = services.add_union_member(
        actor=admin, now=world.now, union=union, municipality=world.org("city"), starts_on=today - 10 * DAY
    )
    assert queries.responsible_for(world.org("city").pk, on=today) == [world.org("city").pk, union.pk]
    services.end_union_member(actor=admin, now=world.now, member=member, ends_on=today)
    assert queries.responsible_for(world.org("city").pk, on=today + DAY) == [world.org("city").pk]
    with pytest.raises(RuleBroken):
        services.add_union_member(
            actor=admin, now=world.now, union=world.org("core"), municipality=world.org("city"), starts_on=today
        )


def test_a_commission_needs_the_right_bodies_and_days(world: World) -> None:
    base = {"actor": world.actor("admin"), "now": world.now, "starts_on": world.clock.today}
    later = world.clock.today + 30 * DAY
    for principal, agent, ends_on in (
        ("core", "core", later),
        ("city", "home", later),
        ("town", "core", base["starts_on"] - DAY),
    ):
        with pytest.raises(RuleBroken):
            services.add_delegation(**base, principal=world.org(principal), agent=world.org(agent), ends_on=ends_on)
    with pytest.raises(RuleBroken, match="すでに登録"):
        services.add_delegation(**base, principal=world.org("city"), agent=world.org("core"), ends_on=later)
    services.add_delegation(**base, principal=world.org("town"), agent=world.org("core"), ends_on=later)
    line = next(d for d in queries.delegations(actor=world.actor("admin"), at=world.now) if d.last_day == later)
    assert (line.state, line.days_left, line.warns) == ("running", 30, True)


def test_waiting_names_what_is_missing(world: World) -> None:
    titles = [w.title for w in queries.waiting(actor=world.actor("core_manager"), at=world.now)]
    assert titles == ["主任相談支援専門員の配置を登録する"]
    services.add_qualified_staff(
        actor=world.actor("core_manager"), now=world.now, organisation=world.org("core"), name="専門 花子",
        qualification="chief_consultation_specialist", starts_on=world.clock.today,
    )  # fmt: skip
    assert queries.waiting(actor=world.actor("core_manager"), at=world.now) == []
    near = world.now + 280 * DAY
    assert any("委託の契約" in w.title for w in queries.waiting(actor=world.actor("manager"), at=near))
    assert queries.waiting(actor=world.actor("officer"), at=near) == []
