"""The step of a sign-in that asks for the second factor."""

from __future__ import annotations

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest


class SecondFactorStage(AuthenticateStage):
    """allauth's, but not where the organisation's own sign-in has shown one that the configuration counts."""

    def _should_handle(self, request: HttpRequest) -> bool:
        shown = get_authentication_records(request, self.login.user)
        return not any(record.get("mfa") for record in shown) and super()._should_handle(request)
