"""/a/<token>/ and /a/: open only where the installation has a public address. A GET never consumes anything."""

from __future__ import annotations

from functools import wraps

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.audit import services as audit
from renkei.core.clock import now
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.core.wall import act_as_system
from renkei.inquiries import queries, services
from renkei.inquiries.enums import KeyKind
from renkei.inquiries.queries import KeyPage, KeyState
from renkei.policy.actor import system_actor
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.web import limits
from renkei.web.answer.forms import CodeForm
from renkei.web.answer_form import AnswerForm
from renkei.web.gates import View, public, put_refusal_on_record
from renkei.web.http import HttpRequest

_SESSION = "answer_code"


def outside(view: View) -> View:
    """Only with a public address; shut after too many wrong guesses; never indexed. Absent and wrong look alike."""

    @wraps(view)
    def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if limits.is_shut(request, now(), door="answer"):
            return render(request, "answer/shut.html", status=429)
        try:
            if not settings.PUBLIC_URL and not _is_asker(request):
                raise NotFound()
            response = view(request, *args, **kwargs)
        except NotFound:
            _wrong(request)
            response = render(request, "answer/absent.html", status=404)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return inner


@public("an office without an account answers by its one-time link", methods=["GET", "POST"], system="answer_link")
@outside
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """回答のページ（リンク）."""
    if not settings.PUBLIC_URL:
        raise NotFound()
    return _answer(request, token, KeyKind.LINK)


@public(
    "an office without an account types the code of its printed sheet", methods=["GET", "POST"], system="answer_link"
)
@outside
def code(request: HttpRequest) -> HttpResponse:
    """回答コードの入力. On an intranet a coordinator is led to the inquiry of a returned sheet."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        secret = queries.clean_code(form.cleaned_data["code"])
        act_for_office(secret)
        try:
            key = queries.find_key(secret=secret, kind=KeyKind.PAPER)
        except NotFound:
            _wrong(request)
            form.add_error("code", "回答コードが違います。用紙をもう一度お確かめください。")
        else:
            if _is_asker(request):
                return redirect("inquiries:enter", inquiry_id=key.inquiry_id)
            request.session[_SESSION] = secret
            return redirect("answer:sheet")
    return render(request, "answer/code.html", {"form": form}, status=422 if form.errors else 200)


@public("the page behind a printed code", methods=["GET", "POST"], system="answer_link")
@outside
def sheet(request: HttpRequest) -> HttpResponse:
    """回答のページ（用紙のコード）: the code waits in the session, not in the address."""
    if _SESSION not in request.session:
        return redirect("answer:code")
    return _answer(request, request.session[_SESSION], KeyKind.PAPER)


@public("thanks after an answer without an account")
@outside
def done(request: HttpRequest) -> HttpResponse:
    """ご回答ありがとうございました."""
    return render(request, "answer/done.html")


def _answer(request: HttpRequest, secret: str, kind: KeyKind) -> HttpResponse:
    act_for_office(secret)
    page = queries.key_page(secret=secret, kind=kind, at=now())
    if page.state is not KeyState.OPEN:
        return render(request, "answer/closed.html", {"page": page}, status=409 if request.method == "POST" else 410)
    form = AnswerForm(
        request.POST if request.method == "POST" else None, initial={"seen": page.version}, name_required=True
    )
    if form.is_valid():
        try:
            return _after(request, _send(form, secret, kind))
        except RuleBroken as error:
            form.add_rule(error)
        except Conflict as error:
            if queries.key_page(secret=secret, kind=kind, at=now()).state is KeyState.OPEN:
                raise  # it may still be answered: the middleware shows the form again, with what was typed
            return render(request, "answer/moved.html", {"sentence": str(error)}, status=409)
    return _form_page(request, page, form)


def _form_page(request: HttpRequest, page: KeyPage, form: AnswerForm) -> HttpResponse:
    return render(request, "answer/form.html", {"page": page, "form": form}, status=422 if form.errors else 200)


def _send(form: AnswerForm, secret: str, kind: KeyKind) -> str:
    return services.answer_with_key(
        secret=secret, kind=kind, seen=form.cleaned_data["seen"], data=form.data_for_service(), now=now()
    )


def _after(request: HttpRequest, new_token: str) -> HttpResponse:
    """To the thanks; after 「検討中」 to the new link, which the office may keep for its final answer."""
    request.session.pop(_SESSION, None)
    if new_token and settings.PUBLIC_URL:
        return redirect("answer:open", token=new_token)
    return redirect("answer:done")


def _wrong(request: HttpRequest) -> None:
    """A secret that opens nothing: counted, and on record (the limit keeps the number of rows small)."""
    limits.count_wrong(request, now(), door="answer")
    code = P.INQUIRY_ANSWER.code
    if request.actor:
        put_refusal_on_record(request, permission=code, case_id=None, status=404)
    else:
        audit.record_refusal(actor=system_actor("answer_link"), now=now(), permission=code, case_id=None, status=404)


def act_for_office(secret: str) -> None:
    """From here on the database shows what the office of this secret was asked, and nothing where the secret is wrong."""
    act_as_system("answer_link", organisation_id=queries.office_of_key(secret=secret))


def _is_asker(request: HttpRequest) -> bool:
    actor = getattr(request, "actor", None)
    return actor is not None and can(actor, P.INQUIRY_SEND)
