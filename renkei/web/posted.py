"""What happens to a post: taken once; shown again, with what was typed, where it can't be taken; kept over a sign-in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac

from renkei.accounts.queries import forms as queries
from renkei.accounts.services import forms as services
from renkei.core.clock import now
from renkei.core.db import take_turns
from renkei.core.errors import Conflict, DomainError
from renkei.core.key_encryption import KeyStoreError
from renkei.core.wall import act_as_system
from renkei.policy.actor import Actor, system_actor
from renkei.web import tickets
from renkei.web.http import HttpRequest
from renkei.web.stored import SHOWN

DRAFT = "draft"
#: A longer post is no text that a person typed.
MAX_KEPT = 200_000
_OLD = "この画面を開いてから長い時間がたっています。内容を確認して、もう一度送信してください。"
_OTHER = "この画面を開いたあとに、利用者または所属が変わりました。いまの所属で行ってよいかを確認して、もう一度送信してください。"
_ALREADY = "この画面からは、すでに一度送信しています。続けて別の内容を送信するときは、内容を確認して、もう一度送信してください。"
_SIGNED_IN_AGAIN = (
    "画面を開いたあとにサインインし直したため、まだ保存していません。内容を確認して、もう一度送信してください。"
)
_RESTORED = "サインインが切れる前に入力した内容を戻しました。まだ保存されていません。内容を確認して、保存してください。"
_FILES = "添付のファイルは預かれません。もう一度選んでください。"


class Posted(QueryDict):
    """request.POST. `held`: it is only to be shown; every BaseForm drawn from it is invalid and marks it `shown`.

    `stale`: a form found that what it had shown is no longer what is stored.
    """

    held = ""
    is_error = True
    shown = False
    stale = False

    @classmethod
    def of(cls, fields: Mapping[str, list[str]], *, held: str = "", is_error: bool = True) -> Posted:
        """A copy of name → values."""
        made = cls("", mutable=True)
        for name, values in fields.items():
            made.setlist(name, values)
        made.held, made.is_error = held, is_error
        return made


def take(request: HttpRequest, view: Callable[[], HttpResponse], *, holder: Actor | None) -> HttpResponse:
    """Run the view of a post once. Called by the gates, inside the request's transaction.

    Args:
        holder: whose form it must be; None on a page without sign-in, where a form is whoever's has its id.

    Raises:
        Conflict: the post can't be taken as it is; the middleware shows the form again.
    """
    if request.method != "POST" or getattr(request.POST, "held", False):
        return view()
    request.POST = Posted.of(dict(request.POST.lists()))
    ticket, actor = _ticket(request, holder), holder or system_actor("forms")
    if ticket is not None:
        take_turns(f"form {ticket.form_id}")
        before = queries.sent_form(actor=actor, form_id=ticket.form_id)
        if before is not None and before.digest == _digest(request):
            messages.info(request, "同じ送信が2回届きました。2回目の送信では、何も行っていません。")
            return redirect(before.location)
        if before is not None:
            raise Conflict(_ALREADY)
    if SHOWN in request.POST:
        take_turns(f"page {request.path}")
    response = view()
    if request.POST.stale:
        response.status_code = Conflict.status
    if ticket is not None and response.status_code in (302, 303):
        services.keep_sent_form(
            actor=actor, form_id=ticket.form_id, digest=_digest(request), location=response["Location"], now=now()
        )
    if response.status_code in (302, 303) and (draft_id := _draft_id(request)):
        services.end_draft(actor=actor, draft_id=draft_id)
    return response


def show_again(request: HttpRequest, sentence: str, *, status: int = Conflict.status) -> HttpResponse | None:
    """The page of a refused post, its form filled with what was typed; nothing is carried out.

    Runs in a transaction of its own after the refusal. None where the page has no form to show.
    """
    match = request.resolver_match
    if request.method != "POST" or not _shows_again(request) or getattr(request.POST, "held", False):
        return None
    assert match is not None  # noqa: S101 - it was asked
    words = sentence + (_FILES if request.FILES else "")
    request.POST = held = Posted.of(dict(request.POST.lists()), held=words)
    try:
        with transaction.atomic():
            response = match.func(request, *match.args, **match.kwargs)
            if not held.shown:
                transaction.set_rollback(True)
                return None
    except (DomainError, KeyStoreError):
        return None
    response.status_code = status
    return response


def keep(request: HttpRequest) -> str:
    """Keep a post that arrived without a session; the address under which its user finds it again, or nothing."""
    try:
        ticket = tickets.read(request)
    except BadSignature:
        return ""
    fields = {n: values for n, values in request.POST.lists() if n not in tickets.HOUSE_FIELDS and "password" not in n}
    if ticket is None or ticket.user_id is None or not fields or len(json.dumps(fields)) > MAX_KEPT:
        return ""
    with transaction.atomic():
        act_as_system("drafts")
        draft = services.keep_draft(
            actor=system_actor("drafts"), user_id=ticket.user_id, membership_id=ticket.membership_id, path=_address(request),
            content={"fields": fields, "files": sorted(request.FILES)}, now=now(),
        )  # fmt: skip
    messages.info(request, "入力した内容を預かりました。サインインすると、続きから入力できます。")
    return draft.address


def restore(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """A page opened with `?draft=`: the form with what its user had typed. All is asked as for any post; nothing is done."""
    draft_id = _draft_id(request)
    found = (
        queries.own_draft(actor=request.actor, draft_id=draft_id, path=_address(request), at=now())
        if draft_id
        else None
    )
    if found is None:
        return view()
    if found.membership_id != request.actor.membership_id:
        messages.warning(request, "書きかけの内容があります。入力したときの所属に切り替えると、続きを入力できます。")
        return redirect("/")
    words = _RESTORED + (_FILES if request.FILES or found.content["files"] else "")  # reads the empty body of the GET
    request.method, request.POST = "POST", Posted.of(found.content["fields"], held=words, is_error=False)
    with transaction.atomic():
        response = view()
        if request.POST.shown:
            return response
        transaction.set_rollback(True)
    request.method = "GET"
    return view()


def after_sign_in(request: HttpRequest) -> HttpResponse | None:
    """For a post whose CSRF token is of an earlier session: its own user gets the form with what was typed; else None."""
    try:
        ticket = tickets.read(request)
    except BadSignature:
        return None
    if ticket is None or ticket.user_id is None or not _shows_again(request):
        return None
    if ticket.user_id != request.user.pk and request.user.is_authenticated:
        return None
    if request.user.is_authenticated and not request.needs_factor:
        return show_again(request, _SIGNED_IN_AGAIN)
    address = keep(request)
    return redirect_to_login(address) if address else None


def typed_texts(request: HttpRequest) -> list[str]:
    """What a person wrote into a post, for a page that has no form to show it in."""
    if request.method != "POST":
        return []
    return [
        v for name, values in request.POST.lists() if name not in tickets.HOUSE_FIELDS for v in values if _is_text(v)
    ]


def _shows_again(request: HttpRequest) -> bool:
    """Is the page behind a gate that lets a post be shown again? Pages of signing in are not."""
    return request.resolver_match is not None and getattr(request.resolver_match.func, "shows_again", False)


def _is_text(value: str) -> bool:
    return any(ord(c) > 127 for c in value)


def _ticket(request: HttpRequest, holder: Actor | None) -> tickets.Ticket | None:
    """The ticket, if it is this actor's. Without one a post is taken as it is: only its own user loses by leaving it out."""
    try:
        ticket = tickets.read(request)
    except BadSignature:
        raise Conflict(_OLD) from None
    if ticket and holder and (ticket.user_id, ticket.membership_id) != (holder.user_id, holder.membership_id):
        raise Conflict(_OTHER)
    return ticket


def _digest(request: HttpRequest) -> str:
    """Of all that was sent, keyed, so that it gives nothing away about what was typed."""
    typed = sorted((n, v) for n, v in request.POST.lists() if n not in tickets.HOUSE_FIELDS)
    files = [(name, file.name, _hash(file)) for name in sorted(request.FILES) for file in request.FILES.getlist(name)]
    return salted_hmac(__name__, json.dumps([request.path, typed, files]), algorithm="sha256").hexdigest()


def _hash(file: Any) -> str:
    file.seek(0)
    digest = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    return digest


def _draft_id(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET[DRAFT])
    except (KeyError, ValueError):
        return None


def _address(request: HttpRequest) -> str:
    """The address without the draft it was opened with."""
    query = request.GET.copy()
    query.pop(DRAFT, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
