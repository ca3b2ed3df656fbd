"""Steps of the asking side: keys, answers on behalf, deadline, disclosure, visits, decision, exits."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from renkei.core.clock import now, today
from renkei.disclosure.enums import Stage
from renkei.inquiries import queries, services
from renkei.inquiries.enums import OFFICE_DECLINE_REASONS, AnswerKind, AskAgain, WantedInfo
from renkei.inquiries.rules import default_deadline, default_stage, stages_of
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.inquiries.forms import steps as forms
from renkei.web.inquiries.views.qr import qr_data
from renkei.web.inquiries.views.running import Step, bound, found_for, run, scan_in


@gate(P.INQUIRY_SEND, methods=["POST"])
def link(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """回答用リンクを発行する: shown once, on the answer to this POST; the database keeps its hash only."""
    found = found_for(request, inquiry_id)
    token = services.issue_link(actor=request.actor, inquiry=found.inquiry, now=now())
    url = settings.PUBLIC_URL + reverse("answer:open", args=[token])
    return render(
        request,
        "inquiries/link.html",
        {"found": found, "inquiry": found.inquiry, "access": found.access, "tab": "needs", "url": url},
    )


@gate(P.INQUIRY_SEND, methods=["POST"])
def print_sheet(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """用紙を印刷する: neutral words, a code of its own; the QR code only where the address can be opened from outside."""
    found = found_for(request, inquiry_id)
    code = services.print_sheet(actor=request.actor, inquiry=found.inquiry, now=now())
    address = settings.PUBLIC_URL + reverse("answer:code") if settings.PUBLIC_URL else ""
    context = {
        "found": found, "inquiry": found.inquiry, "sheet": found.sheet, "code": f"{code[:5]}-{code[5:]}", "address": address,
        "qr": qr_data(address) if address else "", "kinds": AnswerKind.labels, "wanted": WantedInfo.labels,
        "reasons": [label for _, label in OFFICE_DECLINE_REASONS], "again": AskAgain.labels, "today": today(),
    }  # fmt: skip
    return render(request, "inquiries/print.html", context)


@gate(P.INQUIRY_SEND, methods=["POST"])
def revoke(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """リンクを無効にする."""
    found = found_for(request, inquiry_id)
    count = services.revoke_links(actor=request.actor, inquiry=found.inquiry, now=now())
    messages.success(request, "回答用リンクを無効にしました。" if count else "有効な回答用リンクはありませんでした。")
    return redirect("inquiries:detail", inquiry_id=inquiry_id)


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def enter(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """回答を代わりに入力する."""
    found = found_for(request, inquiry_id)
    form = bound(request, forms.EnterAnswerForm, found, initial={"told_at": now()})
    step = Step("回答を代わりに入力する", "回答を記録する", "回答を記録しました。", template="inquiries/enter.html")
    return run(request, found, form, lambda: services.enter_answer(
        actor=request.actor, inquiry=found.inquiry, seen=form.cleaned_data["seen"], data=form.data_for_service(),
        channel=form.cleaned_data["channel"], told_at=form.cleaned_data["told_at"], now=now(), scan=scan_in(form),
        code=form.cleaned_data["code"],
    ), step)  # fmt: skip


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def extend(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """期限を延ばす."""
    found = found_for(request, inquiry_id)
    form = bound(request, forms.DeadlineForm, found, initial={"deadline": _later(found)})
    step = Step("回答の期限を延ばす", "期限を延ばす", "期限を延ばしました。", "事業所の窓口にもお知らせします。")
    return run(request, found, form, lambda: services.extend_deadline(
        actor=request.actor, inquiry=found.inquiry, now=now(), **form.cleaned_data), step)  # fmt: skip


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def reopen(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """期限を延ばして再開する."""
    found = found_for(request, inquiry_id)
    form = bound(request, forms.DeadlineForm, found, initial={"deadline": _later(found)})
    step = Step("期限を延ばして再開する", "再開する", "打診を再開しました。", "同じ打診票で、もう一度たずねます。")
    return run(request, found, form, lambda: services.reopen(
        actor=request.actor, inquiry=found.inquiry, now=now(), **form.cleaned_data), step)  # fmt: skip


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def disclose(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """実名で共有する・新しい内容を伝える."""
    found = found_for(request, inquiry_id)
    offered, default = stages_of(found.inquiry.status), default_stage(found.inquiry.status)
    if default is None:
        return redirect("inquiries:detail", inquiry_id=inquiry_id)
    wanted = request.POST.get("stage") or request.GET.get("stage")
    stage = Stage(wanted) if wanted in offered else default
    readiness = queries.readiness_of(found=found, stage=stage)
    form = bound(request, forms.DiscloseForm, found, readiness=readiness)
    step = Step(
        "実名で共有する",
        "開示台帳に記録して共有する",
        "共有し、開示台帳に記録しました。",
        template="inquiries/disclose.html",
    )
    return run(request, found, form, lambda: services.disclose_named(
        actor=request.actor, inquiry=found.inquiry, now=now(), **form.arguments()),
        step, readiness=readiness, stage=stage, stage_choices=[(s.value, s.label, s == stage) for s in offered])  # fmt: skip


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def visit_new(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """面会・見学・体験を予定する."""
    found = found_for(request, inquiry_id)
    form = bound(request, forms.VisitForm, found)
    step = Step(
        "面会・見学・体験を予定する", "予定を記録する", "予定を記録しました。", "事業所の窓口にもお知らせします。"
    )
    return run(request, found, form, lambda: services.plan_visit(
        actor=request.actor, inquiry=found.inquiry, now=now(), **form.cleaned_data), step)  # fmt: skip


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def visit_finish(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """結果を記録する."""
    visit, found = queries.get_visit(actor=request.actor, pk=visit_id, at=now())
    form = bound(request, forms.OutcomeForm, found, initial={"done_at": min(visit.planned_at, now())})
    step = Step("面会・見学・体験の結果を記録する", "結果を記録する", "結果を記録しました。")

    def call() -> None:
        values = {k: v for k, v in form.cleaned_data.items() if k != "scan"}
        services.finish_visit(actor=request.actor, visit=visit, now=now(), scan=scan_in(form), **values)

    return run(request, found, form, call, step)


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def visit_cancel(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """予定を中止にする."""
    visit, found = queries.get_visit(actor=request.actor, pk=visit_id, at=now())
    form = bound(request, forms.StepReasonForm, found)
    step = Step("予定を中止にする", "中止にする", "予定を中止にしました。", kind="danger")
    return run(request, found, form, lambda: services.cancel_visit(
        actor=request.actor, visit=visit, now=now(), reason=form.cleaned_data["reason"]), step)  # fmt: skip


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def start_trial(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """体験を始める."""
    found = found_for(request, inquiry_id)
    form = bound(request, forms.ConfirmForm, found)
    step = Step("体験を始める", "体験を始めた", "体験中にしました。", "体験の最終日は、予定に記録してください。")
    return run(request, found, form, lambda: services.start_trial(
        actor=request.actor, inquiry=found.inquiry, seen=form.cleaned_data["seen"], now=now()), step)  # fmt: skip


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def agree(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """内定にする: the page lists the inquiries that will be closed with it."""
    found = found_for(request, inquiry_id)
    form = bound(request, forms.ConfirmForm, found)
    others = [i for i in queries.inquiries_of(access=found.access).filter(need=found.inquiry.need).exclude(pk=inquiry_id)
              if i.closed_at is None]  # fmt: skip
    step = Step("内定にする", "内定にする", "内定にしました。", template="inquiries/agree.html")
    return run(request, found, form, lambda: services.agree(
        actor=request.actor, inquiry=found.inquiry, seen=form.cleaned_data["seen"], now=now()), step, others=others)  # fmt: skip


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def cancel_agreement(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """内定を取り消す."""
    found = found_for(request, inquiry_id)
    form = bound(request, forms.StepReasonForm, found)
    step = Step("内定を取り消す", "内定を取り消す", "内定を取り消しました。もう一度、受入先を探せます。",
                "終了した打診は元に戻りません。必要なら、もう一度打診してください。内定の段階で開示した罪名・経過は、見られなくなります。", "danger")  # fmt: skip
    return run(request, found, form, lambda: services.cancel_agreement(
        actor=request.actor, inquiry=found.inquiry, now=now(), **form.cleaned_data), step)  # fmt: skip


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def contract(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """契約・利用開始を記録する."""
    found = found_for(request, inquiry_id)
    form = bound(request, forms.ContractForm, found, initial={"on": today()})
    step = Step("契約・利用開始を記録する", "記録する", "契約・利用開始を記録しました。")
    return run(request, found, form, lambda: services.contract(
        actor=request.actor, inquiry=found.inquiry, now=now(), **form.cleaned_data), step)  # fmt: skip


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def withdraw(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """打診を取り下げる."""
    found = found_for(request, inquiry_id)
    form = bound(request, forms.WithdrawForm, found)
    step = Step("打診を取り下げる", "取り下げる", "打診を取り下げました。",
                "事業所には「受入れのご相談は終了しました。ご検討ありがとうございました。」とお知らせします。理由は伝わりません。", "danger")  # fmt: skip
    return run(request, found, form, lambda: services.withdraw(
        actor=request.actor, inquiry=found.inquiry, now=now(), **form.cleaned_data), step)  # fmt: skip


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def person_declined(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """本人が辞退した."""
    found = found_for(request, inquiry_id)
    form = bound(request, forms.NoteForm, found)
    step = Step("本人が辞退した", "本人の辞退を記録する", "本人の辞退を記録しました。",
                "事業所には、お礼とともに終了をお知らせします。理由は伝わりません。", "danger")  # fmt: skip
    return run(request, found, form, lambda: services.person_declined(
        actor=request.actor, inquiry=found.inquiry, now=now(), **form.cleaned_data), step)  # fmt: skip


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def returned(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """返却・廃棄を確認する."""
    found = found_for(request, inquiry_id)
    form = bound(request, forms.ReturnForm, found)
    step = Step("返却・廃棄を確認する", "確認を記録する", "返却・廃棄の確認を記録しました。")
    return run(request, found, form, lambda: services.confirm_returned(
        actor=request.actor, inquiry=found.inquiry, now=now(), **form.cleaned_data), step)  # fmt: skip


def _later(found: queries.InquiryAccess) -> object:
    base = max(now(), found.inquiry.deadline or now())
    return default_deadline(base, found.access.case.urgency)
