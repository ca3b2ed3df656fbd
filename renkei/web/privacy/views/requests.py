"""The register of 開示・訂正・利用停止請求: list, one request, its steps, the letter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import now, today
from renkei.core.errors import NotFound, RuleBroken
from renkei.policy.decide import can, require
from renkei.policy.permissions import P
from renkei.privacy.queries import local, requests
from renkei.privacy.queries.requests import RequestLine
from renkei.privacy.rules.requests import decision_words, decisions_of
from renkei.privacy.services import requests as services
from renkei.privacy.states.requests import DATA_REQUEST
from renkei.web.actions import Button, buttons
from renkei.web.forms import BaseForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.privacy.forms import requests as forms
from renkei.web.privacy.tabs import tabs_of


@gate(P.PRIVACY_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """対応中の請求, or all of them."""
    show_all = request.GET.get("show") == "all"
    lines = requests.request_lines(actor=request.actor, at=now(), open_only=not show_all)
    context = {
        "lines": lines, "show_all": show_all, "tabs": tabs_of(request.actor, "requests"),
        "may_take": can(request.actor, P.REQUEST_TAKE),
    }  # fmt: skip
    return render(request, "privacy/requests.html", context)


@gate(P.REQUEST_TAKE, methods=["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """請求を受け付ける."""
    form = _new_form(request)
    if form.is_valid():
        try:
            return redirect("privacy:request", request_id=_register(request, dict(form.cleaned_data)).pk)
        except RuleBroken as error:
            form.add_rule(error)
    return render(request, "privacy/request_new.html", {"form": form}, status=422 if form.errors else 200)


def _new_form(request: HttpRequest) -> forms.RequestForm:
    found = [(str(m.pk), m.name) for m in local.municipalities_for(actor=request.actor, on=today())]
    start = {"received_on": today(), "municipality": found[0][0] if found else ""}
    return forms.RequestForm(request.POST if request.method == "POST" else None, initial=start, municipalities=found)


def _register(request: HttpRequest, data: dict[str, Any]) -> Any:
    """Raises RuleBroken for a number nobody here has."""
    number, case = data.pop("case_number"), None
    municipality = local.get_municipality(actor=request.actor, pk=UUID(data.pop("municipality")), on=today())
    if number:
        case = requests.case_by_number(actor=request.actor, number=number, at=now())
        if case is None:
            raise RuleBroken(
                "この番号のケースは見つかりません。番号を確かめるか、空欄にしてください。", field="case_number"
            )
    made = services.register_request(actor=request.actor, municipality=municipality, case=case, now=now(), **data)
    messages.success(request, "請求を受け付けました。")
    return made


@gate(P.PRIVACY_VIEW)
def detail(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request: the clock, the next step, what was done. The auditor reads no name and no text."""
    line = requests.get_request(actor=request.actor, request_id=request_id, at=now())
    if line.sees_content:
        record(actor=request.actor, event=E.RECORD_VIEWED, now=now(), thing=line.request, reason="data_request")
    context = {
        "line": line, "r": line.request, "decision": decision_words(line.request.kind, line.request.decision),
        "steps": _steps(request, line), "covered": line.request.covered.select_related("case"),
        "exports": line.request.exports.order_by("-at"), "changes": line.request.changes.select_related("case"),
        "may_decide": can(request.actor, P.REQUEST_DECIDE), "may_take": can(request.actor, P.REQUEST_TAKE),
    }  # fmt: skip
    return render(request, "privacy/request.html", context)


def _steps(request: HttpRequest, line: RequestLine) -> list[Button]:
    primary = {
        "received": "start" if line.request.identity_proof else "",
        "fixing": "fixed",
        "reviewing": "decide",
        "decided": "deliver",
    }
    return buttons(
        request.actor, DATA_REQUEST, line.request, own_page=set(STEPS), danger={"withdraw"},
        primary=primary.get(line.request.status, ""),
        url=lambda name: reverse("privacy:request_step", args=[line.request.pk, name]),
    )  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One step: the words of its page, its form, its service."""

    title: str
    note: str
    form: type[BaseForm]
    act: Callable[..., Any]
    permission: P
    done: str
    danger: bool = False


STEPS: dict[str, Step] = {
    "proof": Step(
        "本人確認を記録する", "請求した人が本人（または正しい代理人）であることを、どう確かめたかを記録します。",
        forms.ProofForm, services.record_proof, P.REQUEST_TAKE, "本人確認を記録しました。",
    ),
    "start": Step(
        "審査を始める", "審査のあいだ、開示台帳にあなたの名前の行が開き、本人の記録を見られます。請求が終わると自動で終わります。",
        forms.PlainStep, services.start_review, P.REQUEST_DECIDE, "審査を始めました。",
    ),
    "ask_fix": Step(
        "補正を求める", "補正にかかった日数は、決定の期限に数えません。", forms.AskFixForm, services.ask_fix, P.REQUEST_TAKE,
        "補正を求めたことを記録しました。",
    ),
    "fixed": Step(
        "補正されたことを記録する", "この日から、決定の期限がふたたび進みます。", forms.FixedForm, services.fixed,
        P.REQUEST_TAKE, "補正を記録しました。",
    ),
    "extend": Step(
        "期限を延長する", "延長できるのは1回だけです。期限までに、期間と理由を請求した人に通知してください。", forms.ExtendForm,
        services.extend, P.REQUEST_DECIDE, "期限を延長しました。",
    ),
    "decide": Step(
        "決定する", "審査の必要な部分をすべて確かめてから、決定を記録します。", forms.DecideForm, services.decide,
        P.REQUEST_DECIDE, "決定を記録しました。通知書の案を印刷できます。",
    ),
    "deliver": Step(
        "通知・実施を記録する", "記録すると、この請求のために開いた開示台帳の行が終わります。", forms.DeliverForm,
        services.deliver, P.REQUEST_DECIDE, "実施を記録しました。",
    ),
    "withdraw": Step(
        "取下げを記録する", "取り下げられた請求は、もう進められません。", forms.WithdrawForm, services.withdraw_request,
        P.REQUEST_TAKE, "取下げを記録しました。", danger=True,
    ),
}  # fmt: skip
_DAYS = ("checked_on", "asked_on", "fixed_on", "told_on", "delivered_on", "withdrawn_on")


@gate(P.REQUEST_TAKE, methods=["GET", "POST"])
def step(request: HttpRequest, request_id: UUID, step: str) -> HttpResponse:
    """A step with its form; out of turn it is refused at once."""
    line = requests.get_request(actor=request.actor, request_id=request_id, at=now())
    found = _find(request, line, step)
    form = _step_form(request, line, found)
    if form.is_valid():
        try:
            data = {k: v for k, v in form.cleaned_data.items() if k != "sure"}
            found.act(actor=request.actor, request=line.request, now=now(), **data)
            messages.success(request, found.done)
            return redirect("privacy:request", request_id=request_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"line": line, "r": line.request, "step": found, "form": form}
    return render(request, "privacy/request_step.html", context, status=422 if form.errors else 200)


def _find(request: HttpRequest, line: RequestLine, name: str) -> Step:
    found = STEPS.get(name)
    if found is None:
        raise NotFound(permission=P.REQUEST_TAKE.code)
    require(request.actor, found.permission)
    if name != "proof":
        DATA_REQUEST.check(line.request.status, name)
    return found


def _step_form(request: HttpRequest, line: RequestLine, found: Step) -> BaseForm:
    extra: dict[str, Any] = {}
    if found.form is forms.DecideForm:
        extra["decisions"] = decisions_of(line.request.kind)
    proofs = {"identity_proof": line.request.identity_proof, "agent_proof": line.request.agent_proof}
    return found.form(
        request.POST if request.method == "POST" else None, stored=proofs, initial=forms.today_in(_DAYS, today()),
        **extra,
    )  # fmt: skip


@gate(P.REQUEST_DECIDE)
def letter(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """決定通知書の案 (A4): to be taken over into the municipality's own form."""
    line = requests.get_request(actor=request.actor, request_id=request_id, at=now())
    if not line.request.decision:
        raise NotFound(permission=P.REQUEST_DECIDE.code)
    record(actor=request.actor, event=E.PRINTED, now=now(), thing=line.request, detail={"form": "data_request_letter"})
    words = decision_words(line.request.kind, line.request.decision)
    return render(request, "privacy/letter_print.html", {"line": line, "r": line.request, "decision": words})
