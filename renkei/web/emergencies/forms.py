"""Forms of 緊急の閲覧."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from renkei.policy.enums import PERSONAL_CLASSES
from renkei.privacy.enums.emergencies import EmergencyReason
from renkei.privacy.rules.emergencies import MAX_HOURS, MIN_HOURS, USUAL_HOURS
from renkei.privacy.states.emergencies import EMERGENCY_REVIEW
from renkei.web.forms import BaseForm, CodeChoice, CodeMultipleChoice, ConfirmField, LongTextField, NumberField


class OpenForm(BaseForm):
    """Who reads what, why and for how long."""

    user = CodeChoice(label="閲覧する人", choices=[], radio_up_to=0, help_text="自分のほか、当直の人などを選べます。")
    classes = CodeMultipleChoice(label="閲覧する情報", choices=[(str(c), c.label) for c in PERSONAL_CLASSES],
                                 help_text="いま必要なものだけを選んでください。")  # fmt: skip
    reason = CodeChoice(label="理由", choices=EmergencyReason)
    reason_text = LongTextField(
        label="具体的な事情", rows=4, max_length=1000,
        help_text="いつ・どこから連絡があり、なぜ待てないのか。確認する人が読みます。本人や第三者の氏名は書かないでください。",
    )  # fmt: skip
    hours = NumberField(label="閲覧できる時間", unit="時間", min_value=MIN_HOURS, max_value=MAX_HOURS, initial=USUAL_HOURS,
                        help_text="1時間から24時間まで。過ぎると自動で終わります。")  # fmt: skip
    confirm = ConfirmField(
        label="開いたことがほかの管理者に知らされ、閲覧が記録され、あとで確認を受けることを理解しました"
    )

    def __init__(self, *args: Any, readers: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("user", [(str(pk), label) for pk, label in readers])

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        data = {k: v for k, v in self.cleaned_data.items() if k not in ("confirm", "user")}
        return data | {"user_id": UUID(self.cleaned_data["user"])}


class ReviewForm(BaseForm):
    """The answer, in a word and in words."""

    step = CodeChoice(label="この閲覧は必要でしたか", choices=[(t.name, t.label) for t in EMERGENCY_REVIEW.transitions])
    finding = LongTextField(label="確認した内容と理由", rows=4, max_length=2000,
                            help_text="何を確かめ、なぜそう考えたか。本人や第三者の氏名は書かないでください。")  # fmt: skip
