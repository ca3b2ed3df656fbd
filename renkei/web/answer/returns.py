"""/a/returned/<token>/: 返却・廃棄の確認 by a body without an account. A GET consumes nothing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.core.clock import now
from renkei.core.errors import Conflict, RuleBroken
from renkei.privacy.queries.returns import link_page
from renkei.privacy.services.returns import confirm_by_link
from renkei.web.answer.views import act_for_office, outside
from renkei.web.gates import public
from renkei.web.http import HttpRequest
from renkei.web.privacy.forms.returns import LinkReturnForm


@public("a body without an account confirms by its one-time link", methods=["GET", "POST"], system="answer_link")
@outside
def returned(request: HttpRequest, token: str) -> HttpResponse:
    """お渡しした資料の返却・廃棄の確認."""
    act_for_office(token)
    page = link_page(secret=token, at=now())
    if page.line is None:
        return render(request, "answer/returned_closed.html", status=409 if request.method == "POST" else 410)
    form = LinkReturnForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = {k: form.cleaned_data[k] for k in ("how", "note", "name")}
        try:
            confirm_by_link(secret=token, now=now(), **data)
            return redirect("answer:done")
        except RuleBroken as error:
            form.add_rule(error)
        except Conflict:
            return render(request, "answer/returned_closed.html", status=409)
    context = {"line": page.line, "form": form}
    return render(request, "answer/returned.html", context, status=422 if form.errors else 200)
