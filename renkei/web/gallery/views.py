"""Views of the gallery: no database, nobody's data."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from renkei.core.clock import now, today
from renkei.core.errors import Conflict, DomainError, NotAllowed, NotFound, RuleBroken
from renkei.web.actions import Button
from renkei.web.gallery.forms import SampleFilter, SampleForm
from renkei.web.gates import public
from renkei.web.http import HttpRequest
from renkei.web.menu import ITEMS, Entry
from renkei.web.templatetags.dads import Happening, Stage, Tab

REASON = "components only, no data; not mounted in production"


def _frame(**context: Any) -> dict[str, Any]:
    """The header and the menu as a signed-in member sees them."""
    role = SimpleNamespace(label="基幹 担当")
    return {
        "user": SimpleNamespace(is_authenticated=True),
        "actor": SimpleNamespace(organisation_name="ひかり市基幹相談支援センター", role=role, name="見本 花子"),
        "menu_items": [Entry(item.label, "#", item.label == "ケース") for item in ITEMS],
        "unread_count": 3,
        **context,
    }


@public(REASON)
def index(request: HttpRequest) -> HttpResponse:
    """All components."""
    context = _frame(
        kinds=("info", "success", "warning", "error"),
        tones=("neutral", "info", "progress", "success", "warning", "danger"),
        days=[today() + timedelta(days=n) for n in (-2, 0, 2, 20)],
        stages=_stages(),
        tabs=_tabs(),
        steps=_steps(),
        happenings=_happenings(now()),
        page=Paginator(range(1234), 20).page(7),
        single=Paginator(range(3), 20).page(1),
        filter_form=SampleFilter(),
        long_text="一行目\n二行目 <b>書いたまま</b>",
        moment_now=now(),
        today=today(),
    )
    return render(request, "gallery/index.html", context)


@public(REASON, methods=("GET", "POST"))
def form(request: HttpRequest) -> HttpResponse:
    """Every field; posting it empty shows every error."""
    sample = SampleForm(request.POST or {} if request.method == "POST" else None, request.FILES or None)
    status = 422 if sample.errors else 200
    return render(request, "gallery/form.html", _frame(form=sample), status=status)


@public(REASON)
def sheet(request: HttpRequest) -> HttpResponse:
    """A printed sheet."""
    return render(request, "gallery/sheet.html", {"today": today()})


@public(REASON)
def refusal(request: HttpRequest, status: int) -> HttpResponse:
    """The page of each refusal, by way of the middleware."""
    refusals: dict[int, DomainError] = {
        403: NotAllowed(
            "このケースの担当になっていないため、この操作は行えません。",
            next_step="担当の割当ては、所属の管理者が行えます。",
        ),
        404: NotFound(),
        409: Conflict("ほかの担当者が先に回答を決めました。"),
        422: RuleBroken("釈放日より前の日は選べません。", field="day"),
    }
    if status == 500:
        raise RuntimeError("asked for by the gallery")
    raise refusals.get(status, NotFound())


def _stages() -> list[Stage]:
    return [
        Stage("受付", "done", "11月4日"),
        Stage("整える", "done", "11月10日", "#"),
        Stage("探す・打診", "current", "3か所に打診中"),
        Stage("面会・見学", "skipped"),
        Stage("内定・契約"),
        Stage("引継ぎ"),
        Stage("終結"),
    ]


def _tabs() -> list[Tab]:
    return [
        Tab("概要", "#", True),
        Tab("ニーズ", "#", count=4),
        Tab("打診", "#", count=3),
        Tab("同意と開示", "#"),
        Tab("記録", "#"),
    ]


def _steps() -> list[Button]:
    ask = "取り下げると、事業所に「受入れのご相談」の終了が知らされます。もとに戻せません。"
    return [
        Button("accept", "受理する", "#", own_page=True, kind="primary"),
        Button("hold", "質問を送る", "#", own_page=True),
        Button("withdraw", "打診を取り下げる", "#", confirm=ask, kind="danger"),
    ]


def _happenings(at: datetime) -> list[Happening]:
    return [
        Happening(at, "事業所から回答がありました", "ひかり市基幹相談支援センター", tone="info", url="#", tags=["イ"]),
        Happening(
            at - timedelta(days=1),
            "ケース会議を開きました",
            "見本 花子",
            "住まいの候補を3か所にしぼった。\n次は見学。",
            tags=["ア", "イ"],
        ),
        Happening(at - timedelta(days=9), "回答の期限が過ぎました", tone="warning"),
        Happening((at - timedelta(days=20)).date(), "依頼を受理しました", "見本 太郎", tone="success"),
    ]
