"""Messages: one per user and organisation, read by their owner alone, without personal data."""

from __future__ import annotations

import pytest
from django.db import models

from renkei.core.errors import NotFound
from renkei.notifications import queries
from renkei.notifications.enums import Kind
from renkei.notifications.models import Message
from renkei.notifications.services import mark_all_read, mark_read, notify

pytestmark = pytest.mark.django_db


def tell(world, *names: str, kind: Kind = Kind.ASSIGNED) -> None:
    to = [(world.members[n].user_id, world.members[n].organisation_id) for n in names]
    notify(to=to, kind=kind, now=world.now, number="R8-ABCDE", link="/cases/x/")


def test_a_message_reaches_each_once_and_only_him(world) -> None:
    tell(world, "officer", "officer", "manager")
    assert queries.unread_count(actor=world.actor("officer")) == 1
    assert queries.unread_count(actor=world.actor("colleague")) == 0


def test_reading_is_ones_own(world) -> None:
    tell(world, "officer", "manager")
    own = queries.inbox(actor=world.actor("officer")).get()
    with pytest.raises(NotFound):
        mark_read(actor=world.actor("manager"), message_id=own.pk, now=world.now)
    first = mark_read(actor=world.actor("officer"), message_id=own.pk, now=world.now).read_at
    again = mark_read(actor=world.actor("officer"), message_id=own.pk, now=world.clock.tick(hours=1)).read_at
    assert first == again
    assert mark_all_read(actor=world.actor("manager"), now=world.now) == 1
    assert queries.unread_count(actor=world.actor("manager")) == 0


def test_a_message_of_another_membership_stays_there(world) -> None:
    notify(to=[(world.members["officer"].user_id, world.org("plan").pk)], kind=Kind.INQUIRY_ARRIVED, now=world.now)
    assert queries.unread_count(actor=world.actor("officer")) == 0
    assert mark_all_read(actor=world.actor("officer"), now=world.now) == 0


def test_a_message_has_no_room_for_text_about_a_person() -> None:
    texts = {f.name for f in Message._meta.fields if isinstance(f, models.CharField | models.TextField)}
    assert texts == {"kind", "number", "link"}


@pytest.mark.parametrize(
    "kind", [Kind.INQUIRY_ARRIVED, Kind.INQUIRY_CLOSED, Kind.DISCLOSED, Kind.DISCLOSURE_ENDED, Kind.VISIT_PLANNED]
)
def test_what_an_office_reads_names_nothing_of_the_programme(kind: Kind) -> None:
    assert not any(word in kind.label for word in ("定着", "矯正", "刑", "出所"))
