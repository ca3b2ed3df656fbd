"""The steps of a consultation, each on a page of its own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.consultation import queries, services
from renkei.consultation.queries import ConsultationView
from renkei.consultation.states import CONSULTATION
from renkei.core.clock import now
from renkei.core.errors import NotFound, RuleBroken
from renkei.policy.permissions import P
from renkei.web.consultation.forms import AnswerForm, AssignForm, LinkForm, StepForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest

#: step → (title, label of the words, whether they are needed, lead)
_STEPS = {
    "add": ("書き足す", "書き足すこと", True, "相談に書き足します。担当の人に知らせます。"),
    "ask_again": ("もう一度相談する", "もう一度聞きたいこと", True, "同じ相談の続きとして聞けます。"),
    "settle": ("解決したので終える", "その後の様子", False, "相談を終えます。また困ったときは、もう一度相談できます。"),
    "withdraw": ("相談を取り下げる", "取り下げる理由", False, "回答を待たずに、相談を終えます。"),
    "finish": ("結果を書いて完了する", "結果", True, "相談した事業所も読めます。"),
    "withdrawn": ("取下げを受けた", "聞いたこと", False, "事業所から取り下げると聞いたときに記録します。"),
    "reopen": ("相談を再開する", "再開する理由", False, "対応中にもどします。"),
}


@gate(P.CONSULT_WRITE, methods=["GET", "POST"])
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """回答する."""
    view = _view(request, pk, "answer", P.CONSULT_WRITE)
    form = AnswerForm(request.POST if request.method == "POST" else None, initial={"method": "letter"})
    if form.is_valid():
        try:
            services.answer(actor=request.actor, pk=pk, now=now(), **form.cleaned_data)
            messages.success(request, "回答しました。「イ 後方支援」の活動に数えます。")
            return redirect("consultation:detail", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "view": view, "thing": view.thing, "welfare": _welfare(view), "page": _read(request, pk)}
    return render(request, "consultation/answer.html", context, status=422 if form.errors else 200)


@gate(P.CONSULT_WRITE, methods=["GET", "POST"])
def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """担当と期限を決める."""
    view = _view(request, pk, "assign", P.CONSULT_WRITE)
    case = view.access.case if view.access else None
    people = queries.own_answering(actor=request.actor, at=now(), case=case)
    stored = {"user": str(view.thing.assignee or ""), "answer_due": view.thing.answer_due}
    form = AssignForm(request.POST if request.method == "POST" else None, people=people, stored=stored)
    if form.is_valid():
        try:
            services.assign(actor=request.actor, pk=pk, now=now(), **form.assigned())
            messages.success(request, "担当と期限を決めました。")
            return redirect("consultation:detail", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {
        "form": form,
        "view": view,
        "thing": view.thing,
        "title": "担当と期限を決める",
        "lead": "期限は、開庁日で数えた目安です。事情に合わせて変えられます。",
    }
    return render(request, "consultation/step.html", context, status=422 if form.errors else 200)


@gate(P.CONSULT_WRITE, methods=["GET", "POST"])
def link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """ケースにつなげる."""
    view = _view(request, pk, "link", P.CONSULT_WRITE)
    if view.thing.about != "unlisted":
        raise NotFound(permission=P.CONSULT_WRITE.code)
    cases = queries.choosable_cases(actor=request.actor, at=now())
    form = LinkForm(request.POST if request.method == "POST" else None, cases=[(c.pk, c.number) for c in cases])
    if form.is_valid():
        try:
            services.link(actor=request.actor, pk=pk, case_id=UUID(form.cleaned_data["case"]), now=now())
            messages.success(request, "ケースにつなげました。")
            return redirect("consultation:detail", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    return render(
        request,
        "consultation/link.html",
        {"form": form, "view": view, "thing": view.thing},
        status=422 if form.errors else 200,
    )


@gate(P.CONSULT_ASK, P.CONSULT_WRITE, methods=["GET", "POST"])
def step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """書き足す・もう一度相談する・終える・取り下げる; 完了する・取下げを受けた・再開する."""
    if step not in _STEPS:
        raise NotFound()
    title, label, needed, lead = _STEPS[step]
    view = _view(request, pk, step, CONSULTATION.get(step).permission)
    form = StepForm(request.POST if request.method == "POST" else None, label=label, needed=needed)
    if form.is_valid():
        try:
            _take(request, pk, step, form.cleaned_data["text"])
            return redirect("consultation:detail", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "view": view, "thing": view.thing, "title": title, "lead": lead}
    return render(request, "consultation/step.html", context, status=422 if form.errors else 200)


def _take(request: HttpRequest, pk: UUID, step: str, text: str) -> None:
    service = services.speak if request.actor.is_office else services.close
    service(actor=request.actor, pk=pk, step=step, text=text, now=now())
    messages.success(request, "記録しました。")


def _view(request: HttpRequest, pk: UUID, step: str, permission: P) -> ConsultationView:
    view = queries.get_consultation(actor=request.actor, pk=pk, at=now(), permission=permission)
    CONSULTATION.check(view.thing.status, step)
    return view


def _read(request: HttpRequest, pk: UUID) -> queries.ConsultationPage:
    return queries.consultation_page(actor=request.actor, pk=pk, at=now())


def _welfare(view: ConsultationView) -> bool:
    """May the office read about 障害・医療・生活 of this person?"""
    case = view.access.case if view.access else None
    return queries.class_for(case=case, bodies={view.thing.office_id}, at=now()) == "welfare"
