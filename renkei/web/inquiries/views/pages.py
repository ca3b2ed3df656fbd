"""Lists and the page of one inquiry: for the asking side, and in neutral words for the office."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.inquiries import queries, services
from renkei.inquiries.enums import ANSWERABLE, OPEN, InquiryStatus, SendMethod
from renkei.inquiries.queries.holds import held_by_office
from renkei.inquiries.rules import stages_of
from renkei.inquiries.states import INQUIRY
from renkei.people.queries import readable_classes
from renkei.policy.permissions import P
from renkei.web.actions import Button, buttons
from renkei.web.addresses import address_or_nothing
from renkei.web.answer_form import AnswerForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest

_PAGE = 50
#: Steps of the machine with a page of their own; what a visit or an answer does has its own link.
_STEPS = {
    "disclose": "inquiries:disclose", "start_trial": "inquiries:start_trial", "agree": "inquiries:agree",
    "cancel_agreement": "inquiries:cancel_agreement", "contract": "inquiries:contract",
    "person_declined": "inquiries:person_declined", "withdraw": "inquiries:withdraw", "reopen": "inquiries:reopen",
}  # fmt: skip
_PRIMARY = {
    InquiryStatus.CONSIDERING: "", InquiryStatus.CONDITIONAL: "disclose", InquiryStatus.POSITIVE: "disclose",
    InquiryStatus.MET: "agree", InquiryStatus.TRIAL: "agree", InquiryStatus.AGREED: "contract",
    InquiryStatus.EXPIRED: "reopen",
}  # fmt: skip


@gate(P.INQUIRY_VIEW)
def inbox(request: HttpRequest) -> HttpResponse:
    """受入れのご相談: what the office was asked. The asking side has its own list."""
    if not request.actor.is_office:
        return redirect("inquiries:list")
    page = Paginator(queries.received(actor=request.actor, at=now()), _PAGE).get_page(request.GET.get("page"))
    rows = [(i, queries.status_label(i.status, neutral=True), i.status in (OPEN[0], OPEN[1])) for i in page]
    return render(request, "inquiries/inbox.html", {"page": page, "rows": rows})


@gate(P.INQUIRY_VIEW)
def sent(request: HttpRequest) -> HttpResponse:
    """打診の一覧."""
    if request.actor.is_office:
        return redirect("inquiries:inbox")
    only_open, number = request.GET.get("all") != "1", request.GET.get("q", "")
    found = queries.sent(actor=request.actor, at=now(), only_open=only_open and not number, number=number)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    return render(request, "inquiries/list.html", {"page": page, "only_open": only_open, "number": number})


@gate(P.INQUIRY_VIEW)
def detail(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """One inquiry."""
    found = queries.get_inquiry(actor=request.actor, pk=inquiry_id, at=now())
    page = _page_of_office(found) if found.is_office else _page_of_asker(found)
    template = "inquiries/office_detail.html" if found.is_office else "inquiries/detail.html"
    return render(request, template, page)


@gate(P.INQUIRY_ANSWER, methods=["GET", "POST"])
def answer(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """回答する（事業所）."""
    found = queries.get_inquiry(actor=request.actor, pk=inquiry_id, at=now(), permission=P.INQUIRY_ANSWER)
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data, initial={"seen": found.inquiry.version, "answered_by_name": request.actor.name})
    if form.is_valid():
        try:
            done = services.answer(
                actor=request.actor, inquiry=found.inquiry, seen=form.cleaned_data["seen"],
                data=form.data_for_service(), now=now(),
            )  # fmt: skip
        except RuleBroken as error:
            form.add_rule(error)
        else:
            messages.success(request, "ご回答ありがとうございました。")
            return (
                redirect("inquiries:inbox") if done.closed_at else redirect("inquiries:detail", inquiry_id=inquiry_id)
            )
    return render(
        request, "inquiries/office_answer.html", {"found": found, "inquiry": found.inquiry, "form": form},
        status=422 if form.errors else 200,
    )  # fmt: skip


def _page_of_office(found: queries.InquiryAccess) -> dict[str, Any]:
    inquiry = found.inquiry
    return {
        "found": found, "inquiry": inquiry, "answers": queries.answers_of(found=found)[:1],
        "visits": queries.visits_of(found=found), "may_answer": found.access.can(P.INQUIRY_ANSWER) and inquiry.status in OPEN,
        "is_named": bool(readable_classes(access=found.access)), "record_url": address_or_nothing("people:sheet", inquiry.case_id),
        "before_name": inquiry.status in ANSWERABLE, "hold": held_by_office(inquiry),
    }  # fmt: skip


def _page_of_asker(found: queries.InquiryAccess) -> dict[str, Any]:
    inquiry, access = found.inquiry, found.access
    may_send = access.can(P.INQUIRY_SEND)
    visiting = inquiry.status in ("disclosed", "met", "trial", "agreed")
    return {
        "found": found, "inquiry": inquiry, "access": access, "tab": "needs", "answers": queries.answers_of(found=found),
        "visits": queries.visits_of(found=found), "entries": queries.rows_of(found=found), "steps": _buttons(found),
        "may_send": may_send, "has_batch": may_send and queries.has_batch(inquiry=inquiry), "may_enter": may_send and inquiry.status in OPEN, "may_visit": may_send and visiting,
        "may_tell_more": may_send and inquiry.status not in ANSWERABLE and bool(stages_of(inquiry.status)),
        "waits": inquiry.status in ANSWERABLE, "is_link": inquiry.method == SendMethod.LINK and bool(settings.PUBLIC_URL),
        "has_links": bool(settings.PUBLIC_URL), "return_missing": may_send and queries.return_missing(found=found, at=now()),
        "sent": inquiry.sent_at is not None, "same_body": queries.is_same_body(inquiry, at=access.at),
    }  # fmt: skip


def _buttons(found: queries.InquiryAccess) -> list[Button]:
    inquiry, access = found.inquiry, found.access
    offered = buttons(
        access.actor, INQUIRY, inquiry, access.facts, at=access.at, own_page=set(_STEPS),
        url=lambda name: reverse(_STEPS[name], args=[inquiry.pk]) if name in _STEPS else "",
        primary=_PRIMARY.get(InquiryStatus(inquiry.status), ""), danger={"withdraw", "person_declined", "cancel_agreement"},
    )  # fmt: skip
    return [b for b in offered if b.name in _STEPS]
