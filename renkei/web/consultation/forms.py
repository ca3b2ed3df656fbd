"""Forms of 相談: an office fills in four fields at most; from the page of a person two."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from renkei.consultation.enums import (
    NEUTRAL_KIND,
    About,
    Channel,
    ConsultKind,
    ConsultUrgency,
    ContactMethod,
)
from renkei.web.forms import BaseForm, CodeChoice, DateField, DateTimeField, LongTextField, NumberField, TextField

Pairs = Iterable[tuple[UUID, str]]
_CASE = "case:"
_WORDS = "名前や住所は書かないでください。どんなときに、何が起きて、どうしているかを書いてください。"
#: How an answer was given.
ANSWER_METHODS = [
    (m.value, m.label)
    for m in (
        ContactMethod.LETTER,
        ContactMethod.PHONE,
        ContactMethod.VISIT,
        ContactMethod.INTERVIEW,
        ContactMethod.ONLINE,
    )
]


class AskForm(BaseForm):
    """相談する."""

    about = CodeChoice(label="だれのことですか", choices=[])
    kind = CodeChoice(
        label="どんなことですか", choices=[(k.value, NEUTRAL_KIND.get(k, k.label)) for k in ConsultKind], radio_up_to=0
    )
    text = LongTextField(label="相談したいこと", rows=5, max_length=2000, required=False, help_text=_WORDS)
    urgency = CodeChoice(label="いつまでに", choices=ConsultUrgency)
    municipality = CodeChoice(label="相談先", choices=[], radio_up_to=0)

    def __init__(self, *args: Any, cases: Pairs, municipalities: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("about", about_choices(cases))
        bodies = [(str(pk), name) for pk, name in municipalities]
        if len(bodies) > 1:
            self.set_choices("municipality", bodies)
        else:
            del self.fields["municipality"]

    def asked(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        told = {name: data[name] for name in ("kind", "text", "urgency")}
        return told | about_of(data["about"]) | {"municipality_id": _uuid(data.get("municipality"))}


def about_choices(cases: Pairs) -> list[tuple[str, str]]:
    """General, each person in support by number, somebody who is not in the list."""
    return [
        (About.GENERAL.value, About.GENERAL.label), *((f"{_CASE}{pk}", f"{label}の方") for pk, label in cases),
        (About.UNLISTED.value, About.UNLISTED.label),
    ]  # fmt: skip


def about_of(chosen: str) -> dict[str, Any]:
    """(about, case) of the entry chosen."""
    if chosen.startswith(_CASE):
        return {"about": About.CASE.value, "case_id": UUID(chosen.removeprefix(_CASE))}
    return {"about": chosen, "case_id": None}


class EnterForm(AskForm):
    """事業所に代わって入力する."""

    fieldsets = (
        ("だれから聞いたか", ("channel", "spoken_to", "told_at")),
        ("相談の内容", ("about", "kind", "text", "urgency", "municipality")),
    )
    channel = CodeChoice(label="聞いた方法", choices=Channel)
    spoken_to = TextField(label="話した相手", max_length=60, help_text="例：管理者の方、サービス管理責任者の方")
    told_at = DateTimeField(label="聞いた日時")
    kind = CodeChoice(label="どんなことですか", choices=ConsultKind, radio_up_to=0)

    def asked(self) -> dict[str, Any]:
        data = self.cleaned_data
        return super().asked() | {name: data[name] for name in ("channel", "spoken_to", "told_at")}


class AnswerForm(BaseForm):
    """回答する."""

    text = LongTextField(label="回答・助言", rows=7, max_length=3000)
    method = CodeChoice(label="伝えた方法", choices=ANSWER_METHODS)
    minutes = NumberField(label="かかった時間", unit="分", required=False, min_value=0, max_value=1440)
    next_on = DateField(label="次に連絡する日", required=False)


class AssignForm(BaseForm):
    """担当と期限を決める."""

    user = CodeChoice(label="担当", choices=[], radio_up_to=0)
    answer_due = DateField(label="回答の期限")

    def __init__(self, *args: Any, people: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("user", [(str(pk), name) for pk, name in people])

    def assigned(self) -> dict[str, Any]:
        """What the service takes."""
        return {"user_id": UUID(self.cleaned_data["user"]), "answer_due": self.cleaned_data["answer_due"]}


class LinkForm(BaseForm):
    """ケースにつなげる."""

    case = CodeChoice(label="ケース", choices=[], radio_up_to=0)

    def __init__(self, *args: Any, cases: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("case", [(str(pk), label) for pk, label in cases])


class StepForm(BaseForm):
    """One step, with or without words."""

    text = LongTextField(label="内容", rows=4, max_length=2000)

    def __init__(self, *args: Any, label: str, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].required = label, needed
        self.fields["text"].error_messages["required"] = f"{label}を入力してください。"


def _uuid(value: Any) -> UUID | None:
    return UUID(str(value)) if value else None
