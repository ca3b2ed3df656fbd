"""Forms of 返却・廃棄の確認."""

from __future__ import annotations

from renkei.web.forms import BaseForm, CodeChoice, ConfirmField, LongTextField, TextField

HOW = [("returned", "返却しました"), ("destroyed", "廃棄しました")]


class ReturnForm(BaseForm):
    """お手元の資料をどうしたか."""

    how = CodeChoice(label="お渡しした資料を", choices=HOW)
    note = LongTextField(
        label="補足", required=False, rows=3, max_length=500,
        help_text="法令により保存が必要なもの（契約書など）を残すときは、その種類を書いてください。",
    )  # fmt: skip
    sure = ConfirmField(label="写し・メモ・データも含めて確かめました")


class LinkReturnForm(ReturnForm):
    """The same without an account."""

    name = TextField(label="お名前", max_length=60)
    field_order = ["how", "note", "name", "sure"]
