"""本人の情報 of a case: what is open to this person, what is not and whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.accounts.queries import members_in_force, names_of_users
from renkei.cases.services import update_summary
from renkei.coordination.services.referral import record_class
from renkei.core.clock import now
from renkei.core.errors import NotFound, RuleBroken
from renkei.disclosure import services as disclosure
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.people import queries
from renkei.policy.decide import require
from renkei.policy.enums import PERSONAL_CLASSES, InfoClass, Reach
from renkei.policy.permissions import VIEW_OF_CLASS, P
from renkei.policy.roles import reach_of
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.people.forms import NamePersonForm, ReasonForm, RecordForm, SummaryForm, stored_of

_LOOK = (P.CASE_VIEW, P.IDENTITY_VIEW, P.WELFARE_VIEW)


@dataclass(frozen=True)
class Card:
    """One class on the sheet: its text, or why it is closed and what this person may do."""

    info_class: InfoClass
    view: queries.RecordView | None = None
    is_open: bool = False
    asks_reason: bool = False
    refusal: str = ""
    next_step: str = ""
    can_edit: bool = False
    neutral: bool = False
    can_name: bool = False
    can_break: bool = False

    @property
    def title(self) -> str:
        """The name of the class; an office gets an instruction, never the text about third parties."""
        return "対応の指示" if self.neutral and self.info_class is InfoClass.THIRD_PARTY else self.info_class.label


@gate(*_LOOK)
def sheet(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Every class as a card; each opened one leaves a line in the audit."""
    access = _access(request, case_id)
    cards = [_card(access, info_class) for info_class in PERSONAL_CLASSES if _may_be_named(access, info_class)]
    return render(request, "people/sheet.html", {"access": access, "tab": "record", "cards": cards})


@gate(P.NEED_WRITE, methods=["GET", "POST"])
def summary(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """概要を直す: area, month, urgency."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.NEED_WRITE)
    form = SummaryForm(request.POST if request.method == "POST" else None, access=access)
    if form.is_valid():
        update_summary(actor=request.actor, case=access.case, facts=access.facts, now=now(), **form.values())
        messages.success(request, "概要を直しました。")
        return redirect("cases:detail", case_id)
    context = {"access": access, "tab": "record", "form": form}
    return render(request, "people/summary.html", context, status=422 if form.errors else 200)


@gate(*_LOOK, methods=["GET", "POST"])
def detail(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """罪名・経過: the reason first, then the text."""
    access = _access(request, case_id)
    require(access.actor, P.JUSTICE_DETAIL_VIEW, access.facts, at=access.at)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    context = {"access": access, "tab": "record", "form": form}
    if form.is_valid():
        view = queries.read(access=access, info_class=InfoClass.JUSTICE_DETAIL, reason=form.cleaned_data["reason"])
        return render(request, "people/detail.html", context | {"view": view, "shown": True})
    return render(request, "people/detail.html", context, status=422 if form.errors else 200)


@gate(P.RECORD_WRITE, methods=["GET", "POST"])
def edit(request: HttpRequest, case_id: UUID, info_class: str) -> HttpResponse:
    """A new version of one class; a parallel change is told and nothing typed is lost."""
    access, chosen = _access(request, case_id), _class(info_class)
    require(access.actor, P.RECORD_WRITE, access.facts, at=access.at)
    if ask := _reason_first(request, access, chosen):  # the form posts to its own address, with the reason in it
        return ask
    newest = queries.newest_to_write(access=access, info_class=chosen)
    data = request.POST if request.method == "POST" else None
    form = RecordForm(data, info_class=chosen, stored=stored_of(newest, chosen))
    if form.is_valid():
        try:
            record_class(
                actor=request.actor, case=access.case, info_class=chosen, values=form.values(),
                based_on=newest.version if newest else 0, now=access.at,
            )  # fmt: skip
            messages.success(request, "新しい版として保存しました。前の版も残っています。")
            return redirect("people:sheet", case_id=case_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "record", "form": form, "info_class": chosen}
    return render(request, "people/edit.html", context, status=422 if form.errors else 200)


def _reason_first(request: HttpRequest, access: CaseAccess, info_class: InfoClass) -> HttpResponse | None:
    """罪名・経過 opens in its form, too, only after a reason was chosen."""
    asks = info_class is InfoClass.JUSTICE_DETAIL and access.sees(info_class)
    form = ReasonForm(request.GET if "reason" in request.GET else None)
    if not asks or info_class not in queries.recorded_classes(access.case.pk) or form.is_valid():
        return None
    context = {"access": access, "tab": "record", "form": form, "method": "get"}
    return render(request, "people/detail.html", context, status=422 if form.errors else 200)


@gate(*_LOOK)
def versions(request: HttpRequest, case_id: UUID, info_class: str) -> HttpResponse:
    """Who wrote which version, when."""
    access, chosen = _access(request, case_id), _class(info_class)
    require(access.actor, VIEW_OF_CLASS[chosen], access.facts, at=access.at)
    rows = queries.versions(access=access, info_class=chosen)
    names = names_of_users(row.user_id for row in rows)
    lines = [(row, names.get(row.user_id, "") if row.user_id else "") for row in rows]
    return render(
        request, "people/versions.html", {"access": access, "tab": "record", "info_class": chosen, "lines": lines}
    )


@gate(P.ASSIGN, methods=["GET", "POST"])
def name_person(request: HttpRequest, case_id: UUID, info_class: str) -> HttpResponse:
    """見る人を指名する: for classes that only named persons may read."""
    access, chosen = _access(request, case_id), _class(info_class)
    require(access.actor, P.ASSIGN, access.facts, at=access.at)
    members = [(str(m.user_id), m.user.name) for m in members_in_force(request.actor.organisation_id, at=access.at)]
    form = NamePersonForm(request.POST if request.method == "POST" else None, members=members)
    if form.is_valid():
        try:
            disclosure.name_person(
                actor=request.actor, case=access.case, info_class=chosen, user_id=UUID(form.cleaned_data["user"]),
                reason=form.cleaned_data["reason"], now=access.at,
            )  # fmt: skip
            messages.success(request, "見る人を指名し、開示台帳に記録しました。")
            return redirect("people:sheet", case_id=case_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "record", "form": form, "info_class": chosen}
    return render(request, "people/name.html", context, status=422 if form.errors else 200)


def _access(request: HttpRequest, case_id: UUID) -> CaseAccess:
    """The case; staff of an office without a case list reach it through the class that was disclosed to them."""
    permission = next((p for p in _LOOK if reach_of(request.actor.role, p) is not Reach.NONE), P.CASE_VIEW)
    return get_case(actor=request.actor, case_id=case_id, at=now(), permission=permission)


def _class(name: str) -> InfoClass:
    if name not in {str(c) for c in PERSONAL_CLASSES}:
        raise NotFound()
    return InfoClass(name)


def _card(access: CaseAccess, info_class: InfoClass) -> Card:
    decision = access.decide(VIEW_OF_CLASS[info_class])
    may_write = access.can(P.RECORD_WRITE)
    if not decision.allowed:
        named = reach_of(access.actor.role, VIEW_OF_CLASS[info_class]) is Reach.NAMED
        begin = _may_begin(access, info_class)
        if begin:
            return Card(info_class, is_open=True, can_edit=True)
        return Card(
            info_class, refusal=decision.reason, next_step=decision.next_step, can_name=named and access.can(P.ASSIGN),
            can_break=access.can(P.BREAK_GLASS), can_edit=False,
        )  # fmt: skip
    whole = any(g.version_id is None for g in decision.grants)
    if info_class is InfoClass.JUSTICE_DETAIL:
        return Card(info_class, is_open=True, asks_reason=True, can_edit=may_write and whole)
    view = queries.read(access=access, info_class=info_class)
    return Card(info_class, view=view, is_open=True, can_edit=may_write and whole, neutral=access.neutral)


def _may_begin(access: CaseAccess, info_class: InfoClass) -> bool:
    """A class nobody recorded yet may be begun by a body that holds the case as a whole."""
    begun = queries.recorded_classes(access.case.pk)
    return access.can(P.RECORD_WRITE) and not access.neutral and info_class not in begun


def _may_be_named(access: CaseAccess, info_class: InfoClass) -> bool:
    """Where the wording must be neutral, a class that betrays the programme is not even named."""
    return not access.neutral or info_class in (InfoClass.IDENTITY, InfoClass.WELFARE) or access.sees(info_class)
