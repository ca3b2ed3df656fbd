"""The small forms of the reception: one per step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.forms.boundfield import BoundField

from renkei.cases.enums import Urgency
from renkei.coordination.enums.referral import (
    Ask,
    CenterSharing,
    Channel,
    Finding,
    Item,
    ReferralKind,
    RefuseReason,
    ReleasedToday,
    ReturnReason,
)
from renkei.coordination.queries.referral import CheckView, ReferralPage
from renkei.coordination.services.sheet import OnBehalf
from renkei.web.forms import (
    BaseForm,
    CodeChoice,
    CodeMultipleChoice,
    ConfirmField,
    DateField,
    DateTimeField,
    LongTextField,
    TextField,
    YesNoField,
)

_NO_NAMES = "氏名・罪名は書かないでください。回答書に記載されます。"


class StepForm(BaseForm):
    """Base: knows the request; gives the service its arguments."""

    def __init__(self, *args: Any, page: ReferralPage, **kwargs: Any) -> None:
        self.page = page
        super().__init__(*args, **kwargs)

    def arguments(self) -> dict[str, Any]:
        """Keywords of the service."""
        return dict(self.cleaned_data)


class TellForm(StepForm):
    """A step of the sender: whoever enters it on the sender's behalf says how it was told."""

    channel = CodeChoice(label="連絡の方法", choices=Channel)
    spoken_with = TextField(label="話した相手", max_length=100)
    spoken_at = DateTimeField(label="連絡を受けた日時")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.page.is_sender or self.page.referral.status == "draft":
            for name in ("channel", "spoken_with", "spoken_at"):
                del self.fields[name]

    def arguments(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        told = [data.pop(name, None) for name in ("channel", "spoken_with", "spoken_at")]
        data["on_behalf"] = OnBehalf(Channel(told[0]), told[1], told[2]) if all(told) else None
        return data


class FollowUpForm(TellForm):
    """追加・変更・取下げの依頼."""

    kind = CodeChoice(label="依頼区分", choices=[(str(k), k.label) for k in ReferralKind if k is not ReferralKind.NEW])
    asks = CodeMultipleChoice(label="追加で依頼したい調整", choices=Ask, required=False)
    message = LongTextField(label="内容", rows=4, max_length=2000, help_text="罪名や事件の内容は書かないでください。")
    urgency = CodeChoice(label="緊急度", choices=Urgency, initial=Urgency.NORMAL)
    answer_by = DateField(label="回答希望日", required=False)
    field_order = ("kind", "asks", "message", "urgency", "answer_by")

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return data | {
            "kind": ReferralKind(data["kind"]),
            "asks": tuple(data["asks"]),
            "urgency": Urgency(data["urgency"]),
        }


class SubmitForm(StepForm):
    """提出前の確認."""

    confirm = ConfirmField(label="宛先・内容・同意を確認しました")

    def arguments(self) -> dict[str, Any]:
        return {}


class WithdrawForm(TellForm):
    """取下げ."""

    reason = LongTextField(label="取り下げる理由", rows=3, max_length=1000, help_text=_NO_NAMES)
    field_order = ("reason",)


class AnswerForm(TellForm):
    """質問への回答."""

    text = LongTextField(label="回答", rows=4, max_length=2000, help_text="罪名や事件の内容は書かないでください。")
    field_order = ("text",)


class AskForm(StepForm):
    """依頼元への質問."""

    text = LongTextField(label="質問", rows=4, max_length=2000, help_text="回答があるまで、受付の期限が止まります。")


class ApproveForm(StepForm):
    """「その他」の承認."""

    approved = YesNoField(label="対象者として認めますか", yes="承認する", no="承認しない")
    note = LongTextField(label="理由", rows=3, max_length=1000)


class AcceptForm(StepForm):
    """受理."""

    conditions = LongTextField(label="条件・連絡事項", required=False, rows=3, max_length=1000, help_text=_NO_NAMES)
    first_action = LongTextField(
        label="初動の予定", rows=3, max_length=1000, help_text="例：今週中に依頼元と打合せをし、面会の日を決めます。"
    )
    released = CodeChoice(label="本日釈放", choices=ReleasedToday, initial=ReleasedToday.NO)

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "released": ReleasedToday(self.cleaned_data["released"])}


class ReturnForm(StepForm):
    """差戻し."""

    code = CodeChoice(label="差し戻す理由", choices=ReturnReason)
    reason = LongTextField(label="直してほしいこと", rows=4, max_length=1000, help_text=_NO_NAMES)


class RefuseForm(StepForm):
    """対象外."""

    code = CodeChoice(label="対象外とする理由", choices=RefuseReason)
    reason = LongTextField(label="説明とつなぎ先", rows=5, max_length=1000, help_text=_NO_NAMES)


class ShareForm(StepForm):
    """定着支援センターとの共有."""

    confirm = ConfirmField(label="本人が共有に同意していることを確認しました")

    def arguments(self) -> dict[str, Any]:
        return {}


class SharingForm(StepForm):
    """共有を本人に確かめた結果 (Q6)."""

    answer = CodeChoice(
        label="本人の答え", choices=[(str(c), c.label) for c in (CenterSharing.AGREED, CenterSharing.REFUSED)]
    )
    asked_on = DateField(label="本人に確かめた日")
    asked_by = TextField(label="確かめた人", max_length=60, help_text="職員の氏名です。")
    reason = LongTextField(
        label="本人の言葉・理由",
        required=False,
        rows=3,
        max_length=1000,
        help_text="同意しなかったときは必ず書きます。",
    )
    ask_again_on = DateField(label="もう一度確かめる日", required=False, help_text="同意しなかったときに入れると、その日が期限の「やること」になります。")  # fmt: skip


class CheckForm(StepForm):
    """受付の確認: each item はい・いいえ・まだ分からない with a note."""

    def __init__(self, *args: Any, page: ReferralPage, **kwargs: Any) -> None:
        findings = {f"{view.item}_finding": view.finding for view in page.checks}
        notes = {f"{view.item}_note": view.note for view in page.checks}
        super().__init__(*args, page=page, stored=findings | notes, **kwargs)
        for view in self.page.checks:
            self.fields[f"{view.item}_finding"] = CodeChoice(
                label="結果", choices=Finding, required=False, radio_up_to=0, empty="まだ確認していない",
                help_text=view.hint,
            )  # fmt: skip
            self.fields[f"{view.item}_note"] = TextField(label="備考", required=False, max_length=300)

    def items(self) -> Iterator[tuple[CheckView, BoundField, BoundField]]:
        """(what is known, the answer, the note) for the page."""
        for view in self.page.checks:
            yield view, self[f"{view.item}_finding"], self[f"{view.item}_note"]

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"findings": {str(i): (data[f"{i}_finding"], data[f"{i}_note"]) for i in Item}}


class TodayForm(BaseForm):
    """本日釈放: beside the sheet."""

    released = CodeChoice(
        label="本日釈放", choices=[(str(r), r.label) for r in ReleasedToday if r is not ReleasedToday.NO]
    )
    note = LongTextField(
        label="確認したこと・初動の予定", rows=3, max_length=1000,
        help_text="対象範囲・障害・同意・担当する市町村を、だれにどう確かめたか。このあと何をするか。氏名・罪名は書かないでください。",
    )  # fmt: skip
