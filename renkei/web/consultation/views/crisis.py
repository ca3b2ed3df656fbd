"""The part of a case: its consultations and contacts, and 前兆と対応 with its prints."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.consultation import queries, services
from renkei.consultation.queries import CrisisView
from renkei.core.clock import day_of, now
from renkei.core.errors import RuleBroken
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.policy.decide import require
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from renkei.web.consultation.crisis_forms import WELFARE, CrisisForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest


@gate(P.CONSULT_VIEW)
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """相談・連絡・前兆と対応 of a case."""
    access = _access(request, case_id)
    context: dict[str, Any] = {"access": access, "tab": "backup", "office_side": request.actor.is_office}
    context |= {"items": queries.of_case(access=access), "contacts": queries.contacts_of_case(access=access)}
    context["crisis"] = queries.crisis_plan(access=access)
    if access.can(P.CONSULT_WRITE):
        plans = queries.plans(actor=request.actor, at=access.at).filter(case=access.case, ended_at__isnull=True)
        context |= {"plans": plans, "offices": queries.offices_of(access=access)}
    return render(request, "consultation/case.html", context)


@gate(P.CONSULT_VIEW)
def detail(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """前兆と対応: the newest version, or one of before."""
    access = _access(request, case_id)
    wanted = request.GET.get("version", "")
    found = queries.crisis_plan(access=access, version=int(wanted) if wanted.isdecimal() and len(wanted) < 5 else None)  # noqa: PLR2004
    context = {"access": access, "tab": "backup", "crisis": found, "versions": queries.crisis_versions(access=access)}
    return render(request, "consultation/crisis.html", context)


@gate(P.CONSULT_WRITE, methods=["GET", "POST"])
def edit(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """前兆と対応を書く: a new version that starts from the last."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.CONSULT_WRITE)
    require(request.actor, P.WELFARE_VIEW, access.facts, at=access.at)
    last = queries.crisis_plan(access=access)
    classes = {c for c in InfoClass if queries.may_read(access, c)}
    form = CrisisForm(
        request.POST if request.method == "POST" else None,
        classes=classes,
        stored=_stored(last),
        initial={"agreed_on": day_of(now())},
    )
    if form.is_valid():
        try:
            version = last.plan.version if last else 0
            services.write_crisis_plan(
                actor=request.actor, case=access.case, based_on=version, now=now(), **form.written()
            )
            messages.success(request, "新しい版を保存しました。本人に渡す紙も印刷できます。")
            return redirect("consultation:crisis", case_id=case_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "backup", "form": form}
    return render(request, "consultation/crisis_edit.html", context, status=422 if form.errors else 200)


@gate(P.CONSULT_VIEW)
def print_plan(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A4."""
    return _print(request, case_id, "consultation/crisis_print.html", "crisis_plan")


@gate(P.CONSULT_WRITE)
def print_copy(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """本人に渡す紙, in plain language."""
    return _print(request, case_id, "consultation/crisis_copy.html", "crisis_copy")


def _print(request: HttpRequest, case_id: UUID, template: str, form: str) -> HttpResponse:
    access = _access(request, case_id)
    found = queries.get_crisis_plan(access=access)
    services.record_crisis_print(actor=request.actor, plan=found.plan, form=form, now=now())
    return render(request, template, {"access": access, "crisis": found, "at": now()})


def _access(request: HttpRequest, case_id: UUID) -> CaseAccess:
    return get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.CONSULT_VIEW)


def _stored(last: CrisisView | None) -> dict[str, Any]:
    """What the form starts from; the review day of before is not a day to come."""
    if last is None:
        return {}
    welfare, outline, third = last.welfare, last.outline, last.third_party
    return {
        **{name: getattr(welfare, name) or "" if welfare else "" for name in WELFARE},
        "outline": (outline.responses or "") if outline else "", "third_party": (third.contacts or "") if third else "",
        "agreed_how": last.plan.agreed_how, "shareable": last.plan.shareable,
    }  # fmt: skip
