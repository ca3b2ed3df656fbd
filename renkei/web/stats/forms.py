"""Which period, and which slice of the gap map."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms as django_forms

from renkei.core.errors import RuleBroken
from renkei.stats.enums import Rows
from renkei.stats.queries import GapMap
from renkei.stats.queries.activity import Work
from renkei.stats.rules import (
    ALL,
    Period,
    Table,
    assumptions,
    fiscal_years,
    month_words,
    months_until,
    of_fiscal_year,
    of_month,
    of_months,
    year_words,
)
from renkei.web import forms


def _select() -> django_forms.Select:
    return django_forms.Select(attrs={"autocomplete": "off"})


class UnmetForm(forms.FilterForm):
    """Without anything said: this fiscal year, by service. The two months go before the year."""

    year = forms.CodeChoice(label="年度", choices=[], radio_up_to=-1, empty="月で指定する")
    first = forms.CodeChoice(label="いつから", choices=[], radio_up_to=-1, empty="指定なし")
    last = forms.CodeChoice(label="いつまで", choices=[], radio_up_to=-1, empty="指定なし")
    rows = forms.CodeChoice(label="表の行", choices=Rows, radio_up_to=-1, empty=Rows.SERVICE.label)
    service = forms.TextField(label="サービス", widget=_select())
    area = forms.TextField(label="地域", widget=_select())

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        back, self.today = assumptions().years_back, today
        self.set_choices("year", [(str(y), year_words(y)) for y in fiscal_years(today, back=back)])
        months = [(f"{m:%Y-%m}", month_words(m)) for m in months_until(today, back=back)]
        self.set_choices("first", months)
        self.set_choices("last", months)
        self.offer([], [])

    @property
    def months_given(self) -> bool:
        """Was the period said in months? Then the boxes stay open."""
        return bool(self["first"].value() or self["last"].value())

    def offer(self, services: list[tuple[str, str]], areas: list[tuple[str, str]]) -> None:
        """What one may narrow by: what occurs in the period."""
        for name, first, found in (("service", "すべてのサービス", services), ("area", "すべての地域", areas)):
            self.fields[name].widget.choices = [("", first), *found]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        try:
            self.period = self._period(values)
        except RuleBroken as broken:
            self.add_rule(broken)
        return values

    def _period(self, values: dict[str, Any]) -> Period:
        if values.get("first") or values.get("last"):
            return of_months(values.get("first") or "", values.get("last") or "", least=assumptions().least_months)
        return of_fiscal_year(int(values.get("year") or fiscal_years(self.today, back=0)[0]))

    def table(self, found: GapMap) -> Table:
        """The chosen slice; a service or area that does not occur narrows nothing."""
        self.offer(found.services(), found.areas())
        service, area = self.cleaned_data["service"], self.cleaned_data["area"]
        return found.table(
            rows=Rows(self.cleaned_data["rows"] or Rows.SERVICE),
            service=service if service in dict(found.services()) else ALL,
            area=area if area in dict(found.areas()) else ALL,
        )

    def narrowed(self, found: GapMap) -> list[str]:
        """In words what the table is narrowed to, for a print."""
        chosen = (self.cleaned_data["service"], self.cleaned_data["area"])
        return [found.name(axis, node) for axis, node in enumerate(chosen) if node in found.cube.nodes(axis)]


class ActivityForm(forms.FilterForm):
    """Without anything said: this fiscal year of the first body."""

    work = forms.CodeChoice(label="どこの活動", choices=[], radio_up_to=-1)
    year = forms.CodeChoice(label="年度", choices=[], radio_up_to=-1, empty="月で指定する")
    month = forms.CodeChoice(label="月", choices=[], radio_up_to=-1, empty="年度のすべて")
    outside = forms.CodeChoice(
        label="使いみち",
        choices=[("1", "市町村の外に出す（少ない人数を伏せる）")],
        radio_up_to=-1,
        empty="市町村と受託団体の中で使う",
    )

    def __init__(self, data: Any, *, works: list[Work], today: date) -> None:
        super().__init__(data)
        back, self.today = assumptions().years_back, today
        self.fields["work"].choices = [(work.code, work.label) for work in works]
        self.set_choices("year", [(str(y), year_words(y)) for y in fiscal_years(today, back=back)])
        self.set_choices("month", [(f"{m:%Y-%m}", month_words(m)) for m in months_until(today, back=back)])

    @property
    def period(self) -> Period:
        """The month, else the fiscal year."""
        if self.cleaned_data["month"]:
            return of_month(date.fromisoformat(f"{self.cleaned_data['month']}-01"))
        return of_fiscal_year(int(self.cleaned_data["year"] or fiscal_years(self.today, back=0)[0]))

    @property
    def query(self) -> str:
        """What was chosen, for the links of the page."""
        return urlencode({name: value for name, value in self.cleaned_data.items() if value})


class ReportForm(forms.BaseForm):
    """確定する月."""

    work = forms.CodeChoice(label="どこの活動", choices=[], radio_up_to=-1)
    month_ = forms.CodeChoice(label="月", choices=[], radio_up_to=-1)
    reason = forms.TextField(
        label="直した理由", required=False,
        help_text="すでに確定した月を直すときだけ入力します。どなたかのことは書かないでください。例：記録の入力もれを加えたため",
    )  # fmt: skip

    def __init__(self, *args: Any, works: list[Work], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work"].choices = [(work.code, work.label) for work in works]
        months = months_until(today, back=assumptions().years_back)[1:]
        self.set_choices("month_", [(f"{m:%Y-%m}", month_words(m)) for m in months])

    @property
    def month(self) -> date:
        """Its first day."""
        return date.fromisoformat(f"{self.cleaned_data['month_']}-01")
