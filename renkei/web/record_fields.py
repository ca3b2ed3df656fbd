"""Form fields of the person's record, class by class: shared by the request sheet and the face sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from renkei.core.calendar import parse_date
from renkei.people.queries import labels_of
from renkei.people.rules import CODES, DATES
from renkei.policy.enums import InfoClass
from renkei.web.forms import CodeChoice, CodeMultipleChoice, DateField, KanaField, LongTextField, TextField

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
    "needs": "一言でもかまいません。例：住むところと、日中に通うところを探している",
    "facility": "分かるときだけ入力してください。",
}


def field_of(info_class: InfoClass, name: str) -> forms.Field:
    """The form field of one column; nothing is required, a face sheet grows."""
    common: dict[str, Any] = {"label": labels_of(info_class)[name], "required": False}
    if name in _HELP:
        common["help_text"] = _HELP[name]
    if name == "disabilities":
        return CodeMultipleChoice(choices=CODES[name], **common)
    if name in CODES:
        return CodeChoice(choices=CODES[name], empty="未入力", **common)
    if name in DATES:
        return DateField(**common)
    if name == "kana":
        return KanaField(**common)
    return TextField(**common) if name in _ONE_LINE else LongTextField(rows=3, **common)


def to_record(value: Any) -> Any:
    """A cleaned value as the record keeps it: days as ISO text."""
    return value.isoformat() if isinstance(value, date) else value


def to_form(name: str, value: Any) -> Any:
    """A kept value as the form starts from it; an old date that can't be read is shown as it was typed."""
    if name in DATES and value:
        try:
            return parse_date(value)
        except ValueError:
            return value
    return value
