"""Forms of an invited user: the code from paper, the new password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.forms import CharField, PasswordInput

from renkei.web import forms

HOW_TO_CHOOSE = (
    "12文字以上、128文字まで。関係のない言葉をいくつかつなげると、長くて覚えやすくなります。"
    "記号や数字は、なくてもかまいません。貼り付けもできます。"
)


class InvitationCodeForm(forms.BaseForm):
    """招待コード."""

    code = forms.TextField(
        label="招待コード", nfkc=True, max_length=40,
        help_text="用紙にある16文字です。ハイフンは入れても入れなくてもかまいません。",
    )  # fmt: skip


class PasswordPair(forms.BaseForm):
    """A new password, twice; `user` lets the rules look for words about the person."""

    password = CharField(
        label="新しいパスワード", strip=False, help_text=HOW_TO_CHOOSE,
        widget=PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = CharField(
        label="新しいパスワード（確認）", strip=False, widget=PasswordInput(attrs={"autocomplete": "new-password"})
    )
    user: Any = None

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("password") and values.get("again") and values["password"] != values["again"]:
            self.add_error("again", "2つのパスワードが違います。同じものを入力してください。")
        elif values.get("password"):
            try:
                validate_password(values["password"], self.user)
            except ValidationError as error:
                self.add_error("password", error)
        values.pop("again", None)
        return values


class NewPasswordForm(PasswordPair):
    """The password of an invited user."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
