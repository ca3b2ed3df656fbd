"""The walls in the database: the ledger is never edited, and each constraint says its sentence once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from renkei.core.db import explain
from renkei.disclosure.enums import Basis, Cause
from renkei.disclosure.models import Attachment, Consent, ConsentRecipient, LedgerEntry, SafetyReview, SharingAgreement
from renkei.policy.enums import InfoClass
from tests.kit.cases import CaseKit, make_case
from tests.kit.world import World

pytestmark = pytest.mark.django_db
TABLE = "disclosure_ledgerentry"


@pytest.fixture
def kit(world: World) -> CaseKit:
    return make_case(world)


FORBIDDEN = {
    "delete": f"DELETE FROM {TABLE}",
    "another class": f"UPDATE {TABLE} SET info_class = 'justice_detail', ends_at = starts_at",
    "another recipient": f"UPDATE {TABLE} SET recipient_id = giver_id, ends_at = starts_at",
    "an earlier start": f"UPDATE {TABLE} SET starts_at = starts_at - interval '1 day', ends_at = now()",
    "open again": f"UPDATE {TABLE} SET ends_at = NULL WHERE ends_at IS NOT NULL",
    "a later end": f"UPDATE {TABLE} SET ends_at = ends_at + interval '1 second' WHERE ends_at IS NOT NULL",
    "another reason for an end": f"UPDATE {TABLE} SET ended_cause = 'mistake' WHERE ends_at IS NOT NULL",
    "a consent's history": "UPDATE disclosure_consentevent SET kind = 'obtained'",
    "a consent's history away": "DELETE FROM disclosure_consentevent",
}  # fmt: skip


def test_no_statement_rewrites_the_ledger(kit: CaseKit) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET ends_at = starts_at WHERE recipient_id = %s", [kit.world.org("core").pk])
    for name, statement in FORBIDDEN.items():
        with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert refused.value.__cause__.sqlstate == "42501", name


def test_the_guards_stand_for_every_role_and_are_switched_on() -> None:
    """A trigger has no exception for the owner; only switching it off would help, and the application may not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O' AND tgname IN"
            " ('ledger_never_edited', 'consent_event_append_only')"
        )
        assert len(cursor.fetchall()) == 2
        for right in ("TRUNCATE", "TRIGGER"):
            cursor.execute("SELECT has_table_privilege(current_user, %s, %s)", [TABLE, right])
            assert cursor.fetchone() == (False,)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER ledger_never_edited")


def test_one_row_ended_by_sql_alone_is_allowed(kit: CaseKit) -> None:
    row = kit.rows("city", InfoClass.WELFARE)[0]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET ends_at = %s WHERE id = %s", [kit.world.now, row.pk])
    assert kit.rows("city", InfoClass.WELFARE) == []


def _ledger(kit: CaseKit, **changes: Any) -> LedgerEntry:
    values = {
        "case": kit.case, "info_class": InfoClass.IDENTITY, "recipient": kit.world.org("work"), "giver": kit.world.org("city"),
        "basis": Basis.LAW, "legal_reason": "試験", "whole_class": False, "version_id": kit.records[InfoClass.IDENTITY].pk,
        "fields": ["name"], "stage": "s2", "cause": Cause.LEGAL, "starts_at": kit.world.now,
    }  # fmt: skip
    return LedgerEntry(**(values | changes))


BROKEN: dict[str, Any] = {
    "ledger_period": lambda k: _ledger(k, ends_at=k.world.now - timedelta(seconds=1)),
    "ledger_consent_named": lambda k: _ledger(k, basis=Basis.CONSENT, agreement=k.world.agreements["work"]),
    "ledger_commission_named": lambda k: _ledger(k, basis=Basis.COMMISSION),
    "ledger_reason_written": lambda k: _ledger(k, legal_reason=None),
    "ledger_summary_only": lambda k: _ledger(k, basis=Basis.SUMMARY, agreement=k.world.agreements["work"]),
    "ledger_agreement": lambda k: _ledger(k, basis=Basis.CONSENT, consent=k.consent),
    "ledger_version": lambda k: _ledger(k, fields=[]),
    "ledger_persons": lambda k: _ledger(k, info_class=InfoClass.JUSTICE_OUTLINE),
    "attachment_size": lambda k: Attachment(
        case=k.case, info_class="identity", kind="other", name="a", content=b"a", media_type="x", size=21 * 1024 * 1024,
        sha256="", organisation=k.world.org("city"),
    ),
    "agreement_two_bodies": lambda k: SharingAgreement(
        municipality=k.world.org("city"), partner=k.world.org("city"), title="x", starts_on=k.world.clock.today
    ),
    "agreement_period": lambda k: SharingAgreement(
        municipality=k.world.org("city"), partner=k.world.org("work"), title="x", starts_on=k.world.clock.today,
        ends_on=k.world.clock.today - timedelta(days=1),
    ),
    "consent_version": lambda k: _consent(k, version=1),
    "consent_period": lambda k: _consent(k, valid_until=k.world.clock.today - timedelta(days=1)),
    "consent_ended_at": lambda k: _consent(k, status="withdrawn"),
    "consent_recipient_one": lambda k: ConsentRecipient(consent=k.consent, added_at=k.world.now),
    "safety_review_result": lambda k: SafetyReview(
        case=k.case, consent=k.consent, organisation=k.world.org("city"), opened_at=k.world.now, done_at=k.world.now
    ),
}  # fmt: skip


def _consent(kit: CaseKit, **changes: Any) -> Consent:
    values = {
        "case": kit.case, "version": 9, "kind": "exit", "organisation": kit.world.org("city"), "explained_at": kit.world.now,
        "valid_from": kit.world.clock.today,
    }  # fmt: skip
    return Consent(**(values | changes))


def test_each_constraint_refuses_with_a_japanese_sentence(kit: CaseKit) -> None:
    for name, build in BROKEN.items():
        thing = build(kit)
        with pytest.raises(IntegrityError) as broken, transaction.atomic():
            thing.save()
        assert broken.value.__cause__.diag.constraint_name == name
        assert str(explain(broken.value, type(thing))).endswith("。")


def test_every_constraint_of_the_area_is_broken_once() -> None:
    models = (Attachment, SharingAgreement, Consent, ConsentRecipient, LedgerEntry, SafetyReview)
    assert set(BROKEN) == {c.name for m in models for c in m._meta.constraints}


def test_a_row_cannot_rest_on_another_case(kit: CaseKit) -> None:
    other = make_case(kit.world)
    for changes in ({"consent": other.consent}, {"derived_from": other.rows("city")[0]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            _ledger(kit, **changes).save()
