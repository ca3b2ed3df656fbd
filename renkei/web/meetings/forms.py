"""Forms of a meeting: its frame, who sits at the table, what is on it, the dates, its minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from renkei.contacts.enums import AttendeeKind, AttendeeMode, Confidentiality, MeetingKind, Possible, ProgrammeItem
from renkei.contacts.enums.meetings import WITHOUT_CASE
from renkei.contacts.queries.slots import SlotLine
from renkei.policy.enums import InfoClass
from renkei.web.forms import (
    BaseForm,
    CodeChoice,
    CodeMultipleChoice,
    DateField,
    DateTimeField,
    LongTextField,
    NumberField,
    TextField,
    YesNoField,
)

NO_PERSON = ("", "個人に触れない")


def class_choices(classes: Sequence[InfoClass]) -> list[tuple[str, str]]:
    """情報区分 of a text, with 「個人に触れない」 in front."""
    return [NO_PERSON, *((c.value, c.label) for c in classes)]


class ClassField(CodeChoice):
    """情報区分 as a select whose empty entry means that the text concerns no person."""

    def __init__(self, *, classes: Sequence[InfoClass], **kwargs: Any) -> None:
        kwargs.setdefault("label", "情報区分")
        super().__init__(
            choices=[(c.value, c.label) for c in classes], radio_up_to=0, required=False, empty=NO_PERSON[1], **kwargs
        )


class MeetingForm(BaseForm):
    """会議の枠."""

    fieldsets = (("会議", ("kind", "item")), ("日時と場所", ("at", "minutes", "place", "place_class")))
    at = DateTimeField(
        label="日時", required=False, help_text="まだ決まっていないときは空けておき、日程の候補を出せます。"
    )
    minutes = NumberField(label="時間", unit="分", required=False, min_value=5, max_value=600)
    place = TextField(label="場所", required=False, max_length=200)
    item = CodeChoice(label="事業の区分", choices=ProgrammeItem)

    def __init__(
        self, *args: Any, classes: Sequence[InfoClass], with_case: bool, with_place: bool = True, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        kinds = [(k.value, k.label) for k in MeetingKind if (k not in WITHOUT_CASE) == with_case]
        self.fields["kind"] = CodeChoice(label="会議の種類", choices=kinds, radio_up_to=0)
        if not with_place:
            del self.fields["place"]
        elif with_case:
            self.fields["place_class"] = ClassField(
                classes=classes, label="場所から分かること",
                help_text="刑務所や保護観察所など、場所だけで分かってしまうことがあるときに選びます。全員が知ってよいときだけ印刷します。",
            )  # fmt: skip


class MembersForm(BaseForm):
    """利用者を出席者に加える."""

    members = CodeMultipleChoice(label="出席する人", choices=[], required=False)
    confirmed = YesNoField(
        label="守秘の確認",
        yes="今日、確認した",
        no="あとで確認する",
        help_text="公的な機関の人は「公務員」、ほかの機関の人は「契約」として記録します。一人ずつ直せます。",
    )

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        pairs = [entry.partition("|") for entry in self.cleaned_data["members"]]
        return {
            "members": [(UUID(user), UUID(body)) for user, _, body in pairs], "confirmed": self.cleaned_data["confirmed"],
        }  # fmt: skip


class SeatForm(BaseForm):
    """利用者でない人・本人・家族を加える."""

    fieldsets = (
        ("だれ", ("kind", "name")),
        ("機関の人のとき", ("organisation", "body", "post", "is_justice")),
        ("守秘の確認（本人は不要）", ("confidentiality", "confirmed_on")),
        ("本人が出るとき", ("support",)),
    )
    organisation = CodeChoice(
        label="機関（登録のある機関から）", choices=[], radio_up_to=0, required=False, empty="登録がない・選ばない",
        help_text="選ぶと、開示台帳でその機関に開示されている情報だけが、この人の知ってよい情報になります。",
    )  # fmt: skip
    body = TextField(label="機関の名称（登録がないとき）", required=False, max_length=100)
    post = TextField(label="職・立場", required=False, max_length=60)
    name = TextField(
        label="氏名", required=False, max_length=60,
        help_text="家族の氏名は、家族などの情報を見てよい人にだけ表示します。本人の氏名は要りません。",
    )  # fmt: skip
    is_justice = YesNoField(
        label="司法の機関の人ですか", yes="はい（保護観察所・矯正施設・弁護人など）", no="いいえ", required=False,
        help_text="「はい」の人がいることは、全員が刑事情報を知ってよいときだけ印刷します。",
    )  # fmt: skip
    confidentiality = CodeChoice(
        label="守秘の根拠", choices=Confidentiality, required=False, empty="まだ確認していない"
    )
    confirmed_on = DateField(label="確認した日", required=False)
    support = LongTextField(
        label="参加のしかたと手助け", rows=2, max_length=500, required=False,
        help_text="例：はじめの20分だけ出る、支援者と並んで座る、ふりがなの資料を使う",
    )  # fmt: skip

    def __init__(self, *args: Any, with_case: bool, with_support: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [AttendeeKind.OUTSIDE, *((AttendeeKind.PERSON, AttendeeKind.FAMILY) if with_case else ())]
        self.fields["kind"] = CodeChoice(label="出席する人", choices=[(k.value, k.label) for k in kinds])
        if not with_support:
            del self.fields["support"]

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        chosen = data.pop("organisation")
        return data | {"organisation_id": UUID(chosen) if chosen else None}


class SeatEditForm(BaseForm):
    """出席の形と守秘の確認."""

    mode = CodeChoice(label="出席の形", choices=AttendeeMode)
    post = TextField(label="職・立場", required=False, max_length=60)
    confidentiality = CodeChoice(
        label="守秘の根拠", choices=Confidentiality, required=False, empty="まだ確認していない"
    )
    confirmed_on = DateField(label="確認した日", required=False)
    support = LongTextField(label="参加のしかたと手助け", rows=2, max_length=500, required=False)

    def __init__(self, *args: Any, with_support: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_support:
            del self.fields["support"]


class AgendaForm(BaseForm):
    """議題."""

    text = LongTextField(label="議題", rows=3, max_length=1000)

    def __init__(self, *args: Any, classes: Sequence[InfoClass], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["info_class"] = ClassField(
            classes=classes, help_text="書いた内容のうち、いちばん慎重に扱うものに合わせて選びます。"
        )


class OfferForm(BaseForm):
    """日程の候補."""

    at_1 = DateTimeField(label="候補1", required=False)
    at_2 = DateTimeField(label="候補2", required=False)
    at_3 = DateTimeField(label="候補3", required=False)
    until = DateField(label="回答の期限", required=False)

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        moments = [self.cleaned_data[name] for name in ("at_1", "at_2", "at_3") if self.cleaned_data[name]]
        return {"moments": moments, "until": self.cleaned_data["until"]}


class AnswerForm(BaseForm):
    """日程への回答: one choice per date."""

    def __init__(self, *args: Any, lines: Sequence[SlotLine], labels: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = [line.slot.pk for line in lines]
        for line, label in zip(lines, labels, strict=True):
            self.fields[f"slot_{line.slot.pk}"] = CodeChoice(label=label, choices=Possible)

    def answers(self) -> dict[UUID, str]:
        """Answer by date."""
        return {pk: self.cleaned_data[f"slot_{pk}"] for pk in self.slots}


class CorrectionForm(BaseForm):
    """訂正の理由."""

    reason = LongTextField(label="訂正の理由", rows=2, max_length=500)
