"""The password rules in the form Django's AUTH_PASSWORD_VALIDATORS asks for."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from renkei.accounts.models import Membership, User
from renkei.accounts.rules import passwords


class PasswordRules:
    """Length, leaks, and how easily somebody who knows the person would guess. Paste and every character are welcome."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with what to do."""
        refusal = passwords.too_long(password)
        refusal = refusal or passwords.leaked(password, listed_in=settings.BREACHED_PASSWORDS)
        refusal = refusal or passwords.easy_to_guess(password, about=_words_about(user))
        if refusal:
            raise ValidationError(refusal, code="password_rule")

    def get_help_text(self) -> str:
        """Shown beside the box."""
        return "関係のない言葉をいくつかつなげると、長くて覚えやすいパスワードになります。記号や数字は、なくてもかまいません。"


def _words_about(user: Any) -> list[str]:
    """What a stranger may know: the product, the name, the address, the organisations."""
    words = ["renkei", "れんけい"]
    if not isinstance(user, User):
        return words
    words += re.split(r"[\s@._+-]+", f"{user.name} {user.email}")
    names = Membership.objects.filter(user_id=user.pk).values_list("organisation__name", "organisation__kana")
    return words + [word for pair in names for word in pair]
