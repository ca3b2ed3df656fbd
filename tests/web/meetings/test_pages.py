"""The pages of a meeting: from preparing to the minutes by clicking, what was typed is kept, lists cost the same at any length."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from renkei.contacts.models import AgendaItem, Attendee, Meeting, MinutesLine
from renkei.coordination.models.tasks import Task
from tests.contacts.meeting_kit import plan, seat, step, table_of, told_office
from tests.web.html_forms import main_form
from tests.web.kit import at_world_time, text_of


def url(name, *args):
    return reverse(f"meetings:{name}", args=[getattr(a, "pk", a) for a in args])


def filled(answer, **typed):
    return main_form(answer).values | {k: [v] for k, v in typed.items()}


def test_from_preparing_to_the_minutes(world, page):
    kit = told_office(world)
    with at_world_time(world):
        client = page("officer")
        assert "会議はまだありません" in text_of(client.get(url("list")))
        assert "会議はまだありません" in text_of(client.get(url("case", kit.case)))
        new = url("new", kit.case)
        made = client.post(new, filled(client.get(new), kind="case", at_0="R8.11.24", at_1="09:00", place="市役所"))
        meeting = Meeting.objects.get()
        assert made["Location"] == url("attendees", meeting)
        user = world.members["home_contact"]
        seats = url("attendees", meeting)
        assert client.post(seats, filled(client.get(seats))).status_code == 422  # nobody chosen
        typed = filled(client.get(seats), members=f"{user.user_id}|{user.organisation_id}")
        assert client.post(seats, typed).status_code == 302
        guest = url("guest", meeting)
        typed = filled(
            client.get(guest), kind="outside", name="見本花子", body="みほん診療所", confidentiality="pledge"
        )
        wrong = client.post(guest, typed)
        assert wrong.status_code == 422
        assert "守秘を確認した日を入力" in text_of(wrong)
        assert main_form(wrong).values["name"] == ["見本花子"]
        chair = Attendee.objects.get()
        assert (chair.confidentiality, chair.confirmed_on) == ("contract", world.clock.today)
        for word in ("外しました", "戻しました"):
            assert word in text_of(client.post(url("seat", meeting, chair), follow=True))
        agenda = url("agenda", meeting)
        for info_class, text in (("summary", "近況"), ("justice_outline", "動き")):
            assert client.post(agenda, filled(client.get(agenda), text=text, info_class=info_class)).status_code == 302
        shown = text_of(client.get(agenda))
        assert "グループホームあおぞら" in shown
        assert "印刷では「本日は扱わない」" in shown
        for name in ("call", "hold"):
            assert client.post(url("step", meeting, name)).status_code == 302
        minutes = url("minutes", meeting)
        item = AgendaItem.objects.get(position=1)
        typed = filled(
            client.get(minutes), **{f"item_{item.pk}_text": "元気だった"}, decision_1_text="見学に行く", decision_1_due_on="R8.12.1",
            decision_1_who=f"|{world.org('home').pk}", wish_text="静かに暮らしたい",
        )  # fmt: skip
        assert client.post(minutes, typed).status_code == 302
        late = client.post(minutes, typed | {"wish_text": ["ほかの言葉"]})
        assert late.status_code == 409
        for name in ("draft", "finalise"):
            client.post(url("step", meeting, name))
        text = text_of(client.get(url("detail", meeting)))
        for word in ("元気だった", "見学に行く", "静かに暮らしたい", "第1版"):
            assert word in text
    assert Task.objects.get().due_on.isoformat() == "2026-12-01"


def test_a_correction_by_clicking(world, page):
    meeting = table_of(world, told_office(world).case, held=True)
    with at_world_time(world):
        client = page("officer")
        minutes = url("minutes", meeting)
        client.post(minutes, filled(client.get(minutes), wish_text="はじめ"))
        for name in ("draft", "finalise"):
            client.post(url("step", meeting, name))
        correct = url("step", meeting, "correct")
        assert client.post(correct, filled(client.get(correct), reason="")).status_code == 422
        assert client.post(correct, filled(client.get(correct), reason="聞き違い"))["Location"] == minutes
        client.post(minutes, filled(client.get(minutes), wish_text="直した"))
        client.post(url("step", meeting, "finalise"))
        first, second = meeting.versions.order_by("version")
        assert "はじめ" in text_of(client.get(url("version", meeting, first)))
        text = text_of(client.get(url("version", meeting, second)))
        assert "直した" in text
        assert "はじめ" not in text
    assert MinutesLine.objects.count() == 2


def test_dates_by_clicking(world, page):
    meeting = plan(world, told_office(world).case, at=None)
    seat(world, meeting, "officer")
    chair = seat(world, meeting, "home_contact")
    with at_world_time(world):
        client = page("officer")
        offer = url("offer", meeting)
        assert client.post(offer, filled(client.get(offer))).status_code == 422
        assert client.post(offer, filled(client.get(offer), at_1_0="R8.11.30", at_1_1="10:00")).status_code == 302
        office = page("home_contact")
        slot = meeting.slots.get()
        answer = url("answer", meeting, chair)
        assert office.post(answer, filled(office.get(answer), **{f"slot_{slot.pk}": "yes"})).status_code == 302
        assert "○" in text_of(office.get(url("slots", meeting)))
        client = page("officer")
        assert client.post(url("choose", meeting, slot)).status_code == 302
        assert client.post(url("drop", meeting, slot)).status_code == 302
    meeting.refresh_from_db()
    assert meeting.at == slot.at


def test_the_calendar_file(world, page):
    meeting = plan(world, told_office(world).case)
    seat(world, meeting, "home_contact")
    step(world, meeting, "call")
    with at_world_time(world):
        answer = page("home_contact").get(url("ics", meeting))
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Content-Disposition"] == f'attachment; filename="meeting-{meeting.number}.ics"'
    assert str(event["SUMMARY"]) == f"会議 {meeting.number}"
    assert event.decoded("DTSTART") == meeting.at
    assert (event.decoded("DTEND") - event.decoded("DTSTART")).seconds == 3600
    assert str(event["URL"]).endswith(url("detail", meeting))
    assert not {"LOCATION", "DESCRIPTION", "ATTENDEE", "ORGANIZER"} & set(event)


def test_no_time_no_calendar(world, page):
    meeting = plan(world, told_office(world).case, at=None)
    with at_world_time(world):
        assert page("officer").get(url("ics", meeting)).status_code == 409


@pytest.mark.parametrize("name", ["list", "case"])
def test_the_lists_cost_the_same_at_1_and_15(world, page, name):
    kit = told_office(world)
    client, counts = page("officer"), []
    address = url(name, *([kit.case] if name == "case" else []))
    with at_world_time(world):
        for total in (1, 15):
            while Meeting.objects.count() < total:
                seat(world, plan(world, kit.case), "officer")
            client.get(address)
            with CaptureQueriesContext(connection) as found:
                client.get(address)
            counts.append(len(found))
    assert counts[0] == counts[1]


def test_a_meeting_costs_the_same_at_2_and_12_of_everything(world, page):
    meeting = table_of(world, told_office(world).case)
    client, counts = page("officer"), []
    with at_world_time(world):
        for total in (2, 12):
            while meeting.agenda.count() < total:
                from renkei.contacts.services import meetings

                meetings.add_item(
                    actor=world.actor("officer"), meeting=meeting, info_class="summary", text="話", now=world.now
                )
            for address in (url("detail", meeting), url("agenda", meeting)):
                client.get(address)
                with CaptureQueriesContext(connection) as found:
                    client.get(address)
                counts.append(len(found))
    assert counts[:2] == counts[2:]
