"""Asking a second person, and that person's answer."""

from __future__ import annotations

from renkei.web.forms import BaseForm, CodeChoice, LongTextField


class SecondForm(BaseForm):
    """Drawn inside the form of the sheet."""

    clear_reason = LongTextField(
        label="それでも送る理由（事業所には見えません）", required=False, rows=3, max_length=500
    )


class DecideForm(BaseForm):
    """承認する・しない."""

    decision = CodeChoice(label="返事", choices=[("approve", "この内容で送ってよい"), ("refuse", "送らない")])
    note = LongTextField(label="頼んだ人への言葉", required=False, rows=3, max_length=500,
                         help_text="送らないときは、理由を書いてください。事業所には見えません。")  # fmt: skip
