"""The register of sharing agreements (Q3, Q7): list, detail, new, edit, end, the signed document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from renkei.accounts.queries import partners
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.coordination.enums.joint import Responsibility
from renkei.core.clock import now, today
from renkei.core.errors import RuleBroken
from renkei.disclosure import queries, services
from renkei.disclosure.rules import AGREEMENT_ALERT_DAYS
from renkei.policy.decide import can
from renkei.policy.enums import InfoClass, OrgKind
from renkei.policy.permissions import P
from renkei.web.agreements.forms import AgreementForm, EndForm
from renkei.web.files import attachment_response
from renkei.web.gates import gate
from renkei.web.http import HttpRequest

if TYPE_CHECKING:
    from renkei.disclosure.models import SharingAgreement

_EDITED = (
    "title", "classes", "starts_on", "ends_on", "tail_days", "meeting_interval_months", "board_template", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """An agreement in words, with where it stands today."""

    thing: SharingAgreement
    label: str
    tone: str
    last_day: date | None
    classes: list[str]
    board: list[str]
    alert: str = ""
    alert_kind: str = "warning"

    @property
    def tail(self) -> str:
        return f"{self.thing.tail_days}日"

    @property
    def interval(self) -> str:
        return f"{self.thing.meeting_interval_months}か月"

    @property
    def partner_kind(self) -> str:
        return str(OrgKind(self.thing.partner.kind).label)


def shown(thing: SharingAgreement, on: date) -> Shown:
    """有効・期限間近・終了・開始前."""
    ends = [day for day in (thing.ends_on, thing.ended_early_on) if day is not None]
    last = min(ends, default=None)
    label, tone, alert = "有効", "success", ""
    if last is not None and last < on:
        label, tone, alert = "終了", "danger", "この取決めは終わっています"
    elif thing.starts_on > on:
        label, tone = "開始前", "info"
    elif last is not None and last <= on + timedelta(days=AGREEMENT_ALERT_DAYS):
        label, tone, alert = "期限間近", "warning", f"あと{(last - on).days}日で終わります"
    return Shown(
        thing=thing, label=label, tone=tone, last_day=last, classes=[str(InfoClass(c).label) for c in thing.classes],
        board=[str(Responsibility(c).label) for c in thing.board_template if c in Responsibility.values], alert=alert,
        alert_kind="error" if tone == "danger" else "warning",
    )  # fmt: skip


@gate(P.AGREEMENT_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """The register."""
    found = [shown(a, today()) for a in queries.agreements_of(actor=request.actor, at=now())]
    return render(request, "agreements/list.html", {"agreements": found, "may_write": _may_write(request)})


@gate(P.AGREEMENT_VIEW)
def detail(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """One agreement."""
    thing = queries.get_agreement(actor=request.actor, agreement_id=agreement_id, at=now())
    may_write = _may_write(request) and thing.municipality_id in dict(_municipalities(request, keys=UUID))
    return render(request, "agreements/detail.html", {"a": shown(thing, today()), "may_write": may_write})


@gate(P.AGREEMENT_WRITE, methods=["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """取決めを登録する."""
    first = {"starts_on": today(), "tail_days": 30, "meeting_interval_months": 3, **_only_one(request)}
    form = _form(request, initial=first)
    if form.is_valid():
        try:
            thing = services.save_agreement(actor=request.actor, now=now(), **form.terms())
            messages.success(request, "取決めを登録しました。")
            return redirect("agreements:detail", agreement_id=thing.pk)
        except RuleBroken as error:
            form.add_rule(error)
    return _page(request, form, "取決めを登録する", "登録する", reverse("agreements:list"))


@gate(P.AGREEMENT_WRITE, methods=["GET", "POST"])
def edit(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """内容を直す."""
    thing = queries.get_agreement(actor=request.actor, agreement_id=agreement_id, at=now())
    stored = {name: getattr(thing, name) for name in _EDITED}
    parties = {"municipality": str(thing.municipality_id), "partner": str(thing.partner_id)}
    form = _form(request, stored=stored | parties)
    if form.is_valid():
        try:
            services.save_agreement(actor=request.actor, now=now(), agreement=thing, **form.terms())
            messages.success(request, "取決めを直しました。")
            return redirect("agreements:detail", agreement_id=thing.pk)
        except RuleBroken as error:
            form.add_rule(error)
    return _page(request, form, "取決めを直す", "保存する", reverse("agreements:detail", args=[thing.pk]))


@gate(P.AGREEMENT_WRITE, methods=["GET", "POST"])
def end(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """途中で終える: rows already open are ended by their own events."""
    thing = queries.get_agreement(actor=request.actor, agreement_id=agreement_id, at=now())
    form = EndForm(request.POST if request.method == "POST" else None, initial={"last_day": today()})
    if form.is_valid():
        try:
            services.end_agreement(
                actor=request.actor, agreement=thing, last_day=form.cleaned_data["last_day"], now=now()
            )
            messages.success(request, "取決めの最終日を記録しました。")
            return redirect("agreements:detail", agreement_id=thing.pk)
        except RuleBroken as error:
            form.add_rule(error)
    lead = "いま続いている開示は、取決めが終わっても自動では終わりません。必要なものは、開示台帳から一つずつ終えてください。"
    back = reverse("agreements:detail", args=[thing.pk])
    return _page(request, form, "取決めを途中で終える", "終える", back, lead=lead, kind="danger")


@gate(P.AGREEMENT_VIEW)
def file(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The signed document; the download is recorded."""
    found = queries.get_agreement_file(actor=request.actor, agreement_id=agreement_id, at=now())
    record(actor=request.actor, event=E.RECORD_VIEWED, now=now(), thing=found, info_class=found.info_class)
    return attachment_response(found)


def _may_write(request: HttpRequest) -> bool:
    return can(request.actor, P.AGREEMENT_WRITE)


def _municipalities(request: HttpRequest, keys: Any = str) -> list[tuple[Any, str]]:
    found = queries.municipalities_of(actor=request.actor, on=today())
    return [(keys(str(o.pk)), o.name) for o in found]


def _only_one(request: HttpRequest) -> dict[str, str]:
    found = _municipalities(request)
    return {"municipality": found[0][0]} if len(found) == 1 else {}


def _form(request: HttpRequest, **values: Any) -> AgreementForm:
    kinds: list[OrgKind] = [k for k in OrgKind if k not in (OrgKind.OPERATOR, OrgKind.PREFECTURE)]
    others = sorted(
        partners(actor=request.actor, kinds=kinds), key=lambda o: (kinds.index(OrgKind(o.kind)), o.kana or o.name)
    )
    posted = request.method == "POST"
    return AgreementForm(
        request.POST if posted else None, request.FILES if posted else None, municipalities=_municipalities(request),
        partners=[(str(o.pk), f"{o.name}（{OrgKind(o.kind).label}）") for o in others], **values,
    )  # fmt: skip


def _page(
    request: HttpRequest, form: Any, title: str, submit: str, back: str, *, lead: str = "", kind: str = "primary"
) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "back": back, "lead": lead, "kind": kind}
    return render(request, "agreements/form.html", context, status=422 if form.errors else 200)
