"""打診の経過 as numbers: counted over all cases, only for those who ask, without the kind of offence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from renkei.core.clock import day_of
from renkei.inquiries import services
from renkei.inquiries.enums import DeclineReason
from renkei.inquiries.models import Answer, Inquiry
from renkei.inquiries.queries.past import past_of, pasts_for, running_for
from renkei.inquiries.services import AnswerData
from renkei.offices.models import Office
from renkei.offices.rules.matching import DEFAULT_RULES, Past
from tests.inquiries.kit import NO, YES, ask, make_case, make_need
from tests.kit.world import World
from tests.wall.kit import as_member

pytestmark = pytest.mark.django_db


def _office() -> Office:
    return Office.objects.create(
        office_number="1310000001", name="台帳の事業所", area="東京都千代田区", municipality_code="13101", service_codes=["33"],
        precision="unknown", last_release="202603", name_key="k",
    )  # fmt: skip


def _asked(world: World, office: Office, answer: AnswerData | None) -> Inquiry:
    """A new case whose need is put to the home; answered after two days."""
    case = make_case(world)
    [inquiry] = ask(world, case, make_need(world, case), "home")
    Inquiry.objects.filter(pk=inquiry.pk).update(office=office)
    if answer:
        inquiry.refresh_from_db()
        services.answer(
            actor=world.actor("home_contact"), inquiry=inquiry, seen=inquiry.version, data=answer,
            now=world.now + timedelta(days=2),
        )  # fmt: skip
    return inquiry


def _past(world: World, office: Office, **options: Any) -> Past | None:
    at = world.now + timedelta(days=3)
    return past_of(office_ids=[office.pk], rules=DEFAULT_RULES, at=at).get(office.pk)


def test_yes_no_and_silence_are_counted_as_they_are(world: World) -> None:
    office = _office()
    for answer in (YES, NO, None):
        _asked(world, office, answer)
    past = _past(world, office)
    assert past is not None
    assert (past.asked, past.decided, past.accepted, past.answered) == (3, 2, 1, 2)
    assert past.answer_days == pytest.approx(4)
    assert past.last_asked_on == day_of(world.now)
    assert past.declines == {"空きがない": 1}


@pytest.mark.parametrize("reason", [DeclineReason.OFFENSE, DeclineReason.NO_ANSWER])
def test_the_kind_of_offence_counts_for_nothing(world: World, reason: DeclineReason) -> None:
    office = _office()
    _asked(world, office, YES)
    before = _past(world, office)
    _asked(world, office, replace(NO, ask_again=""))
    Answer.objects.filter(kind="no").update(decline_reasons=[str(reason)])
    after = _past(world, office)
    assert before is not None
    assert after is not None
    assert (after.decided, after.accepted, after.answered, after.declines) == (
        before.decided, before.accepted, before.answered, {},
    )  # fmt: skip


def test_what_happened_on_this_need_stands_in_front(world: World) -> None:
    office = _office()
    inquiry = _asked(world, office, NO)
    running = running_for(need_id=inquiry.need_id)
    look = pasts_for(need_id=inquiry.need_id, running=running, rules=DEFAULT_RULES, at=world.now + timedelta(days=3))
    assert look([office.pk])[office.pk].here == "declined"
    open_one = _asked(world, office, None)
    running = running_for(need_id=open_one.need_id)
    look = pasts_for(need_id=open_one.need_id, running=running, rules=DEFAULT_RULES, at=world.now + timedelta(days=3))
    assert look([office.pk])[office.pk].here_words == f"すでに打診しています（{open_one.number}）"


def test_the_database_tells_numbers_only_to_those_who_ask(world: World) -> None:
    office = _office()
    _asked(world, office, NO)
    with as_member(world, "officer"):
        assert _past(world, office) is not None
    with as_member(world, "home_contact"):
        assert _past(world, office) is None
