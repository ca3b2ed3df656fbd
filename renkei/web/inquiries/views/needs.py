"""ニーズと打診: the needs of a case with their inquiries, and the forms about a need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.accounts.queries import partners
from renkei.cases.enums import NeedStatus
from renkei.core.clock import now, today
from renkei.core.errors import RuleBroken
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.inquiries import queries, services
from renkei.inquiries.rules import may_ask
from renkei.policy.enums import OFFICE_KINDS
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, ids_of
from renkei.web.inquiries.forms.needs import NeedForm, ReasonForm, SettleForm, suggested

if TYPE_CHECKING:
    from renkei.cases.models import Need

_FIELDS = (
    "kind", "stage", "service_codes", "start_month", "certainty", "origin_code", "max_km", "area_codes", "avoid_codes",
    "required", "conditions", "days", "max_capacity", "only_vacant",
)  # fmt: skip


@gate(P.INQUIRY_VIEW)
def case_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """ニーズと打診."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.INQUIRY_VIEW)
    if request.actor.is_office:
        return redirect("inquiries:inbox")
    context = {
        "access": access, "tab": "needs", "needs": queries.needs_with_inquiries(access=access),
        "may_write": access.can(P.NEED_WRITE), "may_send": access.can(P.INQUIRY_SEND),
        "blocked": may_ask(access.case.status) or "", "open": NeedStatus.OPEN,
    }  # fmt: skip
    return render(request, "inquiries/case.html", context | _together(access))


def _together(access: CaseAccess) -> dict[str, Any]:
    """What was asked in order, and what waits for a second person; for whoever may ask."""
    if not access.can(P.INQUIRY_SEND):
        return {}
    return {"batches": queries.batches_of(access=access), "clearances": queries.clearances_of(access=access)}


@gate(P.NEED_WRITE, methods=["GET", "POST"])
def need_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """ニーズを加える."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.NEED_WRITE)
    form = _need_form(request, access)
    if form.is_valid():
        services.add_need(actor=request.actor, case=access.case, now=now(), **form.for_service())
        messages.success(request, "ニーズを加えました。続けて候補を探せます。")
        return redirect("inquiries:case", case_id=case_id)
    return _page(request, access, form, "ニーズを加える", "加える")


@gate(P.NEED_WRITE, methods=["GET", "POST"])
def need_edit(request: HttpRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """ニーズを直す. With `?office=` it starts with the one change that would let that office in, and leads back to the candidates."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.NEED_WRITE)
    need = queries.get_need(access=access, need_id=need_id)
    form = _edit_form(request, access, need)
    if form.is_valid():
        services.change_need(actor=request.actor, case=access.case, need=need, now=now(), **form.for_service())
        messages.success(request, "ニーズを直しました。")
        if "office" in request.GET:
            return redirect("inquiries:candidates", case_id=case_id, need_id=need_id)
        return redirect("inquiries:case", case_id=case_id)
    return _page(request, access, form, "ニーズを直す", "保存する")


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def need_waive(request: HttpRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """不要にする."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.INQUIRY_SEND)
    need = queries.get_need(access=access, need_id=need_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    note = "打診中の事業所には、お礼とともに終了をお知らせします。"
    if form.is_valid():
        services.waive_need(actor=request.actor, case=access.case, need=need, now=now(), **form.cleaned_data)
        messages.success(request, f"「{need.get_kind_display()}」を不要としました。")
        return redirect("inquiries:case", case_id=case_id)
    return _page(request, access, form, f"「{need.get_kind_display()}」を不要にする", "不要にする", note)


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def need_settle(request: HttpRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """打診なしで決める."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.INQUIRY_SEND)
    need = queries.get_need(access=access, need_id=need_id)
    choices = [(str(o.pk), o.name) for o in partners(actor=request.actor, kinds=OFFICE_KINDS)]
    form = SettleForm(request.POST if request.method == "POST" else None, choices=choices)
    note = "すでに利用している、または打診の前から決まっているときに使います。打診中の事業所には終了をお知らせします。"
    if form.is_valid():
        try:
            services.settle_without_inquiry(
                actor=request.actor, case=access.case, need=need, now=now(),
                organisation_id=UUID(form.cleaned_data["organisation_id"]),
            )  # fmt: skip
            messages.success(request, f"「{need.get_kind_display()}」を決まりました、としました。")
            return redirect("inquiries:case", case_id=case_id)
        except RuleBroken as error:
            form.add_rule(error)
    return _page(request, access, form, f"「{need.get_kind_display()}」を打診なしで決める", "決まったことにする", note)


@gate(P.NEED_WRITE, methods=["POST"])
def need_reopen(request: HttpRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """探し直す."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.NEED_WRITE)
    need = queries.get_need(access=access, need_id=need_id)
    try:
        services.reopen_need(actor=request.actor, case=access.case, need=need, now=now())
        messages.success(request, "もう一度探せるようにしました。")
    except RuleBroken as error:
        messages.error(request, str(error))
    return redirect("inquiries:case", case_id=case_id)


def _edit_form(request: HttpRequest, access: CaseAccess, need: Need) -> NeedForm:
    """The need as it is stored, beginning with the change that an office on the list of candidates would take."""
    stored = {name: getattr(need, name) for name in _FIELDS} | queries.sought_of(access=access, need=need).as_json()
    wanted = next(iter(ids_of(request.GET.getlist("office"))), None)
    seeks = wanted is not None and access.can(P.INQUIRY_SEND)
    change = queries.way_back_for(access=access, need=need, office_id=wanted) if wanted and seeks else None
    form = _need_form(request, access, stored, initial=suggested(change, stored) if change else {})
    if change and request.method == "GET":
        form.notice = f"「{change.words}」を入れてあります。よければ、このまま保存してください。"
    return form


def _need_form(
    request: HttpRequest,
    access: CaseAccess,
    stored: dict[str, Any] | None = None,
    initial: dict[str, Any] | None = None,
) -> NeedForm:
    prefecture = access.case.responsible.prefecture_code if access.case.responsible else ""
    data = request.POST if request.method == "POST" else None
    return NeedForm(
        data, stored=stored, initial=initial, prefecture=prefecture, today=today(), seeks=access.can(P.INQUIRY_SEND)
    )


def _page(request: HttpRequest, access: CaseAccess, form: Any, title: str, submit: str, note: str = "") -> HttpResponse:
    context = {"access": access, "tab": "needs", "form": form, "title": title, "submit": submit, "note": note}
    return render(request, "inquiries/need_form.html", context, status=422 if form.errors else 200)
