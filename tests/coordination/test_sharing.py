"""Q6: a lawyer's request is shared with the centre by consent; asked, refused with its reason, asked again, agreed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from renkei.coordination.enums.referral import CenterSharing
from renkei.coordination.models import SharingAnswer, Task
from renkei.coordination.queries.referral import get_referral
from renkei.coordination.queries.sharing import sharing_of
from renkei.coordination.services.sharing import ASK_AGAIN, record_sharing
from renkei.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.models import LedgerEntry
from renkei.notifications.models import Message
from tests.inquiries.kit import make_consent
from tests.kit import requests as kit
from tests.kit.world import World
from tests.wall.kit import as_member, seen

pytestmark = pytest.mark.django_db


def asked(world: World, answer: str, **fields: object) -> SharingAnswer:
    values = {"asked_on": world.clock.today, "asked_by": "担当 一郎", "reason": "いまは知られたくない"} | fields
    return record_sharing(actor=world.actor("officer"), referral=world.referral, answer=answer, now=world.now, **values)  # type: ignore[attr-defined,arg-type]


@pytest.fixture
def from_lawyer(world: World) -> World:
    world.agree("city", "bar")
    world.referral = kit.submitted(world, by="lawyer", sender=world.org("bar"), center_sharing=CenterSharing.NOT_ASKED)  # type: ignore[attr-defined]
    return world


def center_rows(world: World) -> set[str]:
    rows = LedgerEntry.objects.filter(case=world.referral.case, recipient=world.org("center"), ends_at__isnull=True)  # type: ignore[attr-defined]
    return set(rows.values_list("info_class", flat=True))


def test_agreed_the_centre_gets_its_rows_and_a_message_at_once(from_lawyer: World) -> None:
    world = from_lawyer
    make_consent(world, world.referral.case, world.org("center"))  # type: ignore[attr-defined]
    world.clock.tick()
    asked(world, CenterSharing.AGREED, reason="")
    assert center_rows(world) == {"summary", "identity", "welfare", "justice_outline"}
    told = Message.objects.filter(kind="center_shared")
    assert world.user("center_officer").pk in {m.user_id for m in told}
    page = get_referral(actor=world.actor("officer"), referral_id=world.referral.pk, at=world.now)  # type: ignore[attr-defined]
    view = sharing_of(page=page)
    assert [label for label, _ in view.held] == [
        "概要（仮名）",
        "氏名・連絡先など",
        "障害・医療・生活",
        "支援に必要な刑事情報",
    ]
    assert not view.may_record
    with pytest.raises(Conflict, match="同意の撤回"):
        asked(world, CenterSharing.REFUSED)


def test_refused_nothing_leaves_and_asking_again_is_a_task(from_lawyer: World) -> None:
    world = from_lawyer
    again = world.clock.today + timedelta(days=30)
    made = asked(world, CenterSharing.REFUSED, ask_again_on=again)
    assert center_rows(world) == set()
    assert not Message.objects.filter(kind="center_shared").exists()
    task = Task.objects.get(source_id=made.pk)
    assert (task.title, task.due_on, task.status) == (ASK_AGAIN, again, "open")
    world.clock.tick(days=30)
    make_consent(world, world.referral.case, world.org("center"))  # type: ignore[attr-defined]
    world.clock.tick()
    asked(world, CenterSharing.AGREED, reason="")
    task.refresh_from_db()
    assert task.status == "dropped", "the new answer settles it"
    assert center_rows(world) != set()
    assert SharingAnswer.objects.count() == 2, "both answers stay"


@pytest.mark.parametrize(
    ("answer", "fields", "field"),
    [
        (CenterSharing.REFUSED, {"reason": " "}, "reason"),
        (CenterSharing.NOT_ASKED, {}, "answer"),
        (CenterSharing.AGREED, {"asked_on": "tomorrow"}, "asked_on"),
        (CenterSharing.AGREED, {"ask_again_on": "tomorrow"}, "ask_again_on"),
        (CenterSharing.REFUSED, {"ask_again_on": "today"}, "ask_again_on"),
    ],
)
def test_what_can_t_be_is_refused(from_lawyer: World, answer: str, fields: dict, field: str) -> None:
    today = from_lawyer.clock.today
    days = {"today": today, "tomorrow": today + timedelta(days=1)}
    with pytest.raises(RuleBroken) as said:
        asked(from_lawyer, answer, **{name: days.get(value, value) for name, value in fields.items()})
    assert said.value.field == field


def test_agreed_without_a_consent_that_names_the_centre_nothing_is_shared_yet(from_lawyer: World) -> None:
    asked(from_lawyer, CenterSharing.AGREED, reason="")
    assert center_rows(from_lawyer) == set()


def test_agreed_without_an_agreement_waits_and_says_so(from_lawyer: World) -> None:
    world = from_lawyer
    world.agreements.pop("center", None)
    from renkei.disclosure.models import SharingAgreement

    SharingAgreement.objects.filter(partner=world.org("center")).update(ends_on=world.clock.today - timedelta(days=1))
    asked(world, CenterSharing.AGREED, reason="")
    assert center_rows(world) == set()
    assert world.referral.case.center_id is None  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", ["lawyer", "center_officer", "town_officer", "colleague"])
def test_only_who_decides_on_requests_records_it(from_lawyer: World, who: str) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        record_sharing(
            actor=from_lawyer.actor(who), referral=from_lawyer.referral, answer="agreed", asked_on=from_lawyer.clock.today,  # type: ignore[attr-defined]
            asked_by="x", now=from_lawyer.now,
        )  # fmt: skip


def test_of_a_request_of_the_centre_itself_nothing_is_asked(world: World) -> None:
    referral = kit.submitted(world)
    page = get_referral(actor=world.actor("officer"), referral_id=referral.pk, at=world.now)
    assert sharing_of(page=page).concerns is False


def test_the_body_that_sent_the_request_reaches_it_and_not_what_the_person_said(from_lawyer: World) -> None:
    world = from_lawyer
    made = asked(world, CenterSharing.REFUSED)
    reached = {}
    for member in ("officer", "lawyer"):
        with as_member(world, member):
            reached[member] = (seen("coordination_referral"), seen("coordination_sharinganswer"))
    request = {world.referral.pk}  # type: ignore[attr-defined]
    assert (reached["officer"], reached["lawyer"]) == ((request, {made.pk}), (request, set()))
