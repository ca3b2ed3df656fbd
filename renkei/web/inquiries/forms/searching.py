"""The form of the rules of the order."""

from __future__ import annotations

from typing import Any

from renkei.offices.enums import Criterion
from renkei.offices.rules.matching import Rules
from renkei.web.forms import BaseForm, LongTextField, NumberField, TextField

_MOST = 100


class ChoiceForm(BaseForm):
    """Why these offices: kept with the search, never shown to an office."""

    reason = LongTextField(
        label="選んだ理由（控え・事業所には見えません）", required=False, rows=2, max_length=500,
        help_text="合わないところを選ぶときは、必ず書いてください。",
    )  # fmt: skip


class RulesForm(BaseForm):
    """重みと打診の上限. One field a criterion, named after it."""

    budget = NumberField(
        label="打診の上限",
        unit="件",
        min_value=1,
        max_value=99,
        help_text="この件数に達した事業所は、候補から休ませます。",
    )
    budget_days = NumberField(label="打診を数える期間", unit="日", min_value=1, max_value=730)
    reason = TextField(label="変える理由", max_length=200, help_text="個人のことは書かないでください。")

    def __init__(self, *args: Any, rules: Rules, **kwargs: Any) -> None:
        start = {"budget": rules.budget, "budget_days": rules.budget_days}
        start |= {c.value: rules.weight(c) for c in Criterion}
        super().__init__(*args, stored=start, **kwargs)
        for criterion in Criterion:
            self.fields[criterion.value] = NumberField(
                label=f"{criterion.label}の重み", min_value=0, max_value=_MOST,
                error_messages={"required": f"{criterion.label}の重みを入力してください。"},
            )  # fmt: skip
        self.fieldsets = (
            ("重み（0は使わない）", tuple(c.value for c in Criterion)),
            ("打診の重なり", ("budget", "budget_days")),
            ("記録", ("reason",)),
        )

    def values(self) -> tuple[dict[str, int], int, int]:
        """Weights, budget, and its days."""
        weights = {c.value: self.cleaned_data[c.value] for c in Criterion}
        return weights, self.cleaned_data["budget"], self.cleaned_data["budget_days"]
