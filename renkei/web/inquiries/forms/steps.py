"""Forms of single steps. Each carries the version the page showed (`seen`), so that of two users one is told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from renkei.disclosure.enums import Basis, Method, Stage
from renkei.disclosure.rules import LIVE_CONSENT
from renkei.inquiries.enums import BY_THE_OFFICE, ON_BEHALF, Channel, VisitKind, VisitOutcome, WithdrawReason
from renkei.inquiries.queries import Readiness
from renkei.inquiries.services import Ground, Item
from renkei.policy.enums import InfoClass
from renkei.web.answer_form import FullAnswerForm
from renkei.web.forms import (
    BaseForm,
    CaseFileField,
    CodeChoice,
    CodeMultipleChoice,
    ConfirmField,
    DateField,
    DateTimeField,
    LongTextField,
    TextField,
)
from renkei.web.stored import VersionField

_CHANNELS = [(c.value, c.label) for c in ON_BEHALF]
_LEGAL = [(b.value, b.label) for b in (Basis.LAW, Basis.INTERNAL, Basis.PUBLIC_BODY, Basis.CLEAR_BENEFIT)]


class StepForm(BaseForm):
    """Base: the hidden version."""

    seen = VersionField(required=False)


class ConfirmForm(StepForm):
    """A step with a box to tick."""

    confirmed = ConfirmField(label="内容を確認しました")


class WithdrawForm(StepForm):
    """打診を取り下げる."""

    reason = CodeChoice(
        label="理由", radio_up_to=8,
        choices=[(r.value, r.label) for r in WithdrawReason if r not in (WithdrawReason.DECIDED, WithdrawReason.NEED_WAIVED)],
    )  # fmt: skip
    note = LongTextField(label="事情（控え・事業所には見えません）", required=False, rows=3, max_length=1000)


class NoteForm(StepForm):
    """A step with an optional note."""

    note = LongTextField(label="事情（控え・事業所には見えません）", required=False, rows=3, max_length=1000)


class StepReasonForm(StepForm):
    """A step with a reason in words."""

    reason = LongTextField(label="理由", rows=3, max_length=1000)


class DeadlineForm(StepForm):
    """A new deadline."""

    deadline = DateTimeField(label="新しい回答期限")


class ContractForm(StepForm):
    """契約・利用開始."""

    on = DateField(label="契約・利用開始日")


class ReturnForm(BaseForm):
    """返却・廃棄の確認."""

    how = CodeChoice(label="方法", choices=[("returned", "返却を受けた"), ("destroyed", "廃棄したと確認した")])
    note = LongTextField(label="確認した相手・方法", rows=2, max_length=500)


class EnterAnswerForm(FullAnswerForm):
    """回答を代わりに入力する."""

    channel = CodeChoice(label="回答を受けた方法", choices=_CHANNELS, radio_up_to=8)
    told_at = DateTimeField(label="回答を受けた日時")
    scan = CaseFileField(label="回答票の写し", required=False)
    code = TextField(
        label="用紙の回答コード",
        required=False,
        nfkc=True,
        max_length=20,
        help_text="用紙で届いたときに入力すると、この打診の用紙か確かめます。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, name_required=True, **kwargs)
        self.fields["answered_by_name"].label = "回答した方・話した方のお名前"
        self.order_fields(["seen", "channel", "told_at", "answered_by_name", "code", "scan", "kind", "conditions"])


class VisitForm(StepForm):
    """面会・見学・体験の予定."""

    kind = CodeChoice(label="種類", choices=VisitKind)
    planned_at = DateTimeField(label="日時（体験は始まる日時）")
    until = DateField(label="体験の最終日", required=False)
    place = TextField(
        label="場所", required=False, help_text="施設での面会の場所は、刑事情報を開示した事業所にだけ見えます。"
    )
    persons = TextField(label="参加する人", required=False)


class OutcomeForm(BaseForm):
    """結果."""

    outcome_code = CodeChoice(label="結果", choices=VisitOutcome)
    done_at = DateTimeField(label="実施した日時")
    outcome = LongTextField(label="様子・本人の感想（事業所には見えません）", required=False, rows=4, max_length=2000)
    channel = CodeChoice(
        label="結果を聞いた方法",
        required=False,
        empty="同行した",
        choices=[(c.value, c.label) for c in Channel if c not in BY_THE_OFFICE],
    )
    reported_by = TextField(label="結果を知らせた人", required=False, max_length=60)
    scan = CaseFileField(label="記録の写し", required=False)


class DiscloseForm(StepForm):
    """実名で共有する. The classes and their fields are made from the readiness of the page."""

    persons = forms.MultipleChoiceField(
        label="見てよい人（事業所の利用者）", required=False, widget=forms.CheckboxSelectMultiple
    )
    paper_persons = TextField(label="見てよい人（れんけいを使わない人の氏名）", required=False)
    basis = CodeChoice(
        label="根拠", choices=[(Basis.CONSENT.value, Basis.CONSENT.label), *_LEGAL], initial=Basis.CONSENT
    )
    consent = forms.ChoiceField(label="根拠とする同意", required=False)
    legal_reason = LongTextField(label="同意によらない具体的な理由", required=False, rows=3, max_length=1000)
    method = CodeChoice(label="伝える方法", choices=Method, initial=Method.SYSTEM)
    until = DateField(label="見られる期限", required=False, help_text="空欄なら、この打診が終わるまでです。")

    def __init__(self, *args: Any, readiness: Readiness, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.readiness = readiness
        live = [c for c in readiness.consents if c.status in LIVE_CONSENT]
        self.fields["consent"].choices = [("", "選んでください"), *((str(c.pk), f"第{c.version}版") for c in live)]
        if len(live) == 1:
            self.initial.setdefault("consent", str(live[0].pk))
        self.fields["persons"].choices = [(str(m.user_id), m.user.name) for m in readiness.members]
        self.item_names: list[tuple[Any, str]] = []
        for ready in readiness.classes:
            if ready.offered:
                field = CodeMultipleChoice(label=ready.label, choices=ready.fields, required=False)
                self.fields[f"fields_{ready.info_class}"] = field
                self.fields[f"version_{ready.info_class}"] = forms.UUIDField(
                    widget=forms.HiddenInput, initial=ready.version_id
                )
                self.item_names.append((ready, f"fields_{ready.info_class}"))

    def class_boxes(self) -> list[tuple[Any, Any]]:
        """(readiness, bound field) for the template."""
        return [(ready, self[name]) for ready, name in self.item_names]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.items():
            self.add_error(None, "共有する情報の項目を、一つ以上選んでください。")
        if cleaned.get("basis") == Basis.CONSENT and not cleaned.get("consent"):
            self.add_error("consent", "根拠とする同意を選んでください。")
        if cleaned.get("basis") not in (None, Basis.CONSENT) and not cleaned.get("legal_reason"):
            self.add_error("legal_reason", "同意によらないときは、具体的な理由を入力してください。")
        return cleaned

    def items(self) -> list[Item]:
        """What was ticked."""
        return [
            Item(
                InfoClass(ready.info_class),
                self.cleaned_data[f"version_{ready.info_class}"],
                tuple(self.cleaned_data[name]),
            )
            for ready, name in self.item_names
            if self.cleaned_data.get(name)
        ]

    def arguments(self) -> dict[str, Any]:
        """For the service."""
        cleaned = self.cleaned_data
        consent = next((c for c in self.readiness.consents if str(c.pk) == cleaned["consent"]), None)
        return {
            "seen": cleaned["seen"], "stage": Stage(self.readiness.stage), "items": self.items(),
            "ground": Ground(basis=Basis(cleaned["basis"]), consent=consent, legal_reason=cleaned["legal_reason"]),
            "persons": [UUID(p) for p in cleaned["persons"]], "paper_persons": cleaned["paper_persons"], "until": cleaned["until"],
            "method": Method(cleaned["method"]),
        }  # fmt: skip
