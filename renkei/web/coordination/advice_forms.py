"""Forms of the advice asked of the centre."""

from __future__ import annotations

from typing import Any

from renkei.coordination.enums.advice import AdviceTopic
from renkei.coordination.enums.joint import Channel
from renkei.coordination.rules.advice import ANSWER_DAYS, CHOICES
from renkei.coordination.services.joint import OnBehalf
from renkei.policy.enums import InfoClass
from renkei.web.forms import BaseForm, CodeChoice, DateTimeField, LongTextField, NumberField, TextField, YesNoField

_DAYS = [(str(n), f"{n}開庁日" + ("（ふつう）" if n == ANSWER_DAYS else "")) for n in CHOICES]
_TOLD = ("channel", "spoken_to", "told_at")


class ToldForm(BaseForm):
    """Says how something was said outside Renkei."""

    channel = CodeChoice(label="方法", choices=Channel, required=False)
    spoken_to = TextField(label="話した相手", max_length=60, required=False, help_text="センターの職員の氏名です。")
    told_at = DateTimeField(label="話した日時", required=False)

    def need_told(self) -> None:
        for name in _TOLD:
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, f"{self.fields[name].label}を入力してください。")

    def told(self) -> OnBehalf | None:
        data = self.cleaned_data
        if not all(data.get(name) for name in _TOLD):
            return None
        return OnBehalf(Channel(data["channel"]), data["spoken_to"], data["told_at"])


class AskForm(ToldForm):
    """助言を求める."""

    fieldsets = (
        ("相談", ("topic", "info_class", "text", "days", "minutes")),
        ("れんけいの外で相談したとき", ("outside", "channel", "spoken_to", "told_at")),
    )
    topic = CodeChoice(label="何について", choices=AdviceTopic)
    info_class = CodeChoice(
        label="相談の情報区分", choices=InfoClass, radio_up_to=6,
        help_text="相談に書く内容のうち、いちばん重い区分を選びます。センターに開示されている区分なら、センターがここで読めます。",
    )  # fmt: skip
    text = LongTextField(
        label="相談したいこと", rows=6, help_text="いま困っていること、試したこと、聞きたいことを書きます。"
    )
    days = CodeChoice(label="回答の期限", choices=_DAYS)
    minutes = NumberField(label="かかった時間", unit="分", required=False, min_value=1, max_value=600)
    outside = YesNoField(label="相談の方法", yes="れんけいの外（電話・書面など）で相談した", no="れんけいで相談する")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outside"):
            self.need_told()
        return data

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        told = self.told() if data["outside"] else None
        return {"topic": data["topic"], "info_class": data["info_class"], "text": data["text"], "days": int(data["days"]), "told": told, "minutes": data["minutes"]}  # fmt: skip


class StepForm(ToldForm):
    """One step of it."""

    text = LongTextField(label="内容", rows=6)
    days = CodeChoice(label="回答の期限", choices=_DAYS, initial=str(ANSWER_DAYS))
    minutes = NumberField(
        label="かかった時間", unit="分", required=False, min_value=1, max_value=600, help_text="活動の集計に数えます。"
    )
    field_order = ("text", "days", "minutes")
    _LABELS = {
        "answer": "回答",
        "ask_again": "続けて聞きたいこと",
        "close": "活かした結果",
        "withdraw": "取り下げる理由",
    }

    def __init__(self, *args: Any, step: str, outside: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outside = outside
        self.fields["text"].label = self._LABELS[step]
        if step != "ask_again":
            del self.fields["days"]
        if step not in ("ask_again", "answer"):
            del self.fields["minutes"]
        if not outside:
            for name in _TOLD:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.outside:
            self.need_told()
        return data

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        days = {"days": int(data["days"])} if "days" in data else {}
        return {
            "text": data["text"],
            "minutes": data.get("minutes"),
            "told": self.told() if self.outside else None,
            **days,
        }
