"""The form of the coordinators' knowledge of an office (事業所メモ)."""

from __future__ import annotations

from typing import Any

from django import forms

from renkei.offices.enums import Accepted, KnownFrom, Tie
from renkei.web.forms import BaseForm, CodeChoice, DateField, LongTextField, NumberField, TextField

#: The columns that the form edits.
EDITED = (
    "tie", "contact_role", "contact_name", "contact_window", "best_hours", "accepted", "accepted_count",
    "accepted_last_on", "training", "training_on", "note", "source", "as_of", "shareable",
)  # fmt: skip


class KnowledgeForm(BaseForm):
    """知っていること. Nothing about a person who was placed there."""

    tie = CodeChoice(label="接点", choices=Tie)
    contact_role = TextField(label="窓口の役職", required=False, max_length=60, help_text="例：サービス管理責任者")
    contact_name = TextField(
        label="窓口の名前", required=False, max_length=60, help_text="仕事の窓口になる人の名字だけを書きます。"
    )
    contact_window = TextField(
        label="連絡先", required=False, max_length=120, help_text="例：相談室の直通 099-000-0000"
    )
    best_hours = TextField(label="連絡のよい時間", required=False, max_length=120, help_text="例：平日の10時から12時")
    accepted = CodeChoice(label="受け入れた経験", choices=Accepted)
    accepted_count = NumberField(label="受け入れた人数", unit="人", required=False, min_value=1, max_value=999)
    accepted_last_on = DateField(label="最後に受け入れた日", required=False)
    training = TextField(label="受けた研修", required=False, help_text="例：市の本人理解の研修")
    training_on = DateField(label="研修を受けた日", required=False)
    note = LongTextField(
        label="メモ", required=False, rows=4, max_length=1000,
        help_text="利用している人や、これから打診する人のことは書かないでください。",
    )  # fmt: skip
    source = CodeChoice(label="情報の出どころ", choices=KnownFrom)
    as_of = DateField(label="いつの情報か")
    shareable = forms.BooleanField(
        label="共有可", required=False,
        help_text="チェックすると、この県の地域生活定着支援センターも読めます。事業所は、どちらの場合も読めません。",
    )  # fmt: skip
    fieldsets = (
        ("接点と窓口", ("tie", "contact_role", "contact_name", "contact_window", "best_hours")),
        ("経験と研修", ("accepted", "accepted_count", "accepted_last_on", "training", "training_on")),
        ("メモと出どころ", ("note", "source", "as_of", "shareable")),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("accepted") != Accepted.YES and (data.get("accepted_count") or data.get("accepted_last_on")):
            self.add_error("accepted", "人数や日付を入れるときは、「ある」を選んでください。")
        if data.get("training_on") and not data.get("training"):
            self.add_error("training", "研修の名称も入力してください。")
        return data
