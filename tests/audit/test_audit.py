"""The record is append-only, and what it shows depends on who asks."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from renkei.audit import queries
from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.audit.services import record, record_refusal, record_session, record_view
from renkei.core.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change", [lambda: Event.objects.update(reason="x"), lambda: Event.objects.all()._raw_delete("default")]
)
def test_nothing_can_be_changed_or_removed(world, change) -> None:
    before = Event.objects.count()
    assert before
    with pytest.raises(DatabaseError), transaction.atomic():
        change()
    assert Event.objects.count() == before


def test_a_number_is_not_for_the_writer_to_choose(world) -> None:
    newest = Event.objects.latest("id").pk
    Event.objects.create(id=1, at=world.now, code=E.PRINTED)
    assert Event.objects.latest("id").pk == newest + 1


def test_writing_reads_nothing_back(world) -> None:
    with CaptureQueriesContext(connection) as statements:
        record(actor=world.actor("officer"), event=E.PRINTED, now=world.now)
    inserts = [q["sql"] for q in statements if q["sql"].startswith("INSERT")]
    assert len(inserts) == 1
    assert "RETURNING" not in inserts[0]


def test_an_event_says_who_what_and_when(world) -> None:
    actor, org = world.actor("officer"), world.org("city")
    record(actor=actor, event=E.ORG_SAVED, now=world.now, thing=org, detail={"x": 1})
    event = Event.objects.latest("id")
    assert (event.user_id, event.membership_id, event.object_type, event.object_id) == (
        actor.user_id, actor.membership_id, "accounts.organisation", org.pk,
    )  # fmt: skip
    record_view(actor=actor, now=world.now, case_id=org.pk, info_class="identity", reason="support")
    seen = Event.objects.latest("id")
    assert (seen.code, seen.info_class, seen.reason) == (E.RECORD_VIEWED, "identity", "support")
    assert queries.last_event_id(org.pk) == seen.pk


def test_only_the_auditor_reads_refusals(world) -> None:
    record_refusal(actor=world.actor("officer"), now=world.now, permission="org_manage", case_id=None, status=403)
    assert queries.refusals_since(actor=world.actor("auditor"), since=world.now).count() == 1
    for name in ("admin", "manager", "officer", "home_contact"):
        with pytest.raises(NotAllowed):
            queries.refusals_since(actor=world.actor(name), since=world.now)


def test_own_sign_ins_are_ones_own(world) -> None:
    record_session(actor=world.actor("officer"), event=E.SIGNED_IN, now=world.now)
    record_session(actor=world.actor("manager"), event=E.SIGN_IN_FAILED, now=world.now, locked=True)
    assert [e.code for e in queries.own_sign_ins(actor=world.actor("officer"))] == [E.SIGNED_IN]
    assert queries.own_sign_ins(actor=world.actor("manager")).get().detail == {"locked": True}


def test_history_of_an_organisation_is_for_its_managers(world) -> None:
    ids = [world.org("city").pk]
    assert queries.history_of(actor=world.actor("manager"), ids=ids).exists()
    with pytest.raises(NotAllowed):
        queries.history_of(actor=world.actor("officer"), ids=ids)
