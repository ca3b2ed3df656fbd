"""Lists of users: template, upload with preview, saving in one go, export."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render

from renkei.accounts import queries, services
from renkei.accounts.rules import roles_offered
from renkei.accounts.rules.user_lists import COLUMNS, MAX_USERS, Fault, UserRow, read_users
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import now, today
from renkei.core.errors import RuleBroken
from renkei.core.tables import MAX_BYTES, read_table, write_excel
from renkei.policy.permissions import P
from renkei.web.accounts.forms import ImportForm
from renkei.web.accounts.views.users import links_page
from renkei.web.files import download
from renkei.web.gates import gate
from renkei.web.http import HttpRequest

_SALT = "renkei.accounts.users_import"
_PREVIEW_SECONDS = 60 * 60


@gate(P.USER_MANAGE)
def users_template(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The empty list, with a sheet of allowed values."""
    own = queries.get_managed(actor=request.actor, pk=pk)
    roles = [(role.label,) for role in roles_offered(own.kind, by=request.actor.role)]
    how = [
        ("氏名", "必須"), ("メールアドレス", "必須。サインインに使います"), ("役割", "必須。「役割」のシートにある言葉"),
        ("職名", "任意"), ("受付窓口", "はい・いいえ（空欄はいいえ）"), ("開始日", "任意。空欄は取り込んだ日。例：2026-04-01、R8.4.1"),
        ("終了日", "任意"),
    ]  # fmt: skip
    return download(
        write_excel([("利用者", COLUMNS, []), ("役割", ("選べる役割",), roles), ("書き方", ("列", "説明"), how)]),
        "users-template.xlsx",
    )


@gate(P.USER_MANAGE, methods=["GET", "POST"])
def users_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Upload a list; the preview saves nothing."""
    own = queries.get_managed(actor=request.actor, pk=pk)
    posted = request.method == "POST"
    form = ImportForm(request.POST if posted else None, request.FILES if posted else None)
    context: dict[str, Any] = {"form": form, "organisation": own}
    if form.is_valid():
        try:
            rows, faults = _read(request, own, form.cleaned_data["file"])
        except RuleBroken as error:
            form.add_rule(error)
        else:
            known = queries.known_users(actor=request.actor, emails=[row.email for row in rows])
            context |= {"rows": rows, "faults": faults, "known": known, "previewed": True}
            context["packed"] = "" if faults else _pack(request, own, rows)
    return render(
        request, "accounts/users_import.html", context, status=422 if form.errors or context.get("faults") else 200
    )


@gate(P.USER_MANAGE, methods=["POST"])
def users_confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Save the previewed list, all or nothing."""
    own = queries.get_managed(actor=request.actor, pk=pk)
    try:
        rows = _unpack(request, own, request.POST.get("rows", ""))
        added = services.import_users(actor=request.actor, now=now(), organisation=own, rows=rows)
    except RuleBroken as error:
        context = {"form": ImportForm(), "organisation": own, "faults": [Fault(0, str(error))], "previewed": True}
        return render(request, "accounts/users_import.html", context, status=422)
    return links_page(request, own, added)


@gate(P.USER_MANAGE)
def users_export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The users of an organisation as Excel."""
    own = queries.get_managed(actor=request.actor, pk=pk)
    rows = [
        (m.user.name, m.user.email, m.get_role_display(), m.position, "はい" if m.handles_intake else "いいえ", m.starts_on, m.ends_on)
        for m in queries.user_lines(actor=request.actor, at=now(), organisation_id=own.pk)
    ]  # fmt: skip
    record(actor=request.actor, event=E.EXPORTED, now=now(), thing=own, detail={"list": "users", "rows": len(rows)})
    return download(write_excel([("利用者", COLUMNS, rows)]), "users.xlsx")


def _read(request: HttpRequest, own: Any, file: Any) -> tuple[list[UserRow], list[Fault]]:
    if file.size > MAX_BYTES:
        raise RuleBroken("ファイルが大きすぎます。2MB以下にしてください。", field="file")
    table = read_table(file.read(), max_rows=MAX_USERS + 1)
    rows, faults = read_users(table, kind=own.kind, by=request.actor.role, today=today())
    faults += queries.import_faults(actor=request.actor, organisation_id=own.pk, rows=rows)
    return rows, sorted(faults, key=lambda fault: fault.number)


def _pack(request: HttpRequest, own: Any, rows: list[UserRow]) -> str:
    whose = {"user": str(request.actor.user_id), "organisation": str(own.pk)}
    return signing.dumps(whose | {"rows": [row.packed() for row in rows]}, salt=_SALT, compress=True)


def _unpack(request: HttpRequest, own: Any, packed: str) -> list[UserRow]:
    try:
        held = signing.loads(packed, salt=_SALT, max_age=_PREVIEW_SECONDS)
    except signing.BadSignature:
        raise RuleBroken("確認の画面の期限が切れました。もう一度ファイルを選んでください。") from None
    if (held["user"], held["organisation"]) != (str(request.actor.user_id), str(own.pk)):
        raise RuleBroken("確認の画面が別のものです。もう一度ファイルを選んでください。")
    return [UserRow.unpacked(row) for row in held["rows"]]
