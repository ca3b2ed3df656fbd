"""Buttons of 開拓: add an office, change it, record a visit and an answer, every further step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.accounts.queries import organisation_by_id
from renkei.core.clock import now, today
from renkei.core.errors import NotFound, RuleBroken
from renkei.offices.queries import get_office, municipalities_of, names_of_areas
from renkei.offices.queries.search import Criteria, search
from renkei.policy.permissions import P
from renkei.programme.queries import outreach as queries
from renkei.programme.services import outreach as services
from renkei.programme.services import outreach_visits as visits
from renkei.programme.states.outreach import OUTREACH
from renkei.web.forms import BaseForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.outreach import forms

_CODES = ("service_code", "area_code", "reason_code")
_STORED = (*_CODES, "why", "priority")
_SHOWN = 10


@gate(P.OUTREACH_WRITE, methods=["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """候補に加える: a search in the directory, then its reason; or an office that is not in the directory."""
    actor, office = request.actor, _office(request)
    form = _add_form(request, listed=office is not None)
    if form.is_valid():
        try:
            made = services.add_outreach(
                actor=actor, now=now(), office_id=office.id if office else None, **form.added()
            )
            messages.success(request, "開拓の候補に加えました。次は、訪問の予定を決めます。")
            return redirect("outreach:detail", pk=made.pk)
        except RuleBroken as error:
            form.add_rule(error)
    words = request.GET.get("q", "").strip()
    found = search(actor=actor, criteria=_criteria(request, words)) if words and not office else None
    context = {
        "form": form,
        "office": office,
        "words": words,
        "found": found,
        "rows": found.rows[:_SHOWN] if found else (),
    }
    context |= _kept(request)
    return render(request, "outreach/new.html", context, status=422 if form.errors else 200)


@gate(P.OUTREACH_WRITE, methods=["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """内容を直す."""
    thing = queries.get_outreach(actor=request.actor, pk=pk)
    stored = {name: getattr(thing, name) for name in _STORED} | {"owner": str(thing.owner or "")}
    form = forms.ReasonForm(_post(request), stored=stored, **_lists(request, thing.service_code, thing.area_code))
    if form.is_valid():
        try:
            services.change_outreach(actor=request.actor, pk=pk, now=now(), **form.reasons())
            messages.success(request, "内容を直しました。")
            return redirect("outreach:detail", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    return _form_page(request, form, thing, "内容を直す", "保存する")


@gate(P.OUTREACH_WRITE, methods=["GET", "POST"])
def visit_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """訪問を記録する."""
    thing = queries.get_outreach(actor=request.actor, pk=pk)
    first = {"at": now(), "method": "visit", "keep_tie": False, "went": request.actor.name}
    form = forms.VisitForm(_post(request), initial=first, listed=thing.office_id is not None)
    if form.is_valid():
        try:
            visits.record_visit(actor=request.actor, pk=pk, now=now(), **form.cleaned_data)
            messages.success(request, "訪問を記録しました。「ウ 社会資源の開発」の活動に数えます。")
            return redirect("outreach:detail", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    return _form_page(request, form, thing, "訪問・連絡を記録する", "記録する")


@gate(P.OUTREACH_WRITE, methods=["GET", "POST"])
def visit_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """訪問の記録を取り消す."""
    view = queries.get_visit(actor=request.actor, pk=pk)
    if view.thing.organisation_id != request.actor.organisation_id:
        raise NotFound(permission=P.OUTREACH_WRITE.code)
    form = forms.WhyForm(_post(request))
    if form.is_valid():
        try:
            visits.cancel_visit(actor=request.actor, pk=pk, now=now(), **form.cleaned_data)
            messages.success(request, "訪問の記録を取り消しました。集計には数えません。")
            return redirect("outreach:detail", pk=view.thing.target_id)
        except RuleBroken as error:
            form.add_rule(error)
    return _form_page(request, form, view.thing.target, "訪問の記録を取り消す", "取り消す", kind="danger")


@gate(P.OUTREACH_WRITE, methods=["GET", "POST"])
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """返事を記録する."""
    thing = queries.get_outreach(actor=request.actor, pk=pk)
    open_now = [(t.name, t.label) for t in OUTREACH.possible_from(thing.status) if t.name in services.ANSWER_STEPS]
    form = forms.AnswerForm(_post(request), steps=open_now, initial={"answered_on": today()})
    if form.is_valid():
        try:
            services.record_answer(actor=request.actor, pk=pk, now=now(), **form.cleaned_data)
            messages.success(request, "返事を記録しました。6か月後の確認の日を決めました。")
            return redirect("outreach:detail", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    return _form_page(request, form, thing, "返事を記録する", "記録する")


@dataclass(frozen=True)
class Button:
    """A step with a form of its own: what stands on its page, and what it does."""

    title: str
    submit: str
    form: type[BaseForm]
    do: Callable[..., object]
    done: str
    kind: str = "primary"
    first: Callable[[Any], Mapping[str, Any]] = lambda thing: {}
    fixed: Mapping[str, str] | None = None


_BUTTONS: dict[str, Button] = {
    "plan": Button(
        "訪問の予定を決める", "予定を決める", forms.PlanVisitForm, services.plan_visit,
        "訪問の予定を決めました。日が近づくと、ホームに出ます。", first=lambda t: {"planned_on": t.planned_on},
    ),
    "next": Button(
        "次にすることを決める", "保存する", forms.NextForm, services.set_next, "次にすることを記録しました。",
        first=lambda t: {"next_step": t.next_step, "next_on": t.next_on},
    ),
    "finish": Button("6か月後の結果を書いて終える", "終える", forms.FinishForm, services.finish_outreach, "結果を記録して終えました。"),
    "drop": Button("候補から外す", "外す", forms.WhyForm, services.drop_outreach, "候補から外しました。記録は残ります。", "danger"),
    "unanswer": Button(
        "返事を取り消す", "取り消す", forms.WhyForm, services.take_back, "返事を取り消しました。", "danger", fixed={"step": "unanswer"},
    ),
    "reopen": Button(
        "再開する", "再開する", forms.WhyForm, services.take_back, "再開しました。", fixed={"step": "reopen"},
    ),
}  # fmt: skip


@gate(P.OUTREACH_WRITE, methods=["GET", "POST"])
def step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """The further steps."""
    thing, button = queries.get_outreach(actor=request.actor, pk=pk), _BUTTONS.get(step)
    if button is None:
        raise NotFound()
    first = button.first(thing)
    form = button.form(_post(request), **({"stored": first} if first else {}))
    if form.is_valid():
        try:
            button.do(actor=request.actor, pk=pk, now=now(), **(button.fixed or {}), **form.cleaned_data)
            messages.success(request, button.done)
            return redirect("outreach:detail", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    return _form_page(request, form, thing, button.title, button.submit, kind=button.kind)


def _form_page(
    request: HttpRequest, form: BaseForm, thing: Any, title: str, submit: str, *, kind: str = "primary"
) -> HttpResponse:
    context = {"form": form, "thing": thing, "title": title, "submit_label": submit, "kind": kind}
    return render(request, "outreach/form.html", context, status=422 if form.errors else 200)


def _post(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _add_form(request: HttpRequest, *, listed: bool) -> forms.AddForm:
    towns = [(m.pk, m.name) for m in queries.side_of(request.actor)]
    first = {name: request.GET.get(name, "") for name in _CODES} | {
        "priority": "2", "name": request.GET.get("q", ""), "owner": str(request.actor.user_id),
    }  # fmt: skip
    lists = _lists(request, request.GET.get("service_code", ""), request.GET.get("area_code", ""))
    return forms.AddForm(_post(request), initial=first, municipalities=towns, listed=listed, **lists)


def _lists(request: HttpRequest, service: str, area: str) -> dict[str, Any]:
    assert request.actor.organisation_id  # noqa: S101 - a member's body
    prefecture = organisation_by_id(request.actor.organisation_id).prefecture_code
    words = names_of_areas([area]).get(area, area) if area else ""
    return {
        "people": queries.owners(actor=request.actor, at=now()), "service": service,
        "areas": forms.areas_from(municipalities_of(prefecture, on=today()), area, words),
    }  # fmt: skip


def _kept(request: HttpRequest) -> dict[str, Any]:
    """The cell of the gap map that goes along while an office is looked for."""
    kept = {name: request.GET[name] for name in _CODES if request.GET.get(name)}
    return {"kept": kept, "kept_query": urlencode(kept)}


def _office(request: HttpRequest) -> Any:
    try:
        return get_office(actor=request.actor, pk=UUID(request.GET.get("office", "")))
    except ValueError:
        return None


def _criteria(request: HttpRequest, words: str) -> Criteria:
    """By words within one's own prefecture; by a number anywhere."""
    if words.isdecimal():
        return Criteria(words=words)
    assert request.actor.organisation_id  # noqa: S101 - a member's body
    return Criteria(words=words, prefecture=organisation_by_id(request.actor.organisation_id).prefecture_code)
