"""Forms of the register."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from renkei.coordination.enums.joint import Responsibility
from renkei.policy.enums import PERSONAL_CLASSES
from renkei.web.forms import (
    BaseForm,
    CodeChoice,
    CodeMultipleChoice,
    ConfirmField,
    DateField,
    FileField,
    NumberField,
    TextField,
)


class AgreementForm(BaseForm):
    """取決め: parties, classes, period, what joint running starts from."""

    municipality = CodeChoice(label="市町村", choices=[], radio_up_to=0)
    partner = CodeChoice(label="相手の機関", choices=[], radio_up_to=0)
    title = TextField(label="名称", max_length=100, help_text="例：個人情報の取扱いに関する取決め")
    classes = CodeMultipleChoice(
        label="共有できる情報", choices=[(str(c), c.label) for c in PERSONAL_CLASSES], required=False,
        help_text="ここにない情報は、本人が同意していても、この機関には開示できません。",
    )  # fmt: skip
    starts_on = DateField(label="開始日")
    ends_on = DateField(
        label="終了日", required=False, help_text="空欄は期限なし。終了日の60日前からホームに知らせが出ます。"
    )
    tail_days = NumberField(
        label="引継ぎ後の閲覧日数",
        unit="日",
        min_value=0,
        max_value=365,
        help_text="引継ぎが終わったあと、定着支援センターが閲覧できる日数です。",
    )
    meeting_interval_months = NumberField(label="定期協議の間隔", unit="か月", min_value=1, max_value=24)
    board_template = CodeMultipleChoice(
        label="併走の分担項目",
        choices=Responsibility,
        required=False,
        help_text="選ばないときは、標準の項目を使います。",
    )
    note = TextField(label="備考", required=False)
    scan = FileField(label="署名した文書", required=False)
    fieldsets = (
        ("取決めの相手", ("municipality", "partner", "title")),
        ("共有できる情報と期間", ("classes", "starts_on", "ends_on")),
        (
            "併走・引継ぎの標準（定着支援センターとの取決め）",
            ("tail_days", "meeting_interval_months", "board_template"),
        ),
        ("文書", ("note", "scan")),
    )

    def __init__(
        self, *args: Any, municipalities: Iterable[tuple[str, str]], partners: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].choices = [("", "選んでください"), *municipalities]
        self.fields["partner"].choices = [("", "選んでください"), *partners]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "終了日は開始日以後の日を入力してください。")
        return data

    def terms(self) -> dict[str, Any]:
        """What the service takes; the parties by id."""
        data = {k: v for k, v in self.cleaned_data.items() if k not in ("municipality", "partner", "scan")}
        file = self.cleaned_data.get("scan")
        return data | {
            "municipality_id": UUID(self.cleaned_data["municipality"]), "partner_id": UUID(self.cleaned_data["partner"]),
            "scan": (file.name, file.read()) if file else None,
        }  # fmt: skip


class EndForm(BaseForm):
    """取決めを途中で終える."""

    last_day = DateField(label="最終日")
    confirmed = ConfirmField(label="最終日のあとは、この取決めに基づく新しい開示ができなくなることを確認しました")
