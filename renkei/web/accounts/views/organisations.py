"""Organisations: list, page, form, members of a union, qualified staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.accounts import queries, services
from renkei.audit.queries import history_of
from renkei.core.clock import now, today
from renkei.core.errors import RuleBroken
from renkei.offices.rules.check_digits import office_number_holds
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.web.accounts.forms import (
    CloseForm,
    LastDayForm,
    OrganisationFilter,
    OrganisationForm,
    StaffForm,
    UnionMemberForm,
)
from renkei.web.gates import gate
from renkei.web.http import HttpRequest

_BOTH = ("GET", "POST")


@gate(P.ORG_MANAGE, P.USER_MANAGE)
def organisations(request: HttpRequest) -> HttpResponse:
    """The list for the administrator; a manager goes to his own organisation."""
    if not can(request.actor, P.ORG_MANAGE):
        return redirect("accounts:organisation", pk=request.actor.organisation_id)
    form = OrganisationFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = queries.managed_organisations(actor=request.actor, text=asked.get("q", ""), kind=asked.get("kind", ""))
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "accounts/organisations.html", {"form": form, "page": page, "asked": any(asked.values())})


@gate(P.ORG_MANAGE, P.USER_MANAGE)
def organisation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One organisation with its members, staff, commissions and history."""
    page = queries.organisation_page(actor=request.actor, pk=pk, at=now())
    ids = [
        pk,
        *(m.pk for m in page.union_members),
        *(s.pk for s in page.staff),
        *(d.delegation.pk for d in page.delegations),
    ]
    events = list(history_of(actor=request.actor, ids=ids)[:30])
    names = queries.names_of_users(e.user_id for e in events)
    context = {"page": page, "organisation": page.organisation, "today": today(), "may_edit": can(request.actor, P.ORG_MANAGE),
               "history": [(e, names.get(e.user_id, e.system)) for e in events]}  # fmt: skip
    return render(request, "accounts/organisation.html", context)


@gate(P.ORG_MANAGE, methods=_BOTH)
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Register an organisation."""
    return _edit(request, None)


@gate(P.ORG_MANAGE, methods=_BOTH)
def organisation_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change an organisation."""
    return _edit(request, queries.get_managed(actor=request.actor, pk=pk))


def _edit(request: HttpRequest, own: Any) -> HttpResponse:
    form = OrganisationForm(request.POST if request.method == "POST" else None, stored=_stored(own), today=today())
    if form.is_valid():
        try:
            saved = services.save_organisation(actor=request.actor, now=now(), organisation=own, **form.cleaned_data)
        except RuleBroken as error:
            form.add_rule(error)
        else:
            messages.success(request, "機関を登録しました。" if own is None else "機関の内容を変更しました。")
            _warn_number(request, saved.office_number)
            return redirect("accounts:organisation", pk=saved.pk)
    return render(
        request,
        "accounts/organisation_form.html",
        {"form": form, "organisation": own},
        status=422 if form.errors else 200,
    )


def _stored(own: Any) -> dict[str, Any] | None:
    if own is None:
        return None
    return {name: getattr(own, name) for name in OrganisationForm.base_fields if name != "municipality"} | {
        "municipality": own.municipality_code
    }


def _warn_number(request: HttpRequest, number: str) -> None:
    if number and not office_number_holds(number):
        messages.warning(
            request, "事業所番号の検査数字が合いません。番号に誤りがないか確認してください（登録はできています）。"
        )


@gate(P.ORG_MANAGE, methods=_BOTH)
def organisation_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The day from which it is closed, or open again."""
    own = queries.get_managed(actor=request.actor, pk=pk)
    form = CloseForm(request.POST if request.method == "POST" else None, stored={"closed_on": own.closed_on})
    if form.is_valid():
        try:
            services.close_organisation(actor=request.actor, now=now(), organisation=own, **form.cleaned_data)
            messages.success(
                request, "廃止日を記録しました。" if form.cleaned_data["closed_on"] else "廃止を取り消しました。"
            )
            return redirect("accounts:organisation", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    return _form_page(
        request,
        form,
        own,
        "機関の廃止",
        "記録する",
        "廃止日から、この機関の利用者は操作できなくなります。空欄にすると廃止を取り消します。",
    )


@gate(P.ORG_MANAGE, methods=_BOTH)
def union_member_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A municipality joins a union."""
    own = queries.get_managed(actor=request.actor, pk=pk)
    choices = queries.partners(actor=request.actor, kinds=["municipality"])
    form = UnionMemberForm(request.POST if request.method == "POST" else None, municipalities=choices)
    if form.is_valid():
        try:
            services.add_union_member(actor=request.actor, now=now(), union=own, **form.cleaned_data)
            messages.success(request, "構成市町村を登録しました。")
            return redirect("accounts:organisation", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    return _form_page(
        request, form, own, "構成市町村の登録", "登録する", "一覧にない市町村は、先に機関として登録してください。"
    )


@gate(P.ORG_MANAGE, methods=_BOTH)
def union_member_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A municipality leaves a union."""
    member = queries.get_union_member(actor=request.actor, pk=pk)
    form = LastDayForm(request.POST if request.method == "POST" else None, stored={"ends_on": member.ends_on})
    if form.is_valid():
        try:
            services.end_union_member(actor=request.actor, now=now(), member=member, **form.cleaned_data)
            messages.success(request, "構成市町村の最終日を記録しました。")
            return redirect("accounts:organisation", pk=member.union_id)
        except RuleBroken as error:
            form.add_rule(error)
    return _form_page(request, form, member.union, f"構成市町村の終了（{member.municipality.name}）", "記録する")


@gate(P.USER_MANAGE, methods=_BOTH)
def staff_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A qualified person is placed (Q1)."""
    own = queries.get_managed(actor=request.actor, pk=pk)
    form = StaffForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.add_qualified_staff(actor=request.actor, now=now(), organisation=own, **form.cleaned_data)
            messages.success(request, "有資格者の配置を登録しました。")
            return redirect("accounts:organisation", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    return _form_page(
        request,
        form,
        own,
        "有資格者の配置",
        "登録する",
        "受託する団体には、主任相談支援専門員などの配置が想定されています。",
    )


@gate(P.USER_MANAGE, methods=_BOTH)
def staff_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A qualified person leaves."""
    staff = queries.get_qualified(actor=request.actor, pk=pk)
    form = LastDayForm(request.POST if request.method == "POST" else None, stored={"ends_on": staff.ends_on})
    if form.is_valid():
        try:
            services.end_qualified_staff(actor=request.actor, now=now(), staff=staff, **form.cleaned_data)
            messages.success(request, "配置の最終日を記録しました。")
            return redirect("accounts:organisation", pk=staff.organisation_id)
        except RuleBroken as error:
            form.add_rule(error)
    return _form_page(request, form, staff.organisation, "有資格者の配置の終了", "記録する")


def _form_page(request: HttpRequest, form: Any, own: Any, title: str, submit: str, lead: str = "") -> HttpResponse:
    context = {"form": form, "organisation": own, "title": title, "submit": submit, "lead": lead}
    return render(request, "accounts/form.html", context, status=422 if form.errors else 200)
