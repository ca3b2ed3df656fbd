"""Which part of the record."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from renkei.audit.enums import E
from renkei.core.clock import TOKYO
from renkei.web import forms

_DAYS = 31


class RecordFilter(forms.FilterForm):
    """A period (the last month when nothing is said), a kind of event, an organisation."""

    first = forms.DateField(label="いつから")
    last = forms.DateField(label="いつまで")
    code = forms.CodeChoice(label="できごと", choices=E, radio_up_to=-1, empty="すべてのできごと")
    organisation = forms.CodeChoice(label="機関", choices=[], radio_up_to=-1, empty="すべての機関")

    def __init__(self, *args: Any, today: date, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        chosen = [(str(o.pk), o.name) for o in organisations]
        self.fields["organisation"].choices = [("", "すべての機関"), *chosen]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        first, last = values.get("first"), values.get("last")
        if first and last and last < first:
            self.add_error("last", "「いつまで」は「いつから」以後の日を入力してください。")
        return values

    def asked(self) -> dict[str, Any]:
        """Arguments of `audit.queries.events`; a filter that is not valid asks for the last month."""
        values = self.cleaned_data if self.is_valid() else {}
        last = values.get("last") or self.today
        first = values.get("first") or last - timedelta(days=_DAYS)
        return {
            "since": datetime.combine(first, time.min, tzinfo=TOKYO),
            "until": datetime.combine(last + timedelta(days=1), time.min, tzinfo=TOKYO),
            "code": values.get("code", ""), "organisation_id": values.get("organisation") or None,
        }  # fmt: skip
