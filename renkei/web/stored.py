"""A form that edits: what it showed, compared with what is stored when it comes back (楽観的ロック).

The page carries, per field, a keyed hash of the value it showed. If another value is stored by then, and not the one that
was typed, the form is shown again with both. Versions of rows are not asked: a key that was rotated, a column that the
form does not show or a restored backup is no change of what the user saw.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.forms.utils import ErrorDict
from django.forms.widgets import ChoiceWidget
from django.http import QueryDict
from django.utils.crypto import salted_hmac

from renkei.core.calendar import wareki, wareki_dt

SHOWN = "form_shown"
SENTENCE = (
    "この画面を開いたあとに、ほかの人（または別の画面）が内容を保存しました。入力した内容は残っています。"
    "下の表で見比べて、よければもう一度保存してください。"
)


@dataclass(frozen=True)
class Difference:
    """One field that somebody else changed. `taken_over`: its user had not touched it, so the form now holds the new value."""

    label: str
    stored: str
    typed: str
    taken_over: bool


class ShownField(forms.CharField):
    """The hidden marks. A form shown again carries those of what is stored now, whatever was posted."""

    widget = forms.HiddenInput

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


class StoredForm(forms.Form):
    """What every form of the house does with a post: compare it with what is stored, and only show it where it is held."""

    cleaned_data: dict[str, Any]  # read after is_valid() only
    notice = ""  # a sentence above the fields that is no error
    differences: Sequence[Difference] = ()

    def __init__(self, *args: Any, stored: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """As Django's. `stored`: what is stored now in the thing this form edits (field → value), on GET and on POST.

        It is what the form starts from; a post that had shown something else is refused with both versions.
        """
        if stored is not None:
            kwargs["initial"] = {**stored, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.stored = stored
        if stored is not None:
            self.fields[SHOWN] = ShownField(required=False)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name == SHOWN:
            return marks(self._edited())
        return super().get_initial_for_field(field, field_name)

    def is_valid(self) -> bool:
        """Never for a post that is only to be shown again (web/posted.py)."""
        return super().is_valid() and not getattr(self.data, "held", "")

    def full_clean(self) -> None:
        """Django's; then is what the page showed still stored, and is the post to be carried out at all?"""
        super().full_clean()
        if not self.is_bound:
            return
        self.cleaned_data.pop(SHOWN, None)
        posted, differences = self.data, self._compare()
        if getattr(posted, "held", ""):
            self._hold(posted)
        if differences:
            self.differences = differences
            self.add_error(None, SENTENCE)
            if hasattr(posted, "stale"):
                posted.stale = True  # web/posted.py answers 409

    def _hold(self, posted: Any) -> None:
        """Show what was typed, with the sentence why it was not taken; the first form of a page says it."""
        self._errors = ErrorDict(renderer=self.renderer)
        if not posted.shown:
            if posted.is_error:
                self.add_error(None, posted.held)
            else:
                self.notice = posted.held
        posted.shown = True
        versions = [n for n, f in self.fields.items() if isinstance(f, VersionField) and posted.is_error]
        if versions:  # its user sees the newer state now, and may go on from there
            data = self._data_to_change()
            for name in versions:
                data[self.add_prefix(name)] = str(self.get_initial_for_field(self.fields[name], name))

    def _data_to_change(self) -> QueryDict:
        """A copy of what was posted, in its place; the request keeps its own."""
        self.data = copied = cast(QueryDict, self.data).copy()
        return copied

    def _edited(self) -> dict[str, Any]:
        """Field → what is stored now, of the fields this form has."""
        return {name: value for name, value in (self.stored or {}).items() if name in self.fields}

    def _compare(self) -> list[Difference]:
        """What somebody else changed since the page was shown; what its user had not touched is taken over."""
        shown = read(self.data.get(self.add_prefix(SHOWN))) if self.stored is not None else None
        found: list[Difference] = []
        if shown is None:
            return found
        for name, now in self._edited().items():
            typed = self.cleaned_data.get(name, self[name].data)
            if is_other(shown, name, now) and not is_same(typed, now):
                found.append(self._difference(name, now, typed, untouched=self._is_untouched(shown, name, typed)))
        return found

    @staticmethod
    def _is_untouched(shown: Mapping[str, str], name: str, typed: Any) -> bool:
        """As the page showed it, or not on that page at all."""
        return bool(shown) and (name not in shown or not is_other(shown, name, typed))

    def _difference(self, name: str, now: Any, typed: Any, *, untouched: bool) -> Difference:
        field = self.fields[name]
        if untouched:
            data = self._data_to_change()
            for key, values in as_posted(field, self.add_prefix(name), now).items():
                data.setlist(key, values)
        words = in_words(field, now), in_words(field, typed)
        return Difference(str(field.label or name), *words, taken_over=untouched)


class VersionField(forms.IntegerField):
    """The hidden version of a thing that the page showed, for a service that compares it under the row's lock."""

    widget = forms.HiddenInput


def marks(values: Mapping[str, Any]) -> str:
    """Field → keyed hash of its value, as the page carries it."""
    return json.dumps({name: _mark(name, value) for name, value in values.items()}, separators=(",", ":"))


def read(text: str | None) -> dict[str, str] | None:
    """What `marks` wrote; None when the post carries none. Nonsense shows nothing of what is stored."""
    if not text:
        return None
    try:
        found = json.loads(text)
    except ValueError:
        found = {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def is_other(shown: Mapping[str, str], name: str, value: Any) -> bool:
    """Is this another value than the page showed?"""
    return shown.get(name) != _mark(name, value)


def is_same(one: Any, other: Any) -> bool:
    """Do both say the same? Line ends, order of choices and empty in its several forms do not count."""
    return _plain(one) == _plain(other)


def in_words(field: forms.Field, value: Any) -> str:
    """A value as a person reads it: labels of codes, 和暦."""
    if isinstance(value, bool) and not isinstance(field, forms.ChoiceField):
        return "はい" if value else "いいえ"
    if isinstance(value, datetime):
        return wareki_dt(value)
    if isinstance(value, date):
        return wareki(value)
    labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    prepared = field.prepare_value(value)
    several = prepared if isinstance(prepared, list | tuple | set) else [prepared]
    return "、".join(labels.get(str(v), str(v)) for v in several if v not in (None, ""))


def as_posted(field: forms.Field, name: str, value: Any) -> dict[str, list[str]]:
    """What a browser would send for this value."""
    widget, prepared = field.widget, field.prepare_value(value)
    if isinstance(widget, forms.MultiWidget):
        parts = zip(widget.widgets, widget.decompress(prepared) or [], strict=True)
        return {f"{name}_{i}": [str(part.format_value(v) or "")] for i, (part, v) in enumerate(parts)}
    if isinstance(widget, forms.CheckboxInput):
        return {name: ["on"] if prepared else []}
    if isinstance(widget, ChoiceWidget):
        several: Iterable[Any] = prepared if isinstance(prepared, list | tuple | set) else [prepared or ""]
        return {name: [str(v) for v in several]}
    return {name: [str(widget.format_value(prepared) or "")]}


def _mark(name: str, value: Any) -> str:
    return salted_hmac(__name__, f"{name}\0{_plain(value)}", algorithm="sha256").hexdigest()[:20]


def _plain(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return str(int(value.timestamp()) // 60) if value.tzinfo else value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return "\0".join(sorted(_plain(v) for v in value))
    return str(value).replace("\r\n", "\n").strip()
