"""What allauth may do here."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs himself up: users are invited by the manager of their organisation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
