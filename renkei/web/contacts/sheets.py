"""聞き取り用紙: the paper, and the quick entry from it in the same order."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.contacts import queries, services
from renkei.contacts.enums import ContactMethod, Counterpart
from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.disclosure.queries import get_case
from renkei.policy.permissions import P
from renkei.web.contacts.forms import SheetForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest


@gate(P.NOTE_WRITE)
def paper(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A4: blank, or with a mark at what must be asked (?ask=1); a name only where it was chosen (?name=1)."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.NOTE_WRITE)
    sheet = queries.sheet_of(access=access, prefilled="ask" in request.GET, with_name="name" in request.GET)
    detail = {"document": "interview_sheet", "prefilled": sheet.prefilled, "named": bool(sheet.name)}
    info_class = "identity" if sheet.name else "summary"
    record(actor=request.actor, event=E.PRINTED, now=now(), case_id=case_id, info_class=info_class, detail=detail)
    return render(request, "contacts/sheet_print.html", {"access": access, "sheet": sheet, "at": now()})


@gate(P.NOTE_WRITE, methods=["GET", "POST"])
def enter(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """用紙から入力する: one page, in the order of the paper."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.NOTE_WRITE)
    first = queries.first_values(access=access, at=now()) | {
        "method": ContactMethod.INTERVIEW, "counterpart": Counterpart.PERSON,
    }  # fmt: skip
    form = SheetForm(
        request.POST if request.method == "POST" else None, classes=queries.writable_classes(access=access),
        owners=queries.owners(access=access), initial=first,
    )  # fmt: skip
    if form.is_valid():
        try:
            note = services.write_note(actor=request.actor, case=access.case, now=now(), **form.cleaned_data)
            messages.success(
                request, "用紙の内容を記録しました。写し終えた用紙は、細断するか、決められた場所に保管してください。"
            )
            return redirect("contacts:detail", case_id, note.pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "notes", "form": form}
    return render(request, "contacts/sheet_entry.html", context, status=422 if form.errors else 200)
