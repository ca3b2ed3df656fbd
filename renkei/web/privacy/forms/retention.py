"""Forms of 保存期間と廃棄."""

from __future__ import annotations

from renkei.privacy.enums.retention import HoldReason
from renkei.web.forms import BaseForm, CodeChoice, DateField, LongTextField


class HoldForm(BaseForm):
    """廃棄を止める."""

    kind = CodeChoice(label="理由", choices=HoldReason)
    reason = LongTextField(label="くわしい事情", rows=3, max_length=1000)
    until = DateField(label="いつまで", required=False, help_text="空欄は、解除するまで止めます。")
