"""The box for the code of a printed sheet."""

from __future__ import annotations

from renkei.web.forms import BaseForm, TextField


class CodeForm(BaseForm):
    """回答コード."""

    code = TextField(
        label="回答コード",
        nfkc=True,
        max_length=20,
        help_text="用紙の右上にある10文字です。ハイフンは入れても入れなくてもかまいません。",
    )
