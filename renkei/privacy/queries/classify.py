"""Reads off the models what every table and column says about itself; prints the data dictionary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from renkei.core.fields import EncryptedTextField
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.privacy.rules.retention import in_words

#: Columns that `core.models.Base` gives every table.
_EVERYWHERE = {"id": Privacy.NONE, "created_at": Privacy.NONE}


@dataclass(frozen=True)
class Column:
    """One column of one table."""

    table: str
    name: str
    comment: str
    privacy: Privacy | None
    encrypted: bool


def own_models() -> list[type[models.Model]]:
    """Every concrete model of the house, by area and name."""
    found = [m for m in apps.get_models() if m.__module__.startswith("renkei.")]
    return sorted(found, key=lambda m: m._meta.label)


def purpose_of(model: type[models.Model]) -> Purpose | None:
    """利用目的 of a table; None where nobody decided."""
    return getattr(model, "PURPOSE", None)


def retention_of(model: type[models.Model]) -> Retention | None:
    """保存の区分 of a table; None where nobody decided."""
    return getattr(model, "RETENTION", None)


def columns() -> Iterator[Column]:
    """Every column of every table; `privacy` is None where nobody decided."""
    for model in own_models():
        yield from columns_of(model)


def columns_of(model: type[models.Model]) -> Iterator[Column]:
    """The columns of one table, in its order."""
    classes = _EVERYWHERE | getattr(model, "PRIVACY", {})
    for field in model._meta.concrete_fields:
        yield Column(
            table=model._meta.db_table,
            name=str(field.column),
            comment=str(field.db_comment or ""),
            privacy=classes.get(field.name),
            encrypted=isinstance(field, EncryptedTextField),
        )


def dictionary() -> str:
    """The data dictionary (データ定義書) as Markdown."""
    lines = [
        "# データ定義書", "",
        "自動で作られます（`make docs`）。表ごとの利用目的と保存期間、列ごとの内容・情報区分・暗号化の有無の一覧です。",
    ]  # fmt: skip
    for model in own_models():
        lines += ["", *_of_table(model)]
    return "\n".join(lines) + "\n"


def _of_table(model: type[models.Model]) -> Iterator[str]:
    purpose, retention = purpose_of(model), retention_of(model)
    yield f"## {model._meta.db_table_comment}（`{model._meta.db_table}`）"
    yield ""
    yield f"- 利用目的：{purpose or ''}"
    yield f"- 保存：{retention or ''}。{in_words(retention) if retention else ''}"
    yield ""
    yield "| 列 | 内容 | 情報区分 | 暗号化 |"
    yield "|---|---|---|---|"
    for c in columns_of(model):
        yield f"| `{c.name}` | {c.comment} | {c.privacy or ''} | {'○' if c.encrypted else ''} |"
