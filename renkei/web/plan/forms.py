"""Forms of the release plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from renkei.coordination.enums.plan import StopKind
from renkei.web.forms import (
    BaseForm,
    CodeChoice,
    DateField,
    LongTextField,
    TextField,
    TimeField,
    YesNoField,
)

_STAFF = "機関と職員の名前を書きます。例：「定着支援センター 見本、市 担当」"


class ScenarioForm(BaseForm):
    """結果ごとの準備."""

    destination = TextField(
        label="行き先",
        max_length=200,
        required=False,
        help_text="この結果になったときに、その日から住む・泊まるところです。",
    )
    own_tasks = LongTextField(
        label="この結果のときにすること", required=False, rows=4, max_length=1000,
        help_text="1行に一つ書きます。この結果を選ぶと、「やること」になります。ひな形の「やること」は自動で加わります。",
    )  # fmt: skip
    note = LongTextField(label="補足", required=False, rows=3, max_length=1000)


class NewScenarioForm(ScenarioForm):
    """結果ごとの準備を加える."""

    field_order = ("outcome", "destination", "own_tasks", "note")

    def __init__(self, *args: Any, outcomes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"] = CodeChoice(label="どの結果のための準備ですか", choices=outcomes)
        self.order_fields(self.field_order)


class ChooseForm(BaseForm):
    """この結果になった. 実刑 asks when the case is to be looked at again."""

    def __init__(self, *args: Any, sleeps: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sleeps:
            self.fields["wake_on"] = DateField(
                label="支援を再開するか確かめる日",
                help_text="ケースを休ませ、この日が来たら「やること」とお知らせで起こします。釈放の日が分かっていれば、その約8か月前です。",
            )  # fmt: skip


class HoldForm(BaseForm):
    """枠の確保をお願いする."""

    field_order = ("inquiry", "until")
    until = DateField(
        label="確保の期限", help_text="事業所には、期限だけが伝わります（どの結果のためかは伝わりません）。"
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["inquiry"] = CodeChoice(
            label="事業所", choices=places, error_messages={"required": "事業所を選んでください。"}
        )
        self.order_fields(self.field_order)


class UntilForm(BaseForm):
    """確保の期限を変える."""

    until = DateField(label="確保の期限")


class DayForm(BaseForm):
    """釈放の日の行程表."""

    fieldsets: Sequence[tuple[str, Sequence[str]]] = (
        ("迎え", ("meet_at", "meet_place", "meets", "belongings")),
        ("お金と食事", ("cash", "two_weeks")),
        ("薬", ("medicine",)),
        ("泊まるところ", ("sleeps", "sleeps_else", "evening")),
    )
    meet_at = TextField(label="迎えの時刻", max_length=60, required=False, help_text="例：「9時30分ごろ」")
    meet_place = TextField(label="迎えの場所", max_length=200, required=False)
    meets = TextField(label="迎えに行く人", max_length=200, required=False, help_text=_STAFF)
    belongings = LongTextField(label="持ち物・服", rows=2, max_length=500, required=False)
    cash = TextField(label="手元のお金", max_length=200, required=False)
    two_weeks = LongTextField(
        label="最初の2週間のお金と食事", rows=3, max_length=1000, required=False,
        help_text="いつ、どこから、いくら入るか。入るまでの食事はどうするか。",
    )  # fmt: skip
    medicine = LongTextField(
        label="薬と受診",
        rows=3,
        max_length=1000,
        required=False,
        help_text="薬は何日分あるか。次の受診はいつ、どこか。",
    )
    sleeps = TextField(label="その日に泊まるところ", max_length=200, required=False)
    sleeps_else = TextField(label="泊まれないときの代わり", max_length=200, required=False)
    evening = TextField(label="夜に困ったときの連絡先", max_length=200, required=False)

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        """`names`: the fields of the classes open to the actor; the others are not there."""
        super().__init__(*args, **kwargs)
        for name in set(self.base_fields) - set(names):
            del self.fields[name]
        self.fieldsets = tuple(g for g in self.fieldsets if any(n in self.fields for n in g[1]))


class StopForm(BaseForm):
    """初日に回るところ."""

    fieldsets = (
        ("行き先", ("kind", "at", "place", "address", "goes_with", "note")),
        ("事業所にも見せる", ("is_shown", "organisation_id", "told_day")),
    )
    kind = CodeChoice(label="行き先の種類", choices=StopKind)
    at = TimeField(label="着く時刻", required=False)
    place = TextField(label="行き先", max_length=120, help_text="例：「みほん市役所 2階 障害福祉課」")
    address = TextField(label="所在地・電話", max_length=200, required=False)
    goes_with = TextField(
        label="一緒に行く人", max_length=200, required=False,
        help_text="機関と職員の名前を書きます。例：「みほん市 障害福祉課 担当」",
    )  # fmt: skip
    note = LongTextField(label="することと持ち物", rows=2, max_length=500, required=False)
    is_shown = YesNoField(
        label="行き先の事業所にも見せますか", yes="見せる", no="見せない",
        help_text="見せると、その事業所に「利用開始日の予定」として、日・時刻・一緒に行く人・することが表示されます。"
        "事業所が読むので、どこから来るかは書かないでください。",
    )  # fmt: skip
    told_day = DateField(label="事業所に伝える日", required=False)

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation_id"] = CodeChoice(
            label="見せる事業所", choices=offices, required=False, empty="選ばない", radio_up_to=0,
            help_text="障害・医療・生活の情報を開示した事業所から選びます。",
        )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What the service takes: the office as an id."""
        data = dict(self.cleaned_data)
        chosen = str(data.pop("organisation_id", "") or "")
        return data | {"organisation_id": UUID(chosen) if chosen else None}
