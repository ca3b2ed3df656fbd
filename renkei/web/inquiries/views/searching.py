"""これまでの検索 as they were; 並べ方のきまり with a preview of what a change would do."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.disclosure.queries import get_case
from renkei.inquiries import queries, services
from renkei.offices.rules.matching import DEFAULT_RULES
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.inquiries.forms.searching import RulesForm


@gate(P.INQUIRY_SEND)
def searches(request: HttpRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """これまでの検索."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.INQUIRY_SEND)
    need = queries.get_need(access=access, need_id=need_id)
    found = queries.searches_of(access=access, need=need)
    context = {"access": access, "tab": "needs", "need": need, "searches": found}
    return render(request, "inquiries/searches.html", context)


@gate(P.INQUIRY_SEND)
def search(request: HttpRequest, case_id: UUID, need_id: UUID, search_id: UUID) -> HttpResponse:
    """一つの検索: as it was shown, without computing anything."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.INQUIRY_SEND)
    need = queries.get_need(access=access, need_id=need_id)
    old = queries.old_search(access=access, need=need, search_id=search_id)
    return render(request, "inquiries/search.html", {"access": access, "tab": "needs", "need": need, "old": old})


@gate(P.MATCH_RULES, methods=["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """並べ方のきまり: the form; its effect on the open searches; a new version."""
    municipality, in_force, versions = queries.own_rules(actor=request.actor)
    form = RulesForm(request.POST or None, rules=in_force)
    effects = None
    if form.is_valid() and request.POST.get("step") == "save" and _made(request, form, in_force.version):
        return redirect("inquiries:rules")
    if form.is_valid():
        changed = queries.made_rules(*form.values(), version=in_force.version + 1)
        effects = queries.effects_of(actor=request.actor, rules=changed, at=now())
    context = {
        "municipality": municipality, "rules": in_force, "versions": versions, "form": form, "effects": effects,
        "defaults": DEFAULT_RULES,
    }  # fmt: skip
    return render(request, "inquiries/rules.html", context, status=422 if form.errors else 200)


def _made(request: HttpRequest, form: RulesForm, seen: int) -> bool:
    weights, budget, days = form.values()
    try:
        services.make_rules(
            actor=request.actor, weights=weights, budget=budget, budget_days=days, reason=form.cleaned_data["reason"],
            seen=seen, now=now(),
        )  # fmt: skip
    except RuleBroken as error:
        form.add_rule(error)
        return False
    messages.success(request, "新しいきまりを保存しました。次の検索から使います。これまでの検索は、当時のままです。")
    return True
