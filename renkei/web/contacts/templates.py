"""Pages of the ひな形 of one's body."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.contacts import queries, services
from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.policy.permissions import P
from renkei.web.contacts.forms import TemplateForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest

_FIELDS = ("name", "method", "counterpart", "item", "info_class", "minutes", "text")


@gate(P.NOTE_TEMPLATE)
def index(request: HttpRequest) -> HttpResponse:
    """ひな形の一覧: those in use, and those put away."""
    found = queries.templates_for(actor=request.actor, hidden=True)
    return render(request, "contacts/templates.html", {"items": found})


@gate(P.NOTE_TEMPLATE, methods=["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """ひな形を加える."""
    first = {"item": "a", "info_class": "welfare"}
    return _form(request, TemplateForm(request.POST if request.method == "POST" else None, initial=first), "")


@gate(P.NOTE_TEMPLATE, methods=["GET", "POST"])
def edit(request: HttpRequest, kind: str) -> HttpResponse:
    """ひな形を直す."""
    template = queries.own_template(actor=request.actor, code=kind)
    stored = {name: getattr(template, name) for name in _FIELDS}
    return _form(request, TemplateForm(request.POST if request.method == "POST" else None, stored=stored), kind)


@gate(P.NOTE_TEMPLATE, methods=["POST"])
def put_away(request: HttpRequest, kind: str) -> HttpResponse:
    """使わない・また使う."""
    template = queries.own_template(actor=request.actor, code=kind)
    hidden = "back" not in request.POST
    services.put_away_template(actor=request.actor, template=template, hidden=hidden, now=now())
    messages.success(request, "使わないひな形にしました。" if hidden else "また使えるようにしました。")
    return redirect("note_templates:list")


def _form(request: HttpRequest, form: TemplateForm, code: str) -> HttpResponse:
    if form.is_valid():
        try:
            services.save_template(actor=request.actor, code=code, now=now(), **form.cleaned_data)
            messages.success(request, "ひな形を保存しました。")
            return redirect("note_templates:list")
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "code": code}
    return render(request, "contacts/template_edit.html", context, status=422 if form.errors else 200)
