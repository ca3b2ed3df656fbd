"""Forms of the notes: made for a phone, the fewest fields first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from renkei.contacts.enums import ContactMethod, Counterpart, Doer, ProgrammeItem
from renkei.contacts.rules.sheet import TOPICS, compose
from renkei.policy.enums import InfoClass
from renkei.web.forms import (
    BaseForm,
    CodeChoice,
    DateField,
    DateTimeField,
    FilterForm,
    LongTextField,
    NumberField,
    TextField,
    YesNoField,
)

#: What a note of the usual kind leaves closed: everything has a value already, or may stay empty.
KIND = ("method", "counterpart", "partner", "info_class", "item")
MORE = ("observed", "judgement", "place", "travel_minutes", "doer", "doer_name")


class TimeField(forms.TimeField):
    """An hour and a minute."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "時刻は「14:30」のように入力してください。"


class NoteForm(BaseForm):
    """支援経過記録. What is typed stands first; what has a value already is folded away."""

    text = LongTextField(label="内容", rows=6, max_length=4000)
    next_step = LongTextField(label="次の対応", rows=2, max_length=500, required=False)
    next_due = DateField(label="次の対応の期限", required=False)
    next_owner = CodeChoice(label="次の対応をする人", choices=[], radio_up_to=-1, required=False, empty="まだ決めない")
    at = DateTimeField(label="始めた日時")
    minutes = NumberField(label="所要時間", unit="分", required=False, min_value=0, max_value=1440)
    ends = TimeField(label="終わった時刻", required=False, help_text="所要時間の代わりに入力できます。")
    method = CodeChoice(label="方法", choices=ContactMethod)
    counterpart = CodeChoice(label="相手", choices=Counterpart)
    partner = TextField(label="相手の機関・担当者", required=False)
    info_class = CodeChoice(
        label="情報区分", choices=[], radio_up_to=6,
        help_text="書いた内容のうち、いちばん慎重に扱うものに合わせて選びます。",
        error_messages={"required": "情報区分を選んでください。"},
    )  # fmt: skip
    item = CodeChoice(label="事業の区分", choices=ProgrammeItem)
    observed = LongTextField(label="本人の様子・発言", rows=3, max_length=2000, required=False)
    judgement = LongTextField(label="判断・方針", rows=3, max_length=2000, required=False)
    place = TextField(label="場所", required=False)
    travel_minutes = NumberField(label="移動時間（往復）", unit="分", required=False, min_value=0, max_value=1440)
    doer = CodeChoice(label="支援を行った人", choices=Doer)
    doer_name = TextField(
        label="行った人の名前・機関",
        required=False,
        help_text="自分でないときに入力します。電話で聞いて代わりに書くときなど。",
    )
    shareable = YesNoField(
        label="ほかの機関にも見せますか", yes="見せる（共有可）", no="自分の側だけ",
        help_text="「見せる」にすると、この情報区分を開示されている機関（センター・計画相談・事業所など）も読めます。"
        "事業所が読むこともあるので、罪名や事業の名前は書かないでください。",
    )  # fmt: skip

    def __init__(
        self, *args: Any, classes: list[InfoClass], owners: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["info_class"].choices = [(c.value, c.label) for c in classes]
        if owners:
            self.fields["next_owner"].choices = [o for o in owners if o[0]] + [o for o in owners if not o[0]]
        else:
            del self.fields["next_owner"]

    @property
    def kind_fields(self) -> list[BoundField]:
        """Those of `KIND`, as the page draws them."""
        return [self[name] for name in KIND]

    @property
    def more_fields(self) -> list[BoundField]:
        """Those of `MORE`."""
        return [self[name] for name in MORE]

    @property
    def kind_is_open(self) -> bool:
        """Must the folded choices be looked at?"""
        return any(name in self.errors or not self[name].value() for name in KIND if self.fields[name].required)

    @property
    def more_is_open(self) -> bool:
        """Does the rest hold something?"""
        given = any(self[name].value() for name in MORE if name != "doer")
        return given or self["doer"].value() != Doer.SELF or any(name in self.errors for name in MORE)

    @property
    def kind_in_words(self) -> str:
        """The chosen codes, for the line under which they are folded."""
        names = [name for name in KIND if name != "partner"]
        chosen = [dict(self.fields[name].choices).get(str(self[name].value() or "")) for name in names]
        return "・".join(str(word) for word in chosen if word)


class CorrectForm(NoteForm):
    """記録の訂正: the duration stands in one field only."""

    ends = None  # type: ignore[assignment]
    reason = LongTextField(label="訂正の理由", rows=2, max_length=500)


class SheetForm(NoteForm):
    """聞き取り用紙から: the fields in the order of the paper; the answers become one text."""

    text = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.base_fields = {**type(self).base_fields, **_topic_fields()}
        super().__init__(*args, **kwargs)
        self.order_fields(["at", "ends", "minutes", "method", "counterpart", "place", *self.topics, "observed", "judgement",
                           "next_step", "next_due", "next_owner"])  # fmt: skip

    @property
    def topics(self) -> list[str]:
        """Names of the fields of the topics."""
        return [f"topic_{t.code}" for t in TOPICS]

    @property
    def topic_fields(self) -> list[BoundField]:
        """The same, as the page draws them."""
        return [self[name] for name in self.topics]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        values["text"] = compose({t.code: values.pop(f"topic_{t.code}", "") or "" for t in TOPICS})
        if not values["text"] and not self.errors:
            self.add_error(self.topics[0], "聞いたことを、どれか一つは入力してください。")
        return values


def _topic_fields() -> dict[str, LongTextField]:
    return {
        f"topic_{t.code}": LongTextField(
            label=f"{number} {t.title}", rows=2, max_length=1000, required=False, help_text=t.hint
        )
        for number, t in enumerate(TOPICS, start=1)
    }


class TemplateForm(BaseForm):
    """ひな形."""

    name = TextField(
        label="名前", max_length=30, help_text="記録を書く画面のボタンの文字になります。例：保護観察所と電話"
    )
    method = CodeChoice(label="方法", choices=ContactMethod)
    counterpart = CodeChoice(label="相手", choices=Counterpart)
    item = CodeChoice(label="事業の区分", choices=ProgrammeItem)
    info_class = CodeChoice(label="情報区分", choices=InfoClass, radio_up_to=6)
    minutes = NumberField(label="いつもの所要時間", unit="分", required=False, min_value=0, max_value=1440)
    text = LongTextField(
        label="文の骨組み", rows=5, max_length=1000, required=False,
        help_text="「様子：」「残ったこと：」などの見出しです。どなたかのことは書かないでください。",
    )  # fmt: skip


class TableFilter(FilterForm):
    """経過一覧の絞り込み."""

    since = DateField(label="いつから", help_text="")
    until = DateField(label="いつまで", help_text="")
    item = CodeChoice(label="事業の区分", choices=ProgrammeItem, radio_up_to=-1, empty="すべて")
    method = CodeChoice(label="方法", choices=ContactMethod, radio_up_to=-1, empty="すべて")
    counterpart = CodeChoice(label="相手", choices=Counterpart, radio_up_to=-1, empty="すべて")
    info_class = CodeChoice(label="情報区分", choices=InfoClass, radio_up_to=-1, empty="すべて")

    def __init__(self, data: Any, *, neutral: bool, classes: Iterable[InfoClass]) -> None:
        super().__init__(data)
        if neutral:
            for name in ("item", "method", "counterpart"):
                del self.fields[name]
        self.set_choices("info_class", [(c.value, c.label) for c in classes])

    @property
    def given(self) -> list[tuple[str, str]]:
        """(name, value) of what was asked for, to be carried on."""
        return [(name, str(self[name].value())) for name in self.fields if self[name].value()]


class NoteFilter(FilterForm):
    """絞り込み."""

    item = CodeChoice(label="事業の区分", choices=ProgrammeItem, required=False, empty="すべて")
    info_class = CodeChoice(label="情報区分", choices=InfoClass, required=False, empty="すべて")
