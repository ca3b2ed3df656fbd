"""The tab 同意と開示, one consent, a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import now
from renkei.disclosure import queries
from renkei.disclosure.queries import CaseAccess
from renkei.disclosure.rules import LIVE_CONSENT
from renkei.disclosure.states import CONSENT
from renkei.policy.permissions import P
from renkei.web.actions import buttons
from renkei.web.disclosure.present import consent_words, history_of, merged, rows_of
from renkei.web.files import attachment_response
from renkei.web.gates import gate
from renkei.web.http import HttpRequest


def access_to(request: HttpRequest, case_id: UUID, permission: P = P.CONSENT_VIEW) -> CaseAccess:
    """The case, if the actor has this permission on it."""
    return queries.get_case(actor=request.actor, case_id=case_id, at=now(), permission=permission)


@gate(P.CONSENT_VIEW)
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Consents and the ledger; ended rows on demand; an office sees only its own rows."""
    access = access_to(request, case_id)
    rows = rows_of(access, queries.ledger_of_case(access=access))
    show_ended = request.GET.get("ended") == "1"
    shown = [r for r in rows if show_ended or r.is_live or r.is_future]
    context = {
        "access": access, "tab": "consents", "runs_case": queries.runs_case(request.actor),
        "consents": [(c, consent_words(c)) for c in queries.consents_of(access=access)],
        "rows": shown, "lines": merged(shown), "show_ended": show_ended,
        "ended_count": sum(not (r.is_live or r.is_future) for r in rows), "reviews": queries.open_reviews(access=access),
        "returns": queries.open_returns(queries.ledger_of_case(access=access), at=access.at) if access.can(P.DISCLOSE) else [],
        "may_write": access.can(P.CONSENT_WRITE), "may_disclose": access.can(P.DISCLOSE),
        "may_review": access.can(P.CONSENT_WITHDRAW), "frozen": access.facts.frozen_at,
    }  # fmt: skip
    return render(request, "disclosure/case.html", context)


@gate(P.CONSENT_VIEW)
def consent(request: HttpRequest, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """One consent: what was explained, what the person agreed to, what happened since."""
    access = access_to(request, case_id)
    thing = queries.get_consent(access=access, consent_id=consent_id)
    context = {
        "access": access, "tab": "consents", "consent": thing, "words": consent_words(thing),
        "history": history_of(thing), "lines": merged(
            rows_of(access, queries.ledger_of_case(access=access).filter(consent=thing))
        ),
        "steps": _steps(request, access, thing), "is_live": thing.status in LIVE_CONSENT,
        "may_write": access.can(P.CONSENT_WRITE), "sees_file": bool(
            thing.attachment and access.sees(thing.attachment.info_class)
        ),
    }  # fmt: skip
    return render(request, "disclosure/consent.html", context)


def _steps(request: HttpRequest, access: CaseAccess, thing: Any) -> list[Any]:
    pages = {"obtain": "obtain", "refuse": "refuse", "withdraw": "withdraw"}
    found = buttons(
        request.actor, CONSENT, thing, access.facts, at=access.at, own_page={"obtain", "withdraw"}, primary="obtain",
        danger={"withdraw", "refuse"},
        url=lambda name: reverse(f"disclosure:{pages.get(name, 'withdraw')}", args=[access.case.pk, thing.pk]),
    )  # fmt: skip
    return [b for b in found if b.name in pages]


@gate(P.CONSENT_VIEW, P.CASE_VIEW)
def attachment(request: HttpRequest, case_id: UUID, attachment_id: UUID) -> HttpResponse:
    """A file of the case, if its class is open to this person; every download is recorded."""
    access = access_to(request, case_id, P.CASE_VIEW)
    found = queries.get_attachment(access=access, attachment_id=attachment_id)
    record(
        actor=request.actor,
        event=E.RECORD_VIEWED,
        now=access.at,
        thing=found,
        case_id=case_id,
        info_class=found.info_class,
    )
    return attachment_response(found)
