"""顔の見える関係: the picture of who works with whom, its table, who has been quiet; on A4 and as CSV."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import now, today
from renkei.core.tables import write_csv
from renkei.policy.permissions import P
from renkei.stats.queries import ties as queries
from renkei.stats.rules import Period, assumptions, fiscal_years, of_fiscal_year, year_words
from renkei.stats.rules.tie_sources import KINDS
from renkei.stats.rules.ties import HIDDEN, MOST_BODIES, Tie
from renkei.web import forms
from renkei.web.files import download
from renkei.web.gates import gate
from renkei.web.http import HttpRequest

PAGE = 50
_HALVES = [("1", "前半（4月から9月）"), ("2", "後半（10月から3月）")]
_MONTHS = [("6", "6か月"), ("12", "12か月"), ("24", "24か月")]


class TiesForm(forms.FilterForm):
    """Whose network, when, which contacts."""

    town = forms.CodeChoice(label="どの市町村", choices=[], radio_up_to=-1)
    year = forms.CodeChoice(label="年度", choices=[], radio_up_to=-1)
    half = forms.CodeChoice(label="期間", choices=_HALVES, radio_up_to=-1, empty="1年間")
    kind = forms.CodeChoice(label="接点の種類", choices=list(KINDS.items()), radio_up_to=-1, empty="すべて")
    months = forms.CodeChoice(label="接点がない期間", choices=_MONTHS, radio_up_to=-1, empty="6か月")

    def __init__(self, data: Any, *, towns: list[Any], today: date) -> None:
        super().__init__(data)
        self.fields["town"].choices = [(str(t.pk), t.name) for t in towns]
        self.fields["year"].choices = [
            (str(y), year_words(y)) for y in fiscal_years(today, back=assumptions().years_back)
        ]
        self.year_of_today = fiscal_years(today, back=0)[0]

    @property
    def period(self) -> Period:
        """The fiscal year, whichever half is looked at: the halves are hidden together."""
        return of_fiscal_year(int(self.cleaned_data["year"] or self.year_of_today))

    @property
    def query(self) -> str:
        """What was chosen, for the links of the page."""
        return urlencode({name: value for name, value in self.cleaned_data.items() if value})

    @property
    def words(self) -> str:
        """The period and the kind in words."""
        half = dict(_HALVES).get(self.cleaned_data["half"], "")
        kind = KINDS.get(self.cleaned_data["kind"], "すべての接点")
        return f"{year_words(int(self.cleaned_data['year'] or self.year_of_today))}{half}　{kind}"


@gate(P.ACTIVITY_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """The picture and its table."""
    context = _found(request)
    return render(request, "stats/ties.html", context, status=422 if context["form"].errors else 200)


@gate(P.ACTIVITY_VIEW)
def print_(request: HttpRequest) -> HttpResponse:
    """A4 for a meeting."""
    context = _found(request)
    if "ties" not in context:
        return redirect("stats:ties")
    _on_record(request, E.PRINTED, context)
    return render(request, "stats/ties_print.html", context | {"at": now()})


@gate(P.ACTIVITY_VIEW)
def export(request: HttpRequest) -> HttpResponse:
    """The table as CSV."""
    context = _found(request)
    if "ties" not in context:
        return redirect("stats:ties")
    _on_record(request, E.EXPORTED, context)
    rows = [
        [a, b, tie.text, tie.general, HIDDEN if tie.personal is None else tie.personal] for a, b, tie in context["rows"]
    ]
    content = write_csv(("機関", "機関", "接点の数", "個別の方のことではない接点", "個別の方のことの接点"), rows)
    return download(content, "ties.csv")


def _found(request: HttpRequest) -> dict[str, Any]:
    towns = queries.towns(actor=request.actor)
    form = TiesForm(request.GET or QueryDict(), towns=towns, today=today())
    context: dict[str, Any] = {"form": form, "towns": towns, "assumed": assumptions(), "most": MOST_BODIES}
    if not towns or not form.is_valid():
        return context
    asked = form.cleaned_data
    town = queries.town_of(actor=request.actor, pk=asked["town"])
    found = queries.network(actor=request.actor, town=town, period=form.period)
    ties = found.ties(kind=asked["kind"], half=asked["half"])
    months = int(asked["months"] or _MONTHS[0][0])
    quiet = queries.quiet_bodies(actor=request.actor, town=town, months=months, at=now())
    rows = _rows(found.bodies, ties)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return context | {
        "town": town, "net": found, "ties": ties, "rows": rows, "page": page, "picture": found.picture(ties), "quiet": quiet,
        "months": months, "query": form.query, "words": form.words,
    }  # fmt: skip


def _rows(bodies: queries.Bodies, ties: list[Tie]) -> list[tuple[str, str, Tie]]:
    """Names of both bodies, the municipality's side first."""
    found = []
    for tie in ties:
        (_, first), (_, second) = sorted((bodies.rank(tie.a), bodies.rank(tie.b)))
        found.append((first, second, tie))
    return found


def _on_record(request: HttpRequest, event: E, context: dict[str, Any]) -> None:
    period = context["form"].period
    detail = {
        "list": "ties",
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "body": str(context["town"].pk),
    }
    record(actor=request.actor, event=event, now=now(), detail=detail)
