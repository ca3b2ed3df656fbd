"""説明 → 同意・不同意 → 提供先の追加."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.accounts.queries import organisation_by_id
from renkei.core.clock import now, today
from renkei.core.errors import RuleBroken
from renkei.disclosure import queries, services
from renkei.disclosure.enums import ENTRY_ONLY
from renkei.disclosure.rules import missing_explanations, stages_up_to
from renkei.policy.permissions import P
from renkei.web.disclosure.forms import ConsentForm, ObtainForm, RecipientForm
from renkei.web.disclosure.present import organisations_for
from renkei.web.disclosure.views.overview import access_to
from renkei.web.gates import gate
from renkei.web.http import HttpRequest


@gate(P.CONSENT_WRITE, methods=["GET", "POST"])
def new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """説明を記録する."""
    access = access_to(request, case_id, P.CONSENT_WRITE)
    start = {"explained_at": access.at, "valid_from": today()}
    start |= {
        f"organisation_{n}": str(o.pk)
        for n, o in enumerate(filter(None, (access.case.responsible, access.case.center)), 1)
    }
    form = ConsentForm(
        request.POST if request.method == "POST" else None, initial=start, organisations=organisations_for(access)
    )
    if form.is_valid():
        try:
            found = services.explain_consent(
                actor=request.actor,
                case=access.case,
                now=now(),
                recipients=form.recipients(form.cleaned_data),
                **form.terms(),
            )
            messages.success(request, "説明したことを記録しました。続けて、同意の結果を記録してください。")
            return redirect("disclosure:consent", case_id=case_id, consent_id=found.pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "consents", "form": form, "entry_only": ENTRY_ONLY}
    return render(request, "disclosure/consent_new.html", context, status=422 if form.errors else 200)


@gate(P.CONSENT_WRITE, methods=["GET", "POST"])
def obtain(request: HttpRequest, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """同意を得たことを記録する: signature, copy, scan."""
    access = access_to(request, case_id, P.CONSENT_WRITE)
    found = queries.get_consent(access=access, consent_id=consent_id)
    older = queries.live_consents(case_id=case_id).exclude(pk=found.pk).first()
    form = ObtainForm(
        request.POST or None, request.FILES or None, missing=missing_explanations(found.kind, tuple(found.explained)),
        older=f"前の同意（第{older.version}版）" if older else "",
    )  # fmt: skip
    if form.is_valid():
        try:
            renews = older if form.cleaned_data.get("renews") else None
            services.record_consent(
                actor=request.actor, consent=found, now=now(), scan=form.scanned(), renews=renews, **form.obtained()
            )
            messages.success(request, "同意を記録しました。この同意に基づいて、情報を開示できます。")
            return redirect("disclosure:consent", case_id=case_id, consent_id=consent_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "consents", "form": form, "consent": found}
    return render(request, "disclosure/obtain.html", context, status=422 if form.errors else 200)


@gate(P.CONSENT_WRITE, methods=["POST"])
def refuse(request: HttpRequest, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """同意しない, as the person said."""
    access = access_to(request, case_id, P.CONSENT_WRITE)
    found = queries.get_consent(access=access, consent_id=consent_id)
    services.refuse_consent(actor=request.actor, consent=found, now=now())
    messages.success(request, "「同意しない」を記録しました。この説明に基づく開示は行われません。")
    return redirect("disclosure:consent", case_id=case_id, consent_id=consent_id)


@gate(P.CONSENT_WRITE, methods=["GET", "POST"])
def recipient_add(request: HttpRequest, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """提供先を加える."""
    access = access_to(request, case_id, P.CONSENT_WRITE)
    found = queries.get_consent(access=access, consent_id=consent_id)
    form = RecipientForm(request.POST if request.method == "POST" else None, organisations=organisations_for(access))
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.add_recipient(
                actor=request.actor, consent=found, now=now(), stages=stages_up_to(data["until"]), confirmed=data["confirmed"],
                organisation=organisation_by_id(UUID(data["organisation"])) if data["organisation"] else None,
                organisation_kind=data["organisation_kind"],
            )  # fmt: skip
            messages.success(request, "提供先を加えました。開示するときは、打診の画面から一つずつ行います。")
            return redirect("disclosure:consent", case_id=case_id, consent_id=consent_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "consents", "form": form, "consent": found}
    return render(request, "disclosure/recipient.html", context, status=422 if form.errors else 200)
