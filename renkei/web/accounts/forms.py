"""Forms for organisations, users and commissions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import FileField, FileInput

from renkei.accounts.enums import Qualification, ResetReason
from renkei.accounts.rules import COMMISSIONABLE, roles_offered
from renkei.offices.rules.check_digits import corporation_number_holds
from renkei.policy.enums import MUNICIPAL_KINDS, OFFICE_KINDS, OrgKind, Role
from renkei.web import forms
from renkei.web.places import FICTIONAL, prefecture_choices, resolve_municipality


class OrganisationFilter(forms.FilterForm):
    """Words and kind."""

    q = forms.TextField(label="名称・番号")
    kind = forms.CodeChoice(label="種類", choices=OrgKind, empty="すべての種類", radio_up_to=-1)


class OrganisationForm(forms.BaseForm):
    """A body of any kind; what is required follows from the kind."""

    fieldsets = (
        ("機関", ("kind", "name", "kana", "prefecture_code", "municipality", "office_number", "corporate_number")),
        ("連絡先", ("address", "phone", "fax", "email")),
        ("情報の取扱い", ("default_tail_days",)),
    )

    kind = forms.CodeChoice(label="種類", choices=OrgKind)
    name = forms.TextField(label="名称")
    kana = forms.KanaField(label="フリガナ", required=False)
    prefecture_code = forms.CodeChoice(label="都道府県", choices=[], radio_up_to=-1)
    municipality = forms.TextField(
        label="市区町村", required=False, nfkc=True,
        help_text="名前（例：千代田区）か、団体コード（例：13101 または 131016）。市町村・特別区では必ず入力してください。",
    )  # fmt: skip
    office_number = forms.TextField(
        label="事業所番号", required=False, nfkc=True, max_length=12, help_text="10桁の数字（事業所のとき）"
    )
    corporate_number = forms.TextField(
        label="法人番号", required=False, nfkc=True, max_length=16,
        help_text="13桁の数字。同じ法人が打診する側と受ける側になったときに、気づけるようにします。",
    )  # fmt: skip
    address = forms.TextField(label="所在地", required=False, nfkc=True)
    phone = forms.PhoneField(label="電話番号", required=False)
    fax = forms.PhoneField(label="FAX番号", required=False)
    email = forms.EmailField(label="メールアドレス", required=False)
    default_tail_days = forms.NumberField(
        label="引継ぎ後の閲覧日数", unit="日", min_value=0, max_value=365,
        help_text="取決めに定めがないときに使います。",
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"default_tail_days": 30} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.today = today
        fictional = FICTIONAL in (self.initial.get("prefecture_code"), self.data.get("prefecture_code"))
        self.fields["prefecture_code"].choices = [("", "選んでください"), *prefecture_choices(fictional=fictional)]

    def clean_office_number(self) -> str:
        number = self.cleaned_data["office_number"].replace("-", "").replace(" ", "")
        if number and (not number.isascii() or not number.isdigit() or len(number) != 10):
            raise ValidationError("事業所番号は10桁の数字で入力してください。")
        return number

    def clean_corporate_number(self) -> str:
        number = self.cleaned_data["corporate_number"].replace("-", "").replace(" ", "")
        if number and not corporation_number_holds(number):
            raise ValidationError("法人番号は13桁の数字で入力してください（1桁目は検査用の数字です）。")
        return number

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        kind, typed = values.get("kind"), values.pop("municipality", "")
        values["municipality_code"] = ""
        if typed and values.get("prefecture_code"):
            try:
                values["municipality_code"] = resolve_municipality(
                    typed, prefecture_code=values["prefecture_code"], on=self.today
                )[0]
            except ValidationError as error:
                self.add_error("municipality", error)
        elif kind == OrgKind.MUNICIPALITY and not typed:
            self.add_error("municipality", "市町村・特別区では、市区町村を入力してください。")
        if kind in OFFICE_KINDS and not values.get("office_number") and "office_number" not in self.errors:
            self.add_error("office_number", "事業所では、事業所番号を入力してください。")
        return values


class CloseForm(forms.BaseForm):
    """The day from which a body no longer exists; empty opens it again."""

    closed_on = forms.DateField(label="廃止した日", required=False)


class UnionMemberForm(forms.BaseForm):
    """A municipality that belongs to a union, from–to."""

    municipality = forms.CodeChoice(label="構成市町村", choices=[], radio_up_to=-1)
    starts_on = forms.DateField(label="加入した日")
    ends_on = forms.DateField(label="最終日", required=False)

    def __init__(self, *args: Any, municipalities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(m.pk): m for m in municipalities}
        self.fields["municipality"].choices = [("", "選んでください"), *((pk, m.name) for pk, m in self.known.items())]

    def clean_municipality(self) -> Any:
        return self.known[self.cleaned_data["municipality"]]


class StaffForm(forms.BaseForm):
    """A qualified person of a commissioned body."""

    name = forms.TextField(label="氏名", max_length=100)
    qualification = forms.CodeChoice(label="資格", choices=Qualification)
    starts_on = forms.DateField(label="配置した日")
    ends_on = forms.DateField(label="配置の最終日", required=False)


class LastDayForm(forms.BaseForm):
    """The last day of something dated."""

    ends_on = forms.DateField(label="最終日")


class DelegationForm(forms.BaseForm):
    """A commission: who, whom, from–to."""

    principal = forms.CodeChoice(label="委託する市町村・組合", choices=[], radio_up_to=-1)
    agent = forms.CodeChoice(label="受託する団体", choices=[], radio_up_to=-1)
    starts_on = forms.DateField(label="契約の開始日")
    ends_on = forms.DateField(label="契約の最終日")
    contract_number = forms.TextField(label="契約番号", required=False, max_length=60)
    note = forms.TextField(label="備考", required=False)

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(o.pk): o for o in organisations}
        for name, kinds in (("principal", MUNICIPAL_KINDS), ("agent", COMMISSIONABLE)):
            chosen = [(pk, o.name) for pk, o in self.known.items() if o.kind in kinds]
            self.fields[name].choices = [("", "選んでください"), *chosen]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        return values | {n: self.known[values[n]] for n in ("principal", "agent") if values.get(n)}


class EndDelegationForm(forms.BaseForm):
    """The last day of a contract that ends early."""

    last_day = forms.DateField(label="契約の最終日")
    sure = forms.ConfirmField(label="この日の終わりに、委託による情報の閲覧がすべて終わることを確認しました。")


class UserFilter(forms.FilterForm):
    """Words, organisation (administrator), those who have left."""

    q = forms.TextField(label="氏名・メールアドレス")
    organisation = forms.CodeChoice(label="機関", choices=[], empty="すべての機関", radio_up_to=-1)
    past = forms.CodeChoice(label="期間", choices=[("1", "終了した所属")], empty="いまの所属・予定", radio_up_to=-1)

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if organisations is None:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].choices = [("", "すべての機関"), *((str(o.pk), o.name) for o in organisations)]


class UserForm(forms.BaseForm):
    """A user and his membership in one organisation."""

    fieldsets = (
        ("利用者", ("name", "email", "position")),
        ("役割", ("role", "handles_intake")),
        ("所属の期間", ("starts_on", "ends_on")),
    )

    name = forms.TextField(label="氏名", max_length=100)
    email = forms.EmailField(label="メールアドレス", help_text="サインインに使います。")
    position = forms.TextField(label="職名", required=False, max_length=60)
    role = forms.CodeChoice(label="役割", choices=[])
    handles_intake = forms.YesNoField(
        label="受付窓口", help_text="「はい」の人が、新しい依頼・相談の担当に自動でなります。"
    )
    starts_on = forms.DateField(label="所属の開始日")
    ends_on = forms.DateField(label="所属の最終日", required=False)

    def __init__(self, *args: Any, kind: str, by: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(r.value, r.label) for r in roles_offered(kind, by=by)]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class RoleForm(forms.BaseForm):
    """Another role from a day on."""

    role = forms.CodeChoice(label="新しい役割", choices=[])
    from_day = forms.DateField(label="いつから")
    position = forms.TextField(
        label="職名", required=False, max_length=60, help_text="空欄のときは、いまの職名のままです。"
    )

    def __init__(self, *args: Any, kind: str, by: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(r.value, r.label) for r in roles_offered(kind, by=by)]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class ResetFactorsForm(forms.BaseForm):
    """Why a colleague's second factor starts anew; that it really is the colleague who asks."""

    reason = forms.CodeChoice(label="理由", choices=ResetReason)
    sure = forms.ConfirmField(label="本人からの依頼であることを、対面または電話で確認しました。")

    def clean_reason(self) -> ResetReason:
        return ResetReason(self.cleaned_data["reason"])


class EndMembershipForm(forms.BaseForm):
    """At once, or with the end of a day."""

    when = forms.CodeChoice(
        label="いつ終了しますか",
        choices=[
            ("now", "いますぐ終了する（この操作のあとは使えません）"),
            ("day", "日を決めて終了する（その日の終わりまで使えます）"),
        ],
    )
    last_day = forms.DateField(label="所属の最終日（日を決めるとき）", required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        last = values.get("last_day")
        if values.get("when") == "day" and "last_day" not in self.errors:
            if not last:
                self.add_error("last_day", "所属の最終日を入力してください。")
            elif last < self.today:
                self.add_error(
                    "last_day",
                    "今日以後の日を入力してください。すぐに止めるときは「いますぐ終了する」を選んでください。",
                )
        return values

    def ends_on(self) -> date:
        """The last day on which the membership works."""
        return self.today - timedelta(days=1) if self.cleaned_data["when"] == "now" else self.cleaned_data["last_day"]


class TableFileField(FileField):
    """A list as Excel or CSV, up to 2 MB."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Excel（.xlsx）またはCSV、2MB・500人まで")
        kwargs.setdefault("widget", FileInput(attrs={"accept": ".xlsx,.csv"}))
        super().__init__(**kwargs)
        self.error_messages["empty"] = "ファイルの中身が空です。別のファイルを選んでください。"


class ImportForm(forms.BaseForm):
    """The list of users."""

    file = TableFileField(label="利用者の名簿")
