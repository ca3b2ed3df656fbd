"""Every column has a comment and a privacy class; what is personal is encrypted; foreign keys point down."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models

from renkei.core.privacy import ENCRYPTED, Purpose, Retention
from renkei.privacy.queries.classify import columns, own_models, purpose_of, retention_of

ROOT = Path(__file__).parents[2]
#: Columns of an encrypted class that stay plain, with the reason.
PLAIN_ON_PURPOSE: dict[tuple[str, str], str] = {
    ("people_nameindex", "tokens"): "keyed hashes to search by; what they leak stands in the threat model",
}


@pytest.mark.parametrize("column", list(columns()), ids=lambda c: f"{c.table}.{c.name}")
def test_a_column_has_a_comment_and_a_privacy_class(column):
    assert column.comment, "db_comment is missing"
    assert column.privacy is not None, "PRIVACY does not name this column"


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_a_table_says_why_and_how_long_it_is_kept(model):
    assert isinstance(purpose_of(model), Purpose), "PURPOSE is missing"
    assert isinstance(retention_of(model), Retention), "RETENTION is missing"


@pytest.mark.parametrize("column", list(columns()), ids=lambda c: f"{c.table}.{c.name}")
def test_personal_columns_are_encrypted(column):
    if column.privacy in ENCRYPTED and (column.table, column.name) not in PLAIN_ON_PURPOSE:
        assert column.encrypted


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_a_table_has_a_comment_and_named_constraints_speak_japanese(model):
    assert model._meta.db_table_comment
    for constraint in model._meta.constraints:
        message = str(constraint.violation_error_message)
        assert any("぀" <= c <= "ヿ" or "一" <= c <= "鿿" for c in message), constraint.name
        assert "制約" not in message, f"{constraint.name}: Django's own sentence says nothing to a user"


def layer_of() -> dict[str, int]:
    """Area → its floor, 0 on top, as the import contract has it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c for c in contracts if c["name"] == "Arrows point down")["layers"]
    return {name.strip(" ()"): floor for floor, line in enumerate(layers) for name in line.split("|")}


def test_foreign_keys_obey_the_direction_of_imports():
    floors = layer_of()
    wrong = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is not ContentType
        and floors[model._meta.app_label] > floors[field.related_model._meta.app_label]
    ]  # fmt: skip
    assert wrong == []


def test_no_cascade_can_delete_a_record():
    cascading = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    ]
    assert cascading == []


def test_neither_admin_nor_signals_are_installed():
    assert not apps.is_installed("django.contrib.admin")
