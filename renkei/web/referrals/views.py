"""依頼・受付: list, one request, its steps, the answer slip and the prints."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.coordination.enums.referral import RefuseReason, ReturnReason
from renkei.coordination.queries import referral as queries
from renkei.coordination.queries.guide import accesses
from renkei.coordination.queries.sharing import sharing_of
from renkei.coordination.rules.referral import age_of, proposal
from renkei.coordination.services import referral as services
from renkei.core.clock import now, today
from renkei.core.errors import RuleBroken
from renkei.people.queries import read
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from renkei.web.actions import step_named
from renkei.web.clock.columns import releases_for
from renkei.web.files import attachment_response
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.referrals import steps
from renkei.web.referrals.forms import AnswerForm, FollowUpForm

PAGE = 50
_ANY = (P.REFERRAL_WRITE, P.REFERRAL_DECIDE, P.EXCEPTION_APPROVE)
#: Classes on the printed request; 罪名・経過 and third parties never stand on it.
PRINTED = (InfoClass.IDENTITY, InfoClass.WELFARE, InfoClass.JUSTICE_OUTLINE)


@gate(*_ANY)
def index(request: HttpRequest) -> HttpResponse:
    """依頼の一覧: open ones, drafts and returned ones, decided ones."""
    at, which = now(), request.GET.get("list", "open")
    which = which if which in queries.LISTS else "open"
    found = queries.referral_list(actor=request.actor, at=at, which=which)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"page": page, "which": which, "counts": queries.counts(actor=request.actor, at=at)}
    cases = [r.case for r in page.object_list]
    context["releases"] = releases_for(request.actor, accesses(actor=request.actor, cases=cases, at=at))
    return render(request, "referrals/list.html#rows" if request.htmx else "referrals/list.html", context)


@gate(*_ANY)
def detail(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """One request: where it stands, what to do, questions, checklist."""
    page = queries.get_referral(actor=request.actor, referral_id=referral_id, at=now())
    context = {
        "page": page, "referral": page.referral, "steps": steps.buttons_of(page), "may_share": steps.may_share(page),
        "consents": queries.consents_for_form(access=page.access), "sharing": sharing_of(page=page),
    }  # fmt: skip
    return render(request, "referrals/detail.html", context)


@gate(*_ANY, methods=["GET", "POST"])
def step(request: HttpRequest, referral_id: UUID, step: str) -> HttpResponse:
    """One step: 提出前の確認 or its form, then the service."""
    chosen = step_named(steps.STEPS, step)
    page = queries.get_referral(actor=request.actor, referral_id=referral_id, at=now())
    steps.check_possible(chosen, page)
    form = chosen.form(request.POST if request.method == "POST" else None, page=page, initial=_initial(step, page))
    if form.is_valid():
        try:
            chosen.act(actor=request.actor, referral=page.referral, now=now(), **form.arguments())
            messages.success(request, chosen.done)
            return redirect("referrals:detail", referral_id)
        except RuleBroken as error:
            form.add_rule(error)
    return render(request, "referrals/step.html", _context(chosen, page, form), status=422 if form.errors else 200)


@gate(P.REFERRAL_WRITE, methods=["GET", "POST"])
def answer(request: HttpRequest, referral_id: UUID, question_id: UUID) -> HttpResponse:
    """質問に答える."""
    page = queries.get_referral(actor=request.actor, referral_id=referral_id, at=now(), permission=P.REFERRAL_WRITE)
    question = queries.get_question(page=page, question_id=question_id)
    form = AnswerForm(request.POST if request.method == "POST" else None, page=page)
    if form.is_valid():
        try:
            services.answer(actor=request.actor, question=question, now=now(), **form.arguments())
            messages.success(request, "回答を送りました。受付の期限が動き始めます。")
            return redirect("referrals:detail", referral_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"page": page, "referral": page.referral, "form": form, "question": question}
    return render(request, "referrals/answer.html", context, status=422 if form.errors else 200)


@gate(P.REFERRAL_WRITE, methods=["GET", "POST"])
def follow_up(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """追加・変更・取下げを依頼する."""
    page = queries.get_referral(actor=request.actor, referral_id=referral_id, at=now(), permission=P.REFERRAL_WRITE)
    form = FollowUpForm(request.POST if request.method == "POST" else None, page=page)
    if form.is_valid():
        try:
            made = services.follow_up(actor=request.actor, main=page.referral, now=now(), **form.arguments())
            messages.success(request, "依頼を提出しました。")
            return redirect("referrals:detail", made.pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"page": page, "referral": page.referral, "form": form}
    return render(request, "referrals/follow_up.html", context, status=422 if form.errors else 200)


@gate(*_ANY)
def slip(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """回答書 (A4)."""
    page = queries.get_referral(actor=request.actor, referral_id=referral_id, at=now())
    record(
        actor=request.actor, event=E.PRINTED, now=page.access.at, thing=page.referral, case_id=page.access.case.pk,
        detail={"document": "answer_slip"},
    )  # fmt: skip
    context = {"page": page, "referral": page.referral, "reason": _decision_label(page), "at": page.access.at}
    return render(request, "referrals/slip.html", context)


@gate(*_ANY)
def print_sheet(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """利用調整依頼書 (A4): only what the printing person may see; the print is recorded."""
    page = queries.get_referral(actor=request.actor, referral_id=referral_id, at=now())
    parts = [
        (c, read(access=page.access, info_class=c) if page.access.sees(c) else None, page.access.sees(c))
        for c in PRINTED
    ]
    record(
        actor=request.actor, event=E.PRINTED, now=page.access.at, thing=page.referral, case_id=page.access.case.pk,
        detail={"document": "referral", "classes": [str(c) for c, _, seen in parts if seen]},
    )  # fmt: skip
    context = {"page": page, "referral": page.referral, "parts": parts, "at": page.access.at}
    return render(request, "referrals/print.html", context)


@gate(*_ANY)
def scan(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """署名した依頼書の写し."""
    page = queries.get_referral(actor=request.actor, referral_id=referral_id, at=now())
    found = queries.get_scan(page=page)
    record(
        actor=request.actor, event=E.RECORD_VIEWED, now=page.access.at, thing=found, case_id=page.access.case.pk,
        info_class=found.info_class,
    )  # fmt: skip
    return attachment_response(found)


def _initial(step: str, page: queries.ReferralPage) -> dict[str, Any]:
    """対象外: where the checklist says there is no disability, the pass-on text stands there already."""
    if step != "refuse" or not page.reads_texts:
        return {}
    person = read(access=page.access, info_class=InfoClass.IDENTITY) if page.access.sees(InfoClass.IDENTITY) else None
    age = age_of(person.values.get("birth_date"), today()) if person else None
    text = proposal({str(c.item): c.finding for c in page.checks}, age)
    code = RefuseReason.ELDERLY_ONLY if text and age is not None and age >= 65 else RefuseReason.NO_DISABILITY
    return {"reason": text, "code": code} if text else {}


def _context(chosen: steps.Step, page: queries.ReferralPage, form: Any) -> dict[str, Any]:
    reason = queries.exception_reason(page=page) if chosen.name == "approve" else ""
    return {"page": page, "referral": page.referral, "form": form, "step": chosen, "exception_reason": reason}


def _decision_label(page: queries.ReferralPage) -> str:
    code, status = page.referral.decision_code, page.referral.status
    if not code:
        return ""
    return str((ReturnReason if status == "returned" else RefuseReason)(code).label)
