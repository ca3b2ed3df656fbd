"""Forms about needs and about offices typed in by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from renkei.cases.enums import NeedKind
from renkei.offices import queries as offices
from renkei.offices.enums import Wish
from renkei.offices.rules.service_codes import grouped_choices
from renkei.policy.enums import OrgKind
from renkei.web.forms import BaseForm, CodeChoice, CodeMultipleChoice, LongTextField, NumberField, PhoneField, TextField

_MOST_KM = 300


class NeedForm(BaseForm):
    """ニーズ: in codes, for the directory; wishes the directory can't answer are asked in the inquiry."""

    kind = CodeChoice(label="ニーズ", choices=NeedKind, radio_up_to=0)
    service_codes = forms.MultipleChoiceField(
        label="希望するサービス", choices=grouped_choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="選ばなければ、ニーズから考えられる主なサービスで探します。",
    )  # fmt: skip
    origin_code = forms.ChoiceField(
        label="距離を測る中心", required=False, help_text="選ばなければ、ケースの希望する地域です。"
    )
    max_km = NumberField(
        label="中心からの距離", required=False, unit="km 以内", min_value=1, max_value=_MOST_KM,
        error_messages={"min_value": "距離は1以上で入力してください。", "max_value": f"距離は{_MOST_KM}以下で入力してください。"},
    )  # fmt: skip
    area_codes = forms.MultipleChoiceField(
        label="この市区町村だけで探す", required=False, widget=forms.CheckboxSelectMultiple
    )
    avoid_codes = forms.MultipleChoiceField(label="避ける市区町村", required=False, widget=forms.CheckboxSelectMultiple)
    conditions = CodeMultipleChoice(
        label="確かめたい条件", choices=Wish, required=False,
        help_text="公表データでは分からないため、打診のときに事業所に尋ねます。",
    )  # fmt: skip

    def __init__(self, *args: Any, prefecture: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(m.code, m.name) for m in offices.municipalities_of(prefecture, on=today)] if prefecture else []
        held = self.initial.get("origin_code")
        extra = [(held, held)] if held and held not in dict(places) else []
        self.fields["origin_code"].choices = [("", "ケースの希望する地域"), *extra, *places]
        self.fields["area_codes"].choices = self.fields["avoid_codes"].choices = places


class ReasonForm(BaseForm):
    """A reason in words."""

    reason = LongTextField(label="理由", rows=3, max_length=1000)


class SettleForm(BaseForm):
    """打診なしで決める."""

    organisation_id = forms.ChoiceField(label="決まった事業所")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation_id"].choices = [("", "選んでください"), *choices]


class OfficeForm(BaseForm):
    """An office that is not in the directory."""

    name = TextField(label="事業所の名称", max_length=200)
    kind = CodeChoice(
        label="種類", choices=[(k.value, k.label) for k in (OrgKind.SERVICE_OFFICE, OrgKind.PLAN_OFFICE)],
        initial=OrgKind.SERVICE_OFFICE, help_text="病院・不動産など、ほかの受入先も「サービス事業所」を選んでください。",
    )  # fmt: skip
    phone = PhoneField(label="電話", required=False, max_length=20)
    fax = PhoneField(label="FAX", required=False, max_length=20)
    address = TextField(label="所在地", required=False, nfkc=True)
