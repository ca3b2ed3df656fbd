"""One form with every kind of field."""

from __future__ import annotations

from renkei.web import forms

AREAS = [(str(n), label) for n, label in enumerate(("北部", "東部", "南部", "西部", "中央", "沿岸", "山間", "島しょ"))]
SUPPORT = [("home", "住まい"), ("day", "日中の活動"), ("plan", "計画相談"), ("medical", "医療")]


class SampleForm(forms.BaseForm):
    """What a referral might ask for, with nobody's data."""

    fieldsets = (
        ("連絡先", ("name", "kana", "phone", "postcode", "email")),
        ("希望", ("area", "channel", "support", "visit", "has_consent", "rooms")),
        ("添えるもの", ("note", "file", "confirmed")),
    )
    day = forms.DateField(label="依頼した日")
    name = forms.TextField(label="担当者の名前", help_text="戸籍の字でなくてもかまいません。")
    kana = forms.KanaField(label="フリガナ", required=False)
    phone = forms.PhoneField(label="電話番号")
    postcode = forms.PostcodeField(label="郵便番号", required=False)
    email = forms.EmailField(label="メールアドレス", required=False)
    area = forms.CodeChoice(label="地域", choices=AREAS)
    channel = forms.CodeChoice(label="連絡の方法", choices=[("tel", "電話"), ("fax", "FAX"), ("meet", "面談")])
    support = forms.CodeMultipleChoice(label="必要な支援", choices=SUPPORT, help_text="あてはまるものすべて")
    visit = forms.DateTimeField(label="面会の日時", required=False)
    has_consent = forms.YesNoField(label="同意書の原本がありますか", unknown="確認中")
    rooms = forms.NumberField(label="部屋の数", unit="室", required=False, min_value=1)
    note = forms.LongTextField(label="伝えたいこと", required=False, max_length=200)
    file = forms.FileField(label="同意書の写し", required=False)
    confirmed = forms.ConfirmField(label="内容に誤りがないことを確認しました")


class SampleFilter(forms.FilterForm):
    """A search band."""

    words = forms.TextField(label="事業所の名前・住所")
    area = forms.CodeChoice(label="地域", choices=AREAS, empty="すべて")
    since = forms.DateField(label="更新日（以後）", help_text="")
