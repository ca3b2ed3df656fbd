"""保存期間と廃棄: what is due, holds, proposals and approvals, the certificate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import now, today
from renkei.core.errors import NotFound, RuleBroken
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.privacy.enums.retention import DestructionStatus
from renkei.privacy.queries import caseless
from renkei.privacy.queries import retention as queries
from renkei.privacy.rules.retention import TABLE, in_words
from renkei.privacy.services import retention as services
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.privacy.forms.retention import HoldForm
from renkei.web.privacy.tabs import tabs_of


@gate(P.PRIVACY_VIEW, P.DESTROY_PROPOSE)
def index(request: HttpRequest) -> HttpResponse:
    """What is due, what is under way, what was destroyed, what is held."""
    actor = request.actor
    past = queries.destructions_of(actor=actor, at=now())
    context = {
        "tabs": tabs_of(actor, "retention"), "lines": queries.due_lines(actor=actor, at=now()),
        "done": past.filter(status=DestructionStatus.DONE), "holds": queries.holds_of(actor=actor, at=now()),
        "caseless": caseless.due_kinds(actor=actor, at=now()), "counted": queries.counted(actor=actor), "table": [(kind, in_words(kind), TABLE[kind].source) for kind in TABLE],
        "may_propose": can(actor, P.DESTROY_PROPOSE), "may_approve": can(actor, P.DESTROY_APPROVE),
    }  # fmt: skip
    return render(request, "privacy/retention.html", context)


@gate(P.DESTROY_PROPOSE, methods=["POST"])
def propose(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """廃棄を提案する."""
    line = queries.closed_case(actor=request.actor, case_id=case_id, at=now())
    return _run(request, "廃棄を提案しました。別の人の承認を待っています。", services.propose, case=line.case)


_STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "approve": (services.approve, "廃棄を承認しました。次の夜間の処理で廃棄されます。それまでは取りやめられます。"),
    "reject": (services.reject, "廃棄を取りやめました。"),
}


@gate(P.DESTROY_APPROVE, methods=["POST"])
def step(request: HttpRequest, destruction_id: UUID, step: str) -> HttpResponse:
    """承認する・取りやめる."""
    if step not in _STEPS:
        raise NotFound(permission=P.DESTROY_APPROVE.code)
    found = queries.get_destruction(actor=request.actor, destruction_id=destruction_id, at=now())
    act, done = _STEPS[step]
    return _run(request, done, act, destruction=found)


@gate(P.DESTROY_APPROVE, methods=["GET", "POST"])
def hold_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """廃棄を止める."""
    line = queries.closed_case(actor=request.actor, case_id=case_id, at=now())
    form = HoldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.place_hold(actor=request.actor, case=line.case, now=now(), **form.cleaned_data)
            messages.success(request, "廃棄を止めました。")
            return redirect("privacy:retention")
        except RuleBroken as error:
            form.add_rule(error)
    return render(request, "privacy/hold.html", {"line": line, "form": form}, status=422 if form.errors else 200)


@gate(P.DESTROY_APPROVE, methods=["POST"])
def hold_release(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """解除する."""
    hold = queries.get_hold(actor=request.actor, hold_id=hold_id, at=now())
    return _run(request, "廃棄を止める指定を解除しました。", services.release_hold, hold=hold)


@gate(P.PRIVACY_VIEW, P.DESTROY_PROPOSE)
def certificate(request: HttpRequest, destruction_id: UUID) -> HttpResponse:
    """廃棄証明 (A4): with the day on which the last copy of the key expires."""
    found = queries.get_destruction(actor=request.actor, destruction_id=destruction_id, at=now())
    if found.status != DestructionStatus.DONE:
        raise NotFound(permission=P.PRIVACY_VIEW.code)
    record(actor=request.actor, event=E.PRINTED, now=now(), thing=found, detail={"form": "destruction"})
    context = {"d": found, "names": queries.names_on(found), "today": today()}
    return render(request, "privacy/certificate_print.html", context)


def _run(request: HttpRequest, done: str, act: Callable[..., Any], **things: Any) -> HttpResponse:
    """A button without a form; a rule's refusal is said on the list."""
    try:
        act(actor=request.actor, now=now(), **things)
        messages.success(request, done)
    except RuleBroken as error:
        messages.error(request, str(error))
    return redirect("privacy:retention")
