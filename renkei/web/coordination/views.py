"""Pages of the joint-running board and the hand-over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.coordination.queries import joint as queries
from renkei.coordination.queries import sheets
from renkei.coordination.queries.drafts import draft
from renkei.coordination.queries.lanes import lanes_of
from renkei.coordination.services import joint as services
from renkei.coordination.states.joint import JOINT_ITEM
from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.policy.permissions import P
from renkei.web.coordination import board as page
from renkei.web.coordination.advice import context_of
from renkei.web.coordination.forms import AddForm, BehalfForm, HandoverForm, ShareForm, StepForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest


@gate(P.HANDOVER_VIEW)
def board(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """併走・引継ぎ."""
    access = queries.get_board_access(actor=request.actor, case_id=case_id, at=now())
    context = page.context(access) | context_of(access) | {"lanes": lanes_of(access=access)}
    return render(request, "coordination/board.html", context)


@gate(P.HANDOVER_WRITE, methods=["POST"])
def open_board(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """併走の表を作る."""
    access = queries.get_board_access(actor=request.actor, case_id=case_id, at=now(), permission=P.HANDOVER_WRITE)
    services.open_board(actor=request.actor, case=access.case, now=now())
    messages.success(request, "併走の表を作りました。分担を確かめてください。")
    return redirect("coordination:board", case_id)


@gate(P.HANDOVER_WRITE, methods=["GET", "POST"])
def add(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """項目を加える."""
    access = queries.get_board_access(actor=request.actor, case_id=case_id, at=now(), permission=P.HANDOVER_WRITE)
    form = AddForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.add_item(actor=request.actor, case=access.case, now=now(), **form.cleaned_data)
            messages.success(request, "項目を加えました。")
            return redirect("coordination:board", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "board", "form": form, "heading": "項目を加える", "submit": "加える"}
    return render(request, "coordination/form.html", context, status=422 if form.errors else 200)


@gate(P.HANDOVER_WRITE, methods=["GET", "POST"])
def item(request: HttpRequest, case_id: UUID, item_id: UUID) -> HttpResponse:
    """分担を変える."""
    access = queries.get_board_access(actor=request.actor, case_id=case_id, at=now(), permission=P.HANDOVER_WRITE)
    thing = queries.get_item(access=access, item_id=item_id)
    form = ShareForm(request.POST if request.method == "POST" else None, stored=page.shares(thing))
    if form.is_valid():
        try:
            services.share_out(actor=request.actor, item=thing, now=now(), **form.cleaned_data)
            messages.success(request, "分担を変えました。")
            return redirect("coordination:board", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "board", "form": form, "heading": f"分担を変える：{page.title(access, thing)}"}
    return render(
        request, "coordination/form.html", context | {"submit": "保存する"}, status=422 if form.errors else 200
    )


@gate(P.HANDOVER_WRITE, methods=["GET", "POST"])
def step(request: HttpRequest, case_id: UUID, item_id: UUID, step: str) -> HttpResponse:
    """One step of an item: 提出前の確認, then the service."""
    access = queries.get_board_access(actor=request.actor, case_id=case_id, at=now(), permission=P.HANDOVER_WRITE)
    thing = queries.get_item(access=access, item_id=item_id)
    transition = JOINT_ITEM.check(thing.status, page.known(step))
    form = StepForm(
        request.POST if request.method == "POST" else None, step=step, initial=page.first(access, thing, step)
    )
    if form.is_valid():
        try:
            note = form.cleaned_data["note"]
            services.take_step(
                actor=request.actor, item=thing, step=step, now=now(), note=note, on_behalf=form.behalf()
            )
            messages.success(request, f"「{transition.label}」を記録しました。")
            return redirect("coordination:board", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    return render(request, "coordination/step.html", page.step_context(access, thing, transition, form),
                  status=422 if form.errors else 200)  # fmt: skip


@gate(P.HANDOVER_WRITE, methods=["GET", "POST"])
def propose_all(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """残りの項目をまとめて申し出る."""
    access = queries.get_board_access(actor=request.actor, case_id=case_id, at=now(), permission=P.HANDOVER_WRITE)
    form = BehalfForm(request.POST if request.method == "POST" else None, initial={"on_behalf": "no"})
    if form.is_valid():
        try:
            count = services.propose_all(actor=request.actor, case=access.case, now=now(), on_behalf=form.behalf())
            messages.success(request, f"{count}件の引継ぎを申し出ました。")
            return redirect("coordination:board", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {
        "access": access,
        "tab": "board",
        "form": form,
        "heading": "残りの項目をまとめて申し出る",
        "submit": "申し出る",
    }
    return render(request, "coordination/form.html", context, status=422 if form.errors else 200)


@gate(P.HANDOVER_WRITE, methods=["GET", "POST"])
def handover(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """引継書を書く."""
    access = queries.get_board_access(actor=request.actor, case_id=case_id, at=now(), permission=P.HANDOVER_WRITE)
    record = queries.get_handover(access=access)
    found = draft(access=access, handover=record) if "draft" in request.GET else None
    form = HandoverForm(
        request.POST if request.method == "POST" else None,
        stored=page.texts(record),
        initial=found.texts if found else {},
    )
    if form.is_valid():
        services.write_handover(
            actor=request.actor, case=access.case, based_on=record.version, now=now(), **form.cleaned_data
        )
        messages.success(request, "引継書を保存しました。")
        return redirect("coordination:board", case_id)
    context = {"access": access, "tab": "board", "form": form, "record": record, "draft": found}
    return render(request, "coordination/handover.html", context, status=422 if form.errors else 200)


@gate(P.HANDOVER_VIEW)
def print_handover(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """引継書 (A4): only the classes this actor may see; the printing is recorded."""
    access = queries.get_board_access(actor=request.actor, case_id=case_id, at=now())
    sheet = sheets.sheet(access=access)
    services.record_print(actor=request.actor, case=access.case, now=now(), classes=sheet.classes)
    return render(request, "coordination/print.html", {"access": access, "sheet": sheet, "printed_at": now()})
