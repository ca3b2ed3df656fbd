"""The form of an inquiry: the anonymous sheet, the deadline, and how each office is asked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms

from renkei.cases.enums import NeedKind
from renkei.inquiries.enums import SendMethod, ThreeWay
from renkei.inquiries.queries import TargetInfo
from renkei.inquiries.rules import AGE_BANDS, Sheet
from renkei.inquiries.rules.crowd import wider_month
from renkei.inquiries.rules.sheets import SPEAKING_SERVICES, month_words
from renkei.inquiries.services import Target
from renkei.offices.enums import ServiceGroup, Wish
from renkei.offices.rules.service_codes import group_of, grouped_choices
from renkei.people.enums import Disability, Sex, SupportCategory
from renkei.web.forms import (
    BaseForm,
    CodeChoice,
    CodeMultipleChoice,
    DateTimeField,
    LongTextField,
    NumberField,
    TextField,
)

_GROUP_OF_NEED = {
    NeedKind.HOUSING: ServiceGroup.LIVING,
    NeedKind.DAYTIME: ServiceGroup.DAYTIME,
    NeedKind.PLAN: ServiceGroup.CONSULTATION,
    NeedKind.HOME_HELP: ServiceGroup.HOME,
}
MONTHS_AHEAD = 24


def spans_of(today: date) -> list[str]:
    """Months from this one on, then the quarters and half years they lie in."""
    months = [
        f"{today.year + (today.month - 1 + n) // 12}-{(today.month - 1 + n) % 12 + 1:02d}" for n in range(MONTHS_AHEAD)
    ]
    quarters = list(dict.fromkeys(wider_month(m) for m in months))
    return [*months, *quarters, *dict.fromkeys(wider_month(q) for q in quarters)]


class SheetForm(BaseForm):
    """打診票. Coded facts are filled in; what is typed is checked before it leaves."""

    age_band = CodeChoice(label="年代", choices=[(b, b) for b in AGE_BANDS], radio_up_to=0, required=False)
    sex = CodeChoice(label="性別", choices=Sex, radio_up_to=0, required=False)
    disabilities = CodeMultipleChoice(label="障害の種別", choices=Disability, required=False)
    certificates = TextField(label="手帳の種類・等級", required=False, max_length=60)
    support_category = CodeChoice(label="障害支援区分", choices=SupportCategory, radio_up_to=0, required=False)
    services = forms.MultipleChoiceField(label="希望するサービス", widget=forms.CheckboxSelectMultiple, required=False)
    area = TextField(
        label="希望する地域", max_length=100, help_text="市区町村や圏域まで。小さな地名は書かないでください。"
    )
    month = forms.ChoiceField(label="利用開始の希望（月か、その幅）", required=False)
    night = CodeChoice(label="夜間の支援", choices=ThreeWay)
    medical = CodeChoice(label="医療的な支援", choices=ThreeWay)
    money = CodeChoice(label="お金の管理の支援", choices=ThreeWay)
    wishes = CodeMultipleChoice(label="確かめたい条件", choices=Wish, required=False)
    support_text = LongTextField(
        label="生活の様子・必要な支援", required=False, rows=4, max_length=1000,
        help_text="氏名・生年月日・電話・施設名・事件のことは書けません。どんな手伝いがあれば暮らせるかを書いてください。",
    )  # fmt: skip
    backup = LongTextField(label="受入れ後の支援の体制", rows=3, max_length=500)
    contact = TextField(label="問い合わせ先", max_length=100, help_text="市町村の名称と電話番号。")
    deadline = DateTimeField(label="回答期限")
    at_once = NumberField(
        label="同時に打診する数", required=False, min_value=1, max_value=20,
        help_text="順番の早い事業所から、この数だけ打診します。残りは候補として順番を待ち、断りや期限切れのあと、ボタンで次に進めます。空欄なら全部に打診します。",
    )  # fmt: skip
    with_background = forms.BooleanField(
        label="背景を伝える（ふだんは伝えません）", required=False,
        help_text="選ぶと「罪を犯したとされる経過があり、地域で暮らすために福祉の支援を必要としている方です。」の一文が載ります。"
        "名前がなくても、これは犯罪の経歴に関する情報を伝えることになります。",
    )  # fmt: skip
    background_reason = LongTextField(label="背景を伝える理由", required=False, rows=2, max_length=500)

    fieldsets = (
        ("本人のこと（仮名）", ("age_band", "sex", "disabilities", "certificates", "support_category")),
        ("希望", ("services", "area", "month", "night", "medical", "money", "wishes", "support_text")),
        ("受入れ後と連絡先", ("backup", "contact", "deadline", "at_once")),
        ("背景", ("with_background", "background_reason")),
    )

    def __init__(self, *args: Any, need_kind: str, service_codes: list[str], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.need_kind = need_kind
        wanted = _GROUP_OF_NEED.get(NeedKind(need_kind))
        self.fields["services"].choices = [
            (code, label)
            for _, entries in grouped_choices()
            for code, label in entries
            if code not in SPEAKING_SERVICES and (wanted is None or group_of(code) == wanted or code in service_codes)
        ]
        self.fields["month"].choices = [("", "決まっていない"), *((m, month_words(m)) for m in spans_of(today))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("with_background") and not cleaned.get("background_reason"):
            self.add_error("background_reason", "背景を伝える理由を入力してください。")
        return cleaned

    def sheet(self) -> Sheet:
        """What the offices will see."""
        names = Sheet.__dataclass_fields__.keys() - {"need_kind"}
        data = self.cleaned_data.items()
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data if k in names}
        return Sheet(need_kind=self.need_kind, **values)


class TargetForm(BaseForm):
    """One office of the inquiry: how it is asked, and why it was chosen."""

    method = CodeChoice(label="方法", choices=SendMethod, radio_up_to=0)
    order = NumberField(label="順番", required=False, min_value=1, max_value=99)
    deadline = DateTimeField(label="この事業所の回答期限（空欄は共通の期限）", required=False)
    reason = TextField(label="選んだ理由（控え・事業所には見えません）", required=False, max_length=200)

    def __init__(self, *args: Any, info: TargetInfo, has_links: bool, number: int = 1, deadline: datetime | None = None,
                 **kwargs: Any) -> None:  # fmt: skip
        method = SendMethod.SCREEN if info.has_account else SendMethod.LINK if has_links else SendMethod.PAPER
        super().__init__(
            *args, prefix=info.key, initial={"method": method, "order": number, "deadline": deadline}, **kwargs
        )
        self.info = info
        left_out = {m for m, ok in ((SendMethod.SCREEN, info.has_account), (SendMethod.LINK, has_links)) if not ok}
        field = self.fields["method"]
        field.choices = [(value, label) for value, label in SendMethod.choices if value not in left_out]

    def target(self) -> Target:
        """For the service."""
        return Target(
            method=SendMethod(self.cleaned_data["method"]), office_id=self.info.office_id,
            organisation_id=self.info.organisation_id, reason=self.cleaned_data["reason"],
            deadline=self.cleaned_data["deadline"],
        )  # fmt: skip
