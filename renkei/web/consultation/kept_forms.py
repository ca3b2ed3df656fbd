"""Forms of 残した助言."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from renkei.consultation.enums import NEUTRAL_KIND, ConsultKind, OfficeType
from renkei.web.forms import BaseForm, CodeChoice, FilterForm, LongTextField, TextField, YesNoField

_NOBODY = "だれのことか分からないように、名前・年齢・地名・日付・事業所の名前を使わずに書きます。"


class KeptForm(BaseForm):
    """助言を残す."""

    kind = CodeChoice(label="どんなことか", choices=ConsultKind, radio_up_to=0)
    office_type = CodeChoice(label="事業所の種類", choices=OfficeType)
    situation = LongTextField(label="どんなときに", rows=3, max_length=600, help_text=_NOBODY)
    advice = LongTextField(label="どうしたら役に立ったか", rows=6, max_length=1500, help_text=_NOBODY)
    for_offices = YesNoField(label="事業所も探せるようにしますか", yes="探せるようにする", no="調整担当だけ")
    reviewer = CodeChoice(label="承認を頼む人", choices=[], radio_up_to=0)

    def __init__(self, *args: Any, people: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("reviewer", [(str(pk), name) for pk, name in people])

    def kept(self) -> dict[str, Any]:
        """What the service takes."""
        return self.cleaned_data | {"reviewer": UUID(self.cleaned_data["reviewer"])}


class DecideForm(BaseForm):
    """承認する・差し戻す."""

    step = CodeChoice(label="返事", choices=[("approve", "承認して公開する"), ("return", "差し戻す")])
    note = LongTextField(label="差し戻す理由", rows=3, max_length=300, required=False)


class KeptFilter(FilterForm):
    """言葉で探す."""

    q = TextField(label="言葉", required=False, max_length=100, help_text="例：夜　落ち着かない")
    kind = CodeChoice(
        label="どんなことか",
        choices=[(k.value, NEUTRAL_KIND.get(k, k.label)) for k in ConsultKind],
        required=False,
        empty="すべて",
    )
    office_type = CodeChoice(label="事業所の種類", choices=OfficeType, required=False, empty="すべて")
