"""Forms of 事業所の申告: the big buttons, and all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms

from renkei.offices.enums import (
    ON_BEHALF,
    Accepts,
    Condition,
    MedicalSupport,
    MobilitySupport,
    MoneySupport,
    NightCover,
    Source,
    TrialStay,
    VacancyState,
)
from renkei.offices.queries import OwnPlace
from renkei.offices.rules.statements import SaidConditions
from renkei.web.forms import (
    BaseForm,
    CodeChoice,
    CodeMultipleChoice,
    DateField,
    LongTextField,
    NumberField,
    PhoneField,
    TextField,
)

_MOST_PLACES = 200
#: The buttons: state and number of places.
BUTTONS = (
    ("full:", "空きなし"), ("open:1", "空き 1人"), ("open:2", "空き 2人"), ("open:3", "空き 3人"), ("ask:", "要相談"),
)  # fmt: skip
CONDITIONS = (
    "disabilities", "conditions", "night_cover", "trial_stay", "medical", "money", "mobility", "note", "contact_name",
    "contact_phone", "contact_hours",
)  # fmt: skip


def read_button(pressed: str) -> tuple[VacancyState, int | None]:
    """「open:2」 → 空きあり, 2."""
    state, _, places = pressed.partition(":")
    return VacancyState(state), int(places) if places else None


class VacancyForm(BaseForm):
    """One press: which service, what."""

    say = CodeChoice(label="空き状況", choices=[], widget=forms.HiddenInput)

    def __init__(self, *args: Any, place: OwnPlace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("say", [(f"{s.code}|{value}", label) for s in place.services for value, label in BUTTONS])

    def vacancies(self) -> dict[str, tuple[VacancyState, int | None]]:
        """For the service."""
        code, _, pressed = self.cleaned_data["say"].partition("|")
        return {code: read_button(pressed)}


class StatementForm(BaseForm):
    """空き状況 of each service and the conditions; a coordinator also says how it was heard."""

    source = CodeChoice(label="どのように聞いたか", choices=[(s.value, s.label) for s in ON_BEHALF], radio_up_to=0)
    spoken_to = TextField(
        label="話した相手",
        max_length=60,
        help_text="例：サービス管理責任者の方。ホームページで見たときは、ページの名前。",
    )
    as_of = DateField(label="いつ現在の状況ですか")
    disabilities = CodeMultipleChoice(
        label="受け入れる障害種別",
        choices=Accepts,
        required=False,
        help_text="一つでも選ぶと、選ばなかった種別は受け入れていないものとして扱います。",
    )
    conditions = CodeMultipleChoice(label="受入れの条件", choices=Condition, required=False)
    night_cover = CodeChoice(label="夜間の体制", choices=NightCover, required=False, empty="答えない")
    trial_stay = CodeChoice(label="体験利用", choices=TrialStay, required=False, empty="答えない")
    medical = CodeMultipleChoice(label="医療面の支え", choices=MedicalSupport, required=False)
    money = CodeMultipleChoice(label="お金の管理", choices=MoneySupport, required=False)
    mobility = CodeMultipleChoice(label="移動の支えと設備", choices=MobilitySupport, required=False)
    note = LongTextField(
        label="補足", rows=3, max_length=400, required=False, help_text="利用者など、個人のことは書かないでください。"
    )
    contact_name = TextField(
        label="相談の窓口", max_length=60, required=False, help_text="職名と名前。職名だけでもかまいません。"
    )
    contact_phone = PhoneField(label="窓口の電話", max_length=20, required=False)
    contact_hours = TextField(label="つながりやすい時間", max_length=60, required=False, help_text="例：平日の午前")
    checked = forms.BooleanField(
        label="受入れの条件も確かめた", required=False,
        help_text="選ばないときは、条件に変更があるときだけ新しい版にします。空き状況だけを変えるときは選びません。",
    )  # fmt: skip

    def __init__(self, *args: Any, place: OwnPlace, on_behalf: bool, today: date, **kwargs: Any) -> None:
        before = _before(place.conditions)
        super().__init__(*args, stored=before, initial={"as_of": today}, **kwargs)
        self._before, self._services, self.on_behalf = before, place.services, on_behalf
        for number, service in enumerate(place.services):
            self.fields[f"state_{number}"] = CodeChoice(
                label=f"{service.label}の空き", choices=VacancyState, required=False, empty="変えない",
                help_text=f"いまの表示：{service.vacancy.words}" if service.vacancy else "まだ申告がありません。",
            )  # fmt: skip
            self.fields[f"places_{number}"] = NumberField(
                label="空きの数", unit="人", min_value=1, max_value=_MOST_PLACES, required=False
            )
            self.fields[f"free_{number}"] = DateField(
                label="空く予定日", required=False, help_text="「空きなし」か「要相談」のとき、分かれば入れてください。"
            )
        if not on_behalf:
            del self.fields["source"], self.fields["spoken_to"]

    @property
    def fieldsets(self) -> Any:  # type: ignore[override]
        """The vacancies of its services first."""
        asked = ("source", "spoken_to", "as_of") if self.on_behalf else ("as_of",)
        lines = [f"{kind}_{n}" for n in range(len(self._services)) for kind in ("state", "places", "free")]
        return (
            ("いつ・誰から", asked) if self.on_behalf else ("いつ", asked), ("空き状況", tuple(lines)),
            ("受入れの条件", CONDITIONS[:8]), ("相談の窓口", CONDITIONS[8:]), ("確認", ("checked",)),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for number in range(len(self._services)):
            if cleaned.get(f"places_{number}") and cleaned.get(f"state_{number}") != VacancyState.OPEN:
                self.add_error(f"places_{number}", "空きの数は、「空きあり」を選んだときに入力してください。")
            if cleaned.get(f"free_{number}") and cleaned.get(f"state_{number}") not in (
                VacancyState.FULL,
                VacancyState.ASK,
            ):
                self.add_error(
                    f"free_{number}", "空く予定日は、「空きなし」か「要相談」を選んだときに入力してください。"
                )
        if not self.errors and not self._vacancies() and self._conditions() is None:
            raise forms.ValidationError(
                "変わったところがありません。条件に変わりがないときは「受入れの条件も確かめた」を選んでください。"
            )
        return cleaned

    def statement(self) -> dict[str, Any]:
        """For the service."""
        cleaned = self.cleaned_data
        said = {"as_of": cleaned["as_of"], "vacancies": self._vacancies(), "conditions": self._conditions()}
        days = {s.code: cleaned.get(f"free_{n}") for n, s in enumerate(self._services)}
        said["free_from"] = {code: day for code, day in days.items() if day}
        if self.on_behalf:
            said |= {"source": Source(cleaned["source"]), "spoken_to": cleaned["spoken_to"]}
        return said

    def _vacancies(self) -> dict[str, tuple[VacancyState, int | None]]:
        cleaned = self.cleaned_data
        return {
            service.code: (VacancyState(cleaned[f"state_{n}"]), cleaned.get(f"places_{n}"))
            for n, service in enumerate(self._services) if cleaned.get(f"state_{n}")
        }  # fmt: skip

    def _conditions(self) -> dict[str, Any] | None:
        now = {name: self.cleaned_data[name] for name in CONDITIONS}
        return now if self.cleaned_data["checked"] or now != self._before else None


def _before(said: SaidConditions | None) -> Mapping[str, Any]:
    """The conditions as the form holds them."""
    if said is None:
        return dict.fromkeys(CONDITIONS, "") | dict.fromkeys(
            ("disabilities", "conditions", "medical", "money", "mobility"), []
        )
    values = asdict(said)
    return {name: list(values[name]) if isinstance(values[name], tuple) else values[name] for name in CONDITIONS}
