"""Entering: which sheet, the sheet itself, released today, a case from the middle."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from renkei.coordination.enums.referral import FormKind, ReleasedToday
from renkei.coordination.queries import referral as queries
from renkei.coordination.services import intake
from renkei.coordination.services import referral as services
from renkei.coordination.services import running as middle
from renkei.coordination.states.referral import REFERRAL
from renkei.core.clock import now
from renkei.core.errors import NotFound, RuleBroken
from renkei.disclosure.queries import get_case
from renkei.policy.decide import require
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.referrals.forms import TodayForm
from renkei.web.referrals.running_form import RunningForm
from renkei.web.referrals.sheet_form import SheetForm, stored_of

_TITLES = {FormKind.URGENT: "緊急の受付票", FormKind.FULL: "利用調整依頼書"}


@gate(P.REFERRAL_WRITE)
def choose(request: HttpRequest) -> HttpResponse:
    """Which sheet."""
    return render(request, "referrals/new.html", {"municipal": _municipal(request)})


@gate(P.REFERRAL_WRITE, methods=["GET", "POST"])
def create(request: HttpRequest, kind: str) -> HttpResponse:
    """A new request: saved as a draft or submitted."""
    if kind not in FormKind.values:
        raise NotFound()
    chosen = FormKind(kind)
    form = _form(request, chosen)
    if form.is_valid() and (done := _save(request, form, None)):
        return done
    context = {"form": form, "title": _TITLES[chosen], "kind": chosen, "is_new": True}
    return render(request, "referrals/sheet.html", context, status=422 if form.errors else 200)


@gate(P.REFERRAL_WRITE, methods=["GET", "POST"])
def edit(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """A draft, a returned one, or the completion of one already submitted."""
    page = queries.get_referral(actor=request.actor, referral_id=referral_id, at=now(), permission=P.REFERRAL_WRITE)
    name = {"draft": "edit", "returned": "revise"}.get(page.referral.status, "complete")
    require(request.actor, REFERRAL.check(page.referral.status, name).permission, page.access.facts, at=page.access.at)
    chosen = FormKind(request.GET["form"] if request.GET.get("form") in FormKind.values else page.referral.form)
    form = _form(request, chosen, page=page)
    if form.is_valid() and (done := _save(request, form, page)):
        return done
    context = {
        "form": form,
        "title": _TITLES[chosen],
        "kind": chosen,
        "page": page,
        "referral": page.referral,
        "name": name,
    }
    return render(request, "referrals/sheet.html", context, status=422 if form.errors else 200)


@gate(P.REFERRAL_DECIDE, methods=["GET", "POST"])
def today(request: HttpRequest) -> HttpResponse:
    """本日釈放: entered and accepted in one go."""
    form = _form(request, FormKind.URGENT)
    extra = TodayForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and extra.is_valid():
        try:
            referral = intake.enter_today(
                actor=request.actor, sheet=form.sheet(), released=ReleasedToday(extra.cleaned_data["released"]),
                note=extra.cleaned_data["note"], now=now(),
            )  # fmt: skip
            messages.success(request, "受け付けて受理しました。すぐに住まいと最初の数日の予定を決めてください。")
            return redirect("cases:detail", referral.case_id)
        except RuleBroken as error:
            form.add_rule(error)
    failed = form.errors or extra.errors
    return render(request, "referrals/today.html", {"form": form, "extra": extra}, status=422 if failed else 200)


@gate(P.CASE_WRITE, methods=["GET", "POST"])
def running(request: HttpRequest) -> HttpResponse:
    """支援中の方を登録する."""
    form = RunningForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if form.is_valid():
        try:
            case = middle.enter_running(actor=request.actor, entry=form.entry(), now=now())
            messages.success(request, "支援中のケースとして登録しました。")
            return redirect("cases:detail", case.pk)
        except RuleBroken as error:
            form.add_rule(error)
    return render(request, "referrals/running.html", {"form": form}, status=422 if form.errors else 200)


def _form(request: HttpRequest, kind: FormKind, *, page: queries.ReferralPage | None = None) -> SheetForm:
    data = request.POST if request.method == "POST" else None
    options: dict[str, Any] = {"actor": request.actor, "kind": kind, "draft": "save_draft" in request.POST}
    if page is None:
        old = queries.previous_cases(actor=request.actor, at=now())[:100]
        options["previous"] = tuple((str(c.pk), f"{c.number}（{c.episode}回目）") for c in old)
        return SheetForm(data, request.FILES or None, **options)
    access = page.access
    records = queries.records_for_form(access=access)
    options |= {"is_new": False, "has_consent": bool(queries.consents_for_form(access=access)), "draft": options["draft"] or page.referral.status == "submitted"}  # fmt: skip
    return SheetForm(data, request.FILES or None, stored=stored_of(page.referral, records), **options)


def _save(request: HttpRequest, form: SheetForm, page: queries.ReferralPage | None) -> HttpResponse | None:
    """Draft, submission or completion; None where a rule refused and the form is shown again."""
    arguments: dict[str, Any] = {"actor": request.actor, "sheet": form.sheet(), "now": now()}
    if page is not None:
        arguments["referral"] = page.referral
    elif form.cleaned_data.get("previous"):
        arguments["previous"] = get_case(
            actor=request.actor, case_id=UUID(form.cleaned_data["previous"]), at=now()
        ).case
    try:
        if page is not None and page.referral.status == "submitted":
            referral, words = services.complete(**arguments), "内容を補いました。"
        elif form.draft:
            referral, words = services.save_draft(**arguments), "下書きを保存しました。あとで続きを入力できます。"
        else:
            referral, words = services.save_and_submit(**arguments), "依頼を提出しました。"
    except RuleBroken as error:
        form.add_rule(error)
        return None
    messages.success(request, words)
    return redirect("referrals:detail", referral.pk)


def _municipal(request: HttpRequest) -> bool:
    return request.actor.organisation_kind in ("municipality", "union", "core_center")
