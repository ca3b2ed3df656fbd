"""Forms of the case pages."""

from __future__ import annotations

from typing import Any

from renkei.cases.enums import CaseStatus, CloseReason, SuspendReason, Urgency
from renkei.web.forms import (
    BaseForm,
    CodeChoice,
    ConfirmField,
    DateField,
    FilterForm,
    LongTextField,
    TextField,
    YesNoField,
)


class ListFilter(FilterForm):
    """絞り込み. Names are searched by a form of their own, which leaves nothing in the address."""

    number = TextField(label="ケース番号", max_length=20, nfkc=True)
    status = CodeChoice(label="状態", choices=CaseStatus, required=False, empty="終結を除くすべて")
    urgency = CodeChoice(label="緊急度", choices=Urgency, required=False, empty="すべて")
    mine = CodeChoice(label="担当", choices=[("mine", "自分が担当のもの")], required=False, empty="すべて")

    def __init__(self, *args: Any, outside: bool = False, **kwargs: Any) -> None:
        """`outside`: an office; the words of the stages would tell it what it was not told."""
        super().__init__(*args, **kwargs)
        if outside:
            del self.fields["status"], self.fields["mine"]


class NameSearchForm(BaseForm):
    """氏名で探す: posted, so that no name stands in an address or a log."""

    name = TextField(
        label="氏名またはふりがな", max_length=60,
        help_text="一部でも探せます（漢字1文字、かな2文字から）。氏名が開示されているケースだけが対象です。探したことは記録に残ります。",
    )  # fmt: skip


class PlainStep(BaseForm):
    """A step that only asks: are you sure?"""


class StartForm(BaseForm):
    """利用開始."""


class StartWithoutPlaceForm(BaseForm):
    """利用開始, though no place to live was found."""

    without_place = ConfirmField(label="住まい（帰住先）が決まらないまま、地域での生活が始まることを確認しました")


class SuspendForm(BaseForm):
    """中断."""

    reason = CodeChoice(label="中断の理由", choices=SuspendReason)
    review_on = DateField(label="次に見直す日")


class ReviewForm(BaseForm):
    """見直しの日."""

    review_on = DateField(label="次に見直す日")


class CloseForm(BaseForm):
    """終結."""

    reason = CodeChoice(label="終結の理由", choices=CloseReason)
    report = LongTextField(
        label="終結の報告", rows=6, max_length=2000,
        help_text="支援の経過と結果を短く書きます。この文は暗号化して保存し、市町村の側だけが読めます。",
    )  # fmt: skip
    told_person = YesNoField(label="本人に終結を伝えましたか", yes="伝えた", no="伝えられなかった")


class MemberForm(BaseForm):
    """担当にする人."""

    def __init__(self, *args: Any, people: list[tuple[str, str]], label: str = "担当にする人", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"] = CodeChoice(
            label=label, choices=people, radio_up_to=0, error_messages={"required": f"{label}を選んでください。"}
        )
