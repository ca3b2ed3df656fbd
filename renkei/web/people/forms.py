"""Forms of the face sheet: one per class, built from its fields; reasons for reading and for naming."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from renkei.core.calendar import parse_date
from renkei.people.enums import ReadReason
from renkei.people.queries import labels_of
from renkei.people.rules import CODES, DATES
from renkei.policy.enums import InfoClass
from renkei.web.forms import (
    BaseForm,
    CodeChoice,
    CodeMultipleChoice,
    ConfirmField,
    DateField,
    KanaField,
    LongTextField,
    TextField,
)

#: Texts of one line; every other text gets a box.
_ONE_LINE = frozenset({
    "name", "other_name", "nationality", "language", "registered_address", "former_address", "current_address", "phone",
    "certificate_numbers", "diagnosis", "certificates", "insurance", "facility", "facility_address", "probation_office",
    "visit_restriction", "prosecutor_clearance", "counsel", "offense", "imprisonment_count",
})  # fmt: skip
_HELP = {
    "registered_address": "施設・保護観察所・弁護人の住所は、ここではなく「支援に必要な刑事情報」に入力してください。",
    "facility_address": "住民票が施設に置かれているときなどに入力します。",
    "subject_other_reason": "「その他」を選んだときに入力してください。市町村の管理職の承認が要ります。",
    "instruction": "事業所には、この文だけを伝えます。相手の氏名や住所は書かないでください。",
    "must_know": "事業所が安全に支援するために、最小限必要なことを書いてください。",
}


class RecordForm(BaseForm):
    """The fields of one class. Empty ones stay empty; dates come back as ISO text."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, info_class: InfoClass, **kwargs: Any) -> None:
        self.base_fields = {**type(self).base_fields}
        for name, label in labels_of(info_class).items():
            self.base_fields[name] = _field(name, label)
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """Field → text, list or None, as the record keeps it."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.cleaned_data.items()
            if name != "based_on"
        }


def _field(name: str, label: str) -> forms.Field:
    common = {"label": label, "required": False, "help_text": _HELP.get(name, "")}
    if name == "disabilities":
        return CodeMultipleChoice(choices=CODES[name], **common)
    if name in CODES:
        return CodeChoice(choices=CODES[name], empty="未入力", **common)
    if name in DATES:
        return DateField(**common)
    if name == "kana":
        return KanaField(**common)
    return TextField(**common) if name in _ONE_LINE else LongTextField(rows=3, **common)


def initial_of(values: dict[str, Any], version: int) -> dict[str, Any]:
    """What the form starts from; an old date that can't be read is shown as it was typed."""
    found: dict[str, Any] = {"based_on": version}
    for name, value in values.items():
        found[name] = value
        if name in DATES and value:
            try:
                found[name] = parse_date(value)
            except ValueError:
                found[name] = value
    return found


class ReasonForm(BaseForm):
    """閲覧の理由, asked before 罪名・経過 opens."""

    reason = CodeChoice(label="閲覧の理由", choices=ReadReason)


class NamePersonForm(BaseForm):
    """見る人の指名."""

    user = forms.ChoiceField(label="見る人")
    reason = LongTextField(label="指名する理由", rows=3, help_text="本人や第三者の氏名は書かないでください。")

    def __init__(self, *args: Any, members: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [("", "選んでください"), *members]


class EmergencyForm(BaseForm):
    """緊急閲覧."""

    reason = LongTextField(label="緊急に閲覧する理由", rows=3, help_text="あとで監査の担当者が確認します。")
    confirm = ConfirmField(label="24時間だけ閲覧し、閲覧したことが記録されるのを理解しました")
