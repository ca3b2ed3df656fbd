"""事例資料: written, approved, handed out, collected, withdrawn; on A4 with its number."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.core.clock import now
from renkei.core.errors import NotFound, RuleBroken
from renkei.policy.permissions import P
from renkei.programme.queries import case_sheets as queries
from renkei.programme.queries.council import second_persons
from renkei.programme.services import case_sheets as services
from renkei.programme.states.council import CASE_SHEET
from renkei.web.council import page
from renkei.web.council.forms import DecideForm, HandForm, SheetForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, posted


@gate(P.COUNCIL_WRITE, methods=["GET", "POST"])
def new(request: HttpRequest, pk: UUID, case_id: UUID) -> HttpResponse:
    """事例資料を書く, from a case."""
    view = page.get(request, pk, runs=True)
    case, told = page.told_of(view, case_id)
    form = SheetForm(posted(request), told=told, people=second_persons(view=view), initial=page.all_said(told))
    if form.is_valid():
        try:
            measured = page.measured(view, case, form.told())
            made = services.propose_sheet(
                actor=request.actor,
                series_id=pk,
                case_id=case_id,
                told=form.told(),
                now=now(),
                **measured,
                **form.texts(),
            )
            messages.success(request, "承認を頼みました。承認されると、守秘の確認がある委員に配れます。")
            return redirect("council:sheet", made.pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = page.context(view, form=form, case=case, crowd=page.measure(view, case, told))
    return render(request, "council/sheet_form.html", context, status=422 if form.errors else 200)


@gate(P.COUNCIL_WRITE, methods=["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """直して、もう一度頼む."""
    sheet = _own(request, pk, "revise", "proposed_by")
    if sheet.case is None:
        raise NotFound(permission=P.COUNCIL_WRITE.code)
    view = page.get(request, sheet.sheet.series_id, runs=True)
    _, told = page.told_of(view, sheet.case.pk)
    form = SheetForm(posted(request), told=told, people=second_persons(view=view), stored=page.stored_of(sheet))
    if form.is_valid():
        try:
            measured = page.measured(view, sheet.case, form.told())
            measured.pop("own_cases")
            services.revise_sheet(actor=request.actor, pk=pk, told=form.told(), now=now(), **measured, **form.texts())
            messages.success(request, "もう一度、承認を頼みました。")
            return redirect("council:sheet", pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = page.context(view, form=form, case=sheet.case, sheet=sheet)
    return render(request, "council/sheet_form.html", context, status=422 if form.errors else 200)


@gate(P.COUNCIL_VIEW)
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One material: its text, who has a copy."""
    sheet = queries.get_sheet(actor=request.actor, pk=pk, at=now())
    names = page.names([sheet.sheet.proposed_by, sheet.sheet.reviewer])
    context = {
        "view": sheet, "sheet": sheet.sheet, "series": sheet.sheet.series, "copies": queries.copies_of(view=sheet),
        "author": names.get(sheet.sheet.proposed_by, ""), "reviewer": names.get(sheet.sheet.reviewer, ""),
    }  # fmt: skip
    return render(request, "council/sheet.html", context)


@gate(P.COUNCIL_WRITE, methods=["GET", "POST"])
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """承認する・差し戻す: the person who was named."""
    sheet = _own(request, pk, "approve", "reviewer")
    form = DecideForm(posted(request))
    if form.is_valid():
        try:
            services.decide_sheet(actor=request.actor, pk=pk, now=now(), **form.cleaned_data)
            messages.success(request, "返事を記録しました。")
            return redirect("council:sheet", pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"view": sheet, "sheet": sheet.sheet, "series": sheet.sheet.series, "form": form}
    return render(request, "council/sheet_decide.html", context, status=422 if form.errors else 200)


@gate(P.COUNCIL_WRITE, methods=["POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """取り下げる."""
    services.withdraw_sheet(actor=request.actor, pk=pk, now=now())
    messages.success(request, "資料を取り下げました。渡してある写しがあれば、回収してください。")
    return redirect("council:sheet", pk)


@gate(P.COUNCIL_WRITE, methods=["GET", "POST"])
def hand(request: HttpRequest, pk: UUID) -> HttpResponse:
    """配布する."""
    sheet = queries.get_sheet(actor=request.actor, pk=pk, at=now(), runs=True)
    may, may_not = queries.receivers(view=sheet)
    form = HandForm(posted(request))
    form.set_choices("members", [(str(m.member.pk), f"{m.body}　{m.name}") for m in may])
    form.set_choices("session", page.sessions(page.get(request, sheet.sheet.series_id)))
    if form.is_valid():
        try:
            made = services.hand_out(actor=request.actor, pk=pk, now=now(), **form.values())
            messages.success(request, f"{len(made)}部の写しを作りました。印刷して渡し、終わったら回収してください。")
            return redirect("council:sheet", pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {
        "view": sheet,
        "sheet": sheet.sheet,
        "series": sheet.sheet.series,
        "form": form,
        "may": may,
        "may_not": may_not,
    }
    return render(request, "council/sheet_hand.html", context, status=422 if form.errors else 200)


@gate(P.COUNCIL_WRITE, methods=["POST"])
def back(request: HttpRequest, pk: UUID, copy_id: UUID) -> HttpResponse:
    """回収した."""
    copy = services.collect(actor=request.actor, pk=pk, copy_id=copy_id, now=now())
    messages.success(request, f"写し{copy.number}を回収したことを記録しました。")
    return redirect("council:sheet", pk)


@gate(P.COUNCIL_WRITE)
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A4: a sheet for each copy that is out, with its number and 「持ち出し禁止」."""
    sheet = services.record_sheet_print(actor=request.actor, pk=pk, now=now())
    copies = [c for c in queries.copies_of(view=sheet) if c.copy.returned_at is None]
    context = {"view": sheet, "sheet": sheet.sheet, "series": sheet.sheet.series, "copies": copies}
    return render(request, "council/sheet_print.html", context)


def _own(request: HttpRequest, pk: UUID, step: str, field: str) -> queries.SheetView:
    sheet = queries.get_sheet(actor=request.actor, pk=pk, at=now(), runs=True)
    if getattr(sheet.sheet, field) != request.actor.user_id:
        raise NotFound(permission=P.COUNCIL_WRITE.code)
    CASE_SHEET.check(sheet.sheet.status, step)
    return sheet
