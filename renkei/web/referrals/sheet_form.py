"""The request sheet as a form: urgent (what can be known on the phone) or full; complete only when it is submitted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.forms.boundfield import BoundField

from renkei.accounts.queries import organisation_by_id, partners
from renkei.cases.enums import Urgency
from renkei.coordination.enums.referral import Ask, CenterSharing, Channel, FormKind, ReferralKind
from renkei.coordination.queries.referral import sides_of_actor
from renkei.coordination.rules.referral import REQUIRED, REQUIRED_FULL, missing_to_submit
from renkei.coordination.services.sheet import OnBehalf, Sheet, ShortConsent
from renkei.disclosure.enums import Basis, ConsentKind, ExplainMethod, SignatureKind
from renkei.policy.actor import Actor
from renkei.policy.decide import can
from renkei.policy.enums import CORE_KINDS, MUNICIPAL_KINDS, PERSONAL_CLASSES, InfoClass, OrgKind
from renkei.policy.permissions import P
from renkei.web.forms import (
    BaseForm,
    CaseFileField,
    CodeChoice,
    CodeMultipleChoice,
    ConfirmField,
    DateField,
    DateTimeField,
    LongTextField,
    PhoneField,
    TextField,
    YesNoField,
)
from renkei.web.record_fields import field_of, to_form, to_record

URGENT_FIELDS: dict[InfoClass, tuple[str, ...]] = {
    InfoClass.WELFARE: ("needs", "disabilities"),
    InfoClass.IDENTITY: ("name", "kana", "birth_date", "sex"),
    InfoClass.JUSTICE_OUTLINE: (
        "subject_status", "subject_other_reason", "facility_kind", "facility", "release_date", "release_certainty",
    ),
}  # fmt: skip
FULL_FIELDS: dict[InfoClass, tuple[str, ...]] = {
    InfoClass.WELFARE: (
        "needs", "wishes", "disabilities", "diagnosis", "certificates", "support_category", "medical", "daily_life",
        "communication", "money", "insurance", "history", "strengths", "considerations", "night_support",
    ),
    InfoClass.IDENTITY: (
        "name", "kana", "other_name", "birth_date", "sex", "nationality", "language", "registered_address",
        "resident_record", "former_address", "current_address", "phone", "certificate_numbers",
    ),
    InfoClass.JUSTICE_OUTLINE: (
        "subject_status", "subject_other_reason", "track", "facility_kind", "facility", "facility_address", "release_date",
        "release_certainty", "release_kind", "full_term_date", "detention_expiry", "hearing_date", "probation",
        "probation_until", "probation_office", "visit_restriction", "prosecutor_clearance", "counsel", "must_know",
        "triggers",
    ),
}  # fmt: skip
FIELDS = {FormKind.URGENT: URGENT_FIELDS, FormKind.FULL: FULL_FIELDS}
GROUNDS = tuple((str(b), b.label) for b in (Basis.PUBLIC_BODY, Basis.CLEAR_BENEFIT, Basis.LAW, Basis.INTERNAL))
SENDER_KINDS = (OrgKind.SETTLEMENT_CENTER, OrgKind.PARTNER, OrgKind.PREFECTURE)
_CONSENT = (
    "consent_given", "consent_kind", "consent_at", "consent_by", "consent_methods", "consent_classes", "consent_signature",
    "consent_proxy_reason", "consent_told",
)  # fmt: skip
_BEHALF = ("sender", "sender_name", "channel", "spoken_with", "spoken_at")
_GROUND = ("legal_basis", "legal_reason")
_REQUEST = ("asks", "area_code", "urgency")
_FURTHER = ("message", "answer_by", "contact_name", "contact_phone", "source_number", "scan")
_FURTHER_LEGEND, _GROUND_LEGEND = "あとからでもよい項目", "同意や取決めによらずに伝えるとき"


class SheetForm(BaseForm):
    """`draft=True`: nothing has to be there but the addressee. Boxes that a role can't fill are not drawn."""

    addressee = CodeChoice(label="宛先の市町村", choices=[], radio_up_to=0)
    sender = CodeChoice(label="依頼元", choices=[], radio_up_to=0, required=False, empty="一覧にない", help_text="一覧にないときは、次の欄に名称を入力してください。")  # fmt: skip
    sender_name = TextField(label="依頼元の名称（一覧にないとき）", required=False, max_length=100)
    channel = CodeChoice(label="受けた方法", choices=Channel)
    spoken_with = TextField(label="話した相手", max_length=100)
    spoken_at = DateTimeField(label="受けた日時")
    previous = CodeChoice(label="以前のケース", choices=[], radio_up_to=0, required=False, empty="初めて依頼する方", help_text="同じ方の再依頼のときに選びます。経過は引き継がれますが、同意はあらためて必要です。")  # fmt: skip
    asks = CodeMultipleChoice(label="依頼したい調整", choices=Ask)
    area_code = CodeChoice(label="希望する地域", choices=[], radio_up_to=0, required=False, empty="決まっていない")
    urgency = CodeChoice(label="緊急度", choices=Urgency, initial=Urgency.NORMAL)
    answer_by = DateField(label="回答希望日", required=False)
    message = LongTextField(label="依頼の内容・留意点", required=False, rows=4, help_text="罪名や事件の内容は書かないでください。本人の情報の画面に、区分を分けて記録できます。")  # fmt: skip
    contact_name = TextField(label="依頼元の担当者", required=False, max_length=60)
    contact_phone = PhoneField(label="担当者の電話", required=False)
    source_number = TextField(label="保護観察所の依頼文書番号", required=False, max_length=60, nfkc=True)
    scan = CaseFileField(label="署名した依頼書の写し", required=False)
    center_sharing = CodeChoice(label="定着支援センターとの情報共有", choices=CenterSharing, help_text="この事業は、定着支援センターと連携して進めます。共有してよいかを本人に確かめてください。断っても依頼はできます。")  # fmt: skip
    consent_given = YesNoField(label="本人の同意", yes="同意を得た", no="まだ得ていない", required=False)
    consent_kind = CodeChoice(label="同意の様式", choices=ConsentKind, required=False)
    consent_at = DateTimeField(label="説明した日時", required=False)
    consent_by = TextField(label="説明した人", required=False, max_length=60, help_text="あなた以外の人が説明したときに入力します。")  # fmt: skip
    consent_methods = CodeMultipleChoice(label="説明の方法", choices=ExplainMethod, required=False)
    consent_classes = CodeMultipleChoice(label="伝えてよい情報", choices=[(str(c), c.label) for c in PERSONAL_CLASSES], required=False)  # fmt: skip
    consent_signature = CodeChoice(label="署名", choices=SignatureKind, required=False)
    consent_proxy_reason = TextField(label="代筆の理由", required=False, max_length=200)
    consent_told = ConfirmField(label="目的・伝える先（宛先の市町村と、その委託団体）・伝える情報・断れること・やめ方・記録を見られることを説明しました。身体を拘束されている方には、処分を約束しないことと自由意思であることも説明しました", required=False)  # fmt: skip
    legal_basis = CodeChoice(label="法令上の根拠", choices=GROUNDS, radio_up_to=0, required=False, empty="本人の同意による", help_text="緊急でやむを得ないなど、同意や取決めによらずに伝えるときだけ選びます。")  # fmt: skip
    legal_reason = LongTextField(label="具体的な理由", required=False, rows=3, max_length=1000)

    def __init__(
        self, *args: Any, actor: Actor, kind: FormKind, draft: bool = False, has_consent: bool = False,
        is_new: bool = True, previous: tuple[tuple[str, str], ...] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.actor, self.kind, self.draft = actor, kind, draft
        if kind is FormKind.URGENT:
            self.initial.setdefault("urgency", Urgency.WITHIN_48H)
        self.on_behalf = actor.organisation_kind in CORE_KINDS and actor.organisation_kind != OrgKind.SETTLEMENT_CENTER
        self._set_choices(previous)
        for info_class, names in FIELDS[kind].items():
            for name in names:
                self.fields[name] = field_of(info_class, name)
        self._drop(has_consent=has_consent, is_new=is_new, has_previous=bool(previous))
        self._mark_required()
        self.fieldsets = self._fieldsets()

    def _set_choices(self, previous: tuple[tuple[str, str], ...]) -> None:
        towns = list(partners(actor=self.actor, kinds=MUNICIPAL_KINDS))
        mine = sides_of_actor(self.actor)
        asked = [t for t in towns if t.pk in mine] if self.on_behalf else towns
        self._choices("addressee", [(str(t.pk), t.name) for t in asked])
        if len(asked) == 1:
            self.initial.setdefault("addressee", str(asked[0].pk))
        self._choices("area_code", [(t.municipality_code, t.name) for t in towns if t.municipality_code])
        senders = partners(actor=self.actor, kinds=SENDER_KINDS) if self.on_behalf else []
        self._choices("sender", [(str(s.pk), s.name) for s in senders])
        self._choices("previous", list(previous))

    def _choices(self, name: str, entries: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        field.choices = [*field.choices[:1], *entries]

    def _drop(self, *, has_consent: bool, is_new: bool, has_previous: bool) -> None:
        gone: list[str] = []
        if not self.on_behalf:
            gone += _BEHALF
        if self.actor.organisation_kind == OrgKind.SETTLEMENT_CENTER:
            gone.append("center_sharing")
        if has_consent or not can(self.actor, P.CONSENT_WRITE):
            gone += _CONSENT
        if not (is_new and has_previous):
            gone.append("previous")
        for name in gone:
            del self.fields[name]

    def _mark_required(self) -> None:
        """What 提出 asks for carries the mark; a draft asks for nothing but the addressee."""
        wanted = REQUIRED + (REQUIRED_FULL if self.kind == FormKind.FULL else ())
        for name in ("asks", *(field for _, field, _ in wanted)):
            self.fields[name].required = not self.draft
        for _, name, sentence in wanted:
            self.fields[name].error_messages["required"] = sentence
        for name in ("channel", "spoken_with", "spoken_at", "center_sharing"):
            if name in self.fields:
                self.fields[name].required = not self.draft
        if "consent_given" in self.fields:
            self.fields["consent_given"].required = not self.draft

    def _fieldsets(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        names = FIELDS[self.kind]
        groups = (
            ("だれから・どう受けたか（代行入力）", _BEHALF),
            ("宛先", ("addressee", "previous")),
            ("困っていること・必要な支援", names[InfoClass.WELFARE]),
            ("本人", names[InfoClass.IDENTITY]),
            ("身柄と釈放", names[InfoClass.JUSTICE_OUTLINE]),
            ("依頼の内容", _REQUEST if self.kind == FormKind.URGENT else (*_REQUEST, *_FURTHER)),
            ("定着支援センターとの共有", ("center_sharing",)),
            ("本人の同意", _CONSENT),
            (_FURTHER_LEGEND, _FURTHER if self.kind == FormKind.URGENT else ()),
            (_GROUND_LEGEND, _GROUND),
        )
        return tuple((legend, members) for legend, members in groups if any(m in self.fields for m in members))

    def sections(self) -> Iterator[tuple[str, list[BoundField], bool, bool]]:
        """(legend, fields, folded away, open all the same because something in it is filled or wrong)."""
        for legend, members in self.groups():
            folded = legend in (_FURTHER_LEGEND, _GROUND_LEGEND)
            yield legend, members, folded, any(m.errors or m.value() for m in members)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.on_behalf and not data.get("sender") and not data.get("sender_name"):
            self.add_error("sender", "依頼元を選ぶか、名称を入力してください。")
        if data.get("legal_basis") and not data.get("legal_reason"):
            self.add_error("legal_reason", "法令上の根拠の具体的な理由を入力してください。")
        if data.get("consent_given"):
            self._clean_consent(data)
        if not self.draft:
            for missing in missing_to_submit(self.records(), full=self.kind == FormKind.FULL):
                if missing.field in self.fields and missing.field not in self.errors:
                    self.add_error(missing.field, missing.sentence)
            if data.get("consent_given") is False and not data.get("legal_basis"):
                self.add_error(
                    "consent_given", "提出するには、本人の同意か、法令上の根拠が必要です。下書きは保存できます。"
                )
        return data

    def _clean_consent(self, data: Mapping[str, Any]) -> None:
        sentences = {
            "consent_kind": "様式を選んでください。", "consent_at": "説明した日時を入力してください。",
            "consent_methods": "説明の方法を選んでください。", "consent_classes": "伝えてよい情報を選んでください。",
            "consent_signature": "署名の種類を選んでください。", "consent_told": "説明した内容を確認し、チェックを入れてください。",
        }  # fmt: skip
        for name, sentence in sentences.items():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        if data.get("consent_signature") == SignatureKind.PROXY_WRITTEN and not data.get("consent_proxy_reason"):
            self.add_error("consent_proxy_reason", "代筆の理由を入力してください。")

    def records(self) -> dict[InfoClass, dict[str, Any]]:
        """Class → field → value, as the record keeps it."""
        return {
            info_class: {name: to_record(self.cleaned_data.get(name)) for name in names}
            for info_class, names in FIELDS[self.kind].items()
        }

    def sheet(self) -> Sheet:
        """What the service takes."""
        data = self.cleaned_data
        actor_sends = not self.on_behalf and self.actor.organisation_id is not None
        sender_id = self.actor.organisation_id if actor_sends else data.get("sender")
        sender = organisation_by_id(sender_id) if sender_id else None
        from_center = sender is not None and sender.kind == OrgKind.SETTLEMENT_CENTER
        return Sheet(
            addressee=organisation_by_id(data["addressee"]), records=self.records(), form=self.kind,
            kind=ReferralKind.NEW, urgency=Urgency(data["urgency"]), asks=tuple(data.get("asks") or ()), sender=sender,
            sender_name=data.get("sender_name") or "", on_behalf=self._told(),
            center_sharing=CenterSharing.NOT_ASKED if from_center and not self.on_behalf else CenterSharing(data.get("center_sharing") or CenterSharing.NOT_ASKED),
            consent=self._consent(), legal_basis=data.get("legal_basis") or "", legal_reason=data.get("legal_reason") or "",
            message=data.get("message") or "", contact_name=data.get("contact_name") or "",
            contact_phone=data.get("contact_phone") or "", source_number=data.get("source_number") or "",
            answer_by=data.get("answer_by"), scan=(data["scan"].name, data["scan"].read()) if data.get("scan") else None,
            summary={"area_code": data.get("area_code") or ""},
        )  # fmt: skip

    def _told(self) -> OnBehalf | None:
        data = self.cleaned_data
        if not (data.get("channel") and data.get("spoken_with") and data.get("spoken_at")):
            return None
        return OnBehalf(Channel(data["channel"]), data["spoken_with"], data["spoken_at"])

    def _consent(self) -> ShortConsent | None:
        data = self.cleaned_data
        if not data.get("consent_given"):
            return None
        return ShortConsent(
            kind=ConsentKind(data["consent_kind"]), explained_at=data["consent_at"],
            explainer_name=data.get("consent_by") or "",
            methods=tuple(ExplainMethod(m) for m in data["consent_methods"]), classes=tuple(data["consent_classes"]),
            signature=SignatureKind(data["consent_signature"]), proxy_reason=data.get("consent_proxy_reason") or "",
        )  # fmt: skip


def stored_of(referral: Any, records: Mapping[InfoClass, Mapping[str, Any]]) -> dict[str, Any]:
    """What is stored of an existing request, by the names of the form."""
    found: dict[str, Any] = {
        name: getattr(referral, name)
        for name in ("urgency", "asks", "answer_by", "message", "contact_name", "contact_phone", "source_number", "sender_name", "channel", "spoken_with", "spoken_at", "center_sharing", "legal_basis", "legal_reason")
    }  # fmt: skip
    found |= {
        "addressee": str(referral.addressee_id), "sender": str(referral.sender_id or ""), "area_code": referral.case.area_code,
    }  # fmt: skip
    for values in records.values():
        found |= {name: to_form(name, value) for name, value in values.items()}
    return found
