"""Which releases are compared, and where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from renkei.offices import queries
from renkei.offices.queries.differences import Source
from renkei.offices.rules.releases import say
from renkei.offices.rules.service_codes import service_label
from renkei.web.forms import CodeChoice, FilterForm

_NOT_TWO = "新しい方の公開分を、古い方より後から選んでください。"


class DifferenceForm(FilterForm):
    """A source, two of its releases, a service, a municipality. It starts with the last two and one's own area."""

    source = CodeChoice(label="データ", choices=[], required=False, empty="選んでください")
    older = CodeChoice(label="古い方", choices=[], required=False, empty="選んでください")
    newer = CodeChoice(label="新しい方", choices=[], required=False, empty="選んでください")
    service = CodeChoice(label="サービス", choices=[], required=False, empty="すべて")
    pref = CodeChoice(label="都道府県", choices=[], required=False, empty="全国")
    city = CodeChoice(label="市区町村", choices=[], required=False, empty="すべて")
    known = forms.BooleanField(label="関わりのある事業所だけ")

    def __init__(self, data: QueryDict, *, sources: Sequence[Source], today: date, own_area: tuple[str, str]) -> None:
        chosen = data.copy()
        self.sources = {source.profile: source for source in sources}
        first = self.sources.get(chosen.get("source", "")) or next(iter(sources), None)
        if first is not None:
            chosen.setdefault("source", first.profile)
            if not {chosen.get("older"), chosen.get("newer")} <= set(first.releases):  # of another source, or none yet
                chosen["older"], chosen["newer"] = first.releases[-2:]
        if "pref" not in data:
            chosen["pref"], chosen["city"] = own_area
        prefectures = [(p.code, p.name) for p in queries.prefectures()]
        if chosen["pref"] not in dict(prefectures):
            chosen["pref"] = ""
        super().__init__(chosen)
        self.municipalities = {m.code: m for m in queries.municipalities_of(chosen.get("pref", ""), on=today)}
        if chosen.get("city") not in self.municipalities:  # of another prefecture, or gone since
            chosen["city"] = ""
        self.set_choices("source", [(s.profile, s.label) for s in sources])
        self.set_choices("pref", prefectures)
        self.set_choices("city", [(m.code, m.name) for m in self.municipalities.values()])
        releases = [(r, say(r)) for r in reversed(first.releases)] if first else []
        self.set_choices("older", releases)
        self.set_choices("newer", releases)
        self.set_choices("service", [(code, service_label(code)) for code, _ in first.services] if first else [])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("older") and cleaned.get("newer") and cleaned["older"] >= cleaned["newer"]:
            self.add_error("newer", _NOT_TWO)
        return cleaned

    def question(self) -> dict[str, Any]:
        """For the query."""
        chosen = self.cleaned_data
        where = self.municipalities[chosen["city"]].codes if chosen["city"] else frozenset()
        return {
            "profile": chosen["source"], "older": chosen["older"], "newer": chosen["newer"],
            "services": [chosen["service"]] if chosen["service"] else (), "municipalities": where,
            "prefecture": "" if chosen["city"] else chosen["pref"], "only_known": chosen["known"],
        }  # fmt: skip
