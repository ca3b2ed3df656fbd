"""No paper, calendar file, mail or file name of a meeting carries what one of its attendees may not know."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.core.cache import cache
from django.urls import reverse

from renkei.contacts.enums import AttendeeKind, LineKind, MeetingKind
from renkei.notifications.enums import Kind
from renkei.notifications.models import Message
from renkei.policy.enums import InfoClass
from tests.contacts.meeting_kit import FREE, POISON, Line, guest, items, look, plan, seat, step, told_office, write
from tests.web.kit import HIDDEN_WORDS, at_world_time

C = InfoClass
PAPERS = ("notice", "agenda", "minutes", "person")
OWN = {C.SUMMARY, C.IDENTITY, C.WELFARE, C.JUSTICE_OUTLINE, C.JUSTICE_DETAIL}
#: Who sits beside the officer (and the centre) → the classes that may be printed.
TABLES = {
    "nobody else": OWN, "home_contact": {C.SUMMARY, C.WELFARE}, "work_contact": set(), "manager": {C.SUMMARY, C.IDENTITY},
    "family": set(), "person": OWN, "guest of the home": {C.SUMMARY, C.WELFARE}, "guest of nobody": set(),
}  # fmt: skip


def sit(world, meeting, who):
    if who in world.members:
        seat(world, meeting, who)
    elif who in ("family", "person"):
        guest(world, meeting, AttendeeKind(who), name="見本花子")
    elif who != "nobody else":
        body = {"organisation_id": world.org("home").pk} if who.endswith("home") else {"body": "みほん診療所"}
        guest(
            world,
            meeting,
            AttendeeKind.OUTSIDE,
            name="見本花子",
            confidentiality="pledge",
            confirmed_on=world.clock.today,
            **body,
        )
    if who == "family":
        from renkei.contacts.services import meetings

        chair = meeting.attendees.get(kind="family")
        meetings.edit_attendee(
            actor=world.actor("officer"),
            attendee=chair,
            now=world.now,
            mode="present",
            confidentiality="pledge",
            confirmed_on=world.clock.today,
        )


def whole(world, kit, who):
    """A meeting written down in every class, 確定, of a kind and at a place that tell."""
    meeting = plan(
        world, kit.case, kind=MeetingKind.DISCHARGE, at=world.now, place="満期ムム刑務所", place_class=C.JUSTICE_OUTLINE
    )
    for name in ("officer", "center_officer"):
        seat(world, meeting, name)
    sit(world, meeting, who)
    items(world, meeting, "officer")
    for name in ("call", "hold"):
        step(world, meeting, name)
    lines = [
        Line(kind, POISON[c], c.value, position=n)
        for n, c in enumerate(OWN)
        for kind in LineKind
        if kind != "discussion"
    ]
    agenda = {i.info_class: i for i in meeting.agenda.all()}
    lines += [Line(LineKind.DISCUSSION, POISON[c], c.value, agenda_id=agenda[c.value].pk) for c in OWN]
    write(world, meeting, *lines)
    for name in ("draft", "finalise"):
        meeting = step(world, meeting, name)
    return meeting


def everything(client, meeting) -> dict[str, str]:
    """What leaves: each paper, the calendar file, with headers; only those this user gets."""
    found = {}
    for url in [reverse("meetings:print", args=[meeting.pk, p]) for p in PAPERS] + [
        reverse("meetings:ics", args=[meeting.pk])
    ]:
        cache.clear()
        answer = client.get(url)
        if answer.status_code == 200:
            headers = " ".join(unquote(value) for value in answer.headers.values())
            found[url.rstrip("/").rsplit("/", 1)[-1]] = answer.content.decode() + headers
    return found


@pytest.mark.parametrize("who", TABLES)
def test_papers_of_every_table(world, page, who):
    kit = told_office(world)
    meeting = whole(world, kit, who)
    readers = ("officer", "core_officer", "center_officer", *((who,) if who in ("home_contact", "manager") else ()))
    with at_world_time(world):
        for reader in readers:
            out = everything(page(reader), meeting)
            assert set(out) >= {"agenda", "minutes", "ics"}, reader
            for name, text in out.items():
                carried = {c for c in C if POISON[c] in text}
                assert carried <= TABLES[who], (reader, name)
                assert "満期ムム刑務所" not in text or C.JUSTICE_OUTLINE in TABLES[who], (reader, name)
                if name == "ics":
                    assert [w for w in (*POISON.values(), FREE, kit.case.number) if w in text] == []
            if reader == "officer":
                assert {c for c in C if POISON[c] in out["agenda"]} == TABLES[who]
                assert {c for c in C if POISON[c] in out["minutes"]} == TABLES[who]
                if C.JUSTICE_OUTLINE not in TABLES[who]:
                    for name in ("notice", "agenda", "minutes"):
                        letters = [
                            p
                            for p in out[name].split("<article")
                            if world.org("center").name not in p or name != "notice"
                        ]
                        head = " ".join(letters)  # but the letter to the centre itself
                        assert [w for w in HIDDEN_WORDS if w in head] == [], name


def test_an_office_is_told_a_number_and_sees_neutral_pages(world, page):
    kit = told_office(world)
    meeting = whole(world, kit, "home_contact")
    told = Message.objects.filter(user_id=world.user("home_contact").pk, kind__startswith="meeting")
    assert set(told.values_list("kind", flat=True)) == {"meeting_called", "meeting_minutes"}
    for message in told:
        words = f"{Kind(message.kind).label} {message.number} {message.link}"
        assert not [w for w in (*POISON.values(), "見本", "刑務所", *HIDDEN_WORDS) if w in words]
    with at_world_time(world):
        client = page("home_contact")
        for url in (
            reverse("meetings:list"), reverse("meetings:case", args=[kit.case.pk]), reverse("meetings:detail", args=[meeting.pk]),
            reverse("meetings:slots", args=[meeting.pk]), reverse("home:index"),
            reverse("meetings:version", args=[meeting.pk, meeting.versions.get().pk]),
        ):  # fmt: skip
            text = client.get(url).content.decode()
            assert [w for w in HIDDEN_WORDS if w in text] == [], url
            assert {c for c in C if POISON[c] in text} <= {C.SUMMARY, C.WELFARE}, url
        assert client.get(reverse("meetings:print", args=[meeting.pk, "notice"])).status_code == 404


def test_somebody_who_joins_changes_the_next_print(world, page):
    kit = told_office(world)
    meeting = plan(world, kit.case)
    seat(world, meeting, "officer")
    items(world, meeting, "officer")
    url = reverse("meetings:print", args=[meeting.pk, "agenda"])
    with at_world_time(world):
        client = page("officer")
        assert POISON[C.JUSTICE_DETAIL] in client.get(url).content.decode()
        seat(world, meeting, "home_contact")
        text = client.get(url).content.decode()
    assert POISON[C.JUSTICE_DETAIL] not in text
    assert text.count("本日は扱わない") == len(OWN) - 2
    assert "罪名" not in text
    assert C.JUSTICE_DETAIL not in look(world, meeting).opened


def test_the_persons_paper_has_ruby(world, page):
    kit = told_office(world)
    meeting = plan(world, kit.case, at=world.now)
    seat(world, meeting, "officer")
    guest(world, meeting, AttendeeKind.PERSON, support="はじめの20分だけ出る")
    for name in ("call", "hold"):
        step(world, meeting, name)
    write(world, meeting, Line(LineKind.PLAIN, "見学《けんがく》に行きます。<b>", "summary"))
    with at_world_time(world):
        text = page("officer").get(reverse("meetings:print", args=[meeting.pk, "person"])).content.decode()
    assert "<ruby>見学<rt>けんがく</rt></ruby>" in text
    assert "&lt;b&gt;" in text
    assert "はじめの20分だけ出る" in text
