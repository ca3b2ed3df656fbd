"""お知らせ: one's own inbox."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from renkei.core.clock import now
from renkei.notifications import queries, services
from renkei.web.gates import signed_in
from renkei.web.http import HttpRequest
from renkei.web.notifications.forms import InboxFilter

PAGE = 30


@signed_in()
def index(request: HttpRequest) -> HttpResponse:
    """お知らせの一覧, newest first; of one group, or the unread ones."""
    form = InboxFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = queries.inbox(actor=request.actor, group=asked.get("group") or "", unread=bool(asked.get("unread")))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "asked": any(asked.values()), "page": page}
    return render(request, "notifications/list.html", context | {"unread": queries.unread_count(actor=request.actor)})


@signed_in(methods=["POST"])
def open_message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """開く: marks it read and goes where it leads."""
    message = services.mark_read(actor=request.actor, message_id=message_id, now=now())
    safe = message.link.startswith("/") and url_has_allowed_host_and_scheme(message.link, allowed_hosts=None)
    return redirect(message.link if safe else "notifications:list")


@signed_in(methods=["POST"])
def read_all(request: HttpRequest) -> HttpResponse:
    """すべて既読にする."""
    count = services.mark_all_read(actor=request.actor, now=now())
    messages.success(request, f"{count}件を既読にしました。")
    return redirect("notifications:list")
