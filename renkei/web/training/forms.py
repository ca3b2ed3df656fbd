"""Forms of 研修, of the organisers and of who joins with an account."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from renkei.core.clock import TOKYO, day_of
from renkei.programme.enums.training import Audience, Job, Mark, TrainingKind, TrainingWay
from renkei.programme.rules.training_assumptions import MOST_SEATS, QUESTIONS
from renkei.programme.services.training_seats import Person
from renkei.web.forms import (
    BaseForm,
    CodeChoice,
    CodeMultipleChoice,
    DateField,
    DateTimeField,
    EmailField,
    FileField,
    FilterForm,
    LongTextField,
    NumberField,
    PatternField,
    PhoneField,
    TextField,
    TimeField,
)

_NOBODY = "支援している方が分かることは書かないでください。"
Choices = Iterable[tuple[UUID, str]]


class TrainingForm(BaseForm):
    """研修を準備する・直す."""

    fieldsets = (
        ("どんな研修か", ("municipality", "title", "kind", "aims", "audience", "speakers", "partner")),
        ("いつ、どこで", ("starts_at", "ends", "deadline_on", "way", "place", "online_url", "capacity")),
        ("問合せ", ("contact",)),
    )
    municipality = CodeChoice(label="事業を行う市町村", choices=[])
    title = TextField(label="名称", max_length=120, help_text="例：罪に問われた人を地域で支えるために（基礎編）")
    kind = CodeChoice(label="種類", choices=TrainingKind)
    aims = LongTextField(label="ねらい・内容", rows=4, max_length=1000, help_text=f"案内に載ります。{_NOBODY}")
    audience = CodeMultipleChoice(label="対象", choices=Audience)
    speakers = TextField(label="講師", max_length=300, required=False, help_text="名前と所属。案内に載ります。")
    partner = CodeChoice(label="共催する機関", choices=[], required=False, empty="なし", radio_up_to=0)
    starts_at = DateTimeField(label="始まり")
    ends = TimeField(label="終わりの時刻")
    deadline_on = DateField(label="申込みの期限")
    way = CodeChoice(label="開き方", choices=TrainingWay)
    place = TextField(label="会場", max_length=200, required=False, help_text="会場で開くときに入力します。")
    online_url = TextField(
        label="オンラインの参加用アドレス", max_length=500, required=False, nfkc=True,
        help_text="申し込んだ人だけに表示します。あとから入れることもできます。",
    )  # fmt: skip
    capacity = NumberField(
        label="定員",
        unit="人",
        min_value=1,
        max_value=MOST_SEATS,
        required=False,
        help_text=f"{MOST_SEATS}人まで。空欄は、定員を決めません。",
    )
    contact = TextField(label="問合せ先", max_length=200, help_text="部署と電話。案内に載ります。")

    def __init__(self, *args: Any, towns: Choices, partners: Choices, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("municipality", [(str(pk), name) for pk, name in towns])
        self.set_choices("partner", [(str(pk), name) for pk, name in partners])
        if fixed or len(list(towns)) == 1:
            del self.fields["municipality"]

    def clean_online_url(self) -> str | None:
        """An address of the web."""
        address = self.cleaned_data["online_url"]
        if address and not re.fullmatch(r"https?://\S+", address):
            raise ValidationError("アドレスは「https://」から入力してください。", code="url")
        return address or None

    def clean(self) -> dict[str, Any]:
        """The hours follow each other; what belongs to a place or to an online room is there."""
        data = super().clean()
        starts, ends, last = data.get("starts_at"), data.get("ends"), data.get("deadline_on")
        if starts and ends and datetime.combine(day_of(starts), ends, tzinfo=TOKYO) <= starts:
            self.add_error("ends", "終わりの時刻は、始まりより後にしてください。")
        if starts and last and last > day_of(starts):
            self.add_error("deadline_on", "申込みの期限は、研修の日までにしてください。")
        if data.get("way") in ("place", "both") and not data.get("place"):
            self.add_error("place", "会場を入力してください。")
        if data.get("way") == "place" and data.get("online_url"):
            self.add_error("online_url", "会場だけの研修では、アドレスは入力できません。")
        return data

    def planned(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        starts, last = data["starts_at"], data.pop("deadline_on")
        data["ends_at"] = datetime.combine(day_of(starts), data.pop("ends"), tzinfo=TOKYO)
        data["deadline"] = min(datetime.combine(last, time(23, 59), tzinfo=TOKYO), starts)
        partner, town = data.pop("partner"), data.pop("municipality", None)
        data["partner_id"] = UUID(partner) if partner else None
        return data | ({"municipality_id": UUID(town)} if town else {})


def stored_of(thing: Any) -> dict[str, Any]:
    """What the form starts from, of a training that is edited."""
    same = ("title", "kind", "aims", "audience", "speakers", "starts_at", "way", "place", "capacity", "contact")
    return {name: getattr(thing, name) for name in same} | {
        "partner": str(thing.partner_id or ""), "ends": thing.ends_at.astimezone(TOKYO).time(),
        "deadline_on": day_of(thing.deadline), "online_url": thing.online_url or "",
    }  # fmt: skip


class CancelForm(BaseForm):
    """中止する."""

    reason = LongTextField(label="中止の理由", rows=3, max_length=300, help_text=f"申し込んだ方に表示します。{_NOBODY}")


class FinishForm(BaseForm):
    """出欠を確定して終える."""

    summary = LongTextField(label="ふりかえり", rows=4, max_length=1000, required=False, help_text=_NOBODY)


class FindForm(BaseForm):
    """事業所をさがす, to invite."""

    find = TextField(label="事業所の名前・住所", required=False, max_length=100)


class OfficeNumberField(PatternField):
    """事業所番号, ten digits."""

    pattern = re.compile(r"\d{10}")
    sentence = "事業所番号は10桁の数字で入力してください。分からないときは空欄のままでかまいません。"


class ColleagueForm(BaseForm):
    """同じ機関の人の申込み."""

    name = TextField(label="参加する人の名前", max_length=60)
    job = CodeChoice(label="職種", choices=Job, radio_up_to=0)

    def person(self) -> Person:
        """What the service takes."""
        return Person(**self.cleaned_data)


class GuestForm(ColleagueForm):
    """参加者 of another body: by a link, or entered by the organisers."""

    office_number = OfficeNumberField(
        label="事業所番号", required=False, max_length=20, help_text="10桁。分かれば、名称は空欄でかまいません。"
    )
    office_name = TextField(label="事業所・機関の名前", max_length=200, required=False)
    phone = PhoneField(
        label="連絡用の電話", required=False, help_text="変更や中止を知らせるために使います。", max_length=20
    )
    mail = EmailField(label="連絡用のメール", required=False)

    field_order: Sequence[str] = ("office_number", "office_name", "name", "job", "phone", "mail")


class EnterForm(GuestForm):
    """主催者が入力する."""

    here = CodeChoice(
        label="いつの入力ですか", choices=[("no", "電話などで受けた申込み"), ("yes", "当日の飛び入り（出席を付ける）")]
    )
    field_order: Sequence[str] = ("here", *GuestForm.field_order)

    def person(self) -> Person:
        """What the service takes."""
        return Person(**{k: v for k, v in self.cleaned_data.items() if k != "here"})


class CodeForm(BaseForm):
    """会場のコード."""

    code = TextField(label="会場に示されているコード", nfkc=True, max_length=12)


class MarksForm(BaseForm):
    """名簿: a choice for each seat. `seats` in the order of the list."""

    reason = TextField(
        label="直した理由", max_length=200, required=False, help_text="付けた出欠を直すときだけ入力します。"
    )

    def __init__(self, *args: Any, seats: Sequence[Any], **kwargs: Any) -> None:
        stored = {_box(seat): seat.mark for seat in seats}
        super().__init__(*args, stored=stored | {"reason": ""}, **kwargs)
        for seat in seats:
            self.fields[_box(seat)] = CodeChoice(
                label=f"{seat.name}（{seat.office_name}）", choices=Mark, required=False
            )
        self.seats = seats

    def rows(self) -> list[tuple[Any, Any]]:
        """(seat, its box)."""
        return [(seat, self[_box(seat)]) for seat in self.seats]

    def marks(self) -> dict[UUID, str]:
        """What the service takes."""
        return {seat.pk: self.cleaned_data[_box(seat)] for seat in self.seats}


def _box(seat: Any) -> str:
    return f"mark_{seat.pk}"


class MaterialForm(BaseForm):
    """資料を加える."""

    title = TextField(
        label="資料の名前", max_length=80, help_text="申し込んだ人に表示します。人の名前は入れないでください。"
    )
    file = FileField(label="ファイル")


_SCALE = [
    ("5", "とてもそう思う"),
    ("4", "そう思う"),
    ("3", "どちらともいえない"),
    ("2", "あまり思わない"),
    ("1", "思わない"),
]


class ReplyForm(BaseForm):
    """アンケート: fixed questions on a scale of five, and a text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, words in QUESTIONS:
            self.fields[code] = CodeChoice(label=words, choices=_SCALE, radio_up_to=0, required=False, empty="答えない")
        self.fields["text"] = LongTextField(
            label="ご意見・ご感想",
            rows=4,
            max_length=1000,
            required=False,
            help_text="人の名前や、どなたかが分かることは書かないでください。",
        )

    def answers(self) -> dict[str, Any]:
        """What the service takes."""
        return {k: (int(v) if v else None) if k != "text" else v for k, v in self.cleaned_data.items()}


class RegisterFilter(FilterForm):
    """受講の記録を絞る."""

    q = TextField(label="事業所の名前・番号、研修の名称", max_length=100)
    kind = CodeChoice(label="種類", choices=TrainingKind, required=False, empty="すべて")
    year = CodeChoice(label="年度", choices=[], required=False, empty="すべて", radio_up_to=0)

    def __init__(self, *args: Any, years: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("year", years)
