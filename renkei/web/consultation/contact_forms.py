"""Forms of 定期的な訪問・連絡."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from renkei.consultation.enums import ContactKind, ContactMethod, Counterpart, Every, Outcome
from renkei.policy.enums import InfoClass
from renkei.web.forms import BaseForm, CodeChoice, DateField, DateTimeField, LongTextField, NumberField, YesNoField

Pairs = Iterable[tuple[UUID, str]]
_CLASSES = [(c.value, c.label) for c in (InfoClass.WELFARE, InfoClass.SUMMARY, InfoClass.JUSTICE_OUTLINE)]


class PlanForm(BaseForm):
    """連絡の計画."""

    fieldsets: Sequence[tuple[str, Sequence[str]]] = (
        ("だれに・どのくらいの間隔で", ("case", "method", "every", "unit")),
        ("いつから・いつまで", ("starts_on", "ends_on", "assignee")),
        ("理由", ("reason",)),
    )
    case = CodeChoice(
        label="だれのための連絡か",
        choices=[],
        radio_up_to=0,
        required=False,
        empty="事業所への連絡（特定の方のためではない）",
    )
    method = CodeChoice(label="方法", choices=ContactMethod, radio_up_to=0)
    every = NumberField(label="間隔", min_value=1, max_value=52)
    unit = CodeChoice(label="間隔の単位", choices=Every)
    starts_on = DateField(label="最初の連絡の日")
    ends_on = DateField(label="いつまで", required=False, help_text="決まっていないときは空欄にします。")
    assignee = CodeChoice(label="担当", choices=[], radio_up_to=0, required=False, empty="決めていない")
    reason = LongTextField(
        label="なぜこの間隔か", rows=3, max_length=500, help_text="例：受け入れて間もないため。通院が中断しやすいため。"
    )

    def __init__(
        self, *args: Any, people: Pairs, cases: Pairs | None = None, closed: bool = False, **kwargs: Any
    ) -> None:
        """`closed`: the reason is not for the reader; it stays as it is."""
        super().__init__(*args, **kwargs)
        if closed:
            del self.fields["reason"]
            self.fieldsets = self.fieldsets[:2]
        self.set_choices("assignee", [(str(pk), name) for pk, name in people])
        if cases is None:
            del self.fields["case"]
        else:
            self.set_choices("case", [(str(pk), label) for pk, label in cases])

    def plan(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        data["assignee"] = UUID(data["assignee"]) if data.get("assignee") else None
        if "case" in data:
            chosen = data.pop("case")
            data["case_id"] = UUID(chosen) if chosen else None
        return data


class EndForm(BaseForm):
    """計画をやめる・記録を取り消す."""

    reason = LongTextField(label="理由", rows=3, max_length=500)


class ContactForm(BaseForm):
    """訪問・連絡・会議の記録."""

    fieldsets = (
        ("いつ・だれと", ("case", "kind", "method", "counterpart", "at", "minutes", "travel_minutes")),
        ("内容", ("text", "advice", "outcome", "info_class", "shareable")),
        ("次", ("next_on",)),
    )
    case = CodeChoice(
        label="だれのことか", choices=[], radio_up_to=0, required=False, empty="全般（特定の方のことではない）"
    )
    kind = CodeChoice(label="活動", choices=ContactKind, radio_up_to=0)
    method = CodeChoice(label="方法", choices=ContactMethod, radio_up_to=0)
    counterpart = CodeChoice(label="相手", choices=Counterpart, radio_up_to=0)
    at = DateTimeField(label="日時")
    minutes = NumberField(label="所要時間", unit="分", required=False, min_value=0, max_value=1440)
    travel_minutes = NumberField(label="移動時間（往復）", unit="分", required=False, min_value=0, max_value=1440)
    text = LongTextField(label="様子・話したこと", rows=5, max_length=3000, required=False)
    advice = LongTextField(label="助言したこと", rows=3, max_length=2000, required=False)
    outcome = CodeChoice(label="どうだったか", choices=Outcome, radio_up_to=0, required=False, empty="選ばない")
    info_class = CodeChoice(
        label="情報区分",
        choices=_CLASSES,
        help_text="書いた内容のうち、いちばん慎重に扱うものに合わせて選びます。特定の方のことでないときは使いません。",
    )
    shareable = YesNoField(label="事業所にも見せますか", yes="見せる", no="自分の側だけ")
    next_on = DateField(label="次に連絡する日", required=False, help_text="空欄のときは、計画の間隔から数えます。")

    def __init__(self, *args: Any, cases: Pairs | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if cases is None:
            del self.fields["case"]
        else:
            self.set_choices("case", [(str(pk), label) for pk, label in cases])

    def contact(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        if "case" in data:
            chosen = data.pop("case")
            data["case_id"] = UUID(chosen) if chosen else None
        return data
