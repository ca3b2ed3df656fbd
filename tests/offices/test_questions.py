"""The centre's questions about offices: both sides, the machine, the wall, and the activity that an answer is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.db.models import Q

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.contacts.enums import ProgrammeItem
from renkei.contacts.queries import activity_counts
from renkei.core.calendar import fiscal_year, fiscal_year_range
from renkei.core.errors import InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.notifications.models import Message
from renkei.offices import services
from renkei.offices.models import Office, OfficeQuestion
from renkei.offices.queries import questions as queries
from renkei.offices.states import QUESTION
from renkei.policy.enums import OrgKind, Role
from tests.kit.world import World
from tests.offices.test_knowledge import save
from tests.offices.wamnet import number, row, take
from tests.wall.kit import as_member, seen

pytestmark = pytest.mark.django_db
ASKS = ("center_officer", "center_colleague")
ANSWERS = ("officer", "colleague", "manager", "core_officer", "core_manager")
ELSEWHERE = ("town_officer", "town_manager", "far_officer")
NEVER = ("planner", "home_contact", "home_staff", "work_contact", "grants", "prefecture", "lawyer", "auditor", "admin")


#: Something of one person.
PERSONAL = (
    "42歳の男性を受け入れるホームはありますか",
    "山田さんが通えるところはありますか",
    "山田 太郎の住まいをさがしています",
    "昭和59年5月6日生まれの方です",
    "連絡は090-1234-5678へ",
    "R8-7K3Q9の件です",
    "ｓ８－７ｋ３ｑ９のことで",
)
#: General, with words that a sheet to an office may not hold.
GENERAL = (
    "出所した方を受け入れた経験のあるホームはありますか",
    "沼津市のみほんホームは、見学を受けていますか",
    "12月24日までに空くところはありますか",
    "担当者様が変わった事業所を教えてください",
    "利用者様の声が分かるところはありますか",
    "40代の方が多いホームはありますか",
)


def ask(world: World, by: str = "center_officer", body: str = "city", **fields: Any) -> OfficeQuestion:
    values: dict[str, Any] = {"text": "見学できるところはありますか", "due_on": world.clock.today + timedelta(days=7)}
    return services.ask_about_offices(
        actor=world.actor(by), municipality_id=world.org(body).pk, now=world.clock.tick(), **(values | fields)
    )


def answer(world: World, question: OfficeQuestion, by: str = "core_officer", **fields: Any) -> OfficeQuestion:
    values: dict[str, Any] = {"answer": "この2か所です", "office_ids": named(number(1), "ひまわり荘")}
    return services.answer_about_offices(
        actor=world.actor(by), pk=question.pk, now=world.clock.tick(), **(values | fields)
    )


def named(*words: str) -> list[UUID]:
    """Ids of offices by number or whole name."""
    return [o.pk for word in words for o in Office.objects.filter(Q(office_number=word) | Q(name=word))]


@pytest.fixture
def story(world: World) -> World:
    take(
        [row(1), row(2, name="ひまわり荘"), row(3, name="ひまわり荘別館"), row(4, name="あおば"), row(5, name="あおば")]
    )
    world.add_org("far", OrgKind.SETTLEMENT_CENTER, "よその県地域生活定着支援センター", prefecture_code="13")
    world.add_member("far_officer", "far", Role.CENTER_OFFICER)
    return world


def test_asked_answered_counted(story: World) -> None:
    save(story, number=0, shareable=True, note="よく見学を受ける")
    save(story, number=1, shareable=False, note="うちだけ")
    asked = ask(story)
    for member in ("officer", "manager", "core_officer"):
        assert [w.url_args for w in queries.waiting(actor=story.actor(member), at=story.now)] == [(asked.pk,)]
        assert Message.objects.filter(kind="office_question", user_id=story.user(member).pk).count() == 1
    year = fiscal_year_range(fiscal_year(story.clock.today))
    count = {"actor": story.actor("core_officer"), "since": year[0], "until": year[1]}
    assert activity_counts(**count).get(ProgrammeItem.A, 0) == 0
    answer(story, asked)
    assert activity_counts(**count) == {ProgrammeItem.A: 1}
    assert activity_counts(**(count | {"since": year[1]})).get(ProgrammeItem.A, 0) == 0
    assert queries.waiting(actor=story.actor("officer"), at=story.now) == []
    assert Message.objects.filter(kind="office_answer", user_id=story.user("center_officer").pk).count() == 1
    page = queries.question_page(actor=story.actor("center_officer"), pk=asked.pk)
    assert [(o.name, o.known.note if o.known else None) for o in page.offices] == [
        ("ひまわり荘", None), ("みほんホーム1号", "よく見学を受ける"),
    ]  # fmt: skip
    assert [e.detail["step"] for e in Event.objects.filter(code=E.OFFICE_QUESTION).order_by("pk")] == ["ask", "answer"]


@pytest.mark.parametrize("text", GENERAL)
def test_what_may_be_asked(story: World, text: str) -> None:
    assert ask(story, text=text).status == "asked"


def test_an_answer_may_give_a_telephone_and_no_person(story: World) -> None:
    asked = ask(story)
    for words in PERSONAL[:2]:
        with pytest.raises(RuleBroken, match="特定の方が分かる言葉"):
            answer(story, asked, answer=words)
    assert answer(story, asked, answer="みほんホーム（055-900-0003）が見学を受けています").status == "answered"


def test_who_sees_it_in_the_application_and_in_the_database(story: World) -> None:
    asked = ask(story)
    for member in (*ASKS, *ANSWERS, *ELSEWHERE):
        expected = {asked.pk} if member in (*ASKS, *ANSWERS) else set()
        with as_member(story, member):
            assert seen("offices_officequestion") == expected, member
        assert {q.pk for q in queries.questions(actor=story.actor(member))} == expected, member
    for member in NEVER:
        with as_member(story, member):
            assert seen("offices_officequestion") == set(), member
        with pytest.raises(NotAllowed):
            queries.questions(actor=story.actor(member))
    with as_member(story, "officer"), pytest.raises(ProgrammingError), transaction.atomic():
        OfficeQuestion.objects.bulk_create([
            OfficeQuestion(municipality=story.org("city"), center=story.org("center"), text="偽", asked_at=story.now,
                           asked_by=uuid4())
        ])  # fmt: skip


@pytest.mark.parametrize(
    ("by", "body", "fields", "error"),
    [
        ("officer", "city", {}, NotAllowed), ("home_contact", "city", {}, NotAllowed), ("prefecture", "city", {}, NotAllowed),
        ("far_officer", "city", {}, NotFound), ("center_officer", "home", {}, NotFound),
        ("center_officer", "city", {"text": "　"}, RuleBroken),
        ("center_officer", "city", {"due_on": "yesterday"}, RuleBroken),
        *[("center_officer", "city", {"text": text}, RuleBroken) for text in PERSONAL],
    ],
)  # fmt: skip
def test_what_is_not_asked(story: World, by: str, body: str, fields: dict[str, Any], error: type[Exception]) -> None:
    if fields.get("due_on"):
        fields = {"due_on": story.clock.today - timedelta(days=1)}
    with pytest.raises(error):
        ask(story, by, body, **fields)
    assert not OfficeQuestion.objects.exists()


@pytest.mark.parametrize(
    ("by", "fields", "error"),
    [
        ("center_officer", {}, NotAllowed), ("home_contact", {}, NotAllowed), ("town_officer", {}, NotFound),
        ("officer", {"answer": " "}, RuleBroken), ("officer", {"office_ids": [uuid4()]}, RuleBroken),
        ("officer", {"office_ids": [uuid4() for _ in range(21)]}, RuleBroken), ("officer", {"office_ids": "gone"}, RuleBroken),
    ],
)  # fmt: skip
def test_what_is_no_answer(story: World, by: str, fields: dict[str, Any], error: type[Exception]) -> None:
    asked = ask(story)
    if fields.get("office_ids") == "gone":
        Office.objects.filter(name="あおば").update(listed=False, gone_release="202603")
        fields = {"office_ids": named("あおば")}
    with pytest.raises(error):
        answer(story, asked, by, **fields)
    asked.refresh_from_db()
    assert (asked.status, asked.answer) == ("asked", "")


@pytest.mark.parametrize("status", ["asked", "answered", "withdrawn"])
@pytest.mark.parametrize("step", ["answer", "withdraw"])
def test_each_step_from_each_state(story: World, status: str, step: str) -> None:
    asked = ask(story)
    if status == "answered":
        answer(story, asked)
    elif status == "withdrawn":
        services.withdraw_question(actor=story.actor("center_officer"), pk=asked.pk, now=story.now)
    possible = status in QUESTION.get(step).sources

    def go() -> OfficeQuestion:
        if step == "answer":
            return answer(story, asked, office_ids=[])
        return services.withdraw_question(actor=story.actor("center_colleague"), pk=asked.pk, now=story.now)

    if possible:
        assert go().status == QUESTION.get(step).target
    else:
        with pytest.raises(InvalidTransition):
            go()
