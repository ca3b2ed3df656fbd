"""What a page of a meeting tells of who sits at the table: to whoever may know it, and to nobody else."""

from __future__ import annotations

from django.urls import reverse

from renkei.audit.models import Event
from renkei.contacts.enums import AttendeeKind
from renkei.contacts.models import Attendee
from tests.contacts.meeting_kit import guest, plan, seat, step, told_office
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
