"""撤回: what stops, what is out, who is told, what stays; then it takes effect at once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.core.clock import now
from renkei.core.errors import NotFound
from renkei.disclosure import queries, services
from renkei.disclosure.queries import CaseAccess
from renkei.disclosure.states import CONSENT
from renkei.inquiries.services import close_for_withdrawal
from renkei.policy.enums import CORE_KINDS, InfoClass
from renkei.policy.permissions import P
from renkei.web.disclosure.forms import WithdrawForm
from renkei.web.disclosure.present import merged, recipient_words, rows_of
from renkei.web.disclosure.views.overview import access_to
from renkei.web.gates import gate
from renkei.web.http import HttpRequest

if TYPE_CHECKING:
    from renkei.disclosure.models import Consent


@gate(P.CONSENT_WITHDRAW, methods=["GET", "POST"])
def withdraw(request: HttpRequest, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """選ぶ → 確かめる → 撤回する. The choice travels in the body: no class ever stands in an address."""
    access = access_to(request, case_id, P.CONSENT_WITHDRAW)
    found = queries.get_consent(access=access, consent_id=consent_id)
    CONSENT.check(found.status, "withdraw")
    form = WithdrawForm(
        request.POST if request.method == "POST" else None, initial={"scope": "all"}, choices=_choices(access, found)
    )
    page = {"access": access, "tab": "consents", "consent": found, "form": form}
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "disclosure/withdraw.html", page | {"step": "choose"}, status=status)
    if form.cleaned_data["step"] == "confirm":
        return _confirmed(request, access, found, form)
    return render(request, "disclosure/withdraw.html", page | {"step": "confirm"} | _preview(access, found, form))


def _confirmed(request: HttpRequest, access: CaseAccess, found: Consent, form: WithdrawForm) -> HttpResponse:
    at, note = now(), form.cleaned_data["note"]
    if form.cleaned_data["scope"] == "part":
        services.withdraw_part(actor=request.actor, consent=found, now=at, note=note, **form.chosen())  # type: ignore[arg-type]
    else:
        services.withdraw_consent(actor=request.actor, consent=found, now=at, note=note)
    close_for_withdrawal(actor=request.actor, case=access.case, now=at)
    messages.success(request, "撤回を記録しました。開示は、すべての画面で終わりました。")
    try:
        queries.get_case(actor=request.actor, case_id=access.case.pk, at=at, permission=P.CONSENT_VIEW)
    except NotFound:  # the actor's own body has lost the case with this consent
        messages.info(request, "あなたの機関への提供も終わったため、このケースは表示されなくなりました。")
        return redirect("cases:list")
    return redirect("disclosure:case", case_id=access.case.pk)


def _preview(access: CaseAccess, found: Consent, form: WithdrawForm) -> dict[str, object]:
    terms = None
    if form.cleaned_data["scope"] == "part":
        chosen = form.chosen()
        terms = queries.terms_after(
            found, recipients=map(UUID, chosen["recipients"]), organisations=map(UUID, chosen["organisations"]),
            classes=chosen["classes"],
        )  # fmt: skip
    preview = queries.withdrawal_of(access=access, consent=found, terms=terms)
    return {
        "preview": preview, "stops": merged(rows_of(access, preview.stops)), "out": merged(rows_of(access, preview.out)),
        "stays": merged(rows_of(access, preview.stays)), "loses_case": access.actor.organisation_id in {o.pk for o in preview.leaves},
    }  # fmt: skip


def _choices(access: CaseAccess, found: Consent) -> dict[str, list[tuple[str, str]]]:
    named = {r.organisation_id for r in found.recipients.all() if r.ended_at is None}
    bodies = {
        row.recipient_id: row.recipient.name
        for row in queries.recipients_now(case_id=access.case.pk, at=access.at).filter(consent=found)
        if row.recipient_id not in named and row.recipient.kind not in CORE_KINDS
    }
    recipients = [(str(r["id"]), str(r["name"])) for r in recipient_words(found) if r["ended_at"] is None]
    return {
        "recipients": recipients, "organisations": [(str(pk), name) for pk, name in bodies.items()],
        "classes": [(c, str(InfoClass(c).label)) for c in found.classes],
    }  # fmt: skip
