"""支援中の方を登録する: a case from the middle, with what was already told."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from renkei.accounts.queries import organisation_by_id, partners
from renkei.coordination.enums.referral import Ask, RunningStage
from renkei.coordination.queries.referral import sides_of_actor
from renkei.coordination.services.running import Running, Told
from renkei.core.clock import TOKYO
from renkei.disclosure.enums import Basis, ConsentKind, ExplainMethod, Method, Purpose, SignatureKind
from renkei.policy.actor import Actor
from renkei.policy.enums import MUNICIPAL_KINDS, OFFICE_KINDS, InfoClass, OrgKind
from renkei.web.forms import (
    BaseForm,
    CodeChoice,
    CodeMultipleChoice,
    DateField,
    LongTextField,
    TextField,
    YesNoField,
)
from renkei.web.record_fields import field_of, to_record
from renkei.web.referrals.sheet_form import GROUNDS, URGENT_FIELDS

LINES = 4
#: What may have been told to whom, in the order of the form.
TOLD_CLASSES = (InfoClass.IDENTITY, InfoClass.WELFARE, InfoClass.JUSTICE_OUTLINE)
_LINE = ("who", "classes", "on", "method", "still", "persons")


class RunningForm(BaseForm):
    """One page; the lines of 「すでに伝えた先」 stay empty where nothing was told."""

    municipality = CodeChoice(label="担当する市町村", choices=[], radio_up_to=0)
    light = YesNoField(label="依頼の有無", yes="依頼はなく、はじめから利用している（後方支援など）", no="依頼を受けて支援している")  # fmt: skip
    stage = CodeChoice(label="今の段階", choices=RunningStage)
    started_on = DateField(label="支援を始めた日")
    center = CodeChoice(label="連携している定着支援センター", choices=[], radio_up_to=0, required=False, empty="なし")
    asks = CodeMultipleChoice(label="今も続いている調整", choices=Ask, required=False)
    ground = YesNoField(label="伝えた根拠・預かった根拠", yes="本人の同意", no="法令上の根拠")
    consent_on = DateField(label="同意を得た日", required=False)
    consent_by = TextField(label="説明した人", required=False, max_length=60)
    consent_classes = CodeMultipleChoice(label="同意のある情報", choices=[(str(c), c.label) for c in InfoClass if c is not InfoClass.SUMMARY], required=False)  # fmt: skip
    legal_basis = CodeChoice(label="法令上の根拠", choices=GROUNDS, radio_up_to=0, required=False)
    legal_reason = LongTextField(label="具体的な理由", required=False, rows=3, max_length=1000)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = sides_of_actor(actor)
        towns = [t for t in partners(actor=actor, kinds=MUNICIPAL_KINDS) if t.pk in mine]
        self.fields["municipality"].choices = [(str(t.pk), t.name) for t in towns]
        centers = list(partners(actor=actor, kinds=[OrgKind.SETTLEMENT_CENTER]))
        self.fields["center"].choices = [("", "なし"), *((str(c.pk), c.name) for c in centers)]
        for info_class, names in URGENT_FIELDS.items():
            for name in names:
                self.fields[name] = field_of(info_class, name)
        self.fields["name"].required = self.fields["needs"].required = True
        bodies = [*centers, *partners(actor=actor, kinds=[*OFFICE_KINDS, OrgKind.PARTNER])]
        for number in range(LINES):
            self._add_line(number, [(str(b.pk), b.name) for b in bodies])
        self.fieldsets = self._fieldsets()

    def _add_line(self, number: int, bodies: list[tuple[str, str]]) -> None:
        new = {
            "who": CodeChoice(label="伝えた機関", choices=bodies, radio_up_to=0, required=False, empty="なし"),
            "classes": CodeMultipleChoice(label="伝えた情報", choices=[(str(c), c.label) for c in TOLD_CLASSES], required=False),
            "on": DateField(label="伝えた日", required=False),
            "method": CodeChoice(label="伝えた方法", choices=[(str(m), m.label) for m in Method if m is not Method.SYSTEM], radio_up_to=0, required=False),
            "still": YesNoField(label="今も支援に加わっていますか", yes="加わっている", no="終わった", required=False),
            "persons": TextField(label="知っている人の氏名", required=False, help_text="支援に必要な刑事情報を伝えたときに入力します。"),
        }  # fmt: skip
        for name, field in new.items():
            self.fields[f"told{number}_{name}"] = field

    def _fieldsets(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        lines = tuple((f"すでに伝えた先（{n + 1}）", tuple(f"told{n}_{name}" for name in _LINE)) for n in range(LINES))
        return (
            ("ケース", ("municipality", "light", "stage", "started_on", "center", "asks")),
            ("困っていること・必要な支援", URGENT_FIELDS[InfoClass.WELFARE]),
            ("本人", URGENT_FIELDS[InfoClass.IDENTITY]),
            ("身柄と釈放（分かる範囲）", URGENT_FIELDS[InfoClass.JUSTICE_OUTLINE]),
            ("根拠", ("ground", "consent_on", "consent_by", "consent_classes", "legal_basis", "legal_reason")),
            *lines,
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        consent = data.get("ground")
        wanted = ("consent_on", "consent_classes") if consent else ("legal_basis", "legal_reason")
        for name in wanted if consent is not None else ():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, f"「{self.fields[name].label}」を入力してください。")
        for number in range(LINES):
            self._clean_line(number, data)
        return data

    def _clean_line(self, number: int, data: dict[str, Any]) -> None:
        if not data.get(f"told{number}_who"):
            return
        for name in ("on", "method", "still"):
            if data.get(f"told{number}_{name}") in (None, ""):
                self.add_error(
                    f"told{number}_{name}", f"「{self.fields[f'told{number}_{name}'].label}」を入力してください。"
                )
        if str(InfoClass.JUSTICE_OUTLINE) in (data.get(f"told{number}_classes") or []) and not data.get(
            f"told{number}_persons"
        ):
            self.add_error(f"told{number}_persons", "刑事情報を知っている人の氏名を入力してください。")

    def entry(self) -> Running:
        """What the service takes."""
        data = self.cleaned_data
        records = {c: {n: to_record(data.get(n)) for n in names} for c, names in URGENT_FIELDS.items()}
        by_consent = bool(data["ground"])
        return Running(
            municipality=organisation_by_id(data["municipality"]), stage=RunningStage(data["stage"]),
            started_at=_moment(data["started_on"]), records=records, light=bool(data["light"]),
            center=organisation_by_id(data["center"]) if data.get("center") else None, asks=tuple(data.get("asks") or ()),
            told=tuple(self._told(n) for n in range(LINES) if data.get(f"told{n}_who")),
            basis=Basis.CONSENT if by_consent else Basis(data["legal_basis"]), legal_reason=data.get("legal_reason") or "",
            consent=self._consent() if by_consent else None,
        )  # fmt: skip

    def _told(self, number: int) -> Told:
        data: dict[str, Any] = {name: self.cleaned_data.get(f"told{number}_{name}") for name in _LINE}
        return Told(
            recipient=organisation_by_id(data["who"]), classes=tuple(InfoClass(c) for c in data["classes"] or ()),
            told_at=_moment(data["on"]), method=Method(data["method"]), still=bool(data["still"]),
            paper_persons=data["persons"] or "",
        )  # fmt: skip

    def _consent(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "kind": ConsentKind.COMMON, "explained_at": _moment(data["consent_on"]),
            "explainer_name": data.get("consent_by") or None, "methods": [str(ExplainMethod.SPOKEN)],
            "classes": list(data["consent_classes"]), "purposes": [str(Purpose.SERVICE)],
            "signature": SignatureKind.SIGNED,
        }  # fmt: skip


def _moment(day: Any) -> datetime:
    return datetime.combine(day, time(0, 0), tzinfo=TOKYO)
