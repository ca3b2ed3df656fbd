"""事例資料: nobody's words, a second person, numbered copies only for who is bound, and no way to the case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from renkei.core.errors import InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.notifications.models import Message
from renkei.programme.models import CaseSheet, CaseTrace, SheetCopy
from renkei.programme.queries import case_sheets as queries
from renkei.programme.queries import council
from renkei.programme.services import case_sheets as services
from renkei.programme.services import council as council_services
from tests.kit.cases import give_summary, make_case
from tests.programme import council_kit as kit


@pytest.fixture
def made(world):
    return kit.table(world, kind="council", title="地域移行部会")


@pytest.fixture
def case(world):
    """The home has been asked about it."""
    made = make_case(world)
    give_summary(made, "home", "home_contact")
    return made.case


def reads(world, thing, who):
    try:
        return queries.get_sheet(actor=world.actor(who), pk=thing.pk, at=world.now)
    except (NotAllowed, NotFound):
        return None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"situation": ""}, "situation"), ({"question": "  "}, "question"), ({"situation": "山田さんは夜に眠れない。"}, "situation"),
        ({"situation": "見本　太郎は夜に眠れない。"}, "situation"), ({"tried": "刑務所にいたときの担当に聞いた。"}, "tried"),
        ({"tried": "累犯なので断られた。"}, "tried"), ({"situation": "みほん市の北で暮らしたい。"}, "situation"),
        ({"question": "グループホームあおぞらに頼めるか。"}, "question"), ({"situation": "43歳。夜が不安。"}, "situation"),
        ({"situation": "2026年12月3日までに住まいが要る。"}, "situation"), ({"people": 9}, ""), ({"reviewer": "officer"}, "reviewer"),
        ({"reviewer": "center_officer"}, "reviewer"), ({"reviewer": "home_contact"}, "reviewer"),
    ],
)  # fmt: skip
def test_what_may_not_stand_on_it(world, made, case, fields, field):
    given = {k: world.members[v].user_id if k == "reviewer" else v for k, v in fields.items()}
    with pytest.raises(RuleBroken) as refused:
        kit.sheet(world, made, case, **given)
    assert (refused.value.field or "") == field
    assert not CaseSheet.objects.exists()


def test_the_same_sheet_without_them_may(world, made, case):
    thing = kit.sheet(world, made, case)
    assert thing.status == "asked"
    assert CaseTrace.objects.get().case == case
    assert not any(f.name == "case" for f in CaseSheet._meta.get_fields())
    told = Message.objects.get(user_id=world.members["core_officer"].user_id, kind="sheet_asked")
    assert case.number not in str(vars(told))


def test_before_approval_two_persons_read_it(world, made, case):
    thing = kit.sheet(world, made, case)
    seen = {who for who in world.members if reads(world, thing, who)}
    assert seen == {"officer", "core_officer"}
    assert {m for m in ("officer", "colleague", "center_officer") if _decides(world, thing, m)} == set()
    kit.decide(world, thing)
    assert {who for who in world.members if reads(world, thing, who)} == {
        "officer", "colleague", "manager", "core_officer", "core_manager"
    }  # fmt: skip


def _decides(world, thing, who):
    try:
        kit.decide(world, thing, who=who)
    except (NotAllowed, NotFound):
        return False
    return True


def test_sent_back_with_a_reason_it_is_written_anew(world, made, case):
    thing = kit.sheet(world, made, case)
    with pytest.raises(RuleBroken):
        kit.decide(world, thing, "return")
    kit.decide(world, thing, "return", note="もう少し短く")
    with pytest.raises(InvalidTransition):
        kit.decide(world, thing)
    again = {
        "told": kit.TOLD, "people": 100, "floor": 10, "reviewer": world.members["core_officer"].user_id, "now": world.now,
        **kit.TEXTS,
    }  # fmt: skip
    with pytest.raises(NotFound):
        services.revise_sheet(actor=world.actor("core_officer"), pk=thing.pk, **again)
    with pytest.raises(RuleBroken):
        services.revise_sheet(actor=world.actor("officer"), pk=thing.pk, **(again | {"people": 3}))
    done = services.revise_sheet(
        actor=world.actor("officer"), pk=thing.pk, **(again | {"question": "だれに頼めるか。"})
    )
    assert (done.status, done.note, done.question) == ("asked", "", "だれに頼めるか。")


def test_only_who_is_bound_and_in_his_term_gets_a_copy(world, made, case):
    good = kit.guest(world, made, name="よい委員", pledge="pledge", pledged_on=world.clock.today)
    late = world.clock.today - timedelta(days=1)
    shut = [
        kit.guest(world, made, name="まだの委員"),
        kit.guest(world, made, name="切れた委員", pledge="pledge", pledged_on=late, pledged_until=late),
        kit.guest(world, made, name="任期外の委員", pledge="pledge", pledged_on=late, starts_on=late, ends_on=late),
    ]
    thing = kit.sheet(world, made, case)
    with pytest.raises(RuleBroken):
        kit.hand(world, thing, good)  # not approved
    kit.decide(world, thing)
    for member in shut:
        with pytest.raises(RuleBroken):
            kit.hand(world, thing, member)
    with pytest.raises(RuleBroken):
        kit.hand(world, thing)
    (copy,) = kit.hand(world, thing, good)
    assert copy.number == 1
    with pytest.raises(RuleBroken):
        kit.hand(world, thing, good)  # he has one
    back = services.collect(actor=world.actor("core_officer"), pk=thing.pk, copy_id=copy.pk, now=world.now)
    assert back.returned_by == world.members["core_officer"].user_id
    assert kit.hand(world, thing, good)[0].number == 2  # a number is given once


def test_who_was_handed_a_copy_reads_it_and_finds_no_case(world, made, case):
    thing = kit.decide(world, kit.sheet(world, made, case))
    assert reads(world, thing, "center_officer") is None
    seat = council.members_of(view=council.get_series(actor=world.actor("officer"), pk=made.pk, at=world.now))
    member = next(m.member for m in seat if m.member.user_id == world.members["center_officer"].user_id)
    (copy,) = kit.hand(world, thing, member)
    view = reads(world, thing, "center_officer")
    assert (view.case, view.runs, queries.copies_of(view=view)) == (None, False, [])
    assert reads(world, thing, "center_colleague") is None  # the copy is one person's
    assert reads(world, thing, "officer").case == case
    council_services.edit_member(
        actor=world.actor("officer"), series_id=made.pk, pk=member.pk, now=world.now, pledge="", pledged_on=None
    )
    assert reads(world, thing, "center_officer") is None  # no longer bound
    council_services.edit_member(
        actor=world.actor("officer"), series_id=made.pk, pk=member.pk, now=world.now, pledge="official",
        pledged_on=world.clock.today,
    )  # fmt: skip
    assert reads(world, thing, "center_officer")
    services.collect(actor=world.actor("officer"), pk=thing.pk, copy_id=copy.pk, now=world.now)
    assert reads(world, thing, "center_officer") is None


def test_withdrawn_or_run_out_it_leaves_no_more(world, made, case):
    member = kit.guest(world, made, pledge="pledge", pledged_on=world.clock.today)
    thing = kit.decide(world, kit.sheet(world, made, case))
    CaseSheet.objects.filter(pk=thing.pk).update(expires_on=world.clock.today - timedelta(days=1))
    with pytest.raises(RuleBroken):
        kit.hand(world, thing, member)
    with pytest.raises(RuleBroken):
        services.record_sheet_print(actor=world.actor("officer"), pk=thing.pk, now=world.now)
    CaseSheet.objects.filter(pk=thing.pk).update(expires_on=world.clock.today)
    services.record_sheet_print(actor=world.actor("officer"), pk=thing.pk, now=world.now)
    with pytest.raises(NotFound):
        services.withdraw_sheet(actor=world.actor("colleague"), pk=thing.pk, now=world.now)
    services.withdraw_sheet(actor=world.actor("manager"), pk=thing.pk, now=world.now)
    with pytest.raises(RuleBroken):
        kit.hand(world, thing, member)


def test_a_case_of_another_town_makes_no_sheet_here(world, made, case):
    other = kit.series(world, "town_officer", title="町の部会", kind="council")
    with pytest.raises(NotFound):
        kit.sheet(world, other, case, "town_officer")


def test_the_database_wants_a_second_person_too(world, made, case):
    thing = kit.sheet(world, made, case)
    for fields in ({"reviewer": thing.proposed_by}, {"status": "approved"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CaseSheet.objects.filter(pk=thing.pk).update(**fields)
    assert not SheetCopy.objects.exists()
