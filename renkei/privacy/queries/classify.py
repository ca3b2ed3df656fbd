"""Reads the privacy class of every column off the models; prints the data dictionary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from renkei.core.fields import EncryptedTextField
from renkei.core.privacy import Privacy

#: Columns that `core.models.Base` gives every table.
_EVERYWHERE = {"id": Privacy.NONE, "created_at": Privacy.NONE}


@dataclass(frozen=True)
class Column:
    """One column of one table."""

    table: str
    table_comment: str
    name: str
    comment: str
    privacy: Privacy | None
    encrypted: bool


def own_models() -> list[type[models.Model]]:
    """Every concrete model of the house, by area and name."""
    found = [m for m in apps.get_models() if m.__module__.startswith("renkei.")]
    return sorted(found, key=lambda m: m._meta.label)


def columns() -> Iterator[Column]:
    """Every column of every table; `privacy` is None where nobody decided."""
    for model in own_models():
        classes = _EVERYWHERE | getattr(model, "PRIVACY", {})
        for field in model._meta.concrete_fields:
            yield Column(
                table=model._meta.db_table,
                table_comment=str(model._meta.db_table_comment or ""),
                name=str(field.column),
                comment=str(field.db_comment or ""),
                privacy=classes.get(field.name),
                encrypted=isinstance(field, EncryptedTextField),
            )


def dictionary() -> str:
    """The data dictionary (データ定義書) as Markdown."""
    lines = ["# データ定義書", "", "自動で作られます（`make docs`）。列の情報区分と暗号化の有無の一覧です。", ""]
    table = ""
    for column in columns():
        if column.table != table:
            table = column.table
            lines += [
                "",
                f"## {column.table_comment}（`{table}`）",
                "",
                "| 列 | 内容 | 情報区分 | 暗号化 |",
                "|---|---|---|---|",
            ]
        secret = "○" if column.encrypted else ""
        lines.append(
            f"| `{column.name}` | {column.comment} | {column.privacy.value if column.privacy else ''} | {secret} |"
        )
    return "\n".join(lines) + "\n"
