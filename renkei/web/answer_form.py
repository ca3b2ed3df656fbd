"""The answer of an office: one form for the account, the one-time link, the printed code and the entry on its behalf."""

from __future__ import annotations

from typing import Any

from renkei.inquiries.enums import OFFICE_DECLINE_REASONS, AnswerKind, AskAgain, DeclineReason, WantedInfo
from renkei.inquiries.services import AnswerData
from renkei.web.forms import BaseForm, CodeChoice, CodeMultipleChoice, DateField, LongTextField, TextField
from renkei.web.stored import VersionField


class AnswerForm(BaseForm):
    """Neutral words only. `seen`: the version of the inquiry that the page showed."""

    seen = VersionField()
    kind = CodeChoice(label="ご回答", choices=AnswerKind)
    conditions = LongTextField(
        label="条件（「条件が合えば」のときは必ず）",
        required=False,
        rows=3,
        max_length=1000,
        help_text="例：見学のあとで決めたい、日中だけなら受入れできる",
    )
    vacancy_from = DateField(label="受入れできる日（いつから）", required=False)
    visit_days = LongTextField(label="見学・面談・体験ができる日", required=False, rows=2, max_length=500)
    wanted = CodeMultipleChoice(label="もっと知りたいこと", choices=WantedInfo, required=False)
    decline_reasons = CodeMultipleChoice(label="理由（いくつでも）", choices=OFFICE_DECLINE_REASONS, required=False)
    decline_note = LongTextField(label="理由の説明", required=False, rows=2, max_length=1000)
    ask_again = CodeChoice(
        label="次の機会に声をおかけしてもよいですか", choices=AskAgain, required=False, radio_up_to=0, empty="選ばない"
    )
    answered_by_name = TextField(label="回答する方のお名前", max_length=60, required=False)

    #: Which fields belong to which answer; the page shows the group of the chosen one.
    going_on = ("vacancy_from", "visit_days", "wanted")
    refusing = ("decline_reasons", "decline_note")

    def __init__(self, *args: Any, name_required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answered_by_name"].required = name_required
        self.order_fields([*self.fields])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        if kind == AnswerKind.CONDITIONAL and not cleaned.get("conditions"):
            self.add_error("conditions", "どのような条件なら受入れできるかを入力してください。")
        if kind == AnswerKind.NO and not cleaned.get("decline_reasons"):
            self.add_error("decline_reasons", "理由を一つ以上選んでください。")
        return cleaned

    def data_for_service(self) -> AnswerData:
        """What was answered; fields of another answer are left out."""
        cleaned, kind = self.cleaned_data, self.cleaned_data["kind"]
        no = kind == AnswerKind.NO
        return AnswerData(
            kind=kind, conditions=cleaned["conditions"] if kind == AnswerKind.CONDITIONAL else "",
            vacancy_from=None if no else cleaned["vacancy_from"], visit_days="" if no else cleaned["visit_days"],
            wanted=() if no else tuple(cleaned["wanted"]), decline_reasons=tuple(cleaned["decline_reasons"]) if no else (),
            decline_note=cleaned["decline_note"] if no else "", ask_again=cleaned["ask_again"],
            answered_by_name=cleaned["answered_by_name"],
        )  # fmt: skip


class FullAnswerForm(AnswerForm):
    """For the asking side, which may also write down what an office is not offered as a choice."""

    decline_reasons = CodeMultipleChoice(label="理由（いくつでも）", choices=DeclineReason, required=False)
