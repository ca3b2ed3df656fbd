"""Forms of 利害関係."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from renkei.cases.enums import Relation
from renkei.web.forms import BaseForm, CodeChoice, ConfirmField, LongTextField


class _RelationForm(BaseForm):
    """What the relation is; encrypted, and shown to nobody but those who may mark it."""

    relation = CodeChoice(label="どのような関係か", choices=Relation, radio_up_to=8)
    note = LongTextField(
        label="補足",
        rows=2,
        max_length=500,
        required=False,
        help_text="書かなくてもかまいません。暗号化して保管します。",
    )


class DeclareForm(_RelationForm):
    """One's own relation."""

    confirm = ConfirmField(label="申し出ると、この方のすべてのケースを自分では開けなくなることを理解しました")


class MarkForm(_RelationForm):
    """Somebody else's."""

    user = CodeChoice(label="利害関係のある人", choices=[], radio_up_to=0)
    field_order = ("user", "relation", "note")

    def __init__(self, *args: Any, people: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("user", [(str(pk), label) for pk, label in people])


class EndForm(BaseForm):
    """Why it is over."""

    reason = LongTextField(
        label="解除する理由", rows=3, max_length=500, help_text="例：人違いと確認した。調査により関係がないと分かった。"
    )
