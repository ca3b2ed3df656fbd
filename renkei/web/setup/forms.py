"""Forms of the first-run wizard."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from renkei.policy.enums import OrgKind
from renkei.web import forms
from renkei.web.accounts.invitation_forms import PasswordPair
from renkei.web.places import prefecture_choices, resolve_municipality

_OWN_KINDS = [
    (k.value, k.label)
    for k in (OrgKind.MUNICIPALITY, OrgKind.UNION, OrgKind.CORE_CENTER, OrgKind.SETTLEMENT_CENTER, OrgKind.OPERATOR)
]


class AdministratorForm(PasswordPair):
    """The first user; the code stands on the console."""

    field_order = ("code", "name", "email", "password", "again")
    code = forms.TextField(
        label="設定コード",
        nfkc=True,
        max_length=40,
        help_text="「make run」を実行した画面に表示された12文字のコードです。",
    )
    name = forms.TextField(label="氏名", max_length=100)
    email = forms.EmailField(label="メールアドレス", help_text="サインインに使います。")


class PlaceForm(forms.BaseForm):
    """A body with its prefecture and municipality."""

    prefecture_code = forms.CodeChoice(label="都道府県", choices=[], radio_up_to=-1)
    municipality = forms.TextField(
        label="市区町村",
        required=False,
        nfkc=True,
        help_text="名前（例：千代田区）か、団体コード（例：13101 または 131016）",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["prefecture_code"].choices = [("", "選んでください"), *prefecture_choices()]

    def place(self, values: dict[str, Any]) -> tuple[str, str]:
        """(code, name) of what was typed; empty, with an error on the field, when it is not known."""
        typed, prefecture = values.get("municipality"), values.get("prefecture_code")
        if not typed or not prefecture:
            return "", ""
        try:
            return resolve_municipality(typed, prefecture_code=prefecture, on=self.today)
        except ValidationError as error:
            self.add_error("municipality", error)
            return "", ""


class OwnOrganisationForm(PlaceForm):
    """The administrator's own organisation."""

    kind = forms.CodeChoice(label="自機関の種類", choices=_OWN_KINDS)
    name = forms.TextField(label="自機関の名称")
    phone = forms.PhoneField(label="電話番号", required=False)
    manages_too = forms.YesNoField(
        label="日々の業務も行いますか",
        help_text="「はい」では、システム管理のほかに、業務の役割（管理職など）でも登録します。",
    )
    field_order = ("kind", "name", "prefecture_code", "municipality", "phone", "manages_too")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        code, _ = self.place(values)
        if values.get("kind") == OrgKind.MUNICIPALITY and not values.get("municipality"):
            self.add_error("municipality", "市町村・特別区では、市区町村を入力してください。")
        values.pop("municipality", None)
        return values | {"municipality_code": code}


class MunicipalityForm(PlaceForm):
    """A municipality one works for or with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].required = True

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        code, name = self.place(values)
        return {"prefecture_code": values.get("prefecture_code"), "municipality_code": code, "name": name}


class CommissionForm(forms.BaseForm):
    """The commission of one's own body, or of the body one commissions."""

    other = forms.CodeChoice(label="委託する市町村・組合", choices=[], radio_up_to=-1, required=False)
    agent_name = forms.TextField(label="受託する団体の名称", required=False, help_text="例：○○市基幹相談支援センター")
    starts_on = forms.DateField(label="契約の開始日")
    ends_on = forms.DateField(label="契約の最終日")
    contract_number = forms.TextField(label="契約番号", required=False, max_length=60)

    def __init__(self, *args: Any, principals: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(o.pk): o for o in principals or ()}
        if principals is None:
            del self.fields["other"]
            self.fields["agent_name"].required = True
        else:
            del self.fields["agent_name"]
            self.fields["other"].required = True
            self.fields["other"].choices = [("", "選んでください"), *((pk, o.name) for pk, o in self.known.items())]

    def clean_other(self) -> Any:
        return self.known[self.cleaned_data["other"]]
