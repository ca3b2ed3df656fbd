"""Forms of the tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from renkei.coordination.enums.tasks import DropReason
from renkei.policy.enums import InfoClass
from renkei.web.forms import BaseForm, CodeChoice, DateField, FilterForm, TextField

NOBODY = "まだ決めない"


class DoerForm(BaseForm):
    """担当と日付."""

    fieldsets: Sequence[tuple[str, Sequence[str]]] = (("だれが", ("who",)), ("いつまでに", ("due_on", "start_on")))
    due_on = DateField(label="期限", required=False)
    start_on = DateField(label="始める日", required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"] = CodeChoice(
            label="担当", choices=people, required=False, empty=NOBODY, radio_up_to=0,
            help_text="決めないでおくと、一覧のいちばん上に「まだだれも引き受けていないこと」として出ます。",
        )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What the services take: the body and the person out of the one choice."""
        data = dict(self.cleaned_data)
        kind, _, pk = str(data.pop("who", "") or "").partition(":")
        return data | {
            "organisation_id": UUID(pk) if kind == "body" else None,
            "user_id": UUID(pk) if kind == "user" else None,
        }


class TaskForm(DoerForm):
    """やることを加える."""

    fieldsets = (("何を", ("title", "info_class")), *DoerForm.fieldsets)
    title = TextField(
        label="やること", max_length=120, help_text="例：「ハローワークに同行する」。氏名は書かないでください。"
    )

    def __init__(self, *args: Any, classes: list[InfoClass], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["info_class"] = CodeChoice(
            label="情報区分", choices=[(c.value, c.label) for c in classes],
            help_text="書いた言葉のうち、いちばん慎重に扱うものに合わせて選びます。見られる人がこれで決まります。",
        )  # fmt: skip


class DropForm(BaseForm):
    """取りやめる."""

    reason = CodeChoice(label="取りやめる理由", choices=DropReason)


class MineFilter(FilterForm):
    """だれの分を見るか."""

    show = CodeChoice(
        label="表示するもの", choices=[("nobody", "自分の機関で、まだだれも引き受けていないこと")], required=False,
        empty="わたしが担当のこと",
    )  # fmt: skip
