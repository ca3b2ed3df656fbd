"""Forms of 開拓. None of them asks for anything about a person in support."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from renkei.contacts.enums import ContactMethod
from renkei.offices.rules.service_codes import grouped_choices
from renkei.programme.enums.outreach import CHOSEN_OUTCOMES, Help, OutreachStatus, Priority, Stance
from renkei.programme.queries.outreach import service_words
from renkei.stats.enums import REASONS
from renkei.web.forms import (
    BaseForm,
    CodeChoice,
    CodeMultipleChoice,
    DateField,
    DateTimeField,
    FilterForm,
    LongTextField,
    NumberField,
    TextField,
    YesNoField,
)

Pairs = Iterable[tuple[UUID, str]]
_NOBODY = "どなたかのことは書きません。"
_METHODS = [
    (m.value, m.label)
    for m in ContactMethod
    if m in ("visit", "phone", "interview", "meeting", "online", "letter", "accompany", "other")
]


def service_entries(more: str = "") -> list[tuple[str, str]]:
    """Every service with its words; `more`: one of the gap map that is no service of the list (a need without one)."""
    found = [entry for _, entries in grouped_choices() for entry in entries]
    return (
        found if not more or more in dict(found) else [*found, (more, f"{service_words(more)}（サービスの指定なし）")]
    )


class OutreachFilter(FilterForm):
    """一覧を絞る."""

    q = TextField(label="事業所の名前・番号", required=False, max_length=100)
    status = CodeChoice(label="状態", choices=OutreachStatus, required=False, empty="終了のほかすべて")
    owner = CodeChoice(label="担当", choices=[], radio_up_to=-1, required=False, empty="すべて")
    view = CodeChoice(
        label="見方", choices=[("table", "表で見る")], radio_up_to=-1, required=False, empty="状態ごとに見る"
    )

    def __init__(self, *args: Any, people: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("owner", [(str(pk), name) for pk, name in people])


class ReasonForm(BaseForm):
    """なぜ開拓するか, how soon, by whom."""

    service_code = CodeChoice(label="足りないサービス", choices=[], radio_up_to=-1, required=False, empty="選ばない")
    area_code = CodeChoice(label="足りない地域", choices=[], radio_up_to=-1, required=False, empty="選ばない")
    reason_code = CodeChoice(
        label="満たせない理由", choices=list(REASONS.items()), radio_up_to=-1, required=False, empty="選ばない"
    )
    why = LongTextField(label="開拓する理由の補足", rows=2, max_length=300, required=False, help_text=_NOBODY)
    priority = CodeChoice(label="優先度", choices=Priority)
    owner = CodeChoice(label="担当", choices=[], radio_up_to=-1, required=False, empty="決めていない")

    def __init__(
        self, *args: Any, people: Pairs, areas: Iterable[tuple[str, str]], service: str = "", **kwargs: Any
    ) -> None:
        """`areas`: municipalities of the prefecture; `service`: one that came from the gap map."""
        super().__init__(*args, **kwargs)
        self.set_choices("service_code", service_entries(service))
        self.set_choices("area_code", areas)
        self.set_choices("owner", [(str(pk), name) for pk, name in people])

    def reasons(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        return data | {"owner": UUID(data["owner"]) if data["owner"] else None}


class AddForm(ReasonForm):
    """候補に加える: an office of the directory is chosen already, or it is called by its name."""

    fieldsets = (
        ("事業所", ("municipality", "name")),
        ("なぜ開拓するか", ("service_code", "area_code", "reason_code", "why")),
        ("進め方", ("priority", "owner")),
    )
    municipality = CodeChoice(label="どの市町村の事業として", choices=[], radio_up_to=-1)
    name = TextField(
        label="事業所の名称", max_length=200, help_text="台帳にない事業所（これから始める法人など）のときに入力します。"
    )

    def __init__(self, *args: Any, municipalities: Pairs, listed: bool, **kwargs: Any) -> None:
        """`listed`: the office is one of the directory."""
        super().__init__(*args, **kwargs)
        towns = [(str(pk), name) for pk, name in municipalities]
        self.set_choices("municipality", towns)
        if len(towns) == 1:
            self.fields["municipality"].initial = towns[0][0]
        if listed:
            del self.fields["name"]

    def added(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.reasons()
        return data | {"municipality_id": UUID(data.pop("municipality"))}


class VisitForm(BaseForm):
    """訪問を記録する."""

    fieldsets = (
        ("いつ・だれと", ("method", "at", "minutes", "travel_minutes", "went", "met")),
        ("どうだったか", ("stance", "helps", "text")),
        ("次", ("next_step", "next_on", "keep_tie")),
    )
    method = CodeChoice(label="方法", choices=_METHODS, radio_up_to=-1)
    at = DateTimeField(label="日時")
    minutes = NumberField(label="所要時間", unit="分", required=False, min_value=0, max_value=600)
    travel_minutes = NumberField(label="移動時間（往復）", unit="分", required=False, min_value=0, max_value=600)
    went = TextField(label="行った人", required=False, help_text="職員の名前。何人かのときは「、」で区切ります。")
    met = TextField(label="会った人", required=False, help_text="事業所の職員の役職・名前。例：管理者　山田さん")
    stance = CodeChoice(label="手応え", choices=Stance)
    helps = CodeMultipleChoice(label="何があれば受け入れやすいか", choices=Help, required=False)
    text = LongTextField(label="話したこと", rows=4, max_length=1000, required=False, help_text=_NOBODY)
    next_step = TextField(label="次にすること", required=False, help_text="例：加算の資料を持って、もう一度訪ねる")
    next_on = DateField(label="次の期日", required=False)
    keep_tie = YesNoField(
        label="事業所メモの「接点」にも記録しますか", yes="記録する（候補の検索で使われます）", no="記録しない"
    )

    def __init__(self, *args: Any, listed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not listed:
            del self.fields["keep_tie"]


class PlanVisitForm(BaseForm):
    """訪問の予定を決める."""

    planned_on = DateField(label="訪問の予定日")


class NextForm(BaseForm):
    """次にすることを決める."""

    next_step = TextField(
        label="次にすること", required=False, help_text="終わったときは、期日と合わせて空欄にします。"
    )
    next_on = DateField(label="次の期日", required=False)


class AnswerForm(BaseForm):
    """返事を記録する."""

    step = CodeChoice(label="返事", choices=[], radio_up_to=-1)
    answered_on = DateField(label="返事のあった日")
    note = LongTextField(
        label="条件・見送りの理由", rows=3, max_length=400, required=False,
        help_text=f"条件付き・見送りのときは必ず入力します。{_NOBODY}",
    )  # fmt: skip
    next_step = TextField(label="次にすること", required=False)
    next_on = DateField(label="次の期日", required=False)

    def __init__(self, *args: Any, steps: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("step", steps)


class FinishForm(BaseForm):
    """6か月後の結果を書いて終える."""

    outcome = CodeChoice(label="結果", choices=CHOSEN_OUTCOMES, radio_up_to=9)
    note = LongTextField(label="補足", rows=3, max_length=400, required=False, help_text=_NOBODY)


class WhyForm(BaseForm):
    """理由を書いて、外す・取り消す・再開する."""

    reason = LongTextField(label="理由", rows=3, max_length=300, help_text=_NOBODY)


def areas_from(found: Iterable[Any], chosen: str, words: str) -> list[tuple[str, str]]:
    """Municipalities as entries; with the one that came from the gap map (a prefecture, a 圏域) where it is none of them."""
    entries = [(m.code, m.name) for m in found]
    return entries if not chosen or chosen in dict(entries) else [(chosen, words), *entries]
