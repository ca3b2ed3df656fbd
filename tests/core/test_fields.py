"""Encrypted columns know their person, and say so when the person's record was destroyed."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from renkei.contacts.models import Note
from renkei.core import keyring
from renkei.core.errors import Destroyed
from renkei.core.fields import DESTROYED, EncryptedTextField, key_path, person_of
from renkei.disclosure.models import Attachment
from renkei.inquiries.models import Answer
from renkei.people.models import IdentityRecord, WelfareRecord
from renkei.privacy.queries.classify import own_models
from tests.kit.cases import make_case
from tests.kit.world import World

SEALED = [m for m in own_models() if any(isinstance(f, EncryptedTextField) for f in m._meta.concrete_fields)]


@pytest.mark.parametrize("model", SEALED, ids=lambda m: m._meta.label)
def test_a_table_with_encrypted_columns_says_whose_key(model) -> None:
    assert "KEY_OF" in dir(model), "KEY_OF is missing: the path to the person, or None for rows about no person"
    path = key_path(model)
    end = model
    for name in path or ():
        end = end._meta.get_field(name).related_model
    assert path is None or end._meta.label == "cases.Person"
    if path is None:
        assert model._meta.label in ABOUT_NO_PERSON


#: Tables under the house key, with the reason.
ABOUT_NO_PERSON: dict[str, str] = {
    "accounts.FormDraft": "the fields of any form, about anybody; gone after three days",
    "accounts.SentForm": "the address of a page",
    "programme.Training": "a place on line, of nobody",
    "programme.TrainingFile": "material handed out to everybody there",
    "programme.TrainingSeat": "staff of the bodies that come, who have no case; forgotten after five years",
    "programme.TrainingReply": "what somebody thought of a training, without who",
    "privacy.Incident": "about a body and what went wrong there; its cases stand in IncidentCase, under their own keys",
    "privacy.IncidentMeasure": "what a body does against it",
}


def test_the_way_to_the_person_costs_one_query_once(world: World) -> None:
    kit = make_case(world)
    assert key_path(Answer) == ("inquiry", "case", "person")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = [person_of(Note(case_id=kit.case.pk)) for _ in range(3)]
    assert found == [kit.case.person_id] * 3
    assert len(queries) <= 1
    assert person_of(Attachment(case=None)) == keyring.HOUSE


def test_after_destruction_a_text_says_so_and_nothing_more_is_written(world: World) -> None:
    kit, other = make_case(world), make_case(world)
    keyring.destroy(kit.case.person_id)
    record = IdentityRecord.objects.get(case=kit.case)
    assert (record.name, record.kana) == (DESTROYED, DESTROYED)
    assert WelfareRecord.objects.get(case=kit.case).disabilities is None
    with pytest.raises(Destroyed, match="廃棄済み"), transaction.atomic():
        record.save()
    with pytest.raises(Destroyed), transaction.atomic():
        Note(case=kit.case, text="x").save()
    assert IdentityRecord.objects.get(case=other.case).name == "見本太郎"
