"""The minutes as one form: a box per item of the agenda, then decisions, roles, order of calls, what stays open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.forms.boundfield import BoundField

from renkei.contacts.enums import LineKind
from renkei.contacts.queries.at_table import AgendaLine, TextLine
from renkei.contacts.services.minutes import Line
from renkei.policy.enums import InfoClass
from renkei.web.forms import BaseForm, CodeChoice, DateField, DateTimeField, LongTextField, TextField
from renkei.web.meetings.forms import ClassField

#: Empty rows offered below what is written; saving offers as many again.
BLANK_ROWS = 2
#: Kinds with rows of several boxes, and which boxes.
_ROWS = {LineKind.DECISION: ("text", "info_class", "who", "due_on"), LineKind.ROLE: ("text", "info_class", "who")}
_LABELS = {
    (LineKind.DECISION, "text"): "決まったこと", (LineKind.ROLE, "text"): "領域（例：住まい、日中、お金、通院）",
    (LineKind.DECISION, "who"): "担当", (LineKind.ROLE, "who"): "機関",
}  # fmt: skip
#: Kinds with one text each.
_TEXTS = {
    LineKind.WISH: ("本人の意向", "本人が言ったことを、なるべくそのままの言葉で。"),
    LineKind.EMERGENCY: ("緊急時の連絡順", "だれに、どの順で連絡するか。"),
    LineKind.PENDING: ("保留事項", "次回の議題になります。"),
    LineKind.PLAIN: (
        "本人に渡す言葉（やさしい日本語）", "短い文で書きます。読みは ｜漢字《かんじ》 のように書くと、ふりがなになります。"
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A line of several boxes."""

    number: int
    boxes: list[BoundField]


class MinutesForm(BaseForm):
    """議事録. `lines()` gives what was written; an emptied box ends its line."""

    next_at = DateTimeField(
        label="次回の日時", required=False, help_text="確定すると、同じ出席者で次回の会議が準備されます。"
    )

    def __init__(
        self, *args: Any, agenda: Sequence[AgendaLine], standing: Sequence[TextLine], classes: Sequence[InfoClass],
        who: Sequence[tuple[str, str]], **kwargs: Any,
    ) -> None:  # fmt: skip
        self.agenda = [line for line in agenda if line.item is not None and not line.closed]
        self.classes, self.who = classes, who
        self.standing = list(standing)
        self.slots: list[tuple[str, LineKind, TextLine | None, UUID | None]] = []
        stored = {"next_at": (kwargs.pop("stored", None) or {}).get("next_at")}
        self.base_fields = {**type(self).base_fields}
        self._build(stored)
        super().__init__(*args, stored=stored, **kwargs)

    def _build(self, stored: dict[str, Any]) -> None:
        for line in self.agenda:
            assert line.item is not None  # noqa: S101 - kept above
            self._add(
                f"item_{line.item.pk}",
                LineKind.DISCUSSION,
                self._of(LineKind.DISCUSSION, line.item.pk),
                line.item.pk,
                stored,
            )
        for kind in _TEXTS:
            self._add(kind.value, kind, self._of(kind, None), None, stored)
        for kind in _ROWS:
            rows = [x for x in self.standing if x.line.kind == kind]
            for number, found in enumerate([*rows, *([None] * BLANK_ROWS)], start=1):
                self._add(f"{kind.value}_{number}", kind, found, None, stored)

    def _of(self, kind: LineKind, agenda_id: UUID | None) -> TextLine | None:
        return next((x for x in self.standing if x.line.kind == kind and x.line.agenda_id == agenda_id), None)

    def _add(
        self, name: str, kind: LineKind, found: TextLine | None, agenda_id: UUID | None, stored: dict[str, Any]
    ) -> None:  # fmt: skip
        self.slots.append((name, kind, found, agenda_id))
        line = found.line if found else None
        stored[f"{name}_text"] = found.text if found else ""
        if kind == LineKind.DISCUSSION:
            number = next(a.number for a in self.agenda if a.item is not None and a.item.pk == agenda_id)
            self.base_fields[f"{name}_text"] = LongTextField(label=f"議題{number}の検討内容", rows=4, required=False)
            return
        self.base_fields[f"{name}_info_class"] = ClassField(classes=self.classes)
        stored[f"{name}_info_class"] = line.info_class if line else InfoClass.SUMMARY.value
        if kind in _TEXTS:
            label, note = _TEXTS[kind]
            self.base_fields[f"{name}_text"] = LongTextField(label=label, rows=3, required=False, help_text=note)
            return
        self.base_fields[f"{name}_text"] = TextField(label=_LABELS[kind, "text"], required=False, max_length=500)
        self.base_fields[f"{name}_who"] = CodeChoice(
            label=_LABELS[kind, "who"], choices=self.who, radio_up_to=0, required=False, empty="決めていない"
        )
        stored[f"{name}_who"] = f"{line.user_id or ''}|{line.organisation_id}" if line and line.organisation_id else ""
        if "due_on" in _ROWS[kind]:
            self.base_fields[f"{name}_due_on"] = DateField(label="期限", required=False)
            stored[f"{name}_due_on"] = line.due_on if line else None

    def discussions(self) -> Iterator[tuple[AgendaLine, BoundField]]:
        """Each item with its box."""
        for line in self.agenda:
            if line.item is not None:
                yield line, self[f"item_{line.item.pk}_text"]

    def texts(self) -> Iterator[tuple[BoundField, BoundField]]:
        """Each single text with its class."""
        for kind in _TEXTS:
            yield self[f"{kind.value}_text"], self[f"{kind.value}_info_class"]

    def decisions(self) -> list[Row]:
        """Rows of decisions."""
        return self._rows(LineKind.DECISION)

    def roles(self) -> list[Row]:
        """Rows of the table of roles."""
        return self._rows(LineKind.ROLE)

    def _rows(self, kind: LineKind) -> list[Row]:
        names = [name for name, its, _, _ in self.slots if its == kind]
        return [Row(n, [self[f"{name}_{part}"] for part in _ROWS[kind]]) for n, name in enumerate(names, start=1)]

    def lines(self) -> list[Line]:
        """What was written, in the order of the page."""
        return [
            line for place, (name, kind, found, agenda_id) in enumerate(self.slots)
            if (line := self._line(place, name, kind, found, agenda_id)) is not None
        ]  # fmt: skip

    def _line(
        self, place: int, name: str, kind: LineKind, found: TextLine | None, agenda_id: UUID | None
    ) -> Line | None:  # fmt: skip
        text = self.cleaned_data[f"{name}_text"]
        if not text and found is None:
            return None
        if kind == LineKind.DISCUSSION:
            info_class = next(a.item.info_class for a in self.agenda if a.item is not None and a.item.pk == agenda_id)
        else:
            info_class = self.cleaned_data[f"{name}_info_class"]
        user, _, body = self.cleaned_data.get(f"{name}_who", "").partition("|")
        return Line(
            kind=kind.value, text=text, info_class=info_class, key=found.line.key if found else None, agenda_id=agenda_id,
            position=place, organisation_id=UUID(body) if body else None, user_id=UUID(user) if user else None,
            due_on=self.cleaned_data.get(f"{name}_due_on"),
        )  # fmt: skip
