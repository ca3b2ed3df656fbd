"""Forms of the clock: an event, its withdrawal, closure days."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms

from renkei.coordination.enums.clock import EventKind, EventSource
from renkei.coordination.rules.clock.events import Event, Term
from renkei.people.enums import Certainty, ReleaseKind
from renkei.web.forms import BaseForm, CodeChoice, DateField, LongTextField, NumberField, TextField

K = EventKind
#: What only some kinds of event need; the others leave it out.
DETAILS: tuple[tuple[str, str, tuple[str, ...], tuple[EventKind, ...]], ...] = (
    ("extension", "延長の日数（勾留延長・再延長のときだけ）", ("days",), (K.EXTENSION, K.RE_EXTENSION)),
    ("sentence", "刑期（裁判の確定のときだけ）",
     ("term_years", "term_months", "term_days", "suspended_years", "suspended_months", "credited"), (K.FINAL,)),
    ("release", "釈放の事由（釈放・退所のときだけ）", ("release_kind",), (K.RELEASE,)),
)  # fmt: skip
_COMMON = ("kind", "certainty", "day", "until", "at", "source")


class EventForm(BaseForm):
    """出来事. `kind`: fixed when an event is moved; then only what this kind needs is asked."""

    kind = CodeChoice(label="出来事", choices=EventKind, radio_up_to=0)
    certainty = CodeChoice(label="確からしさ", choices=Certainty, initial=Certainty.CONFIRMED)
    day = DateField(label="日付", required=False, help_text="例：2026-11-24、R8.11.24。幅があるときは、早ければの日。「不明」のときは空けておきます。")  # fmt: skip
    until = DateField(label="遅ければ（見込に幅があるとき）", required=False, help_text="「見込」で、日付に幅があるときだけ入力します。")  # fmt: skip
    at = forms.TimeField(
        label="時刻（逮捕・送致のとき）", required=False, help_text="例：14:30。分かると、48時間・72時間を時刻まで計算します。",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), error_messages={"invalid": "時刻は「14:30」のように入力してください。"},
    )  # fmt: skip
    source = CodeChoice(label="だれから・何で知ったか", choices=EventSource, radio_up_to=0)
    days = NumberField(label="延長の日数", required=False, unit="日", min_value=1, max_value=10, help_text="分からないときは空けておきます（最も長い日数で計算します）。")  # fmt: skip
    term_years = NumberField(label="刑期（年）", required=False, unit="年", min_value=0, max_value=40)
    term_months = NumberField(label="刑期（月）", required=False, unit="月", min_value=0, max_value=600)
    term_days = NumberField(label="刑期（日）", required=False, unit="日", min_value=0, max_value=3000)
    suspended_years = NumberField(label="うち猶予される期間（年）", required=False, unit="年", min_value=0, max_value=40, help_text="一部執行猶予のときだけ入力します。")  # fmt: skip
    suspended_months = NumberField(
        label="うち猶予される期間（月）", required=False, unit="月", min_value=0, max_value=600
    )
    credited = NumberField(label="算入する未決勾留日数", required=False, unit="日", min_value=0, max_value=3000)
    release_kind = CodeChoice(label="釈放の事由", choices=ReleaseKind, radio_up_to=0, required=False, empty="まだ分からない")  # fmt: skip
    note = LongTextField(label="補足", required=False, rows=3, max_length=1000, help_text="罪名や事件の内容、ほかの人の名前は書かないでください。")  # fmt: skip
    reason = TextField(label="変えた理由", required=False, max_length=200)

    def __init__(self, *args: Any, fixed: Event | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fixed = fixed
        if fixed is None:
            del self.fields["reason"]
        else:
            del self.fields["kind"]
        for _, _, names, kinds in DETAILS:
            if fixed is not None and fixed.kind not in kinds:
                for name in names:
                    del self.fields[name]

    @property
    def common(self) -> list[Any]:
        """The fields that every event has, in the order of the form."""
        return [self[name] for name in _COMMON if name in self.fields]

    @property
    def details(self) -> list[tuple[str, str, list[Any]]]:
        """(kinds it is for, legend, fields) of what only some kinds need."""
        return [
            (" ".join(kinds), legend, [self[n] for n in names])
            for _, legend, names, kinds in DETAILS if names[0] in self.fields
        ]  # fmt: skip

    @property
    def ending(self) -> list[Any]:
        """補足, and the reason of a change."""
        return [self[name] for name in ("note", "reason") if name in self.fields]

    def event(self) -> Event:
        """What the service takes; details of other kinds are left out."""
        data: dict[str, Any] = {name: self.cleaned_data.get(name) for name in self.fields}
        kind = self.fixed.kind if self.fixed else EventKind(data["kind"])
        wanted = {name for _, _, names, kinds in DETAILS if kind in kinds for name in names}
        own = {name: data.get(name) if name in wanted else None for _, _, names, _ in DETAILS for name in names}
        return Event(
            "", kind, data["day"], data["until"], data["at"], Certainty(data["certainty"]), own["days"],
            Term(own["term_years"] or 0, own["term_months"] or 0, own["term_days"] or 0),
            Term(own["suspended_years"] or 0, own["suspended_months"] or 0), own["credited"] or 0,
            own["release_kind"] or "",
        )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        """The keywords of the service."""
        data = self.cleaned_data
        found = {"event": self.event(), "source": data["source"], "note": data["note"]}
        return found if self.fixed is None else found | {"reason": data["reason"]}


def stored_of(event: Event, source: str, note: str) -> dict[str, Any]:
    """What is stored of an event, for the form that moves it."""
    at: time | None = event.at
    return {
        "certainty": str(event.certainty), "day": event.day, "until": event.until, "at": at, "source": source,
        "days": event.days, "term_years": event.term.years or None, "term_months": event.term.months or None,
        "term_days": event.term.days or None, "suspended_years": event.suspended.years or None,
        "suspended_months": event.suspended.months or None, "credited": event.credited or None,
        "release_kind": event.release_kind, "note": note,
    }  # fmt: skip


class WithdrawForm(BaseForm):
    """取り消す理由."""

    reason = LongTextField(label="取り消す理由", rows=2, max_length=200)


class ClosedDaysForm(BaseForm):
    """閉庁日を加える."""

    first = DateField(label="閉庁する日")
    last = DateField(label="終わりの日（続けて閉庁するとき）", required=False)
    label = TextField(label="名称", required=False, max_length=40, help_text="例：創立記念日、システムの更新")
