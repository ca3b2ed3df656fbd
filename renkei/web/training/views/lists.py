"""研修: the list of either side, planning, one of them, its steps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.programme.queries import training as queries
from renkei.programme.services import training as services
from renkei.programme.states.training import TRAINING
from renkei.web.actions import Button, buttons
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, posted
from renkei.web.training.forms import CancelForm, FinishForm, TrainingForm, stored_of

PAGE = 20
#: Steps with a page of their own, and what its form asks.
_FORMS: dict[str, type[CancelForm] | type[FinishForm]] = {"cancel": CancelForm, "finish": FinishForm}
_FIRST = {"preparing": "open", "open": "close", "closed": "hold", "held": "finish"}
_DONE = {
    "open": "募集を始めました。案内の用紙を印刷し、事業所に知らせることができます。", "close": "募集を締め切りました。",
    "reopen": "もう一度、募集を始めました。", "hold": "実施を記録しました。出欠を確かめてください。",
    "finish": "出欠を確定しました。活動の集計（ウ）と、事業所メモの「受けた研修」に入ります。",
    "resume": "出欠を直せるようにしました。", "cancel": "中止しました。申し込んだ方に知らせました。",
}  # fmt: skip


@gate(P.TRAINING_JOIN)
def index(request: HttpRequest) -> HttpResponse:
    """Those that are still to come first."""
    page = Paginator(queries.trainings(actor=request.actor), PAGE).get_page(request.GET.get("page"))
    lines = queries.lines_of(actor=request.actor, found=page.object_list)
    context = {"page": page, "lines": lines, "plans": can(request.actor, P.TRAINING_WRITE)}
    return render(request, "training/list.html", context)


@gate(P.TRAINING_WRITE, methods=["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """研修を準備する."""
    towns = queries.town_choices(actor=request.actor)
    partners = queries.partner_choices(actor=request.actor)
    form = TrainingForm(posted(request), towns=towns, partners=partners)
    if form.is_valid():
        try:
            values = {"municipality_id": towns[0][0] if towns else None} | form.planned()
            thing = services.plan(actor=request.actor, now=now(), **values)
            messages.success(request, "研修を準備しました。内容を確かめて、募集を始めてください。")
            return redirect("training:detail", pk=thing.pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "title": "研修を準備する"}
    return render(request, "training/form.html", context, status=422 if form.errors else 200)


@gate(P.TRAINING_WRITE, methods=["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """内容を直す."""
    thing = queries.get_training(actor=request.actor, pk=pk, permission=P.TRAINING_WRITE)
    partners = queries.partner_choices(actor=request.actor)
    form = TrainingForm(posted(request), towns=[], partners=partners, fixed=True, stored=stored_of(thing))
    if form.is_valid():
        try:
            services.change(actor=request.actor, pk=pk, now=now(), **form.planned())
            messages.success(request, "保存しました。日時や場所が変わったときは、申し込んだ方に知らせました。")
            return redirect("training:detail", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "title": "研修の内容を直す", "thing": thing}
    return render(request, "training/form.html", context, status=422 if form.errors else 200)


@gate(P.TRAINING_JOIN)
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One training, for who prepares it and for who joins."""
    page = queries.training_page(actor=request.actor, pk=pk, at=now())
    files = queries.files_of(actor=request.actor, training=page.thing)
    context: dict[str, Any] = {"page": page, "thing": page.thing, "files": files, "steps": _steps(request, page)}
    return render(request, "training/detail.html", context)


@gate(P.TRAINING_WRITE, methods=["GET", "POST"])
def step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """The next step; 中止 and 終了 ask something first."""
    thing = queries.get_training(actor=request.actor, pk=pk, permission=P.TRAINING_WRITE)
    form_class = _FORMS.get(step, FinishForm if step == "finish" else None)
    if step not in _DONE or (form_class is None and request.method != "POST"):
        return redirect("training:detail", pk=pk)
    kept = {"summary": thing.summary} if step == "finish" else None
    form = form_class(posted(request), stored=kept) if form_class else None
    if form is None or form.is_valid():
        try:
            services.move(actor=request.actor, pk=pk, step=step, now=now(), **(form.cleaned_data if form else {}))
            messages.success(request, _DONE[step])
            return redirect("training:detail", pk=pk)
        except RuleBroken as error:
            if form is None:
                raise
            form.add_rule(error)
    context = {"form": form, "thing": thing, "label": TRAINING.get(step).label, "step": step}
    return render(request, "training/step.html", context, status=422 if form.errors else 200)


def _steps(request: HttpRequest, page: queries.TrainingPage) -> list[Button]:
    if not page.runs:
        return []
    return buttons(
        request.actor, TRAINING, page.thing, url=lambda name: reverse("training:step", args=[page.thing.pk, name]),
        own_page=list(_FORMS), primary=_FIRST.get(page.thing.status, ""), danger={"cancel"},
    )  # fmt: skip
