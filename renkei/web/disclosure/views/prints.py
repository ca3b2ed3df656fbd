"""A4: the consent form (filled or blank, with ruby) and the copy of the ledger."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.errors import NotFound
from renkei.disclosure import queries
from renkei.disclosure.enums import ConsentKind, Purpose
from renkei.disclosure.queries import CaseAccess
from renkei.people.queries import read
from renkei.policy.enums import PERSONAL_CLASSES, InfoClass
from renkei.policy.permissions import P
from renkei.web.disclosure.present import consent_words, merged, rows_of
from renkei.web.disclosure.views.overview import access_to
from renkei.web.gates import gate
from renkei.web.http import HttpRequest


@gate(P.CONSENT_VIEW)
def consent(request: HttpRequest, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """同意書, with what was explained; for signing, and the person's copy."""
    access = access_to(request, case_id)
    found = queries.get_consent(access=access, consent_id=consent_id)
    _printed(access, "consent_form", found)
    context = {
        "access": access, "consent": found, "kind": found.kind, "words": consent_words(found), "purposes": Purpose,
        "classes": PERSONAL_CLASSES, "at": access.at,
    }  # fmt: skip
    return render(request, "disclosure/consent_print.html", context)


@gate(P.CONSENT_WRITE)
def blank(request: HttpRequest, case_id: UUID, kind: str) -> HttpResponse:
    """同意書, blank: to be filled in by hand where no computer is at hand (面会室など)."""
    access = access_to(request, case_id, P.CONSENT_WRITE)
    if kind not in ConsentKind.values:
        raise NotFound()
    _printed(access, "consent_blank", None)
    context: dict[str, Any] = {
        "access": access, "consent": None, "kind": kind, "words": {}, "purposes": Purpose, "classes": PERSONAL_CLASSES,
        "at": access.at,
    }  # fmt: skip
    return render(request, "disclosure/consent_print.html", context)


@gate(P.CONSENT_VIEW)
def ledger(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """開示台帳の写し for the person: what was told to whom. The name only where identity is open to the printer."""
    access = access_to(request, case_id)
    name = name_for_print(access)
    _printed(access, "ledger_copy", None)
    rows = merged(rows_of(access, queries.ledger_of_case(access=access)))
    return render(
        request, "disclosure/ledger_print.html", {"access": access, "rows": rows, "name": name, "at": access.at}
    )


def name_for_print(access: CaseAccess) -> str:
    """The person's name, where identity is open to whoever prints; the reading is recorded."""
    view = read(access=access, info_class=InfoClass.IDENTITY) if access.sees(InfoClass.IDENTITY) else None
    return str(view.values.get("name") or "") if view else ""


def _printed(access: CaseAccess, what: str, thing: Model | None) -> None:
    record(
        actor=access.actor,
        event=E.PRINTED,
        now=access.at,
        thing=thing,
        case_id=access.case.pk,
        detail={"form": what},
    )
