"""Forms of the notes: made for a phone, the fewest fields first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from renkei.contacts.enums import ContactMethod, Counterpart, ProgrammeItem
from renkei.policy.enums import InfoClass
from renkei.web.forms import (
    BaseForm,
    CodeChoice,
    DateField,
    DateTimeField,
    FilterForm,
    LongTextField,
    NumberField,
    YesNoField,
)


class NoteForm(BaseForm):
    """支援経過記録."""

    fieldsets: Sequence[tuple[str, Sequence[str]]] = (
        ("いつ・だれと", ("at", "counterpart", "method", "minutes")),
        ("内容", ("text", "info_class", "item")),
        ("次の対応", ("next_step", "next_due")),
        ("ほかの機関", ("shareable",)),
    )
    at = DateTimeField(label="日時")
    counterpart = CodeChoice(label="相手", choices=Counterpart)
    method = CodeChoice(label="方法", choices=ContactMethod)
    minutes = NumberField(label="所要時間", unit="分", required=False, min_value=0, max_value=1440)
    text = LongTextField(label="内容", rows=6, max_length=4000)
    item = CodeChoice(label="事業の区分", choices=ProgrammeItem)
    next_step = LongTextField(label="次の対応", rows=2, max_length=500, required=False)
    next_due = DateField(label="次の対応の期限", required=False)
    shareable = YesNoField(
        label="ほかの機関にも見せますか", yes="見せる（共有可）", no="自分の側だけ",
        help_text="「見せる」にすると、この情報区分を開示されている機関（センター・計画相談・事業所など）も読めます。"
        "事業所が読むこともあるので、罪名や事業の名前は書かないでください。",
    )  # fmt: skip

    def __init__(self, *args: Any, classes: list[InfoClass], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["info_class"] = CodeChoice(
            label="情報区分", choices=[(c.value, c.label) for c in classes],
            help_text="書いた内容のうち、いちばん慎重に扱うものに合わせて選びます。",
            error_messages={"required": "情報区分を選んでください。"},
        )  # fmt: skip


class CorrectForm(NoteForm):
    """記録の訂正."""

    fieldsets = (*NoteForm.fieldsets, ("訂正", ("reason",)))
    reason = LongTextField(label="訂正の理由", rows=2, max_length=500)


class NoteFilter(FilterForm):
    """絞り込み."""

    item = CodeChoice(label="事業の区分", choices=ProgrammeItem, required=False, empty="すべて")
    info_class = CodeChoice(label="情報区分", choices=InfoClass, required=False, empty="すべて")
