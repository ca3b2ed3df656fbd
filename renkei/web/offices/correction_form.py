"""The form of 確認・訂正."""

from __future__ import annotations

from datetime import date
from typing import Any

from renkei.offices.enums import ON_BEHALF, Corrected, Operation, Source
from renkei.offices.queries import OfficePage
from renkei.offices.rules.service_codes import service_label
from renkei.web.forms import BaseForm, CodeChoice, DateField, TextField


class CorrectionForm(BaseForm):
    """Which published value, what was found, how and when."""

    field = CodeChoice(label="確かめた項目", choices=Corrected, radio_up_to=0)
    service_code = CodeChoice(
        label="サービス", choices=[], required=False, help_text="定員を確かめたときだけ選びます。"
    )
    value = TextField(
        label="確かめた値", nfkc=True, max_length=200, required=False,
        help_text="公表された値で合っていたときは、空欄のままにします。定員は数字だけ。",
    )  # fmt: skip
    operation = CodeChoice(
        label="営業の状況",
        choices=Operation,
        required=False,
        empty="選ばない",
        help_text="営業の状況を確かめたときだけ選びます。",
    )
    source = CodeChoice(label="どのように確かめたか", choices=[(s.value, s.label) for s in ON_BEHALF], radio_up_to=0)
    spoken_to = TextField(label="話した相手", max_length=60, required=False, help_text="例：管理者の方")
    as_of = DateField(label="確かめた日")
    note = TextField(
        label="補足", max_length=200, required=False, help_text="利用者など、個人のことは書かないでください。"
    )

    def __init__(self, *args: Any, office: OfficePage, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"as_of": today}, **kwargs)
        self.set_choices("service_code", [(code, service_label(code)) for code in office.service_codes])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        about_operation = cleaned.get("field") == Corrected.OPERATION
        if about_operation and not cleaned.get("operation"):
            self.add_error("operation", "営業の状況を選んでください。")
        if about_operation and cleaned.get("value"):
            self.add_error("value", "営業の状況のときは、空欄にしてください。")
        return cleaned

    def correction(self) -> dict[str, Any]:
        """For the service."""
        found = {**self.cleaned_data, "field": Corrected(self.cleaned_data["field"])}
        found["source"] = Source(found["source"])
        found["value"] = found.pop("operation") if found["field"] is Corrected.OPERATION else found["value"]
        found.pop("operation", None)
        return found
