"""Pages of the tasks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.coordination.queries import tasks as queries
from renkei.coordination.services import tasks as services
from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, ids_of
from renkei.web.tasks.forms import DoerForm, DropForm, MineFilter, TaskForm

PAGE = 50


@gate(P.TASK_VIEW)
def index(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """やること of a case."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.TASK_VIEW)
    views = queries.tasks_of(actor=request.actor, case=access.case, at=access.at)
    context = {"access": access, "tab": "tasks", "groups": queries.grouped(views, actor=request.actor)}
    return render(request, "tasks/list.html", context | {"may": access.can(P.TASK_WRITE)})


@gate(P.TASK_VIEW)
def mine(request: HttpRequest) -> HttpResponse:
    """わたしのやること."""
    at, form = now(), MineFilter(request.GET)
    nobody = form.is_valid() and form.cleaned_data["show"] == "nobody"
    tasks = queries.open_tasks(actor=request.actor, at=at, mine=not nobody)
    page = Paginator(tasks, PAGE).get_page(request.GET.get("page"))
    items = queries.views_across(actor=request.actor, tasks=page.object_list, at=at)
    return render(request, "tasks/mine.html", {"page": page, "items": items, "form": form, "nobody": nobody})


@gate(P.TASK_WRITE, methods=["GET", "POST"])
def new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """やることを加える."""
    access = _writing(request, case_id)
    first = {"info_class": "summary", "who": f"user:{request.actor.user_id}"}
    classes = [c for c in InfoClass if access.sees(c)]
    data = request.POST if request.method == "POST" else None
    form = TaskForm(data, people=queries.doers(access=access), classes=classes, initial=first)
    if form.is_valid():
        try:
            services.add_task(actor=request.actor, case=access.case, now=now(), **form.values())
            messages.success(request, "「やること」を加えました。")
            return redirect("tasks:list", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    return _form(request, access, form, "やることを加える", "加える")


@gate(P.TASK_WRITE, methods=["GET", "POST"])
def change(request: HttpRequest, case_id: UUID, task_id: UUID) -> HttpResponse:
    """担当・期限を変える."""
    access = _writing(request, case_id)
    task = queries.get_task(access=access, task_id=task_id)
    stored = queries.stored_of(access=access, task=task)
    form = DoerForm(
        request.POST if request.method == "POST" else None,
        people=queries.doers(access=access, task=task),
        stored=stored,
    )
    if form.is_valid():
        try:
            services.change_task(actor=request.actor, task=task, now=now(), **form.values())
            messages.success(request, "担当と期限を変えました。")
            return redirect("tasks:list", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    return _form(request, access, form, "担当・期限を変える", "変える", **_shown(access, task))


@gate(P.TASK_WRITE, methods=["GET", "POST"])
def drop(request: HttpRequest, case_id: UUID, task_id: UUID) -> HttpResponse:
    """取りやめる."""
    access = _writing(request, case_id)
    task = queries.get_task(access=access, task_id=task_id)
    form = DropForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.drop_task(actor=request.actor, task=task, now=now(), **form.cleaned_data)
        messages.success(request, "取りやめました。一覧の「済んだこと・取りやめたこと」から元に戻せます。")
        return redirect("tasks:list", case_id)
    return _form(request, access, form, "取りやめる", "取りやめる", **_shown(access, task))


@gate(P.TASK_WRITE, methods=["POST"])
def take_many(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """まとめて引き受ける."""
    return _press_many(request, case_id, services.take_tasks, "引き受ける「やること」", "引き受けました")


@gate(P.TASK_WRITE, methods=["POST"])
def finish_many(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """まとめて済みにする."""
    return _press_many(request, case_id, services.finish_tasks, "済みにする「やること」", "済みにしました")


@gate(P.TASK_WRITE, methods=["POST"])
def take(request: HttpRequest, case_id: UUID, task_id: UUID) -> HttpResponse:
    """引き受ける."""
    return _press(request, case_id, task_id, services.take_task, "引き受けました。")


@gate(P.TASK_WRITE, methods=["POST"])
def finish(request: HttpRequest, case_id: UUID, task_id: UUID) -> HttpResponse:
    """済みにする."""
    return _press(request, case_id, task_id, services.finish_task, "済みにしました。一覧の下から元に戻せます。")


@gate(P.TASK_WRITE, methods=["POST"])
def reopen(request: HttpRequest, case_id: UUID, task_id: UUID) -> HttpResponse:
    """元に戻す."""
    return _press(request, case_id, task_id, services.reopen_task, "「これから」に戻しました。")


def _writing(request: HttpRequest, case_id: UUID) -> CaseAccess:
    return get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.TASK_WRITE)


def _press(request: HttpRequest, case_id: UUID, task_id: UUID, service: Any, sentence: str) -> HttpResponse:
    access = _writing(request, case_id)
    task = queries.get_task(access=access, task_id=task_id)
    service(actor=request.actor, task=task, now=now())
    messages.success(request, sentence)
    return _back(request, case_id)


def _press_many(request: HttpRequest, case_id: UUID, service: Any, what: str, done: str) -> HttpResponse:
    access = _writing(request, case_id)
    ids = ids_of(request.POST.getlist("listed" if request.POST.get("every") else "task"))
    if ids:
        n = service(actor=request.actor, tasks=queries.get_tasks(access=access, task_ids=ids), now=now())
        messages.success(request, f"{n}件を{done}。")
    else:
        messages.error(request, f"{what}を選んでから、押してください。")
    return _back(request, case_id)


def _back(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """To the page on which the button stands."""
    return redirect("plan:page" if request.POST.get("back") == "plan" else "tasks:list", case_id)


def _shown(access: CaseAccess, task: Any) -> dict[str, Any]:
    return {"view": queries.view_of(access=access, task=task)}


def _form(
    request: HttpRequest, access: CaseAccess, form: Any, heading: str, submit: str, **more: Any
) -> HttpResponse:  # fmt: skip
    context = {"access": access, "tab": "tasks", "form": form, "heading": heading, "submit": submit, **more}
    return render(request, "tasks/form.html", context, status=422 if form.errors else 200)
