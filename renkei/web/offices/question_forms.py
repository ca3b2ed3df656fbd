"""Forms of the centre's questions about offices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from renkei.offices.rules.assumptions import MOST_NAMED
from renkei.web.forms import BaseForm, CodeChoice, ConfirmField, DateField, LongTextField, TextField


class AskForm(BaseForm):
    """問い合わせる. General: about offices and the area, about no person."""

    municipality = CodeChoice(label="問合せ先", choices=[], radio_up_to=0)
    text = LongTextField(
        label="知りたいこと", rows=5, max_length=1000,
        help_text="例：夜間に職員がいるグループホームで、最近見学を受け入れているところはありますか。",
    )  # fmt: skip
    due_on = DateField(label="いつまでに知りたいか", required=False)
    confirmed = ConfirmField(label="特定の方のこと（名前・年齢・経過など）を書いていないことを確かめました")

    def __init__(self, *args: Any, municipalities: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("municipality", [(str(pk), name) for pk, name in municipalities])

    def asked(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        return {"municipality_id": UUID(data["municipality"]), "text": data["text"], "due_on": data["due_on"]}


class AnswerForm(BaseForm):
    """回答する."""

    answer = LongTextField(label="回答", rows=6, max_length=2000, help_text="特定の方のことは書かないでください。")
    find = TextField(
        label="回答で示す事業所をさがす（名称・所在地・事業所番号）", required=False, max_length=100,
        help_text=f"さがして、下の一覧で選びます（{MOST_NAMED}か所まで）。事業所メモは「共有可」にしたものだけが、相手にも見えます。",
    )  # fmt: skip
