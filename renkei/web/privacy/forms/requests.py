"""Forms of a 開示・訂正・利用停止請求."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from renkei.privacy.enums.requests import (
    AgentProof,
    Channel,
    Choice,
    DeliveryMethod,
    ExportForm,
    ExportReason,
    ExtendReason,
    IdentityProof,
    Requester,
    RequestKind,
)
from renkei.web.forms import (
    BaseForm,
    CodeChoice,
    CodeMultipleChoice,
    ConfirmField,
    DateField,
    FilterForm,
    LongTextField,
    TextField,
)


def _identity(*, required: bool) -> CodeChoice:
    return CodeChoice(
        label="本人確認の方法", choices=IdentityProof, radio_up_to=0, required=required,
        help_text="方法だけを記録します。書類の写しや番号は残しません。",
    )  # fmt: skip


def _agent() -> CodeChoice:
    return CodeChoice(
        label="代理人の資格の確認", choices=AgentProof, radio_up_to=0, required=False,
        help_text="法定代理人・任意代理人のときに選びます。",
    )  # fmt: skip


class RequestForm(BaseForm):
    """請求を受け付ける."""

    municipality = CodeChoice(label="請求を受けた市町村", choices=[], radio_up_to=0)
    kind = CodeChoice(label="請求の種類", choices=RequestKind)
    received_on = DateField(label="受付日", help_text="この日の翌日から、決定の期限を数えます。")
    channel = CodeChoice(label="受付の方法", choices=Channel)
    requester = CodeChoice(label="請求する人", choices=Requester)
    requester_name = TextField(label="請求する人の氏名", max_length=100)
    contact = LongTextField(label="連絡先", required=False, rows=2, max_length=400)
    case_number = TextField(
        label="ケース番号", required=False, nfkc=True, max_length=20,
        help_text="本人のケースの番号を一つ。同じ人のほかのケースも対象になります。見つからないときは空欄にします。",
    )  # fmt: skip
    wish = LongTextField(label="請求の内容", max_length=2000)
    identity_proof = _identity(required=False)
    agent_proof = _agent()
    proof_checked_on = DateField(label="確認した日", required=False)
    fieldsets = (
        ("請求", ("municipality", "kind", "received_on", "channel", "case_number", "wish")),
        ("請求する人", ("requester", "requester_name", "contact")),
        ("本人確認（あとから記録することもできます）", ("identity_proof", "agent_proof", "proof_checked_on")),
    )

    def __init__(self, *args: Any, municipalities: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("municipality", list(municipalities))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("identity_proof") and not data.get("proof_checked_on"):
            self.add_error("proof_checked_on", "本人確認をした日を入力してください。")
        return data


class PlainStep(BaseForm):
    """A step that only has to be confirmed."""

    sure = ConfirmField(label="内容を確認しました")


class ProofForm(BaseForm):
    """本人確認を記録する."""

    identity_proof = _identity(required=True)
    agent_proof = _agent()
    checked_on = DateField(label="確認した日")


class AskFixForm(BaseForm):
    """補正を求める."""

    what = LongTextField(label="補正してもらうこと", max_length=1000)
    asked_on = DateField(label="補正を求めた日")


class FixedForm(BaseForm):
    """補正された."""

    fixed_on = DateField(label="補正された日")


class ExtendForm(BaseForm):
    """期限を延長する."""

    reason = CodeChoice(label="延長の理由", choices=ExtendReason)
    note = LongTextField(label="理由の説明", required=False, rows=3, max_length=1000)
    told_on = DateField(label="請求した人に通知した日", help_text="延長するときは、期間と理由を書面で通知します。")


class DecideForm(BaseForm):
    """決定する."""

    decision = CodeChoice(label="決定", choices=[])
    reason = LongTextField(
        label="理由",
        required=False,
        max_length=2000,
        help_text="全部を認めるとき以外は必要です。通知書の案に載ります。",
    )

    def __init__(self, *args: Any, decisions: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("decision", list(decisions))


class DeliverForm(BaseForm):
    """通知・実施を記録する."""

    delivery = CodeChoice(label="方法", choices=DeliveryMethod)
    delivered_on = DateField(label="通知・実施した日")


class WithdrawForm(BaseForm):
    """取下げを記録する."""

    withdrawn_on = DateField(label="取り下げられた日")


class ReviewForm(BaseForm):
    """含めるか、除くか."""

    choice = CodeChoice(label="この部分を", choices=Choice)
    reason = LongTextField(label="理由", rows=3, max_length=1000)


class TakeOutForm(BaseForm):
    """まとめた記録を出す."""

    form = CodeChoice(label="形", choices=ExportForm)
    reason = CodeChoice(label="理由", choices=ExportReason)


class VersionForm(BaseForm):
    """訂正した版を記録する."""

    row_id = CodeChoice(label="訂正した版", choices=[])

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("row_id", list(choices))


class StopForm(BaseForm):
    """利用を停止する."""

    entries = CodeMultipleChoice(label="終える開示", choices=[])
    sure = ConfirmField(label="選んだ開示と、そこから先へ伝えられた開示がすぐに終わることを確認しました")

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("entries", list(choices))


class OpenFilter(FilterForm):
    """The register: open ones, or all."""

    show = CodeChoice(label="表示", choices=[("open", "対応中"), ("all", "すべて")], radio_up_to=0)


def today_in(names: Iterable[str], today: date) -> dict[str, date]:
    """Day boxes begin with today."""
    return dict.fromkeys(names, today)
