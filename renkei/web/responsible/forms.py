"""Forms of the worksheets and of the exception of 計画相談."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from renkei.coordination.enums.joint import Channel
from renkei.coordination.enums.responsible import Answer, Evidence, ExceptionReason, SaidBy
from renkei.coordination.rules.responsible import FactSpec, rules_of
from renkei.coordination.services.responsible import BY_AGREEMENT, ENTRY_CLASSES, Decided, Found, Said
from renkei.policy.enums import InfoClass
from renkei.web.forms import BaseForm, CodeChoice, DateField, LongTextField, TextField
from renkei.web.stored import VersionField

_STAFF = "職員の氏名です。本人や家族の名前は書かないでください。"
_MUNICIPALITY = "都道府県と市区町村の名前を書きます。例：見本県 みほん市"
_ONLY = [(Answer.YES, "分かっている"), (Answer.UNKNOWN, Answer.UNKNOWN.label)]
_CLASS_HELP = "刑事に関わることを書くときは「支援に必要な刑事情報」を選びます。その区分を見られない人には表示しません。"


class BeginForm(BaseForm):
    """確認を始める."""

    due_on = DateField(label="次に確かめる日", help_text="決まるまで「やること」に残ります。あとで変えられます。")


class FactForm(BaseForm):
    """One fact, a new version that starts from the last."""

    fieldsets = (("答え", ("answer", "municipality", "on")), ("根拠", ("evidence", "kept_where", "note")))
    answer = CodeChoice(label="答え", choices=Answer)
    municipality = TextField(label="市町村", max_length=60, required=False, help_text=_MUNICIPALITY)
    on = DateField(label="いつから・いつのことか", required=False)
    evidence = CodeChoice(label="根拠", choices=Evidence, radio_up_to=0)
    kept_where = TextField(label="根拠のある所", max_length=100, required=False, help_text="例：ケースの添付、○○課の台帳、本人が持っている")  # fmt: skip
    note = LongTextField(label="補足", rows=3, max_length=1000, required=False)
    seen = VersionField()

    def __init__(self, *args: Any, spec: FactSpec, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if spec.only_place:
            self.set_choices("answer", _ONLY)
        if spec.place_label:
            self.fields["municipality"].label = spec.place_label
        else:
            del self.fields["municipality"]

    def found(self) -> Found:
        """What the service takes."""
        data = self.cleaned_data
        return Found(
            answer=Answer(data["answer"]), municipality=data.get("municipality", ""), on=data["on"],
            evidence=Evidence(data["evidence"]), kept_where=data["kept_where"], note=data["note"],
        )  # fmt: skip


class EntryForm(BaseForm):
    """Something written in the worksheet. `classes`: those that this person reads."""

    def __init__(self, *args: Any, kind: str, classes: Iterable[InfoClass], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        seen = set(classes)
        self.set_choices("info_class", [(str(c), c.label) for c in ENTRY_CLASSES if c in seen])

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        return data | {"info_class": InfoClass(data["info_class"])}


class StatementForm(EntryForm):
    """市町村の考え."""

    said_by = CodeChoice(label="だれの考えですか", choices=SaidBy)
    municipality = TextField(label="実施すべきと考える市町村", max_length=60, required=False, help_text=_MUNICIPALITY)
    on = DateField(label="話した日")
    channel = CodeChoice(label="方法", choices=Channel)
    spoken_to = TextField(label="話した相手", max_length=60, help_text=_STAFF)
    info_class = CodeChoice(label="内容の情報区分", choices=InfoClass, help_text=_CLASS_HELP)
    text = LongTextField(label="考えと理由", rows=5, max_length=2000)
    due_on = DateField(label="次に確かめる日")

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        due_on = data.pop("due_on")
        data |= {"said_by": SaidBy(data["said_by"]), "channel": Channel(data["channel"])}
        return {"said": Said(**data), "due_on": due_on}


class InterimForm(EntryForm):
    """暫定の対応."""

    municipality = TextField(label="その間に行う市町村", max_length=60, help_text=_MUNICIPALITY)
    acts = TextField(label="その間にすること", max_length=200, help_text="例：申請を受け付けて調査を進め、費用はいったん支払う。決定のあとに精算する。")  # fmt: skip
    until = DateField(label="いつまで")
    info_class = CodeChoice(label="内容の情報区分", choices=InfoClass, help_text=_CLASS_HELP)
    text = LongTextField(label="補足", rows=3, max_length=2000, required=False)


class DecideForm(EntryForm):
    """決定. The rule proposes; whoever decides writes it down."""

    municipality = TextField(label="決まった市町村", max_length=60, help_text=_MUNICIPALITY)
    body = TextField(label="決めた機関・会議", max_length=100, help_text="例：障害福祉課（課長決裁）、両市の協議")
    decided_by = TextField(label="決めた人", max_length=60, help_text=_STAFF)
    decided_on = DateField(label="決定した日")
    rule = CodeChoice(label="根拠", choices=[], radio_up_to=0)
    info_class = CodeChoice(label="内容の情報区分", choices=InfoClass, help_text=_CLASS_HELP)
    text = LongTextField(label="決めた理由", rows=4, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(rule.code, rule.law) for rule in rules_of(self.kind)]
        self.set_choices("rule", [*choices, (BY_AGREEMENT, "協議による合意・そのほか")])

    def arguments(self) -> dict[str, Any]:
        return {"decided": Decided(**super().arguments())}


class ReconsiderForm(EntryForm):
    """再検討."""

    info_class = CodeChoice(label="内容の情報区分", choices=InfoClass, help_text=_CLASS_HELP)
    text = LongTextField(label="再検討する理由", rows=4, max_length=2000)
    due_on = DateField(label="次に確かめる日")


class PlanAskForm(BaseForm):
    """例外を求める."""

    office = CodeChoice(label="計画相談を行う事業所", choices=[], radio_up_to=0)
    reason = CodeChoice(label="理由", choices=ExceptionReason)
    text = LongTextField(
        label="事情", rows=4, max_length=1000,
        help_text="承認する人が読みます。氏名・病名・事件のことは書かず、なぜ別の事業所に頼めないかを書いてください。",
    )  # fmt: skip
    starts_on = DateField(label="始まりの日")
    ends_on = DateField(label="終わりの日", help_text="1年までです。続けるときは、あらためて求めます。")
    review_on = DateField(
        label="見直す日", help_text="別の事業所に頼めるようになったかを見直す日です。「やること」になります。"
    )

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        return data | {"office_id": UUID(data.pop("office"))}


class PlanDecideForm(BaseForm):
    """承認する・承認しない."""

    step = CodeChoice(label="判断", choices=[("approve", "承認する"), ("refuse", "承認しない")])
    note = LongTextField(label="補足・承認しない理由", rows=3, max_length=1000, required=False)


class PlanEndForm(BaseForm):
    """例外を終える."""

    note = LongTextField(label="終える理由", rows=3, max_length=1000)
