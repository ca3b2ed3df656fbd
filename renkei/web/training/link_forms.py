"""Forms of 研修 for who has no account."""

from __future__ import annotations

from renkei.programme.services.training_seats import Person
from renkei.web.forms import BaseForm, ConfirmField, TextField
from renkei.web.training.forms import GuestForm


class JoinForm(GuestForm):
    """申し込む, by the link of the notice."""

    agreed = ConfirmField(label="上の「個人情報の取扱い」を読みました")
    field_order = (*GuestForm.field_order, "agreed")

    def person(self) -> Person:
        """What the service takes."""
        return Person(**{k: v for k, v in self.cleaned_data.items() if k != "agreed"})


class HereForm(BaseForm):
    """会場のコードと受付番号."""

    code = TextField(label="会場に示されているコード", nfkc=True, max_length=12)
    number = TextField(label="受付番号", nfkc=True, max_length=12, help_text="申し込んだときの画面にある8文字です。")


class CertificateForm(BaseForm):
    """修了証の番号."""

    number = TextField(label="修了証の番号", max_length=30, help_text="例：修R8-0012-7K3Q")
