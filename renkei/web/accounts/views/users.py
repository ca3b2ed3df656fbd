"""Users of an organisation: list, add, end, role, intake, suspend, invitation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from renkei.accounts import queries, services
from renkei.accounts.rules.inviting import VALID_FOR
from renkei.cases.queries import assigned_count
from renkei.core.clock import now, today
from renkei.core.errors import RuleBroken
from renkei.notifications.queries import stopped_of
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.web.accounts.access import user_rows
from renkei.web.accounts.forms import EndMembershipForm, RoleForm, UserFilter, UserForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest

_BOTH = ("GET", "POST")


@gate(P.USER_MANAGE)
def users(request: HttpRequest) -> HttpResponse:
    """Memberships in force and to come; those that are over on request."""
    everyone = queries.managed_organisations(actor=request.actor) if can(request.actor, P.ORG_MANAGE) else None
    form = UserFilter(request.GET, organisations=everyone)
    asked = form.cleaned_data if form.is_valid() else {}
    lines = queries.user_lines(
        actor=request.actor, at=now(), organisation_id=asked.get("organisation") or None,
        text=asked.get("q", ""), past=bool(asked.get("past")),
    )  # fmt: skip
    page = Paginator(lines, 50).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": user_rows(page), "asked": any(asked.values()), "today": today(), "all": everyone is not None,
               "organisation_id": asked.get("organisation") or request.actor.organisation_id}  # fmt: skip
    return render(request, "accounts/users.html", context)


@gate(P.USER_MANAGE, methods=_BOTH)
def user_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a user to an organisation; shows the password link once."""
    own = queries.get_managed(actor=request.actor, pk=pk)
    form = UserForm(
        request.POST if request.method == "POST" else None, kind=own.kind, by=request.actor.role,
        initial={"starts_on": today(), "handles_intake": "no"},
    )  # fmt: skip
    if form.is_valid():
        try:
            added = services.invite_user(actor=request.actor, now=now(), organisation=own, **form.cleaned_data)
            return links_page(request, own, [added])
        except RuleBroken as error:
            form.add_rule(error)
    return render(
        request, "accounts/user_new.html", {"form": form, "organisation": own}, status=422 if form.errors else 200
    )


@gate(P.USER_MANAGE)
def member(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One membership and what can be done with it."""
    found = queries.get_member(actor=request.actor, pk=pk)
    others = queries.belongs_elsewhere(found.user, found.organisation_id)
    context = {"member": found, "today": today(), "elsewhere": others, "own": found.user_id == request.actor.user_id,
               "over": found.ends_on is not None and found.ends_on < today(), "row": user_rows([found])[0],
               "mail_stopped": stopped_of(actor=request.actor, user_id=found.user_id)}  # fmt: skip
    return render(request, "accounts/member.html", context)


@gate(P.USER_MANAGE, methods=_BOTH)
def member_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a membership, at once or with a day."""
    found = queries.get_member(actor=request.actor, pk=pk)
    form = EndMembershipForm(
        request.POST if request.method == "POST" else None, today=today(), initial={"when": "day", "last_day": today()}
    )
    if form.is_valid():
        try:
            services.end_membership(actor=request.actor, now=now(), membership=found, ends_on=form.ends_on())
            messages.success(request, "所属の終了を記録しました。")
            return redirect("accounts:member", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    cases = assigned_count(user_id=found.user_id, organisation_id=found.organisation_id)
    context = {"form": form, "member": found, "cases": cases}
    return render(request, "accounts/member_end.html", context, status=422 if form.errors else 200)


@gate(P.USER_MANAGE, methods=_BOTH)
def member_role(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another role from a day on."""
    found = queries.get_member(actor=request.actor, pk=pk)
    form = RoleForm(
        request.POST if request.method == "POST" else None, kind=found.organisation.kind, by=request.actor.role,
        initial={"from_day": today()},
    )  # fmt: skip
    if form.is_valid():
        try:
            new = services.change_role(actor=request.actor, now=now(), membership=found, **form.cleaned_data)
            messages.success(request, "役割の変更を記録しました。")
            return redirect("accounts:member", pk=new.pk)
        except RuleBroken as error:
            form.add_rule(error)
    return render(
        request, "accounts/member_role.html", {"form": form, "member": found}, status=422 if form.errors else 200
    )


@gate(P.USER_MANAGE, methods=["POST"])
def member_intake(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Into the intake, or out of it."""
    found = queries.get_member(actor=request.actor, pk=pk)
    wanted = request.POST.get("handles_intake") == "yes"
    services.set_intake(actor=request.actor, now=now(), membership=found, handles_intake=wanted)
    messages.success(request, "受付窓口にしました。" if wanted else "受付窓口から外しました。")
    return redirect("accounts:member", pk=pk)


@gate(P.USER_MANAGE, methods=["POST"])
def member_suspend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Suspend the user."""
    return _set_active(request, pk, active=False)


@gate(P.USER_MANAGE, methods=["POST"])
def member_resume(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let the user in again."""
    return _set_active(request, pk, active=True)


def _set_active(request: HttpRequest, pk: UUID, *, active: bool) -> HttpResponse:
    found = queries.get_member(actor=request.actor, pk=pk)
    services.set_user_active(actor=request.actor, now=now(), user=found.user, active=active)
    messages.success(
        request, "利用を再開しました。" if active else "利用を停止しました。サインイン中でも、次の操作から使えません。"
    )
    return redirect("accounts:member", pk=pk)


@gate(P.USER_MANAGE, methods=["POST"])
def member_link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new invitation to choose a password; shown once."""
    found = queries.get_member(actor=request.actor, pk=pk)
    key = services.issue_invitation(actor=request.actor, now=now(), user=found.user)
    return links_page(request, found.organisation, [services.Added(found, key)])


def links_page(request: HttpRequest, own: Any, added: Iterable[services.Added]) -> HttpResponse:
    """The invitations, once: they are answered to the POST and kept nowhere. Printed, each is a page of its own."""
    lines = [(a.membership, Invited(request, a.key) if a.key else None) for a in added]
    context = {"organisation": own, "lines": lines, "expires": now() + VALID_FOR, "any_link": any(i for _, i in lines)}
    return render(request, "accounts/links.html", context)


class Invited:
    """An invitation as the page shows it: as a link, and as a code in groups of four."""

    def __init__(self, request: HttpRequest, key: str) -> None:
        base = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
        self.url = base + reverse("invitation", kwargs={"token": key})
        self.code = "-".join(key[n : n + 4] for n in range(0, len(key), 4))
        self.entry = base + reverse("invitation_code")
