"""利害関係 of a case."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.disclosure import queries, services
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.policy.permissions import P
from renkei.web.conflicts.forms import DeclareForm, EndForm, MarkForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, posted


@gate(P.CONFLICT_MARK, methods=["GET", "POST"])
def index(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Who is kept away from the case; mark one more."""
    access = _access(request, case_id, P.CONFLICT_MARK)
    form = MarkForm(posted(request), people=queries.conflict_candidates(access=access))
    if form.is_valid():
        data = dict(form.cleaned_data)
        try:
            services.mark_conflict(
                actor=request.actor, case=access.case, user_id=UUID(data.pop("user")), now=access.at, **data
            )
            messages.success(request, "利害関係を登録しました。この人は、この方のケースを開けません。")
            return redirect("conflicts:list", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "overview", "form": form, "lines": queries.conflicts_of(access=access)}
    return render(request, "conflicts/list.html", context, status=422 if form.errors else 200)


@gate(P.CONFLICT_DECLARE, methods=["GET", "POST"])
def declare(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """利害関係を申し出る: the case closes to oneself."""
    access = _access(request, case_id, P.CONFLICT_DECLARE)
    form = DeclareForm(posted(request))
    if form.is_valid():
        data = {k: form.cleaned_data[k] for k in ("relation", "note")}
        services.declare_conflict(actor=request.actor, case=access.case, now=access.at, **data)
        messages.success(request, "利害関係を申し出ました。管理者に知らせ、担当から外れました。")
        return redirect("home:index")
    context = {"access": access, "tab": "overview", "form": form}
    return render(request, "conflicts/declare.html", context, status=422 if form.errors else 200)


@gate(P.CONFLICT_MARK, methods=["GET", "POST"])
def end(request: HttpRequest, case_id: UUID, pk: UUID) -> HttpResponse:
    """利害関係を解除する."""
    access = _access(request, case_id, P.CONFLICT_MARK)
    line = queries.get_conflict(access=access, conflict_id=pk)
    form = EndForm(posted(request))
    if form.is_valid():
        services.end_conflict(
            actor=request.actor, case=access.case, conflict=line.conflict, now=access.at, **form.cleaned_data
        )
        messages.success(request, "利害関係を解除しました。担当に戻すときは、担当を決め直してください。")
        return redirect("conflicts:list", case_id)
    context = {"access": access, "tab": "overview", "form": form, "line": line}
    return render(request, "conflicts/end.html", context, status=422 if form.errors else 200)


def _access(request: HttpRequest, case_id: UUID, permission: P) -> CaseAccess:
    return get_case(actor=request.actor, case_id=case_id, at=now(), permission=permission)
