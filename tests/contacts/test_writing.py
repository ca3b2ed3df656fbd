"""What a new note starts with: durations, ひな形, one's last choices; the interview sheet."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.contacts import queries, services
from renkei.contacts.models import NoteTemplate
from renkei.contacts.rules.sheet import TOPICS, compose, must_ask
from renkei.contacts.rules.spans import just_over, minutes_of
from renkei.contacts.rules.templates import built_in
from renkei.core.clock import TOKYO
from renkei.core.errors import NotAllowed, NotFound, RuleBroken
from renkei.disclosure.queries import get_case
from renkei.people.queries import labels_of
from renkei.policy.enums import InfoClass
from tests.contacts.test_notes import write
from tests.coordination import board_kit as kit
from tests.wall.kit import as_member, seen

MOMENTS = st.integers(0, 4 * 365 * 24 * 60).map(lambda m: datetime(2026, 1, 1, tzinfo=TOKYO) + timedelta(minutes=m))
SHAPE = {
    "name": "保護観察所と電話", "method": "phone", "counterpart": "probation", "item": "a", "info_class": "justice_outline",
    "minutes": 10, "text": "結果：",
}  # fmt: skip


@given(MOMENTS, st.integers(0, 16 * 60))
def test_an_end_gives_the_duration_that_was(start: datetime, minutes: int) -> None:
    """Over midnight, too; and both together must agree."""
    end = (start + timedelta(minutes=minutes)).time()
    assert minutes_of(start, minutes=None, ends=end) == minutes == minutes_of(start, minutes=minutes, ends=end)
    with pytest.raises(RuleBroken):
        minutes_of(start, minutes=minutes + 1, ends=end)


@given(MOMENTS, st.integers(16 * 60 + 1, 24 * 60 - 1))
def test_an_end_before_the_start_is_a_slip(start: datetime, minutes: int) -> None:
    with pytest.raises(RuleBroken):
        minutes_of(start, minutes=None, ends=(start + timedelta(minutes=minutes)).time())


@given(MOMENTS, st.integers(0, 600))
def test_what_is_just_over_never_lies_in_the_future(moment: datetime, minutes: int) -> None:
    begun = just_over(moment, minutes)
    assert moment - timedelta(minutes=minutes + 5) < begun <= moment - timedelta(minutes=minutes)
    assert begun.minute % 5 == minutes_off(minutes, begun)


def minutes_off(minutes: int, begun: datetime) -> int:
    """The end stands on five minutes, so the start is off by the duration."""
    return -minutes % 5 if begun.second == 0 else -1


def test_an_end_is_kept_as_minutes(world):
    case = kit.with_center(world)
    at = world.now - timedelta(hours=2)
    ends = (at + timedelta(minutes=35)).astimezone(TOKYO).time()
    assert write(world, case, at=at, minutes=None, ends=ends).minutes == 35
    assert write(world, case, at=at, minutes=5, ends=None).minutes == 5
    assert write(world, case, at=at, minutes=None, ends=time(ends.hour, ends.minute)).minutes == 35


def test_a_body_shapes_its_own_templates(world):
    officer, other = world.actor("officer"), world.actor("core_officer")
    first = [t.code for t in queries.templates_for(actor=officer)]
    assert first == [t.code for t in built_in()]
    made = services.save_template(actor=officer, code="", now=world.now, **SHAPE)
    services.save_template(actor=officer, code="phone_person", now=world.now, **(SHAPE | {"name": "本人に電話"}))
    letter = queries.own_template(actor=officer, code="letter")
    for _ in range(2):  # a second click
        services.put_away_template(actor=officer, template=letter, hidden=True, now=world.now)
    names = [t.name for t in queries.templates_for(actor=officer)]
    assert (names[0], names[-1], "書類のやりとり" in names) == ("本人に電話", "保護観察所と電話", False)
    assert [t.code for t in queries.templates_for(actor=other)] == first, "another body's stay as they are"
    with pytest.raises(NotFound):
        queries.own_template(actor=other, code=made.code)
    with as_member(world, "core_officer"):
        assert seen("contacts_notetemplate") == set()
    with as_member(world, "officer"):
        assert len(seen("contacts_notetemplate")) == 3
    services.put_away_template(actor=officer, template=letter, hidden=False, now=world.now)
    assert "書類のやりとり" in [t.name for t in queries.templates_for(actor=officer)]


@pytest.mark.parametrize("who", ["planner", "home_contact", "grants", "auditor", "prefecture"])
def test_who_writes_no_notes_shapes_none(world, who):
    with pytest.raises(NotAllowed):
        services.save_template(actor=world.actor(who), code="", now=world.now, **SHAPE)
    with pytest.raises(RuleBroken):
        services.save_template(actor=world.actor("officer"), code="", now=world.now, **(SHAPE | {"name": " "}))
    assert NoteTemplate.objects.count() == 0


def test_a_new_note_starts_from_the_template_or_from_one_s_last_choices(world):
    case = kit.with_center(world)
    access = get_case(actor=world.actor("officer"), case_id=case.pk, at=world.now)
    template = queries.own_template(actor=world.actor("officer"), code="home_visit")
    values = queries.first_values(access=access, at=world.now, template=template)
    assert (values["method"], values["item"], values["minutes"], "暮らし" in values["text"]) == ("visit", "b", 60, True)
    assert values["at"] == world.now - timedelta(minutes=60)
    assert "method" not in queries.first_values(access=access, at=world.now)
    write(
        world, case, who="core_officer", method="online", counterpart="medical"
    )  # a colleague's choices are not one's own
    write(world, case, method="accompany", counterpart="medical", info_class="summary", item="b")
    values = queries.first_values(access=access, at=world.now)
    assert [values[n] for n in ("method", "counterpart", "item", "info_class")] == [
        "accompany",
        "medical",
        "b",
        "summary",
    ]
    assert (values["minutes"], values["text"]) == (None, "")


def test_a_template_offers_no_class_that_the_writer_may_not_read(world):
    case = kit.with_center(world)
    access = get_case(actor=world.actor("manager"), case_id=case.pk, at=world.now)
    classes = [str(c) for c in queries.writable_classes(access=access)]
    for template in built_in():
        values = queries.first_values(access=access, at=world.now, template=template)
        assert values["info_class"] in classes


def test_the_sheet_marks_what_nobody_knows_yet(world):
    case = kit.with_center(world)
    access = get_case(actor=world.actor("officer"), case_id=case.pk, at=world.now)
    blank = queries.sheet_of(access=access, prefilled=False, with_name=False)
    assert ([t for t, _ in blank.lines], any(must for _, must in blank.lines), blank.name) == (list(TOPICS), False, "")
    asked = queries.sheet_of(access=access, prefilled=True, with_name=True)
    assert [t for t, _ in asked.lines] == list(TOPICS), "the order never moves"
    assert any(must for _, must in asked.lines)
    assert asked.name == "見本花子" or asked.name
    office = world.actor("center_officer")
    shut = queries.sheet_of(
        access=get_case(actor=office, case_id=case.pk, at=world.now), prefilled=False, with_name=True
    )  # fmt: skip
    assert shut.name == "", "the centre does not hold the name of this case"


def test_topics_feed_fields_that_exist_and_compose_in_their_order() -> None:
    fields = set(labels_of(InfoClass.WELFARE))
    assert {f for t in TOPICS for f in t.fields} <= fields
    assert must_ask([]) == {t.code for t in TOPICS if t.fields}
    assert must_ask(fields) == frozenset()
    assert (
        compose({"money": "年金", "wishes": "海の近く", "home": " "})
        == "【本人の思い・希望】\n海の近く\n【お金・年金・借金】\n年金"
    )
