"""/t/…: 研修 without an account. Open only where the installation has a public address; a GET never consumes anything.

The actor is `training_link`: it carries the training of a public link, or one's own registration, and reaches nothing else.
"""

from __future__ import annotations

from functools import wraps
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from renkei.audit import services as audit
from renkei.core.clock import now
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.core.wall import act_as_system
from renkei.policy.actor import system_actor
from renkei.policy.permissions import P
from renkei.programme.queries import training_links as queries
from renkei.programme.services import training_days as days
from renkei.programme.services import training_seats as seats
from renkei.web import limits
from renkei.web.files import attachment_response
from renkei.web.gates import View, public, put_refusal_on_record
from renkei.web.http import HttpRequest, posted
from renkei.web.training.forms import CodeForm, ReplyForm
from renkei.web.training.link_forms import CertificateForm, HereForm, JoinForm

_DOOR = "training"
_SYSTEM = "training_link"
#: Registrations by the public link from one address in ten minutes: more than any office has people.
_JOINED, JOINED_PER_WINDOW = "training-joined", 30
_TOO_MANY = (
    "短い時間に多くの申込みがあったため、いったん受付を止めています。10分ほどたってから、もう一度お試しください。"
    "お急ぎのときは、問合せ先にご連絡ください。"
)


def outside(view: View) -> View:
    """Only with a public address; shut after too many wrong guesses; absent and wrong look alike."""

    @wraps(view)
    def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if limits.is_shut(request, now(), door=_DOOR):
            return render(request, "join/shut.html", status=429)
        try:
            if not settings.PUBLIC_URL:
                raise NotFound()
            return view(request, *args, **kwargs)
        except NotFound:
            _wrong(request)
            return render(request, "join/absent.html", status=404)
        except Conflict as error:
            return render(request, "join/conflict.html", {"sentence": str(error)}, status=409)

    return inner


@public("whoever got the notice of a training registers by its link", methods=["GET", "POST"], system=_SYSTEM)
@outside
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """研修の案内と申込み."""
    act_for(token)
    page = queries.link_page(secret=token, at=now())
    form = JoinForm(posted(request))
    full = request.method == "POST" and limits.is_shut(request, now(), door=_JOINED, most=JOINED_PER_WINDOW)
    if page.takes and form.is_valid():
        try:
            return _joined(request, form, token, full)
        except RuleBroken as error:
            if not full:
                limits.count_wrong(request, now(), door=_DOOR)  # nobody tries out who has registered
            form.add_rule(error)
    status = 429 if full else 422 if form.errors else 200
    context = {"page": page, "thing": page.thing, "form": form, "token": token}
    return render(request, "join/open.html", context, status=status)


@public("whoever registered by a link sees what became of it", system=_SYSTEM)
@outside
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """あなたの申込み."""
    page = _mine(token)
    address = settings.PUBLIC_URL + reverse("join:mine", args=[token])
    return render(request, "join/mine.html", {"page": page, "thing": page.thing, "token": token, "address": address})


@public("whoever registered by a link gives the seat back", methods=["POST"], system=_SYSTEM)
@outside
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """申込みを取り消す."""
    act_for(token)
    seats.cancel_by_link(secret=token, now=now())
    messages.success(request, "申込みを取り消しました。")
    return redirect("join:mine", token=token)


@public("whoever registered by a link says that he is in the room", methods=["GET", "POST"], system=_SYSTEM)
@outside
def mine_here(request: HttpRequest, token: str) -> HttpResponse:
    """会場のコードで出席する, by one's own link."""
    page, form = _mine(token), CodeForm(posted(request))
    door = f"{_DOOR}-{page.seat.pk}"  # a whole room has one address
    if limits.is_shut(request, now(), door=door):
        return render(request, "join/shut.html", status=429)
    if form.is_valid():
        try:
            days.come_by_link(secret=token, now=now(), **form.cleaned_data)
            messages.success(request, "出席を記録しました。")
            return redirect("join:mine", token=token)
        except RuleBroken as error:
            limits.count_wrong(request, now(), door=door)
            form.add_rule(error)
    context = {"form": form, "thing": page.thing}
    return render(request, "join/here.html", context, status=422 if form.errors else 200)


@public(
    "whoever stands before the code of the room types it with the registration's number",
    methods=["GET", "POST"],
    system=_SYSTEM,
)
@outside
def here(request: HttpRequest, token: str) -> HttpResponse:
    """会場のコードと受付番号で出席する."""
    act_for(token)
    page, form = queries.link_page(secret=token, at=now()), HereForm(posted(request))
    if form.is_valid():
        try:
            return _came(request, form, token)
        except RuleBroken as error:
            limits.count_wrong(request, now(), door=_DOOR)
            form.add_rule(error)
    context = {"form": form, "thing": page.thing}
    return render(request, "join/here.html", context, status=422 if form.errors else 200)


@public("whoever was at a training answers its questionnaire", methods=["GET", "POST"], system=_SYSTEM)
@outside
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """アンケートに答える."""
    page, form = _mine(token), ReplyForm(posted(request))
    if form.is_valid():
        try:
            days.reply_by_link(secret=token, now=now(), **form.answers())
            messages.success(request, "ご回答ありがとうございました。だれの回答かは残りません。")
            return redirect("join:mine", token=token)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "thing": page.thing}
    return render(request, "join/reply.html", context, status=422 if form.errors else 200)


@public("whoever registered by a link gets the material", system=_SYSTEM)
@outside
def file(request: HttpRequest, token: str, file_id: UUID) -> HttpResponse:
    """資料を受け取る."""
    act_for(token)
    return attachment_response(queries.mine_file(secret=token, file_id=file_id, at=now()))


@public("whoever was at a training prints the certificate that was given", system=_SYSTEM)
@outside
def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """修了証を印刷する."""
    act_for(token)
    seat = days.print_by_link(secret=token, now=now())
    context = {
        "seats": [seat],
        "back_url": reverse("join:mine", args=[token]),
        "check": settings.PUBLIC_URL + reverse("join:check"),
    }
    return render(request, "training/certificate.html", context)


@public("anybody checks the number of a certificate; no name is shown", methods=["GET", "POST"], system=_SYSTEM)
@outside
def check(request: HttpRequest) -> HttpResponse:
    """修了証の番号を確かめる."""
    form, found = CertificateForm(posted(request)), None
    if form.is_valid():
        found = queries.certificate_given(form.cleaned_data["number"])
        if found is None:
            limits.count_wrong(request, now(), door=_DOOR)
            form.add_error("number", "この番号の修了証は見つかりません。番号をもう一度お確かめください。")
    return render(request, "join/check.html", {"form": form, "found": found}, status=422 if form.errors else 200)


def act_for(secret: str) -> None:
    """From here on the database shows what stands behind this secret, and nothing where it is wrong."""
    act_as_system(_SYSTEM, organisation_id=queries.behind(secret=secret))


def _mine(token: str) -> queries.MinePage:
    act_for(token)
    return queries.mine_page(secret=token, at=now())


def _joined(request: HttpRequest, form: JoinForm, token: str, full: bool) -> HttpResponse:
    if full:
        raise RuleBroken(_TOO_MANY)
    own = seats.register_by_link(secret=token, person=form.person(), now=now())
    limits.count_through(request, now(), door=_JOINED)
    messages.success(request, "申込みを受け付けました。このページのアドレスを控えておいてください。")
    return redirect("join:mine", token=own)


def _came(request: HttpRequest, form: HereForm, token: str) -> HttpResponse:
    seat_id = queries.seat_of_number(form.cleaned_data["number"])
    if seat_id is None:
        raise RuleBroken("受付番号が違います。申し込んだときの画面か、受付でお確かめください。", field="number")
    act_as_system(_SYSTEM, organisation_id=seat_id)
    seat = days.come_by_number(secret=form.cleaned_data["number"], code=form.cleaned_data["code"], now=now())
    messages.success(request, f"出席を記録しました（{seat.get_mark_display()}）。")
    return redirect("join:here", token=token)


def _wrong(request: HttpRequest) -> None:
    limits.count_wrong(request, now(), door=_DOOR)
    code = P.TRAINING_JOIN.code
    if request.actor:
        put_refusal_on_record(request, permission=code, case_id=None, status=404)
    else:
        audit.record_refusal(actor=system_actor(_SYSTEM), now=now(), permission=code, case_id=None, status=404)
