"""Which part of the record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from renkei.audit.enums import E
from renkei.audit.queries import LOOKED, REFUSED, TAKEN, TOLD, Wanted
from renkei.core.clock import TOKYO
from renkei.policy.enums import InfoClass
from renkei.web import forms

_DAYS = 31
#: What an access was, as one chooses it: value → (words, codes).
KINDS: dict[str, tuple[str, tuple[E, ...]]] = {
    "looked": ("閲覧", LOOKED),
    "refused": ("拒否", REFUSED),
    "taken": ("印刷・書き出し", TAKEN),
    "told": ("開示の開始・終了", TOLD),
}


class _PeriodFilter(forms.FilterForm):
    """A period, an organisation, an information class."""

    first = forms.DateField(label="いつから")
    last = forms.DateField(label="いつまで")
    organisation = forms.CodeChoice(label="機関", choices=[], radio_up_to=-1, empty="すべての機関")
    info_class = forms.CodeChoice(label="情報区分", choices=InfoClass, radio_up_to=-1, empty="すべての区分")

    def __init__(self, *args: Any, organisations: Iterable[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("organisation", [(str(pk), name) for pk, name in organisations])

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        first, last = values.get("first"), values.get("last")
        if first and last and last < first:
            self.add_error("last", "「いつまで」は「いつから」以後の日を入力してください。")
        return values

    def asked(self) -> dict[str, Any]:
        """What was chosen; nothing where the filter is not valid."""
        return self.cleaned_data if self.is_valid() else {}


class RecordFilter(_PeriodFilter):
    """For the auditor: the last month when nothing is said; also an event, a user, a case."""

    code = forms.CodeChoice(label="できごと", choices=E, radio_up_to=-1, empty="すべてのできごと")
    user = forms.TextField(label="利用者", max_length=100, help_text="氏名の一部、またはメールアドレス")
    case = forms.TextField(label="ケース", nfkc=True, max_length=40, help_text="ケースの番号、または識別子")
    field_order = ("first", "last", "code", "info_class", "organisation", "user", "case")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def wanted(self, *, user_ids: list[UUID] | None, case_id: UUID | None) -> Wanted:
        """The part of the record; who and which case were looked up from `user` and `case`."""
        values = self.asked()
        last = values.get("last") or self.today
        first = values.get("first") or last - timedelta(days=_DAYS)
        return Wanted(
            since=_begin(first), until=_begin(last + timedelta(days=1)), user_ids=user_ids, case_id=case_id,
            codes=(values["code"],) if values.get("code") else (), info_class=values.get("info_class", ""),
            organisation_id=UUID(values["organisation"]) if values.get("organisation") else None,
        )  # fmt: skip


class AccessFilter(_PeriodFilter):
    """For the access history of one case: everything when nothing is said."""

    kind = forms.CodeChoice(
        label="種類", choices=[(value, words) for value, (words, _) in KINDS.items()], radio_up_to=-1, empty="すべて"
    )
    field_order = ("first", "last", "kind", "info_class", "organisation")

    def wanted(self) -> Wanted:
        """The part of the case's history."""
        values = self.asked()
        first, last = values.get("first"), values.get("last")
        return Wanted(
            since=_begin(first) if first else None, until=_begin(last + timedelta(days=1)) if last else None,
            codes=KINDS[values["kind"]][1] if values.get("kind") else (), info_class=values.get("info_class", ""),
            organisation_id=UUID(values["organisation"]) if values.get("organisation") else None,
        )  # fmt: skip


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=TOKYO)
