"""Signing in to an empty system, one's own account, switching between memberships."""

from __future__ import annotations

from uuid import UUID

from allauth.account import views as allauth
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.accounts import queries, services
from renkei.audit.queries import own_sign_ins
from renkei.core.clock import now
from renkei.core.errors import NotFound
from renkei.web.gates import public, signed_in
from renkei.web.http import HttpRequest


@public("サインインの画面", methods=["GET", "POST"], system="sign_in")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Allauth's page; while nobody is registered, the first set-up."""
    if queries.is_empty():
        return redirect("setup:start")
    name = settings.OIDC_NAME if settings.OIDC_ISSUER else ""
    return allauth.LoginView.as_view(extra_context={"oidc_name": name})(request)


@signed_in()
def me(request: HttpRequest) -> HttpResponse:
    """Memberships, last sign-ins, password."""
    actor = request.actor
    mine = list(queries.live_memberships(user_id=actor.user_id, at=now()))
    context = {"memberships": mine, "events": own_sign_ins(actor=actor)[:15]} | _factor(actor.user_id)
    return render(request, "accounts/me.html", context)


def _factor(user_id: UUID | None) -> dict[str, object]:
    has_factor = user_id is not None and queries.has_second_factor(user_id)
    return {"has_factor": has_factor, "codes_left": queries.recovery_codes_left(user_id) if user_id else 0}


@signed_in(methods=["POST"])
def switch(request: HttpRequest) -> HttpResponse:
    """Act in another of one's memberships from now on."""
    try:
        wanted = UUID(request.POST.get("membership", ""))
    except ValueError:
        raise NotFound() from None
    chosen = services.choose_membership(actor=request.actor, now=now(), membership_id=wanted)
    request.session["membership"] = str(chosen.pk)
    messages.success(request, f"{chosen.organisation.name}（{chosen.get_role_display()}）に切り替えました。")
    return redirect("/")
