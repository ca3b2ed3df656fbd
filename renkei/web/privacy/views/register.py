"""個人情報ファイル簿 (page, edit, A4) and the local rules."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import now, today
from renkei.core.errors import RuleBroken
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.privacy.enums.local import RuleKind
from renkei.privacy.queries import local
from renkei.privacy.queries.register import FileRegister, file_register
from renkei.privacy.services.local import set_rule
from renkei.privacy.services.register import save_entry
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.privacy.forms.register import FileForm, RuleForm
from renkei.web.privacy.tabs import tabs_of

_FIELDS = ("name", "bureau", "counter", "collected_from", "recipients", "other_law", "note", "published_on")


def _asked(request: HttpRequest) -> UUID | None:
    """The municipality the address names (?m=); None: the first."""
    try:
        return UUID(request.GET.get("m", ""))
    except ValueError:
        return None


def _register(request: HttpRequest) -> FileRegister:
    return file_register(actor=request.actor, municipality_id=_asked(request), at=now())


@gate(P.PRIVACY_VIEW)
def file(request: HttpRequest) -> HttpResponse:
    """個人情報ファイル簿."""
    context = {
        "tabs": tabs_of(request.actor, "file"), "f": _register(request),
        "bodies": local.municipalities_for(actor=request.actor, on=today()),
        "may_edit": can(request.actor, P.PRIVACY_RULES),
    }  # fmt: skip
    return render(request, "privacy/file.html", context)


@gate(P.PRIVACY_RULES, methods=["GET", "POST"])
def file_edit(request: HttpRequest) -> HttpResponse:
    """市町村の記載を直す."""
    found = _register(request)
    stored = {name: getattr(found.entry, name, None) for name in _FIELDS}
    if found.entry is None:
        stored["name"] = found.name
    form = FileForm(request.POST if request.method == "POST" else None, stored=stored)
    if form.is_valid():
        save_entry(actor=request.actor, municipality_id=found.municipality.pk, now=now(), **form.cleaned_data)
        messages.success(request, "ファイル簿の記載を保存しました。")
        return redirect("privacy:file")
    return render(request, "privacy/file_edit.html", {"f": found, "form": form}, status=422 if form.errors else 200)


@gate(P.PRIVACY_VIEW)
def file_print(request: HttpRequest) -> HttpResponse:
    """個人情報ファイル簿 (A4)."""
    found = _register(request)
    record(actor=request.actor, event=E.PRINTED, now=now(), detail={"form": "file_register"})
    return render(request, "privacy/file_print.html", {"f": found, "today": today()})


@gate(P.PRIVACY_VIEW)
def rules(request: HttpRequest) -> HttpResponse:
    """きまり: the value today, where it comes from, what the municipality set."""
    municipality = local.get_municipality(actor=request.actor, pk=_asked(request), on=today())
    context = {
        "tabs": tabs_of(request.actor, "rules"), "municipality": municipality,
        "lines": local.rule_lines(actor=request.actor, municipality=municipality, at=now()),
        "bodies": local.municipalities_for(actor=request.actor, on=today()),
        "may_edit": can(request.actor, P.PRIVACY_RULES),
    }  # fmt: skip
    return render(request, "privacy/rules.html", context)


@gate(P.PRIVACY_RULES, methods=["GET", "POST"])
def rule_new(request: HttpRequest) -> HttpResponse:
    """きまりを登録する."""
    municipality = local.get_municipality(actor=request.actor, pk=_asked(request), on=today())
    form = RuleForm(request.POST if request.method == "POST" else None, initial={"starts_on": today()})
    if form.is_valid():
        data = dict(form.cleaned_data)
        try:
            set_rule(actor=request.actor, municipality=municipality, kind=RuleKind(data.pop("kind")), now=now(), **data)
            messages.success(request, "きまりを登録しました。")
            return redirect("privacy:rules")
        except RuleBroken as error:
            form.add_rule(error)
    context = {"municipality": municipality, "form": form}
    return render(request, "privacy/rule_new.html", context, status=422 if form.errors else 200)
