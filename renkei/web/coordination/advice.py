"""助言の依頼: the questions of a case to the centre, one with its answers, asking and the steps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.coordination.queries import advice as queries
from renkei.coordination.queries.joint import get_board_access
from renkei.coordination.rules.advice import refusal
from renkei.coordination.services import advice as services
from renkei.coordination.states.advice import ADVICE
from renkei.core.clock import now
from renkei.core.errors import NotFound, RuleBroken
from renkei.disclosure.queries import CaseAccess
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from renkei.web.coordination.advice_forms import AskForm, StepForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest

_BOTH = ("GET", "POST")


@gate(P.HANDOVER_VIEW)
def index(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """助言の依頼 of this case."""
    access = get_board_access(actor=request.actor, case_id=case_id, at=now())
    rows = [(a, queries.is_overdue(a, at=access.at)) for a in queries.advice_of(access=access)]
    context = {"access": access, "tab": "board", "rows": rows, "may_ask": _may_ask(access)}
    return render(request, "coordination/advice.html", context)


@gate(P.HANDOVER_WRITE, methods=_BOTH)
def ask(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """助言を求める."""
    access = get_board_access(actor=request.actor, case_id=case_id, at=now(), permission=P.HANDOVER_WRITE)
    form = AskForm(request.POST if request.method == "POST" else None, initial={"days": "5", "outside": "no"})
    form.set_choices("info_class", [(str(c), c.label) for c in InfoClass if access.sees(c)])
    if form.is_valid():
        try:
            made = services.ask_advice(actor=request.actor, case=access.case, now=now(), **form.arguments())
            messages.success(request, "助言を求めました。" if not made.outside else "相談したことを記録しました。")
            return redirect("coordination:advice_one", case_id, made.pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "board", "form": form, "center": queries.center_of(case=access.case)}
    return render(request, "coordination/advice_ask.html", context, status=422 if form.errors else 200)


@gate(P.HANDOVER_VIEW)
def one(request: HttpRequest, case_id: UUID, advice_id: UUID) -> HttpResponse:
    """One question with its answers and the next steps."""
    access = get_board_access(actor=request.actor, case_id=case_id, at=now())
    page = queries.advice_page(access=access, advice_id=advice_id)
    context = {"access": access, "tab": "board", "page": page, "advice": page.advice, "steps": _steps(access, page)}
    return render(request, "coordination/advice_one.html", context)


@gate(P.HANDOVER_WRITE, methods=_BOTH)
def step(request: HttpRequest, case_id: UUID, advice_id: UUID, step: str) -> HttpResponse:
    """回答する・続けて聞く・終える・取り下げる."""
    access = get_board_access(actor=request.actor, case_id=case_id, at=now(), permission=P.HANDOVER_WRITE)
    advice = queries.get_advice(access=access, advice_id=advice_id)
    transition = ADVICE.check(advice.status, _known(step))
    form = StepForm(request.POST if request.method == "POST" else None, step=step, outside=_outside(access, step))
    if form.is_valid():
        try:
            services.take_advice_step(actor=request.actor, advice=advice, step=step, now=now(), **form.arguments())
            messages.success(request, f"「{transition.label}」を記録しました。")
            return redirect("coordination:advice_one", case_id, advice_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "board", "form": form, "step": transition, "advice": advice}
    return render(request, "coordination/advice_step.html", context, status=422 if form.errors else 200)


def _known(step: str) -> str:
    if step not in {t.name for t in ADVICE.transitions}:
        raise NotFound()
    return step


def _may_ask(access: CaseAccess) -> bool:
    body = queries.side_of(access.actor.organisation_kind) == "body"
    return body and access.can(P.HANDOVER_WRITE) and access.case.status not in ("preparing", "closed")


def _outside(access: CaseAccess, step: str) -> bool:
    """Does the step tell of the other body, which said it outside?"""
    return step == "answer" and queries.side_of(access.actor.organisation_kind) == "body"


def _steps(access: CaseAccess, page: queries.AdvicePage) -> list[tuple[str, str]]:
    """(name, label) of what this actor may do now."""
    if not access.can(P.HANDOVER_WRITE) or access.case.status == "closed":
        return []
    found = []
    for transition in ADVICE.possible_from(page.advice.status):
        if refusal(step=transition.name, acting=page.side, told=True) is None:
            heard = transition.name == "answer" and page.side == "body"
            found.append((transition.name, "センターの回答を代わりに記録する" if heard else transition.label))
    return found


def context_of(access: CaseAccess) -> dict[str, Any]:
    """For the board: how many are open and overdue, whether one may ask."""
    rows = list(queries.advice_of(access=access))
    return {
        "advice_open": sum(1 for a in rows if a.status in queries.OPEN),
        "advice_overdue": sum(1 for a in rows if queries.is_overdue(a, at=access.at)),
        "advice_may_ask": _may_ask(access),
    }
