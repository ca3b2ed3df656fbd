"""Forms of 漏えい等."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from renkei.audit.enums import E
from renkei.audit.queries import USES
from renkei.policy.enums import InfoClass
from renkei.privacy.enums.incidents import IncidentKind, Notice, NoticeMethod
from renkei.privacy.queries.incidents import Search
from renkei.privacy.rules.incident_report import ITEMS
from renkei.web.forms import (
    BaseForm,
    CodeChoice,
    CodeMultipleChoice,
    DateField,
    DateTimeField,
    FilterForm,
    LongTextField,
    NumberField,
    TextField,
    YesNoField,
)

_NO_NAMES = "本人や第三者の氏名は書かないでください。"


class FactsForm(BaseForm):
    """何が起きたか."""

    kind = CodeChoice(label="何が起きましたか", choices=IncidentKind, radio_up_to=9)
    known_at = DateTimeField(
        label="知った日時（認知日時）",
        help_text="あなたの機関のだれかが最初に知った日時です。報告の期限はここから数えます。",
    )
    happened_from = DateTimeField(
        label="起きた時期（始め）", required=False, help_text="分かる範囲で。閲覧・印刷の記録を調べる期間にもなります。"
    )
    happened_until = DateTimeField(
        label="起きた時期（終わり）", required=False, help_text="分からないときは空欄にします。"
    )
    wrongful = YesNoField(
        label="不正の目的で行われたおそれがありますか",
        help_text="盗難・不正アクセス・持出しなど。確報の期限が変わります。",
    )
    classes = CodeMultipleChoice(label="含まれる（おそれのある）情報", choices=InfoClass)
    overview = LongTextField(
        label="概要", rows=5, required=False, help_text=f"いつ・どこで・何が起き、どのように分かったか。{_NO_NAMES}"
    )

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        return data | {"classes": list(data["classes"]), "overview": data["overview"].strip() or None}


class SearchForm(FilterForm):
    """Whose reading, printing and taking away is looked for in the audit."""

    since = DateTimeField(label="いつから")
    until = DateTimeField(label="いつまで")
    user = CodeChoice(label="利用者", choices=[], radio_up_to=0, empty="すべて")
    organisation = CodeChoice(label="機関", choices=[], radio_up_to=0, empty="すべて")
    code = CodeChoice(label="操作", choices=[(str(c), E(c).label) for c in USES], radio_up_to=0, empty="すべて")
    number = TextField(label="ケース番号", nfkc=True)

    def __init__(self, *args: Any, users: Iterable[Any], bodies: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("user", users)
        self.set_choices("organisation", bodies)

    def search(self, start: Search) -> Search:
        """What was asked, from a window that is already there."""
        data = self.cleaned_data if self.is_bound else {}
        return Search(
            since=data.get("since") or start.since, until=data.get("until") or start.until,
            user_ids=(UUID(data["user"]),) if data.get("user") else (),
            organisation_ids=(UUID(data["organisation"]),) if data.get("organisation") else (),
            codes=(data["code"],) if data.get("code") else USES, number=data.get("number", ""),
        )  # fmt: skip


class AddForm(BaseForm):
    """A person who does not stand in the audit: on a paper, on a stick."""

    number = TextField(label="ケース番号", nfkc=True, max_length=20)
    reason = LongTextField(
        label="加える理由", rows=2, max_length=500, help_text=f"例：紛失した書類に載っていた。{_NO_NAMES}"
    )


class ReasonForm(BaseForm):
    """Why a line leaves the list."""

    reason = LongTextField(
        label="外す理由", rows=2, max_length=500, help_text=f"例：印刷物を回収し、見られていないと確認した。{_NO_NAMES}"
    )


class NoticeForm(BaseForm):
    """本人への通知."""

    told = CodeChoice(label="通知の状況", choices=Notice)
    on = DateField(label="通知した日", required=False)
    method = CodeChoice(label="方法", choices=NoticeMethod, radio_up_to=0, required=False)
    note = LongTextField(label="伝えた内容・困難な理由", rows=3, max_length=1000, required=False,
                         help_text="困難なときは、その理由と、代わりに行ったこと（公表・問合せ窓口など）を書きます。")  # fmt: skip


class MeasureForm(BaseForm):
    """措置."""

    at = DateTimeField(label="行った日時")
    text = LongTextField(
        label="行ったこと",
        rows=3,
        max_length=2000,
        help_text=f"例：誤って送ったFAXの回収、パスワードの変更。{_NO_NAMES}",
    )


class ReportForm(BaseForm):
    """The nine items; empty ones stay 未入力 on the draft."""

    others_count = NumberField(label="3　本人の数：れんけいに記録のない人", unit="人", min_value=0, required=False,
                               help_text="分からないときは空欄にします。")  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.base_fields = {**type(self).base_fields}
        for item in ITEMS:
            if item.field:
                self.base_fields[item.field] = LongTextField(
                    label=f"{item.number}　{item.title}", rows=3, required=False, help_text=item.hint
                )
        super().__init__(*args, **kwargs)
        self.order_fields(["overview", "items", "others_count"])


class StepForm(BaseForm):
    """速報・確報: when it was sent."""

    at = DateTimeField(label="報告した日時")


class EndForm(BaseForm):
    """終了・再開: why."""

    reason = LongTextField(label="理由", rows=3, max_length=1000, help_text=_NO_NAMES)
