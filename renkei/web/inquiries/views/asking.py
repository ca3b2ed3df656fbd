"""候補と打診: choose offices, write the sheet, look at exactly what they will see, send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from renkei.core.clock import now, today
from renkei.core.errors import RuleBroken
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.inquiries import queries, services
from renkei.inquiries.rules import default_deadline, sheet_rows
from renkei.inquiries.services import Target
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.inquiries.forms.asking import SheetForm, TargetForm
from renkei.web.inquiries.forms.needs import OfficeForm
from renkei.web.tickets import HOUSE_FIELDS

if TYPE_CHECKING:
    from renkei.cases.models import Need


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def candidates(request: HttpRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """候補をさがす; POST goes on with the ticked ones: to the sheet, or keeps them as candidates."""
    access, need = _found(request, case_id, need_id)
    chosen = _ids(request.POST.getlist("office"))
    if chosen and request.POST.get("step") == "ask":
        return _to_sheet(case_id, need_id, office=chosen)
    if chosen:
        targets = [Target(office_id=pk) for pk in chosen]
        services.shortlist(actor=request.actor, case=access.case, need=need, targets=targets, now=now())
        messages.success(request, f"{len(chosen)}件を候補に残しました。")
        return redirect("inquiries:case", case_id=case_id)
    if request.method == "POST":
        messages.error(request, "事業所を一つ以上選んでください。")
    context = {
        "access": access, "tab": "needs", "need": need, "found": queries.candidates_for(access=access, need=need),
    }  # fmt: skip
    return render(request, "inquiries/candidates.html", context, status=422 if request.method == "POST" else 200)


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def office_new(request: HttpRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """台帳にない事業所を加える."""
    access, need = _found(request, case_id, need_id)
    form = OfficeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        office = services.add_office(actor=request.actor, case=access.case, now=now(), **form.cleaned_data)
        return _to_sheet(case_id, need_id, org=[office.pk])
    context = {
        "access": access, "tab": "needs", "form": form, "title": "台帳にない事業所を加える", "submit": "加えて打診票へ進む",
        "note": "病院・不動産など、事業所台帳に載っていない受入先に打診するときに使います。",
    }  # fmt: skip
    return render(request, "inquiries/need_form.html", context, status=422 if form.errors else 200)


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def ask(request: HttpRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """打診票を書く → 確認 → 送る. The step `edit` comes back from the preview with everything typed."""
    access, need = _found(request, case_id, need_id)
    step = request.POST.get("step", "form") if request.method == "POST" else "form"
    form, targets = _forms(request, access, need)
    page = {"access": access, "tab": "needs", "need": need, "form": form, "targets": targets}
    if request.method == "POST" and step != "edit" and _valid(form, targets):
        if step == "send" and _send(request, access, need, form, targets):
            return redirect("inquiries:case", case_id=case_id)
        if not form.errors and not _problems(access, form):
            return render(request, "inquiries/preview.html", page | _preview(request, form))
    return render(request, "inquiries/ask.html", page, status=422 if step in ("preview", "send") else 200)


def _to_sheet(case_id: UUID, need_id: UUID, **offices: list[UUID]) -> HttpResponse:
    """To the form of the sheet, with the chosen offices in the address: they are public facts."""
    query = QueryDict(mutable=True)
    for name, ids in offices.items():
        query.setlist(name, [str(pk) for pk in ids])
    return redirect(f"{reverse('inquiries:ask', args=[case_id, need_id])}?{query.urlencode()}")


def _found(request: HttpRequest, case_id: UUID, need_id: UUID) -> tuple[CaseAccess, Need]:
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.INQUIRY_SEND)
    return access, queries.get_need(access=access, need_id=need_id)


def _ids(values: list[str]) -> list[UUID]:
    """Ids out of a query; whatever is none is left out."""
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found


def _forms(request: HttpRequest, access: CaseAccess, need: Need) -> tuple[SheetForm, list[TargetForm]]:
    posted = request.method == "POST"
    keys = request.POST.getlist("target")
    offices = (
        [k.removeprefix("office:") for k in keys if k.startswith("office:")]
        if posted
        else request.GET.getlist("office")
    )
    orgs = [k.removeprefix("org:") for k in keys if k.startswith("org:")] if posted else request.GET.getlist("org")
    infos = queries.targets_for(access=access, office_ids=_ids(offices), organisation_ids=_ids(orgs))
    data, initial = (request.POST, {}) if posted else (None, _initial(access, need))
    form = SheetForm(data, initial=initial, need_kind=need.kind, service_codes=need.service_codes, today=today())
    return form, [TargetForm(data, info=info, has_links=bool(settings.PUBLIC_URL)) for info in infos]


def _initial(access: CaseAccess, need: Need) -> dict[str, Any]:
    unknown = {"night": "unknown", "medical": "unknown", "money": "unknown"}
    deadline = default_deadline(access.at, access.case.urgency)
    return {**unknown, **queries.prefilled(access=access, need=need), "deadline": deadline}


def _valid(form: SheetForm, targets: list[TargetForm]) -> bool:
    if not targets:
        form.add_error(None, "打診する事業所がありません。候補の一覧で事業所を選んでください。")
    return all([form.is_valid(), *(t.is_valid() for t in targets)])


def _problems(access: CaseAccess, form: SheetForm) -> bool:
    """Say which kinds of words must not leave; the page shows the form again."""
    found = queries.problems_in(case=access.case, sheet=form.sheet())
    if found:
        form.add_error(
            "support_text",
            f"打診票に、本人が分かってしまう言葉があります：{'、'.join(found)}。言い換えるか、消してください。",
        )
    return bool(found)


def _send(request: HttpRequest, access: CaseAccess, need: Need, form: SheetForm, targets: list[TargetForm]) -> bool:
    try:
        sent = services.send_inquiries(
            actor=request.actor, case=access.case, need=need, sheet=form.sheet(), now=now(),
            deadline=form.cleaned_data["deadline"], targets=[t.target() for t in targets],
            background_reason=form.cleaned_data["background_reason"],
        )  # fmt: skip
    except RuleBroken as error:
        form.add_rule(error)
        return False
    messages.success(
        request, f"{len(sent)}件の事業所に打診しました。リンク・用紙は、それぞれの打診のページで用意できます。"
    )
    return True


def _preview(request: HttpRequest, form: SheetForm) -> dict[str, Any]:
    kept = [(k, v) for k, vs in request.POST.lists() if k not in HOUSE_FIELDS | {"step"} for v in vs]
    return {
        "rows": sheet_rows(form.sheet()),
        "sheet": form.sheet(),
        "kept": kept,
        "deadline": form.cleaned_data["deadline"],
    }
