"""Forms of the procedures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from renkei.coordination.enums.procedures import Owner
from renkei.coordination.rules.procedures.catalogue import Kind
from renkei.web.forms import (
    BaseForm,
    CodeChoice,
    CodeMultipleChoice,
    DateField,
    FilterForm,
    LongTextField,
    NumberField,
    TextField,
)

_NO_JUSTICE = "刑事の情報を見られない担当者も読みます。罪名・施設の名前などは書かないでください。"


class AddForm(BaseForm):
    """手続を選んで加える."""

    def __init__(self, *args: Any, kinds: Iterable[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"] = CodeMultipleChoice(
            label="加える手続", choices=[(k.code, k.title) for k in kinds],
            error_messages={"required": "手続を選んでください。"},
        )  # fmt: skip


class StepForm(BaseForm):
    """進める. `reasoned`: the step needs its reason."""

    on = DateField(label="実際にあった日", help_text="例：2026-11-24、R8.11.24。日付をさかのぼって書けます。")
    note = LongTextField(label="メモ", rows=3, max_length=1000, required=False, help_text=_NO_JUSTICE)

    def __init__(self, *args: Any, reasoned: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reasoned:
            self.fields["note"].label = "理由"
            self.fields["note"].required = True
            self.fields["note"].error_messages["required"] = "理由を入力してください。"


class UndoForm(BaseForm):
    """直前の段階を取り消す. `seen`: the state the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput)
    reason = LongTextField(label="取り消す理由", rows=2, max_length=500, help_text=_NO_JUSTICE)


class DayForm(BaseForm):
    """日付を直す."""

    on = DateField(label="正しい日付")
    reason = LongTextField(label="直す理由", rows=2, max_length=500, help_text=_NO_JUSTICE)


class ChangeForm(BaseForm):
    """窓口・進める人・方法・日数."""

    field_order = ("variant", "owner", "window", "days", "note")
    owner = CodeChoice(label="進める人", choices=Owner)
    window = TextField(
        label="窓口", max_length=120, required=False,
        help_text="どの市町村・機関のどこに申請するか。例：「みほん市 障害福祉課」",
    )  # fmt: skip
    days = NumberField(
        label="この手続だけの、かかる日数", unit="開庁日", required=False, min_value=1, max_value=400,
        help_text="窓口で聞いた日数があれば書きます。空欄のときは、市町村の日数か目安を使います。",
    )  # fmt: skip
    note = LongTextField(label="メモ", rows=2, max_length=1000, required=False, help_text=_NO_JUSTICE)

    def __init__(self, *args: Any, kind: Kind | None, has_center: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_center:
            self.set_choices("owner", [(o.value, o.label) for o in Owner if o != Owner.CENTER])
        if kind and kind.variants:
            self.fields["variant"] = CodeChoice(
                label="方法",
                choices=[(v.code, v.title) for v in kind.variants],
                required=False,
                empty="まだ決めていない",
            )
        self.order_fields(self.field_order)


class UsualForm(BaseForm):
    """この市町村でかかる日数."""

    days = NumberField(
        label="かかる日数", unit="開庁日", required=False, min_value=1, max_value=400,
        help_text="申請の日の翌日から決定までの開庁日です。空欄にすると、はじめの目安に戻します。",
    )  # fmt: skip
    basis = TextField(
        label="根拠", max_length=200, required=False,
        help_text="例：「標準処理期間（令和8年4月）」「昨年度の実績の平均」。個人のことは書かないでください。",
    )  # fmt: skip


class ShowForm(FilterForm):
    """どれを見るか."""

    def __init__(self, *args: Any, shows: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["show"] = CodeChoice(
            label="表示するもの",
            choices=list(shows.items()),
            required=False,
            empty="終わっていない手続すべて",
            radio_up_to=0,
        )
