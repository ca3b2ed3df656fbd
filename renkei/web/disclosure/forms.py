"""Forms of consents and of the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from renkei.disclosure.enums import (
    CHOSEN_BASES,
    HAND_CAUSES,
    Cause,
    ConsentKind,
    Explained,
    ExplainMethod,
    Method,
    Purpose,
    SignatureKind,
    Stage,
)
from renkei.disclosure.rules import ORDER, stages_up_to
from renkei.policy.enums import PERSONAL_CLASSES, OrgKind
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
    YesNoField,
)

ROWS = 5
_STAGES = [(str(s), f"{s.label} まで") for s in ORDER if s not in (Stage.INTERNAL, Stage.ANONYMOUS)]
_DISCLOSED_AT = [(str(s), s.label) for s in ORDER if s not in (Stage.INTERNAL, Stage.ANONYMOUS)]
#: What each class means, in words one can read out to the person.
CLASS_WORDS = {
    "identity": "氏名・連絡先など（名前、生年月日、住所、電話、手帳の番号）",
    "welfare": "障害・医療・生活（障害、病気と薬、暮らし、お金、希望、必要な手伝い）",
    "justice_outline": "支援に必要な刑事情報（今いる施設、出る日、保護観察、支援する人が知っておくこと）",
    "justice_detail": "罪名・経過（事件の内容、裁判、前のこと）",
    "third_party": "家族・被害者など、ほかの人のこと",
}
_CLASSES = [(str(c), CLASS_WORDS[c]) for c in PERSONAL_CLASSES]
_KINDS = [(k, label) for k, label in OrgKind.choices if k != OrgKind.OPERATOR]


class ConsentForm(BaseForm):
    """説明の記録. Recipients: up to five by name, and any number by kind."""

    kind = CodeChoice(
        label="様式",
        choices=ConsentKind,
        help_text="逮捕・勾留されている方など、処分が決まっていない方は「入口支援」を選びます。",
    )
    explained_at = DateTimeField(label="説明した日時")
    explainer_name = TextField(
        label="説明した人",
        required=False,
        help_text="あなた以外の人（弁護人・検察事務官など）が説明したときに入力します。",
    )
    place = TextField(label="説明した場所", required=False)
    methods = CodeMultipleChoice(label="説明の方法", choices=ExplainMethod)
    present = TextField(label="同席した人", required=False, help_text="例：母、弁護人、手話通訳者")
    explained = CodeMultipleChoice(
        label="説明した項目",
        choices=Explained,
        required=False,
        help_text="説明したものにチェックを入れます。残りは、同意を記録するときまでに説明します。",
    )
    understanding = LongTextField(
        label="理解の確認",
        rows=3,
        required=False,
        max_length=1000,
        help_text="本人の言葉で言い直してもらうなど、理解をどう確かめたかを書きます。",
    )
    purposes = CodeMultipleChoice(label="何のために使うか（目的）", choices=Purpose)
    classes = CodeMultipleChoice(
        label="伝えてよい情報",
        choices=_CLASSES,
        help_text="必要なものだけを選びます。概要（仮名）は、どの提供先にも含まれます。",
    )
    kinds = CodeMultipleChoice(
        label="提供先（機関の種類）",
        choices=_KINDS,
        required=False,
        help_text="事業所に実名などを伝えるには、上の「機関の名前」で事業所を一つずつ指定する必要があります。",
    )
    receive_from = CodeMultipleChoice(label="情報を受け取ってよい機関", choices=_KINDS, required=False)
    refused_items = LongTextField(
        label="同意しないこと",
        rows=2,
        required=False,
        max_length=1000,
        help_text="本人が「これは伝えないでほしい」と言ったこと。",
    )
    valid_from = DateField(label="有効期間の開始")
    valid_until = DateField(
        label="有効期間の終了",
        required=False,
        help_text="空欄は「支援が終わるまで」です。期限を過ぎると、この同意による開示は自動で終わります。",
    )
    review_on = DateField(label="次に見直す日", required=False)
    fieldsets = (
        ("説明", ("kind", "explained_at", "explainer_name", "place", "methods", "present", "explained", "understanding")),
        ("目的と情報", ("purposes", "classes")),
        ("伝える相手（提供先）", tuple(f"{p}_{n}" for n in range(1, ROWS + 1) for p in ("organisation", "until")) + ("kinds",)),
        ("そのほか", ("receive_from", "refused_items", "valid_from", "valid_until", "review_on")),
    )  # fmt: skip

    def __init__(self, *args: Any, organisations: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entries = list(organisations)
        for n in range(1, ROWS + 1):
            self.fields[f"organisation_{n}"] = CodeChoice(
                label=f"機関の名前 {n}", choices=entries, required=False, radio_up_to=0, empty="（なし）"
            )
            self.fields[f"until_{n}"] = CodeChoice(
                label=f"伝えてよい段階 {n}", choices=_STAGES, required=False, radio_up_to=0, empty="すべての段階"
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.recipients(data):
            self.add_error("organisation_1", "伝える相手を、名前か種類で一つ以上選んでください。")
        names = [r["organisation_id"] for r in self.recipients(data) if "organisation_id" in r]
        if len(names) != len(set(names)):
            self.add_error("organisation_1", "同じ機関が二度選ばれています。")
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", "有効期間の終了は、開始以後の日を入力してください。")
        return data

    @staticmethod
    def recipients(data: dict[str, Any]) -> list[dict[str, Any]]:
        """What the service takes: by name with stages, then by kind."""
        named = [
            {"organisation_id": data[f"organisation_{n}"], "stages": stages_up_to(data.get(f"until_{n}") or "")}
            for n in range(1, ROWS + 1)
            if data.get(f"organisation_{n}")
        ]
        return named + [{"organisation_kind": kind} for kind in data.get("kinds") or ()]

    def terms(self) -> dict[str, Any]:
        """The fields of the consent itself."""
        own = {
            k: v for k, v in self.cleaned_data.items() if k != "kinds" and not k.startswith(("organisation_", "until_"))
        }
        texts = ("explainer_name", "place", "present", "understanding", "refused_items")
        return own | {name: own[name] or None for name in texts}


class ObtainForm(BaseForm):
    """同意の取得: how it was signed, the copy, the scan; missing explanations; what it takes over."""

    signature = CodeChoice(label="署名", choices=SignatureKind)
    proxy_reason = TextField(label="代筆の理由", required=False, help_text="代筆のときは必ず入力します。")
    guardian_agreed = YesNoField(label="後見人などの同意", yes="ある", no="ない・必要ない", initial="no")
    copy_given = YesNoField(label="控えを本人に渡した", yes="渡した", no="まだ渡していない")
    scan = CaseFileField(label="署名した同意書", required=False)

    def __init__(self, *args: Any, missing: Iterable[Explained] = (), older: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = [(str(e), e.label) for e in missing]
        if items:
            self.fields["also_explained"] = CodeMultipleChoice(
                label="まだ説明していなかった項目", choices=items, help_text="いま説明したものにチェックを入れてください。すべて必要です。",
                error_messages={"required": "残りの項目も説明し、チェックを入れてください。"},
            )  # fmt: skip
            self.order_fields(["also_explained", *self.fields])
        if older:
            self.fields["renews"] = YesNoField(
                label=f"{older}による開示を引き継ぐ", yes="引き継ぐ", no="引き継がない", initial="yes",
                help_text="新しい同意が及ぶ開示は、切れ目なく続きます。及ばないものは、前の同意が終わるまで続きます。",
            )  # fmt: skip

    def obtained(self) -> dict[str, Any]:
        """What the service takes of the signature."""
        names = ("signature", "proxy_reason", "guardian_agreed", "copy_given", "also_explained")
        data = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return data | {"signature": SignatureKind(data["signature"])}

    def scanned(self) -> tuple[str, bytes] | None:
        """(name, content) of the scan."""
        file = self.cleaned_data.get("scan")
        return (file.name, file.read()) if file else None


class RecipientForm(BaseForm):
    """提供先の追加: one body by name or a kind, and that the person agreed."""

    organisation = CodeChoice(label="機関の名前", choices=[], required=False, radio_up_to=0, empty="（種類で選ぶ）")
    organisation_kind = CodeChoice(
        label="機関の種類", choices=_KINDS, required=False, radio_up_to=0, empty="（名前で選ぶ）"
    )
    until = CodeChoice(label="伝えてよい段階", choices=_STAGES, required=False, radio_up_to=0, empty="すべての段階")
    confirmed = ConfirmField(label="この機関に何を伝えるかを本人に説明し、同意を確認しました")

    def __init__(self, *args: Any, organisations: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", "（種類で選ぶ）"), *organisations]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("organisation")) == bool(data.get("organisation_kind")):
            self.add_error("organisation", "機関の名前か種類の、どちらか一つを選んでください。")
        return data


class WithdrawForm(BaseForm):
    """撤回: everything, or some recipients and classes; then the confirmation."""

    scope = CodeChoice(
        label="やめる範囲", choices=[("all", "すべてやめる（撤回）"), ("part", "一部だけやめる（一部撤回）")]
    )
    recipients = CodeMultipleChoice(label="伝えるのをやめる提供先", choices=[], required=False)
    organisations = CodeMultipleChoice(
        label="伝えるのをやめる機関（いま情報を持っているところ）", choices=[], required=False
    )
    classes = CodeMultipleChoice(label="伝えるのをやめる情報", choices=[], required=False)
    note = LongTextField(label="本人の話・事情", rows=3, required=False, max_length=1000)
    step = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, entries in choices.items():
            self.fields[name].choices = entries
            if not entries:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        part = data.get("scope") == "part"
        if part and not any(data.get(n) for n in ("recipients", "organisations", "classes")):
            self.add_error("scope", "一部だけやめるときは、やめる提供先・機関・情報のどれかを選んでください。")
        return data

    def chosen(self) -> dict[str, list[str]]:
        """The three lists of a partial withdrawal."""
        return {n: list(self.cleaned_data.get(n) or ()) for n in ("recipients", "organisations", "classes")}


class LegalForm(BaseForm):
    """同意によらない開示（69条）: who, what, on which ground, why."""

    organisation = CodeChoice(label="開示する相手", choices=[], radio_up_to=0)
    items = CodeMultipleChoice(label="開示する項目", choices=[], help_text="必要な項目だけを選びます。")
    basis = CodeChoice(label="根拠", choices=[(str(b), b.label) for b in CHOSEN_BASES])
    legal_reason = LongTextField(
        label="具体的な理由",
        rows=4,
        max_length=2000,
        help_text="なぜ同意を得ずに開示する必要があるのか、あとで説明できるように書きます。",
    )
    stage = CodeChoice(label="段階", choices=_DISCLOSED_AT, radio_up_to=0)
    method = CodeChoice(label="伝え方", choices=Method)
    paper_persons = TextField(
        label="見てよい人（氏名）",
        required=False,
        help_text="刑事情報・第三者の情報のときは、見る人の氏名を入力します。",
    )
    ends_on = DateField(label="開示の最終日", required=False)
    confirmed = ConfirmField(label="所属の決裁・個人情報の担当者への確認を済ませました")

    def __init__(
        self, *args: Any, organisations: Iterable[tuple[str, str]], items: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", "選んでください"), *organisations]
        self.fields["items"].choices = list(items)


class EndForm(BaseForm):
    """開示を終える."""

    cause = CodeChoice(label="終える理由", choices=[(str(c), Cause(c).label) for c in HAND_CAUSES])
    confirmed = ConfirmField(label="終えると、元には戻せないことを確認しました")


class ReturnForm(BaseForm):
    """返却・廃棄の確認."""

    how = CodeChoice(label="どうなったか", choices=[("returned", "返却された"), ("destroyed", "廃棄された")])
    note = LongTextField(
        label="確認した方法",
        rows=3,
        required=False,
        max_length=500,
        help_text="例：担当の方に電話で確認。氏名は書かないでください。",
    )


class ReviewForm(BaseForm):
    """支援の安全確認."""

    result = LongTextField(
        label="確認したこと",
        rows=5,
        max_length=2000,
        help_text="本人の様子、事業所の体制、続ける支援と止める支援、次に確認する日など。",
    )
