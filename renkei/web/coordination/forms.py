"""Forms of the board."""

from __future__ import annotations

from typing import Any

from renkei.coordination.enums.joint import Channel, Part, Responsibility
from renkei.coordination.services.joint import OnBehalf
from renkei.web.forms import (
    BaseForm,
    CodeChoice,
    DateField,
    DateTimeField,
    LongTextField,
    NumberField,
    TextField,
    YesNoField,
)

_PERSON_HELP = "職員の氏名です。本人や家族の名前は書かないでください。"


class ShareForm(BaseForm):
    """だれが何をするか."""

    fieldsets = (
        ("定着支援センター側", ("center_part", "center_person")),
        ("市町村・基幹側", ("body_part", "body_person")),
        ("引継ぎ", ("moves_on",)),
    )
    center_part = CodeChoice(label="センターの役割", choices=Part)
    center_person = TextField(label="センターの担当者", max_length=60, required=False, help_text=_PERSON_HELP)
    body_part = CodeChoice(label="市町村・基幹の役割", choices=Part)
    body_person = TextField(label="市町村・基幹の担当者", max_length=60, required=False, help_text=_PERSON_HELP)
    moves_on = DateField(label="引継ぎの予定日", required=False)


class TailForm(BaseForm):
    """助言役の日数."""

    days = NumberField(label="引継ぎのあと、助言役として残る日数", unit="日", min_value=0, max_value=730)


class AddForm(ShareForm):
    """項目を加える."""

    code = CodeChoice(label="分担項目", choices=Responsibility)
    label = TextField(label="「その他」の内容", max_length=60, required=False)
    field_order = ("code", "label")


class BehalfForm(BaseForm):
    """Entries on behalf of the other body say how it was told."""

    on_behalf = YesNoField(
        label="だれの操作として記録しますか",
        yes="相手の機関に代わって記録する（聞いたことを入力する）",
        no="自分の機関として記録する",
    )
    channel = CodeChoice(label="聞いた方法", choices=Channel, required=False)
    spoken_to = TextField(label="話した相手", max_length=60, required=False, help_text=_PERSON_HELP)
    told_at = DateTimeField(label="聞いた日時", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("on_behalf"):
            for name in ("channel", "spoken_to", "told_at"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, f"代わって記録するときは、{self.fields[name].label}を入力してください。")
        return data

    def behalf(self) -> OnBehalf | None:
        """What the service takes; None for an entry of one's own."""
        data = self.cleaned_data
        if not data.get("on_behalf"):
            return None
        return OnBehalf(Channel(data["channel"]), data["spoken_to"], data["told_at"])


class StepForm(BehalfForm):
    """One step of an item."""

    note = LongTextField(label="理由・連絡事項", required=False, rows=3, max_length=1000)

    def __init__(self, *args: Any, step: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if step in ("return", "drop", "take_back"):
            self.fields["note"].required = True
            self.fields["note"].label = "理由"
        if step in ("drop", "restore", "take_back"):
            for name in ("on_behalf", "channel", "spoken_to", "told_at"):
                del self.fields[name]


class HandoverForm(BaseForm):
    """引継書."""

    summary = LongTextField(label="これまでの経過（要約）", required=False, rows=6)
    open_procedures = LongTextField(
        label="終わっていない手続",
        required=False,
        rows=4,
        help_text="手続の名前・窓口・次にすること・期限を、1行に一つ書きます。",
    )
    cautions = LongTextField(
        label="注意すること・前兆と対応", required=False, rows=4,
        help_text="罪名や事件のことは書かず、「本人の情報」に記録してください。",
    )  # fmt: skip
    told_person = LongTextField(label="本人に伝えた説明", required=False, rows=3)
    contacts = LongTextField(label="関係機関の連絡先", required=False, rows=4)
    documents = LongTextField(
        label="引き継ぐ書類",
        required=False,
        rows=4,
        help_text="書類の名前・原本の場所・保存期限を、1行に一つ書きます。",
    )
    next_meeting_on = DateField(label="次に協議する日", required=False)
