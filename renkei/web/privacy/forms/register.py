"""Forms of the file register and of the local rules."""

from __future__ import annotations

from renkei.privacy.enums.local import RuleKind
from renkei.web.forms import BaseForm, CodeChoice, DateField, LongTextField, NumberField, TextField


class FileForm(BaseForm):
    """市町村の記載."""

    name = TextField(label="個人情報ファイルの名称", max_length=100)
    bureau = TextField(label="事務をつかさどる組織の名称", required=False, max_length=100)
    counter = TextField(label="開示などの請求を受け付ける組織の名称と所在地", required=False, max_length=200)
    collected_from = LongTextField(label="収集方法の補足", required=False, rows=2, max_length=400)
    recipients = LongTextField(label="経常的提供先の補足", required=False, rows=2, max_length=400)
    other_law = TextField(label="訂正・利用停止についての他の法令の手続", required=False, max_length=200)
    note = LongTextField(label="備考", required=False, rows=2, max_length=400)
    published_on = DateField(label="公表した日", required=False)


class RuleForm(BaseForm):
    """きまりを登録する."""

    kind = CodeChoice(label="きまり", choices=RuleKind, radio_up_to=0)
    value = NumberField(label="値", min_value=0, max_value=1000, help_text="日数・年数・人数。単位は一覧のとおりです。")
    starts_on = DateField(label="適用の開始日")
    ends_on = DateField(label="適用の最終日", required=False)
    source = TextField(label="根拠", max_length=200, help_text="例：〇〇市個人情報保護法施行条例第〇条")
