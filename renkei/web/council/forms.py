"""Forms of 定期協議 and 協議会."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from renkei.contacts.enums import Confidentiality
from renkei.programme.enums.council import SeriesKind
from renkei.programme.rules.council import Told, needs_words, rows_of
from renkei.programme.rules.council_assumptions import USUAL_INTERVAL, USUAL_MINUTES
from renkei.web.forms import (
    BaseForm,
    CodeChoice,
    CodeMultipleChoice,
    DateField,
    DateTimeField,
    LongTextField,
    NumberField,
    TextField,
    YesNoField,
)

_NOBODY = "名前・年齢・地名・日付・機関の名前・刑事に関わる言葉を使わずに書きます。"


class SeriesForm(BaseForm):
    """会議体."""

    kind = CodeChoice(label="種類", choices=SeriesKind)
    title = TextField(label="名称", max_length=60, help_text="例：定着支援センターとの定期協議、地域移行部会")
    interval_months = NumberField(label="開く間隔", unit="か月ごと", min_value=1, max_value=24, initial=USUAL_INTERVAL)
    next_on = DateField(label="次の予定日", required=False)

    def __init__(self, *args: Any, towns: Sequence[tuple[UUID, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(towns) > 1:
            choices = [(str(pk), name) for pk, name in towns]
            self.fields["municipality"] = CodeChoice(label="市町村", choices=choices, radio_up_to=0)

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        found = dict(self.cleaned_data)
        town = found.pop("municipality", "")
        return found | ({"municipality_id": UUID(town)} if town else {})


class TermForm(BaseForm):
    """任期と守秘."""

    fieldsets: Sequence[tuple[str, Sequence[str]]] = (
        ("任期", ("post", "starts_on", "ends_on")),
        ("守秘", ("pledge", "pledged_on", "pledged_until")),
    )
    post = TextField(label="職・立場", required=False, max_length=60)
    starts_on = DateField(label="任期の初め")
    ends_on = DateField(label="任期の終わり", required=False)
    pledge = CodeChoice(
        label="守秘の根拠", choices=Confidentiality, radio_up_to=0, required=False, empty="まだ確かめていない",
        help_text="確かめていない、または期限の切れた委員には、事例資料を渡せません。",
    )  # fmt: skip
    pledged_on = DateField(label="確かめた日・誓約の日", required=False)
    pledged_until = DateField(label="守秘の期限", required=False, help_text="期限がないときは空けておきます。")


class MemberForm(TermForm):
    """委員を加える."""

    fieldsets = (("だれ", ("member", "organisation", "body", "name")), *TermForm.fieldsets)
    member = CodeChoice(
        label="れんけいの利用者", choices=[], radio_up_to=0, required=False, empty="利用者ではない",
        help_text="利用者でないときは、下に機関と氏名を書きます。",
    )  # fmt: skip
    organisation = CodeChoice(
        label="機関（登録のある機関）", choices=[], radio_up_to=0, required=False, empty="登録がない・選ばない"
    )
    body = TextField(label="機関の名称（登録がないとき）", required=False, max_length=100)
    name = TextField(label="氏名", required=False, max_length=60)

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        found = dict(self.cleaned_data)
        user, _, body = found.pop("member").partition("|")
        chosen = found.pop("organisation")
        if user:
            return found | {"user_id": UUID(user), "organisation_id": UUID(body), "name": "", "body": ""}
        return found | {"organisation_id": UUID(chosen) if chosen else None}


class SessionForm(BaseForm):
    """次の回."""

    at = DateTimeField(label="日時")
    length = NumberField(label="時間", unit="分", min_value=15, max_value=600, initial=USUAL_MINUTES)
    place = TextField(label="場所", required=False, max_length=200)


class ChooseForm(BaseForm):
    """Base of what is ticked onto the agenda of one of the coming meetings."""

    session = CodeChoice(label="どの回の議題にしますか", choices=[], radio_up_to=3)

    def session_id(self) -> UUID:
        """The meeting that was chosen."""
        return UUID(self.cleaned_data["session"])


class CasesForm(ChooseForm):
    """困難事例を議題にする."""

    cases = CodeMultipleChoice(label="議題にする事例", choices=[])

    def case_ids(self) -> list[UUID]:
        """The cases that were ticked."""
        return [UUID(value) for value in self.cleaned_data["cases"]]


class GapsForm(ChooseForm):
    """足りないものを議題にする."""

    gaps = CodeMultipleChoice(label="議題にするもの", choices=[])
    follow = YesNoField(
        label="取組みとしても残しますか", yes="残す（終えるまで、毎回の会議に出る）", no="議題だけにする", initial=True
    )


class FollowForm(BaseForm):
    """取組み."""

    text = LongTextField(label="取り組むこと", rows=3, max_length=500, help_text="特定の方のことは書きません。")
    who = CodeChoice(label="担当", choices=[], radio_up_to=0, required=False, empty="決めていない")
    due_on = DateField(label="期限", required=False)

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        found = dict(self.cleaned_data)
        user, _, body = found.pop("who").partition("|")
        return found | {"user_id": UUID(user) if user else None, "organisation_id": UUID(body) if body else None}


class FollowStepForm(BaseForm):
    """結果を書いて終える."""

    step = CodeChoice(label="どうなりましたか", choices=[("finish", "済んだ"), ("drop", "取りやめる")])
    result = LongTextField(label="結果（取りやめるときは理由）", rows=3, max_length=500)


class SheetForm(BaseForm):
    """事例資料. The codes offered come from the case, coarse; each may be left unsaid."""

    fieldsets = (
        ("書くこと（記録から、粗い形で）", ("facts", "needs")),
        ("話し合うために", ("situation", "tried", "question")),
        ("確かめる人", ("reviewer",)),
    )
    facts = CodeMultipleChoice(
        label="資料に書くもの", choices=[], required=False, help_text="チェックを外したものは、資料に書きません。"
    )
    needs = CodeMultipleChoice(label="必要な支援", choices=[], required=False)
    situation = LongTextField(label="困っていること", rows=4, max_length=800, help_text=_NOBODY)
    tried = LongTextField(label="これまでにしたこと", rows=4, max_length=800, required=False, help_text=_NOBODY)
    question = LongTextField(label="話し合いたいこと", rows=3, max_length=400, help_text=_NOBODY)
    reviewer = CodeChoice(
        label="承認を頼む人", choices=[], radio_up_to=0, help_text="だれのことか分からない形かを、別の人が確かめます。"
    )

    def __init__(self, *args: Any, told: Told, people: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = told
        said = [n for n in ("age", "month", "waited", "reasons") if getattr(told, n)]
        words = {n: dict(rows_of(Told(**{n: getattr(told, n)}))) for n in said}
        self.set_choices("facts", [(n, "：".join(next(iter(words[n].items())))) for n in said])
        self.set_choices("needs", list(zip(told.needs, needs_words(told.needs), strict=False)))
        self.set_choices("reviewer", [(str(pk), name) for pk, name in people])
        for name in ("facts", "needs"):
            if not self.fields[name].choices:
                del self.fields[name]

    def told(self) -> Told:
        """The codes as they are to stand on the material."""
        said = self.cleaned_data.get("facts", [])
        kept = {n: getattr(self.offered, n) for n in said}
        return Told(**kept, needs=tuple(self.cleaned_data.get("needs", [])))

    def texts(self) -> dict[str, Any]:
        """What was written, and who is asked."""
        found = {n: self.cleaned_data[n] for n in ("situation", "tried", "question")}
        return found | {"reviewer": UUID(self.cleaned_data["reviewer"])}


class DecideForm(BaseForm):
    """承認する・差し戻す."""

    step = CodeChoice(label="返事", choices=[("approve", "承認する"), ("return", "差し戻す")])
    note = LongTextField(label="差し戻す理由", rows=3, max_length=300, required=False)


class HandForm(BaseForm):
    """配布する."""

    members = CodeMultipleChoice(label="渡す委員", choices=[], required=False)
    session = CodeChoice(label="渡す回", choices=[], radio_up_to=0, required=False, empty="会議の外で渡す")

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        chosen = self.cleaned_data["session"]
        return {
            "members": [UUID(v) for v in self.cleaned_data["members"]], "session_id": UUID(chosen) if chosen else None
        }  # fmt: skip
