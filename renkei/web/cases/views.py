"""Pages of a case: list, overview, history, steps, who works on it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.coordination.queries import guide
from renkei.coordination.services import closing
from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.people.queries import find_by_name
from renkei.policy.permissions import P
from renkei.web.actions import step_named
from renkei.web.cases import overview, steps, trail
from renkei.web.cases.forms import ListFilter, MemberForm, NameSearchForm
from renkei.web.clock.columns import releases_for
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.paging import ShortPaginator

PAGE = 50
MOST = 1_000  # of the list; nobody turns to page 21, and counting 8,000 takes longer than the page


@gate(P.CASE_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """ケースの一覧."""
    form = ListFilter(request.GET, outside=request.actor.is_office)
    form.is_valid()
    chosen = {k: v for k, v in form.cleaned_data.items() if v}
    at = now()
    cases = guide.listed(actor=request.actor, at=at, **(chosen | {"mine": bool(chosen.get("mine"))}))
    page = ShortPaginator(cases, PAGE, most=MOST).get_page(request.GET.get("page"))
    rows = guide.accesses(actor=request.actor, cases=page.object_list, at=at)
    context = {"page": page, "rows": rows, "form": form, "chosen": chosen, "search": NameSearchForm()}
    context["releases"] = releases_for(request.actor, rows)
    return render(request, "cases/list.html", context)


@gate(P.IDENTITY_VIEW, methods=["POST"])
def search(request: HttpRequest) -> HttpResponse:
    """氏名で探す: answered at once, so that the words stand in no address and in no session."""
    form, at, context = NameSearchForm(request.POST), now(), {}
    if form.is_valid():
        try:
            found = find_by_name(actor=request.actor, words=form.cleaned_data["name"], at=at)
            cases = guide.listed(actor=request.actor, at=at, among=found.case_ids)
            rows = guide.accesses(actor=request.actor, cases=cases, at=at)
            context = {"rows": rows, "is_cut": found.is_cut, "releases": releases_for(request.actor, rows)}
        except RuleBroken as error:
            form.add_rule(error)
    return render(request, "cases/search.html", {"search": form, **context}, status=422 if form.errors else 200)


@gate(P.CASE_VIEW)
def detail(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """概要."""
    access = get_case(actor=request.actor, case_id=case_id, at=now())
    return render(request, "cases/detail.html", overview.context(access))


@gate(P.CONSENT_VIEW)
def history(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """経過: what happened to the case, from the audit."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.CONSENT_VIEW)
    kind = request.GET.get("kind", "")
    page = Paginator(trail.events(access=access, kind=kind), PAGE).get_page(request.GET.get("page"))
    context = {"access": access, "tab": "history", "page": page, "kinds": trail.tabs(kind)}
    return render(request, "cases/history.html", context | {"items": trail.happenings(page.object_list)})


@gate(P.CASE_WRITE, methods=["GET", "POST"])
def step(request: HttpRequest, case_id: UUID, step: str) -> HttpResponse:
    """A step of the case: 提出前の確認, then the service."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.CASE_WRITE)
    chosen = step_named(steps.STEPS, step)
    steps.check_possible(chosen, access)
    form = chosen.form(access)(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            chosen.act(actor=request.actor, case=access.case, now=now(), **form.cleaned_data)
            messages.success(request, chosen.done)
            return redirect("cases:detail", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    return render(request, "cases/step.html", steps.context(chosen, access, form), status=422 if form.errors else 200)


@gate(P.ASSIGN, methods=["GET", "POST"])
def assignments(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """担当: who works on the case; add one."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.ASSIGN)
    form = MemberForm(request.POST if request.method == "POST" else None, people=_people(access))
    if form.is_valid():
        closing.assign_person(actor=request.actor, case=access.case, user_id=UUID(form.cleaned_data["user"]), now=now())
        messages.success(request, "担当を加えました。")
        return redirect("cases:assignments", case_id)
    context = {"access": access, "tab": "overview", "form": form, "workers": guide.workers(access=access)}
    return render(request, "cases/assignments.html", context, status=422 if form.errors else 200)


@gate(P.ASSIGN, methods=["POST"])
def take(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """自分が引き受ける."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.ASSIGN)
    closing.assign_person(actor=request.actor, case=access.case, user_id=request.actor.user_id, now=now())
    messages.success(request, "自分が担当になりました。")
    return redirect("cases:detail", case_id)


@gate(P.ASSIGN, methods=["POST"])
def remove(request: HttpRequest, case_id: UUID, assignment_id: UUID) -> HttpResponse:
    """担当を外す."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.ASSIGN)
    closing.unassign_person(actor=request.actor, case=access.case, assignment_id=assignment_id, now=now())
    messages.success(request, "担当から外しました。")
    return redirect("cases:assignments", case_id)


@gate(P.ASSIGN, methods=["GET", "POST"])
def hand_on(request: HttpRequest, case_id: UUID, assignment_id: UUID) -> HttpResponse:
    """担当を交代する."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.ASSIGN)
    form = MemberForm(request.POST if request.method == "POST" else None, people=_people(access), label="新しい担当")
    if form.is_valid():
        coming = UUID(form.cleaned_data["user"])
        closing.take_over(actor=request.actor, case=access.case, leaving=assignment_id, coming=coming, now=now())
        messages.success(request, "担当を交代しました。")
        return redirect("cases:assignments", case_id)
    worker = next((w for w in guide.workers(access=access) if w.pk == assignment_id), None)
    context = {"access": access, "tab": "overview", "form": form, "worker": worker}
    return render(request, "cases/hand_on.html", context, status=422 if form.errors else 200)


def _people(access: CaseAccess) -> list[tuple[str, str]]:
    return [(str(m.user_id), f"{m.user.name}（{m.get_role_display()}）") for m in guide.assignable(access=access)]
