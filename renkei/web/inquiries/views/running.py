"""One step of an inquiry: a form, a service, back to the inquiry. 409 is rendered by the middleware."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.inquiries import queries
from renkei.policy.permissions import P
from renkei.web.forms import BaseForm
from renkei.web.http import HttpRequest

F = TypeVar("F", bound=BaseForm)


@dataclass(frozen=True)
class Step:
    """Words of a step's page."""

    title: str
    submit: str
    done: str
    note: str = ""
    kind: str = "primary"
    template: str = "inquiries/step.html"


def found_for(request: HttpRequest, inquiry_id: UUID, permission: P = P.INQUIRY_SEND) -> queries.InquiryAccess:
    """The inquiry in scope, for a step of the asking side."""
    return queries.get_inquiry(actor=request.actor, pk=inquiry_id, at=now(), permission=permission)


def bound(request: HttpRequest, form: type[F], found: queries.InquiryAccess, **kwargs: Any) -> F:
    """The form with what was posted, or with the version the page shows."""
    initial = {"seen": found.inquiry.version, **kwargs.pop("initial", {})}
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return form(*data, initial=initial, **kwargs)


def run(
    request: HttpRequest,
    found: queries.InquiryAccess,
    form: BaseForm,
    call: Callable[[], object],
    step: Step,
    **context: Any,
) -> HttpResponse:
    """Valid: call, say so, go back to the inquiry. Else the page again with what was typed (422)."""
    if form.is_valid():
        try:
            call()
            messages.success(request, step.done)
            return redirect("inquiries:detail", inquiry_id=found.inquiry.pk)
        except RuleBroken as error:
            form.add_rule(error)
    page = {
        "found": found,
        "inquiry": found.inquiry,
        "access": found.access,
        "tab": "needs",
        "form": form,
        "step": step,
    }
    return render(request, step.template, page | context, status=422 if form.errors else 200)


def scan_in(form: BaseForm) -> tuple[str, bytes] | None:
    """The uploaded scan of a form, as the service takes it."""
    file = form.cleaned_data.get("scan")
    return (file.name, file.read()) if file else None
