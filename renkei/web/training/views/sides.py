"""研修の案内と資料: whom to invite, the A4 notice with its link, files."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from renkei.core.clock import now, today
from renkei.core.errors import RuleBroken
from renkei.offices.queries.questions import picks
from renkei.policy.permissions import P
from renkei.programme.queries import training as queries
from renkei.programme.queries import training_people as people
from renkei.programme.services import training_sides as services
from renkei.web.files import attachment_response
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, ids_of, posted
from renkei.web.inquiries.views.qr import qr_data
from renkei.web.training.forms import FindForm, MaterialForm


@gate(P.TRAINING_WRITE, methods=["GET", "POST"])
def invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """事業所に案内する; `find` looks for offices and keeps what was picked."""
    actor, step = request.actor, request.POST.get("step", "")
    thing = queries.get_training(actor=actor, pk=pk, permission=P.TRAINING_WRITE)
    form, picked = FindForm(posted(request)), ids_of(request.POST.getlist("office"))
    if form.is_valid() and step in ("invite", "everybody"):
        try:
            everybody = step == "everybody"
            done = services.invite(actor=actor, pk=pk, office_ids=picked, everybody=everybody, now=now())
            messages.success(request, f"{done[0]}か所にお知らせを送りました。用紙で案内するのは{done[1]}か所です。")
            return redirect("training:invite", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    words = request.POST.get("find", "").strip()
    context = {
        "form": form,
        "thing": thing,
        "picks": picks(actor=actor, words=words, office_ids=picked),
        "words": words,
    }
    context["invited"] = people.invited(actor=actor, training=thing)
    return render(request, "training/invite.html", context, status=422 if form.errors else 200)


@gate(P.TRAINING_VIEW)
def invited_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """案内先の一覧 (A4)."""
    thing = queries.get_training(actor=request.actor, pk=pk, permission=P.TRAINING_VIEW)
    context = {"thing": thing, "invited": people.invited(actor=request.actor, training=thing), "today": today()}
    return render(request, "training/invited_print.html", context)


@gate(P.TRAINING_VIEW)
def notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """案内 (A4) with the link to register and its QR code, where the installation can be reached from outside."""
    thing = queries.get_training(actor=request.actor, pk=pk, permission=P.TRAINING_VIEW)
    address = ""
    if settings.PUBLIC_URL and queries.link_works(thing):
        address = settings.PUBLIC_URL + reverse("join:open", args=[queries.link_token(thing.pk)])
    context = {"thing": thing, "address": address, "qr": qr_data(address) if address else "", "today": today()}
    return render(request, "training/notice.html", context)


@gate(P.TRAINING_WRITE, methods=["GET", "POST"])
def add_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """資料を加える・取り下げる."""
    thing = queries.get_training(actor=request.actor, pk=pk, permission=P.TRAINING_WRITE)
    form = MaterialForm(posted(request), request.FILES or None)
    if form.is_valid():
        try:
            content = form.cleaned_data["file"].read()
            services.add_file(actor=request.actor, pk=pk, title=form.cleaned_data["title"], content=content, now=now())
            messages.success(request, "資料を加えました。申し込んだ方が受け取れます。")
            return redirect("training:file_add", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "thing": thing, "files": queries.files_of(actor=request.actor, training=thing)}
    return render(request, "training/files.html", context, status=422 if form.errors else 200)


@gate(P.TRAINING_JOIN)
def file(request: HttpRequest, pk: UUID, file_id: UUID) -> HttpResponse:
    """資料を受け取る."""
    return attachment_response(queries.get_file(actor=request.actor, pk=pk, file_id=file_id))


@gate(P.TRAINING_WRITE, methods=["POST"])
def withdraw_file(request: HttpRequest, pk: UUID, file_id: UUID) -> HttpResponse:
    """資料を取り下げる."""
    services.withdraw_file(actor=request.actor, pk=pk, file_id=file_id, now=now())
    messages.success(request, "資料を取り下げました。")
    return redirect("training:file_add", pk=pk)
