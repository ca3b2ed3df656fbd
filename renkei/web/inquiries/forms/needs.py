"""Forms about needs and about offices typed in by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from renkei.cases.enums import Certainty, NeedKind, NeedStage
from renkei.core.errors import NotFound
from renkei.inquiries.rules.sheets import month_words
from renkei.inquiries.rules.wanted import TAKEN_KINDS, Codes
from renkei.offices import queries as offices
from renkei.offices.enums import OpenDay, Wish
from renkei.offices.rules.matching import MOST_KM, Change
from renkei.offices.rules.service_codes import grouped_choices
from renkei.people.enums import SupportCategory
from renkei.policy.enums import OrgKind
from renkei.web.forms import BaseForm, CodeChoice, CodeMultipleChoice, LongTextField, NumberField, PhoneField, TextField

_MONTHS_AHEAD = 24


class NeedForm(BaseForm):
    """ニーズ: in codes, for the directory; what the directory can't answer is asked in the inquiry."""

    kind = CodeChoice(label="ニーズ", choices=NeedKind, radio_up_to=0)
    stage = CodeChoice(
        label="どの時期のためのニーズか", choices=NeedStage, radio_up_to=0, empty="決めていない", required=False,
        help_text="サービスを選ばないとき、時期に合うサービスで探します。",
    )  # fmt: skip
    service_codes = forms.MultipleChoiceField(
        label="希望するサービス", choices=grouped_choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="選ばなければ、ニーズと時期から考えられる主なサービスで探します。",
    )  # fmt: skip
    start_month = forms.ChoiceField(
        label="利用開始の希望（月まで）", required=False, help_text="選ばなければ、ケースの希望月です。"
    )
    certainty = CodeChoice(
        label="開始時期の確かさ", choices=Certainty, radio_up_to=3, initial=Certainty.UNKNOWN,
        help_text="「確定」のときだけ、空く時期が間に合わない事業所を候補から除きます。",
    )  # fmt: skip
    origin_code = forms.ChoiceField(
        label="距離を測る中心", required=False, help_text="選ばなければ、ケースの希望する地域です。"
    )
    max_km = NumberField(
        label="中心からの距離", required=False, unit="km 以内", min_value=1, max_value=MOST_KM,
        help_text="距離も市区町村も決めなければ、30 km までで探します。",
        error_messages={"min_value": "距離は1以上で入力してください。", "max_value": f"距離は{MOST_KM}以下で入力してください。"},
    )  # fmt: skip
    area_codes = forms.MultipleChoiceField(
        label="この市区町村だけで探す", required=False, widget=forms.CheckboxSelectMultiple
    )
    avoid_codes = forms.MultipleChoiceField(
        label="避ける市区町村", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="場所だけを選びます。理由は、ここには書きません。",
    )  # fmt: skip
    required = CodeMultipleChoice(
        label="必ず要る条件", choices=Wish, required=False,
        help_text="「できない」と申告した事業所を候補から除きます。申告のない事業所は除かず、打診のときに尋ねます。",
    )  # fmt: skip
    conditions = CodeMultipleChoice(
        label="あるとよい条件", choices=Wish, required=False, help_text="並び順に使い、打診のときに尋ねます。"
    )
    days = CodeMultipleChoice(
        label="平日のほかに要る曜日", choices=OpenDay, required=False,
        help_text="公表された利用時間で休みの事業所を除きます。公表のない事業所は除きません。",
    )  # fmt: skip
    max_capacity = NumberField(label="定員の上限", required=False, unit="人以下", min_value=1, max_value=9999)
    only_vacant = forms.BooleanField(
        label="空きがないと答えている事業所を除く", required=False, initial=True,
        help_text="60日より前の申告では除きません。空く日が分かっている事業所は除きません。",
    )  # fmt: skip

    disabilities = CodeMultipleChoice(
        label="受け入れてほしい障害種別", choices=[(d.value, d.label) for d in TAKEN_KINDS], required=False,
        help_text="選ばなければ、障害・生活の記録が開いている担当者が探すとき、その内容を使います。",
    )  # fmt: skip
    support_category = CodeChoice(
        label="障害支援区分", choices=SupportCategory, radio_up_to=0, required=False, empty="選ばない（記録を使う）",
        help_text="障害種別と障害支援区分は、打診できる担当者だけに見えます。事業所とセンターには見えません。",
    )  # fmt: skip

    fieldsets = (
        ("何を、いつ", ("kind", "stage", "service_codes", "start_month", "certainty")),
        ("どこで", ("origin_code", "max_km", "area_codes", "avoid_codes")),
        ("条件", ("required", "conditions", "days", "max_capacity", "only_vacant")),
        ("本人に合う受入れ", ("disabilities", "support_category")),
    )

    def __init__(
        self,
        *args: Any,
        prefecture: str,
        today: date,
        stored: dict[str, Any] | None = None,
        seeks: bool = True,
        **kwargs: Any,
    ) -> None:
        """As every form. `seeks`: may this user ask offices, and so say for whom a place is sought?"""
        if stored is not None:
            start = stored.get("start_month")
            stored = {**stored, "start_month": f"{start:%Y-%m}" if start else ""}
        super().__init__(*args, stored=stored, **kwargs)
        places = [(m.code, m.name) for m in offices.municipalities_of(prefecture, on=today)] if prefecture else []
        if not seeks:
            del self.fields["disabilities"], self.fields["support_category"]
        origin = [held for held in [self.initial.get("origin_code")] if held]
        self.fields["origin_code"].choices = [("", "ケースの希望する地域"), *_with(places, origin)]
        for name in ("area_codes", "avoid_codes"):
            self.fields[name].choices = _with(places, self.initial.get(name) or ())
        self.fields["start_month"].choices = _months(today, self.initial.get("start_month") or "")

    def clean_start_month(self) -> date | None:
        """The first day of the chosen month."""
        month = self.cleaned_data["start_month"]
        return date(int(month[:4]), int(month[5:]), 1) if month else None

    def for_service(self) -> dict[str, Any]:
        """What the service takes: the need, and for whom a place is sought, where the form asked that."""
        data = dict(self.cleaned_data)
        person: dict[str, Any] = {name: data.pop(name) for name in ("disabilities", "support_category") if name in data}
        return data | ({"sought": Codes.of(person)} if person else {})


def suggested(change: Change, stored: dict[str, Any]) -> dict[str, Any]:
    """The one change that would let an office in, as the form holds it: field → value."""
    name = {"areas": "area_codes", "avoid": "avoid_codes"}.get(change.field, change.field)
    value = change.value
    if name in ("area_codes", "avoid_codes"):
        value = [area.code for area in value]
    elif isinstance(value, date):
        value = f"{value:%Y-%m}"
    elif isinstance(value, float):
        value = int(value)
    elif isinstance(value, frozenset):
        value = sorted(map(str, value))
    if name == "required":  # what is no longer a must stays a wish
        return {name: value, "conditions": sorted({*stored["conditions"], *stored["required"]} - set(value))}
    return {name: value}


def _with(places: list[tuple[str, str]], held: Iterable[str]) -> list[tuple[str, str]]:
    """The municipalities of the prefecture, behind those that are chosen and lie elsewhere (or are wards)."""
    missing = [code for code in held if code not in dict(places)]
    return [*((code, _place_name(code)) for code in missing), *places]


def _place_name(code: str) -> str:
    try:
        return offices.get_municipality(code).full_name
    except NotFound:
        return code


def _months(today: date, held: str) -> list[tuple[str, str]]:
    numbers = range(today.year * 12 + today.month - 1, today.year * 12 + today.month - 1 + _MONTHS_AHEAD)
    months = [f"{n // 12}-{n % 12 + 1:02d}" for n in numbers]
    return [("", "ケースの希望月"), *((m, month_words(m)) for m in sorted({*months, *filter(None, [held])}))]


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
