"""The base form, Japanese form fields and the renderer that draws them after the Digital Agency's design system.

Fields: TextField LongTextField KanaField NumberField PostcodeField PhoneField EmailField DateField DateTimeField
CodeChoice CodeMultipleChoice YesNoField ConfirmField FileField CaseFileField FilterForm. See docs/how-to/add-a-screen.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import jaconv
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

from renkei.core import uploads
from renkei.core.calendar import parse_date, wareki
from renkei.core.clock import TOKYO
from renkei.core.errors import RuleBroken
from renkei.core.text import normalise
from renkei.web.stored import StoredForm

#: How a limit that was passed is said; the validators fill in the numbers.
LIMITS = {
    "max_length": "%(limit_value)d文字以内で入力してください（いま%(show_value)d文字です）。",
    "min_length": "%(limit_value)d文字以上で入力してください（いま%(show_value)d文字です）。",
    "max_value": "%(limit_value)s以下の数で入力してください。",
    "min_value": "%(limit_value)s以上の数で入力してください。",
}


class Renderer(TemplatesSetting):
    """settings.FORM_RENDERER. `{{ form }}` is the error summary and the fields; `{{ field.as_field_group }}` one field."""

    form_template_name = "dads/form_fields.html"
    formset_template_name = "dads/formset.html"
    field_template_name = "django/forms/field.html"


class BaseForm(StoredForm):
    """Base of every form: plain labels, messages that name the field, what was typed is kept.

    `fieldsets`: ((legend, (field, …)), …) groups the fields when the form is drawn as a whole.
    """

    fieldsets: Sequence[tuple[str, Sequence[str]]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def full_clean(self) -> None:
        """Django's; by now a form has added the fields that depend on its case, and their messages are ours too."""
        for name, field in self.fields.items():
            _japanese_messages(field, str(field.label or name))
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        """Django's, but never None: a form of ours may end its own `clean` with `return super().clean()`."""
        super().clean()
        return self.cleaned_data

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """(legend, fields) in order; fields of no fieldset come first, without a legend."""
        named = {name for _, names in self.fieldsets for name in names}
        loose = [f for f in self.visible_fields() if f.name not in named]
        if loose:
            yield "", loose
        for legend, names in self.fieldsets:
            yield legend, [self[name] for name in names if name in self.fields]

    def set_choices(self, name: str, choices: Any) -> None:
        """Fill a choice field whose entries come from a query; 「選んでください」 of a select stays in front."""
        field: Any = self.fields[name]
        field.choices = [*getattr(field, "lead", []), *_entries(choices)]

    def add_rule(self, error: RuleBroken) -> None:
        """Show a rule's refusal beside its field, or on top: `except RuleBroken as e: form.add_rule(e)`."""
        self.add_error(error.field if error.field in self.fields else None, str(error))


class FilterForm(BaseForm):
    """A search form (GET): nothing is required, nothing is marked 必須/任意."""

    use_required_attribute = False
    hide_marks = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False


def _japanese_messages(field: forms.Field, label: str) -> None:
    """「…を入力してください」 instead of 「この項目は必須です」; a message given with the field stays."""
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.FileField | forms.NullBooleanField)
    standard = forms.Field.default_error_messages["required"]
    for code, sentence in LIMITS.items():
        field.error_messages.setdefault(code, sentence)
    if field.error_messages.get("required") is standard:
        asked = str(label).endswith(("か", "？"))
        verb = "選んで" if chosen else "入力して"
        field.error_messages["required"] = f"「{label}」に答えてください。" if asked else f"{label}を{verb}ください。"


class TextField(forms.CharField):
    """One line, trimmed. `nfkc=True` folds full-width letters and digits (numbers, codes, addresses)."""

    def __init__(self, *, nfkc: bool = False, max_length: int | None = 200, **kwargs: Any) -> None:
        self.nfkc = nfkc
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return normalise(text) if self.nfkc else text


class LongTextField(forms.CharField):
    """Several lines, with a counter of the characters left (by JavaScript; the limit holds without)."""

    def __init__(self, *, rows: int = 5, max_length: int = 4000, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "data-counter": max_length}))
        super().__init__(max_length=max_length, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength: a browser that cuts off pasted text silently loses the end of a sentence."""
        return {k: v for k, v in super().widget_attrs(widget).items() if k != "maxlength"}


class KanaField(TextField):
    """フリガナ: hiragana and half-width kana become full-width katakana; anything else is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(nfkc=True, **kwargs)

    def to_python(self, value: Any) -> str:
        text = jaconv.hira2kata(super().to_python(value) or "")
        if text and not re.fullmatch(r"[ァ-ヺー・ \-]+", text):
            raise ValidationError("フリガナは、カタカナまたはひらがなで入力してください。", code="kana")
        return text.replace("-", "ー")


class PatternField(TextField):
    """A number with a fixed shape: folded to half-width, checked by `pattern`, refused with `sentence`."""

    pattern = re.compile("")
    sentence = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(nfkc=True, **kwargs)

    def to_python(self, value: Any) -> str:
        text = (super().to_python(value) or "").replace(" ", "")
        if text and not self.pattern.fullmatch(text):
            raise ValidationError(self.sentence, code="pattern")
        return text


class PostcodeField(PatternField):
    """郵便番号 as 123-4567."""

    pattern = re.compile(r"\d{3}-?\d{4}")
    sentence = "郵便番号は「123-4567」のように7桁の数字で入力してください。"

    def to_python(self, value: Any) -> str:
        digits = super().to_python(value).replace("-", "")
        return f"{digits[:3]}-{digits[3:]}" if digits else ""


class PhoneField(PatternField):
    """電話番号・FAX番号 as typed, half-width, with hyphens."""

    pattern = re.compile(r"\+?[\d()-]{9,16}")
    sentence = "電話番号は「03-1234-5678」のように数字とハイフンで入力してください。"

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "tel", "autocomplete": "off"}


class EmailField(forms.EmailField):
    """メールアドレス, folded to half-width."""

    def to_python(self, value: Any) -> str:
        return super().to_python(normalise(value) if isinstance(value, str) else value) or ""


class NumberField(forms.IntegerField):
    """A whole number; full-width digits and commas are understood. `unit` stands behind the box."""

    widget = forms.TextInput

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        self.unit = unit
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "数字で入力してください。"

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "size": 8}

    def to_python(self, value: Any) -> int | None:
        return super().to_python(normalise(value).replace(",", "") if isinstance(value, str) else value)


class DateInput(forms.DateInput):
    """A plain text box: officials type R8.11.24 faster than they find a day in a calendar."""

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"size": 18, "autocomplete": "off", "data-wareki": True})


class DateField(forms.DateField):
    """A day typed as 2026-11-24, 2026/11/24, 20261124, R8.11.24 or 令和8年11月24日. The page echoes the 和暦."""

    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "例：2026-11-24、R8.11.24、令和8年11月24日")
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return parse_date(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None

    def echo(self, value: Any) -> str:
        """The 和暦 of what the box holds; empty while it is no date."""
        try:
            day = self.to_python(value)
        except ValidationError:
            return ""
        return wareki(day) if day else ""


class DateTimeWidget(forms.MultiWidget):
    """A day box and a time box, each with a name of its own for a screen reader."""

    template_name = "django/forms/widgets/date_time.html"
    use_fieldset = True

    def __init__(self) -> None:
        clock = forms.TimeInput(format="%H:%M", attrs={"type": "time", "aria-label": "時刻"})
        day = DateInput()
        day.attrs["aria-label"] = "年月日"
        super().__init__([day, clock])

    def decompress(self, value: datetime | None) -> list[Any]:
        if value is None:
            return [None, None]
        local = value.astimezone(TOKYO) if value.tzinfo else value
        return [local.date(), local.time().replace(second=0, microsecond=0)]


class TimeField(forms.TimeField):
    """A time of day."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "例：14:30")
        kwargs.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        super().__init__(error_messages={"invalid": "時刻は「14:30」のように入力してください。"}, **kwargs)


class DateTimeField(forms.MultiValueField):
    """A moment (aware, Japan's time) from a day and a time."""

    widget = DateTimeWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "例：2026-11-24 と 14:30")
        clock = forms.TimeField(error_messages={"invalid": "時刻は「14:30」のように入力してください。"})
        super().__init__(fields=(DateField(help_text=""), clock), require_all_fields=True, **kwargs)

    def compress(self, data_list: list[Any]) -> datetime | None:
        day, clock = data_list or (None, None)
        if day is not None and clock is not None:
            return datetime.combine(day, clock, tzinfo=TOKYO)
        if day is not None or clock is not None:  # a moment that need not be given may not be given by half either
            raise ValidationError("日付と時刻の両方を入力してください。", code="half")
        return None


class CodeChoice(forms.ChoiceField):
    """One of a code list: radio buttons up to `radio_up_to` entries, else a select with 「選んでください」."""

    def __init__(self, *, choices: Any, radio_up_to: int = 6, empty: str = "選んでください", **kwargs: Any) -> None:
        entries = _entries(choices)
        as_radio = 0 < radio_up_to >= len(entries) and kwargs.get("required", True)
        if as_radio:
            kwargs.setdefault("widget", forms.RadioSelect)
        self.lead = [] if as_radio else [("", empty)]
        super().__init__(choices=[*self.lead, *entries], **kwargs)
        self.error_messages["invalid_choice"] = "選べない値です。一覧から選び直してください。"


class CodeMultipleChoice(forms.MultipleChoiceField):
    """Any number of a code list, as checkboxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices=_entries(choices), **kwargs)
        self.error_messages["invalid_choice"] = "選べない値です。一覧から選び直してください。"


class YesNoField(forms.TypedChoiceField):
    """はい・いいえ as two radio buttons; `unknown` adds a third, which gives None."""

    widget = forms.RadioSelect

    def __init__(self, *, yes: str = "はい", no: str = "いいえ", unknown: str = "", **kwargs: Any) -> None:
        choices = [("yes", yes), ("no", no), *([("unknown", unknown)] if unknown else [])]
        kwargs.setdefault("empty_value", None)
        super().__init__(choices=choices, coerce={"yes": True, "no": False, "unknown": None}.get, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class ConfirmField(forms.BooleanField):
    """A box that must be ticked before going on (提出前の確認)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": "内容を確認し、チェックを入れてください。"})
        super().__init__(**kwargs)


class FileField(forms.FileField):
    """A scan: PDF, PNG or JPEG by its content, up to 20 MB. The cleaned file's `content_type` is what it really is."""

    evidence = ""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", f"PDF・PNG・JPEG、20MBまで。{self.evidence}")
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}))
        super().__init__(**kwargs)
        self.error_messages["empty"] = "ファイルの中身が空です。別のファイルを選んでください。"

    def to_python(self, data: Any) -> UploadedFile | None:
        file: Any = super().to_python(data)
        if file is None:
            return None
        if file.size > uploads.MAX_BYTES:  # before anything is read
            raise ValidationError(uploads.TOO_BIG, code="size")
        try:
            file.content_type = uploads.check(file.read())
        except RuleBroken as error:
            raise ValidationError(str(error), code="type") from None
        file.seek(0)
        return file


class CaseFileField(FileField):
    """A scan that belongs to a case: what counsel got by discovery has no place here (刑事訴訟法281条の4)."""

    evidence = (
        "刑事裁判の証拠の写し（検察官が弁護人に開示したもの）は、裁判の準備のほかに使うことを法律が禁じています"
        "（刑事訴訟法281条の4）。添付しないでください。"
    )


def _entries(choices: Any) -> list[tuple[str, str]]:
    """(value, label) of a TextChoices class, a list of pairs or a callable that gives one."""
    found = choices() if isinstance(choices, Callable) and not hasattr(choices, "choices") else choices  # type: ignore[arg-type]
    return [(str(value), str(label)) for value, label in getattr(found, "choices", found)]
