"""Pages of the procedures of a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.coordination.queries import procedures as queries
from renkei.coordination.services import procedures as services
from renkei.coordination.states.procedures import PROCEDURE, STEPS
from renkei.core.clock import now, today
from renkei.core.errors import NotFound, RuleBroken
from renkei.core.states import Transition
from renkei.disclosure.queries import CaseAccess
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, posted
from renkei.web.procedures.forms import AddForm, ChangeForm, DayForm, StepForm, UndoForm


@gate(P.WELFARE_VIEW)
def page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """手続."""
    access = _access(request, case_id, P.WELFARE_VIEW)
    found = queries.procedures_page(access=access)
    return render(request, "procedures/page.html", {"access": access, "tab": "procedures", "found": found})


@gate(P.WELFARE_VIEW)
def print_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """手続の一覧を印刷する (A4)."""
    access = _access(request, case_id, P.WELFARE_VIEW)
    found = queries.procedures_page(access=access)
    record(
        actor=request.actor, event=E.PRINTED, now=access.at, thing=access.case, case_id=case_id,
        detail={"form": "procedures", "classes": found.classes},
    )  # fmt: skip
    return render(request, "procedures/print.html", {"access": access, "found": found, "printed_at": access.at})


@gate(P.PROCEDURE_WRITE, methods=["POST"])
def usual(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """この人のふつうの組を加える."""
    access = _access(request, case_id)
    kinds = queries.suggested(access=access)
    added = services.add_procedures(actor=request.actor, case=access.case, kinds=kinds, now=now())
    messages.success(request, f"手続を{len(added)}件加えました。要らないものは「不要にする」を選んでください。")
    return redirect("procedures:page", case_id)


@gate(P.PROCEDURE_WRITE, methods=["GET", "POST"])
def add(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """手続を選んで加える."""
    access = _access(request, case_id)
    form = AddForm(posted(request), kinds=queries.procedures_page(access=access).left)
    if form.is_valid():
        try:
            services.add_procedures(actor=request.actor, case=access.case, now=now(), **form.cleaned_data)
            messages.success(request, "手続を加えました。")
            return redirect("procedures:page", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    return _form(request, access, form, "手続を選んで加える", "加える")


@gate(P.WELFARE_VIEW)
def detail(request: HttpRequest, case_id: UUID, procedure_id: UUID) -> HttpResponse:
    """一つの手続."""
    access = _access(request, case_id, P.WELFARE_VIEW)
    found, view, lines = queries.get_procedure(access=access, procedure_id=procedure_id)
    steps = [t for t in PROCEDURE.possible_from(view.standing.status) if t.name in STEPS] if found.may_write else []
    context = {"access": access, "tab": "procedures", "found": found, "view": view, "lines": lines, "steps": steps}
    return render(request, "procedures/detail.html", context)


@gate(P.PROCEDURE_WRITE, methods=["GET", "POST"])
def step(request: HttpRequest, case_id: UUID, procedure_id: UUID, step: str) -> HttpResponse:
    """進める."""
    access, view, _ = _one(request, case_id, procedure_id)
    transition = _transition(step, access)
    reasoned = step in services.REASONED or (step == "apply" and bool(view.blocks))
    form = StepForm(posted(request), reasoned=reasoned, initial={"on": today()})
    if form.is_valid():
        try:
            services.take_procedure_step(
                actor=request.actor, procedure=view.row, step=step, now=now(), **form.cleaned_data
            )
            messages.success(request, f"「{transition.label}」を記録しました。")
            return redirect("procedures:detail", case_id, procedure_id)
        except RuleBroken as error:
            form.add_rule(error)
    return _form(request, access, form, transition.label, "記録する", view=view, step=step)


@gate(P.PROCEDURE_WRITE, methods=["GET", "POST"])
def undo(request: HttpRequest, case_id: UUID, procedure_id: UUID) -> HttpResponse:
    """直前の段階を取り消す."""
    access, view, _ = _one(request, case_id, procedure_id)
    form = UndoForm(posted(request), initial={"seen": view.standing.status})
    if form.is_valid():
        try:
            services.undo_procedure_step(actor=request.actor, procedure=view.row, now=now(), **form.cleaned_data)
            messages.success(request, "直前の段階を取り消しました。経過には両方が残ります。")
            return redirect("procedures:detail", case_id, procedure_id)
        except RuleBroken as error:
            form.add_rule(error)
    return _form(request, access, form, "直前の段階を取り消す", "取り消す", view=view, undoes=True)


@gate(P.PROCEDURE_WRITE, methods=["GET", "POST"])
def change(request: HttpRequest, case_id: UUID, procedure_id: UUID) -> HttpResponse:
    """窓口・進める人・日数を変える."""
    access, view, _ = _one(request, case_id, procedure_id)
    row = view.row
    stored = {"owner": row.owner, "window": row.window or "", "days": row.days, "variant": row.variant or ""}
    form = ChangeForm(posted(request), kind=view.kind, has_center=access.case.center_id is not None, stored=stored)
    if form.is_valid():
        try:
            services.change_procedure(actor=request.actor, procedure=row, now=now(), **form.cleaned_data)
            messages.success(request, "窓口などを保存しました。")
            return redirect("procedures:detail", case_id, procedure_id)
        except RuleBroken as error:
            form.add_rule(error)
    return _form(request, access, form, "窓口・進める人・日数を変える", "保存する", view=view)


@gate(P.PROCEDURE_WRITE, methods=["GET", "POST"])
def correct(request: HttpRequest, case_id: UUID, procedure_id: UUID, line_id: UUID) -> HttpResponse:
    """日付を直す."""
    access, view, lines = _one(request, case_id, procedure_id)
    move = _move(view, line_id, access)
    form = DayForm(posted(request), stored={"on": move.on})
    if form.is_valid():
        try:
            services.correct_procedure_day(
                actor=request.actor, procedure=view.row, entry_id=line_id, now=now(), **form.cleaned_data
            )
            messages.success(request, "日付を直しました。直す前の日付も経過に残ります。")
            return redirect("procedures:detail", case_id, procedure_id)
        except RuleBroken as error:
            form.add_rule(error)
    label = next(x.label for x in lines if x.entry.pk == line_id)
    return _form(request, access, form, f"日付を直す：{label}", "直す", view=view)


def _access(request: HttpRequest, case_id: UUID, permission: P = P.PROCEDURE_WRITE) -> CaseAccess:
    return queries.get_procedures_access(actor=request.actor, case_id=case_id, at=now(), permission=permission)


def _one(
    request: HttpRequest, case_id: UUID, procedure_id: UUID
) -> tuple[CaseAccess, queries.ProcedureView, list[queries.LineView]]:  # fmt: skip
    access = _access(request, case_id)
    _, view, lines = queries.get_procedure(access=access, procedure_id=procedure_id)
    return access, view, lines


def _transition(step: str, access: CaseAccess) -> Transition:
    if step not in STEPS:
        raise NotFound(permission=P.PROCEDURE_WRITE.code, case_id=access.case.pk)
    return PROCEDURE.get(step)


def _move(view: queries.ProcedureView, line_id: UUID, access: CaseAccess) -> Any:
    found = next((m for m in view.standing.moves[1:] if m.key == str(line_id)), None)
    if found is None:
        raise NotFound(permission=P.PROCEDURE_WRITE.code, case_id=access.case.pk)
    return found


def _form(
    request: HttpRequest, access: CaseAccess, form: Any, heading: str, submit: str, **more: Any
) -> HttpResponse:  # fmt: skip
    context = {"access": access, "tab": "procedures", "form": form, "heading": heading, "submit": submit, **more}
    return render(request, "procedures/form.html", context, status=422 if form.errors else 200)
