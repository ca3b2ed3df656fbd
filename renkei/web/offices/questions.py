"""事業所についての問合せ: the list of either side, asking, one with its answer, answering, taking back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from renkei.contacts.enums import ProgrammeItem
from renkei.contacts.queries import activity_counts
from renkei.core.calendar import fiscal_year, fiscal_year_range
from renkei.core.clock import now, today
from renkei.core.errors import RuleBroken
from renkei.offices import services
from renkei.offices.queries import questions as queries
from renkei.offices.states import QUESTION
from renkei.policy.decide import can
from renkei.policy.enums import Reach
from renkei.policy.permissions import P
from renkei.policy.roles import reach_of
from renkei.web.actions import buttons
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, ids_of
from renkei.web.offices.question_forms import AnswerForm, AskForm

_PAGE = 30


@gate(P.QUESTION_ASK, P.QUESTION_ANSWER)
def index(request: HttpRequest) -> HttpResponse:
    """What one asked, or is to answer; for the municipality's side with this year's number of activities."""
    actor, (since, until) = request.actor, fiscal_year_range(fiscal_year(today()))
    page = Paginator(queries.questions(actor=actor), _PAGE).get_page(request.GET.get("page"))
    context: dict[str, object] = {"page": page, "asks": can(actor, P.QUESTION_ASK)}
    if not context["asks"]:
        context["answered"] = queries.answers_given(actor=actor, since=since, until=until)
        if reach_of(actor.role, P.NOTE_VIEW) is Reach.ALL:  # whoever reads a part of the notes would be told a part
            context["activities"] = activity_counts(actor=actor, since=since, until=until).get(ProgrammeItem.A, 0)
    return render(request, "offices/questions.html", context)


@gate(P.QUESTION_ASK, methods=["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """問い合わせる."""
    bodies = [(m.pk, m.name) for m in queries.askable(actor=request.actor)]
    form = AskForm(request.POST if request.method == "POST" else None, municipalities=bodies)
    if form.is_valid():
        try:
            thing = services.ask_about_offices(actor=request.actor, now=now(), **form.asked())
            messages.success(request, "問合せを送りました。")
            return redirect("offices:question", pk=thing.pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "bodies": bodies}
    return render(request, "offices/question_new.html", context, status=422 if form.errors else 200)


@gate(P.QUESTION_ASK, P.QUESTION_ANSWER)
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One question with its answer and what may be done now."""
    page = queries.question_page(actor=request.actor, pk=pk)
    urls = {"answer": "offices:question_answer", "withdraw": "offices:question_withdraw"}
    steps = buttons(
        request.actor, QUESTION, page.thing, url=lambda name: reverse(urls[name], args=[pk]), own_page={"answer"},
        primary="answer", danger={"withdraw"},
    )  # fmt: skip
    return render(request, "offices/question.html", {"page": page, "steps": steps})


@gate(P.QUESTION_ANSWER, methods=["GET", "POST"])
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """回答する; `find` looks for offices to be named, and keeps what was typed and picked."""
    page = queries.question_page(actor=request.actor, pk=pk)
    QUESTION.check(page.thing.status, "answer")
    form, picked = _answer_form(request), ids_of(request.POST.getlist("office"))
    if form.is_valid():
        try:
            services.answer_about_offices(
                actor=request.actor, pk=pk, answer=form.cleaned_data["answer"], office_ids=picked, now=now()
            )
            messages.success(request, "回答しました。「ア 利用調整」の活動に数えます。")
            return redirect("offices:question", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    words = request.POST.get("find", "").strip()
    found = queries.picks(actor=request.actor, words=words, office_ids=picked)
    context = {"page": page, "form": form, "picks": found, "words": words}
    return render(request, "offices/question_answer.html", context, status=422 if form.errors else 200)


def _answer_form(request: HttpRequest) -> AnswerForm:
    """Looking for an office answers nothing yet: the form is shown again with what was typed."""
    if request.POST.get("step") == "find":
        return AnswerForm(initial={name: request.POST.get(name, "") for name in ("answer", "find")})
    return AnswerForm(request.POST if request.method == "POST" else None)


@gate(P.QUESTION_ASK, methods=["POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """取り下げる."""
    services.withdraw_question(actor=request.actor, pk=pk, now=now())
    messages.success(request, "問合せを取り下げました。")
    return redirect("offices:question", pk=pk)
