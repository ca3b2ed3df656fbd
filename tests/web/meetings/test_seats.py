"""What a page of a meeting tells of who sits at the table: to whoever may know it, and to nobody else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from renkei.audit.models import Event
from renkei.contacts.enums import AttendeeKind
from renkei.contacts.services import meetings
from renkei.core.errors import RuleBroken
from renkei.policy.enums import InfoClass
from tests.contacts.meeting_kit import Line, guest, plan, seat, step, told_office, write
from tests.web.html_forms import main_form
from tests.web.kit import at_world_time, text_of


def detail(page, who, meeting) -> str:
    return text_of(page(who).get(reverse("meetings:detail", args=[meeting.pk])))


def with_guests(world, case, who, *guests):
    """A meeting called by `who`, the home at the table; guests as (kind, fields)."""
    meeting = plan(world, case, who, at=world.now)
    seat(world, meeting, who, who)
    seat(world, meeting, "home_contact", who)
    for kind, fields in guests:
        guest(world, meeting, kind, who, **fields)
    return step(world, meeting, "call", who)


def test_the_family_is_named_to_who_may_know_third_parties(world, page):
    kit = told_office(world)
    family = (AttendeeKind.FAMILY, {"name": "見本花子"})
    city, center = (with_guests(world, kit.case, who, family) for who in ("officer", "center_officer"))
    with at_world_time(world):
        assert "見本花子" in detail(page, "center_officer", center)
        assert Event.objects.filter(code="record.viewed", info_class="third_party", object_id=center.pk).exists()
        ours = detail(page, "officer", city)
        assert "ご家族など" in ours
        assert "見本花子" not in ours
        for meeting in (city, center):
            theirs = detail(page, "home_contact", meeting)
            assert "グループホームあおぞら" in theirs
            assert not [w for w in ("見本花子", "ご家族など") if w in theirs]


def test_bodies_of_justice_are_named_to_who_was_told(world, page):
    """弁護士会 is registered as a partner; a body or a post whose name tells needs no tick."""
    kit = told_office(world)
    bodies = ((AttendeeKind.OUTSIDE, {"name": "見本次郎", "body": "みほん保護観察所"}),
              (AttendeeKind.OUTSIDE, {"name": "見本三郎", "body": "みほん事務所", "post": "弁護人"}))  # fmt: skip
    meeting = with_guests(world, kit.case, "officer", *bodies)
    seat(world, meeting, "lawyer")
    words = ("弁護", "保護観察", "見本次郎", "見本三郎")
    paper = reverse("meetings:print", args=[meeting.pk, "agenda"])
    with at_world_time(world):
        assert [w for w in words if w not in detail(page, "officer", meeting)] == []
        for text in (detail(page, "home_contact", meeting), text_of(page("home_contact").get(paper)),
                     text_of(page("officer").get(paper))):  # fmt: skip
            assert [w for w in words if w in text] == []
        kit.disclose("officer", "home", InfoClass.JUSTICE_OUTLINE, persons=[world.user("home_contact").pk])
        assert [w for w in words if w not in detail(page, "home_contact", meeting)] == []


def test_a_post_that_tells_is_found_when_it_is_changed(world):
    meeting = plan(world, told_office(world).case)
    chair = guest(world, meeting, AttendeeKind.OUTSIDE, name="見本次郎", body="みほん事務所", post="所長")
    assert not chair.is_justice
    values = {"mode": "present", "post": "保護司"}
    assert meetings.edit_attendee(actor=world.actor("officer"), attendee=chair, now=world.now, **values).is_justice


def test_a_place_is_changed_by_who_may_read_it(world, page):
    meeting = plan(world, told_office(world).case, place="みほん刑務所", place_class=InfoClass.JUSTICE_OUTLINE)
    url = reverse("meetings:edit", args=[meeting.pk])
    with at_world_time(world):
        for who, place in (("manager", ""), ("officer", "市役所")):
            client = page(who)
            typed = main_form(client.get(url)).values | {"minutes": ["90"]} | ({"place": [place]} if place else {})
            assert client.post(url, typed).status_code == 302
            meeting.refresh_from_db()
            kept = (meeting.minutes, meeting.place, meeting.place_class)
            assert kept == (90, place or "みほん刑務所", InfoClass.JUSTICE_OUTLINE), who
    with pytest.raises(RuleBroken):
        meetings.edit_meeting(
            actor=world.actor("manager"), meeting=meeting, now=world.now, kind="case", place="別", place_class=""
        )


def test_help_for_the_person_and_why_minutes_changed_need_the_welfare_class(world, page):
    """Whoever calls the meeting, but may not know 支援情報, reads neither and overwrites neither."""
    meeting = plan(world, told_office(world).case, at=world.now)
    seat(world, meeting, "officer")
    person = guest(world, meeting, AttendeeKind.PERSON, support="となりに座る")
    for name in ("call", "hold"):
        step(world, meeting, name)
    write(world, meeting, Line("plain", "またね", "summary"))
    for name in ("draft", "finalise"):
        step(world, meeting, name)
    step(world, meeting, "correct", reason="薬の名を誤った")
    pages = (
        ("detail",),
        ("attendees",),
        ("attendee", person.pk),
        ("print", "person"),
        ("version", meeting.versions.get(version=2).pk),
    )
    url = reverse("meetings:attendee", args=[meeting.pk, person.pk])
    with at_world_time(world):
        for who in ("officer", "manager"):
            client = page(who)
            text = "".join(
                client.get(reverse(f"meetings:{n}", args=[meeting.pk, *args])).content.decode() for n, *args in pages
            )
            assert ("となりに座る" in text, "薬の名を誤った" in text) == (who == "officer", who == "officer")
            read = Event.objects.filter(code="record.viewed", info_class="welfare", user_id=world.user(who).pk)
            assert read.exists() == (who == "officer")
            assert client.post(url, main_form(client.get(url)).values | {"mode": ["part"]}).status_code == 302
            person.refresh_from_db()
            assert (person.mode, person.support) == ("part", "となりに座る")
    with pytest.raises(RuleBroken):
        meetings.edit_attendee(actor=world.actor("manager"), attendee=person, now=world.now, support="")
