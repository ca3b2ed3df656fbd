"""Which period, and which slice of the gap map."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms as django_forms

from renkei.core.errors import RuleBroken
from renkei.stats.enums import Rows
from renkei.stats.queries import GapMap
from renkei.stats.rules import (
    ALL,
    Period,
    Table,
    assumptions,
    fiscal_years,
    month_words,
    months_until,
    of_fiscal_year,
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
