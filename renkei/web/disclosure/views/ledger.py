"""Rows by hand: on a legal ground, ended, returned; the safety review."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.accounts.queries import organisation_by_id
from renkei.core.clock import TOKYO, now
from renkei.core.errors import NotFound, RuleBroken
from renkei.disclosure import queries, services
from renkei.disclosure.enums import Basis, Cause, Method, Stage
from renkei.disclosure.queries import CaseAccess
from renkei.disclosure.rules import OFFICE_THIRD_PARTY_FIELDS
from renkei.people.queries import current_version, filled_fields, readable_classes
from renkei.people.services import disclose_fields
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from renkei.web.disclosure.forms import EndForm, LegalForm, ReturnForm, ReviewForm
from renkei.web.disclosure.present import organisations_for, rows_of
from renkei.web.disclosure.views.overview import access_to
from renkei.web.gates import gate
from renkei.web.http import HttpRequest


@gate(P.DISCLOSE, methods=["GET", "POST"])
def legal_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """同意によらない開示を記録する."""
    access = access_to(request, case_id, P.DISCLOSE)
    form = LegalForm(
        request.POST if request.method == "POST" else None,
        organisations=organisations_for(access),
        items=_items(access),
    )
    if form.is_valid():
        try:
            disclose_fields(
                actor=request.actor,
                access=access,
                now=now(),
                chosen=_chosen(form.cleaned_data["items"]),
                **_terms(form),
            )
            messages.success(request, "開示を台帳に記録しました。")
            return redirect("disclosure:case", case_id=case_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "consents", "form": form}
    return render(request, "disclosure/legal.html", context, status=422 if form.errors else 200)


def _items(access: CaseAccess) -> list[tuple[str, str]]:
    """Fields the actor himself may read; of third parties only the instruction leaves the house."""
    found = []
    for info_class in readable_classes(access=access):
        version = current_version(access=access, info_class=info_class) if _whole(access, info_class) else None
        for field, label in filled_fields(version, info_class) if version else ():
            if info_class is not InfoClass.THIRD_PARTY or field in OFFICE_THIRD_PARTY_FIELDS:
                found.append((f"{info_class}:{field}", f"{info_class.label}：{label}"))
    return found


def _whole(access: CaseAccess, info_class: InfoClass) -> bool:
    rows = access.facts.live(access.actor.organisation_id, access.at)
    return any(g.info_class == info_class and g.version_id is None for g in rows)


def _chosen(items: list[str]) -> dict[InfoClass, list[str]]:
    chosen: dict[InfoClass, list[str]] = {}
    for item in items:
        info_class, field = item.split(":")
        chosen.setdefault(InfoClass(info_class), []).append(field)
    return chosen


def _terms(form: LegalForm) -> dict[str, Any]:
    data = form.cleaned_data
    last = data["ends_on"]
    return {
        "recipient": organisation_by_id(UUID(data["organisation"])), "basis": Basis(data["basis"]),
        "legal_reason": data["legal_reason"], "stage": Stage(data["stage"]), "method": Method(data["method"]),
        "paper_persons": data["paper_persons"], "cause": Cause.LEGAL,
        "ends_at": datetime.combine(last + timedelta(days=1), time.min, tzinfo=TOKYO) if last else None,
    }  # fmt: skip


@gate(P.DISCLOSE, methods=["GET", "POST"])
def end(request: HttpRequest, case_id: UUID, entry_id: UUID) -> HttpResponse:
    """開示を一つ終える."""
    access = access_to(request, case_id, P.DISCLOSE)
    entry = queries.get_entry(access=access, entry_id=entry_id)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.end_by_hand(actor=request.actor, entry=entry, cause=Cause(form.cleaned_data["cause"]), now=now())
            messages.success(request, "開示を終えました。")
            return redirect("disclosure:case", case_id=case_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "consents", "form": form, "row": rows_of(access, [entry])[0]}
    return render(request, "disclosure/end.html", context, status=422 if form.errors else 200)


@gate(P.DISCLOSE, methods=["GET", "POST"])
def returned(request: HttpRequest, case_id: UUID, organisation_id: UUID) -> HttpResponse:
    """返却・廃棄を確認する."""
    access = access_to(request, case_id, P.DISCLOSE)
    found = next(
        (
            r
            for r in queries.open_returns(queries.ledger_of_case(access=access), at=access.at)
            if r.recipient.pk == organisation_id
        ),
        None,
    )
    if found is None:
        raise NotFound(permission=P.DISCLOSE.code, case_id=case_id)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.confirm_return(
            actor=request.actor, case=access.case, recipient=found.recipient, now=now(), **form.cleaned_data
        )
        messages.success(request, "返却・廃棄の確認を記録しました。")
        return redirect("disclosure:case", case_id=case_id)
    context = {"access": access, "tab": "consents", "form": form, "found": found}
    return render(request, "disclosure/returned.html", context, status=422 if form.errors else 200)


@gate(P.CONSENT_WITHDRAW, methods=["GET", "POST"])
def review(request: HttpRequest, case_id: UUID, review_id: UUID) -> HttpResponse:
    """支援の安全確認を記録する."""
    access = access_to(request, case_id, P.CONSENT_WITHDRAW)
    found = queries.get_review(access=access, review_id=review_id)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.finish_safety_review(actor=request.actor, review=found, now=now(), **form.cleaned_data)
        messages.success(request, "安全確認を記録しました。")
        return redirect("disclosure:case", case_id=case_id)
    context = {"access": access, "tab": "consents", "form": form, "review": found}
    return render(request, "disclosure/review.html", context, status=422 if form.errors else 200)
