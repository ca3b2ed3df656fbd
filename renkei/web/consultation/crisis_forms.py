"""Form of 前兆と対応: one page, a box of lines for each question; what tells more stands in boxes of its own class."""

from __future__ import annotations

from typing import Any

from renkei.consultation.enums import AgreedHow
from renkei.policy.enums import InfoClass
from renkei.web.forms import BaseForm, CodeChoice, DateField, LongTextField, YesNoField

_LINES = "1行に1つ、やさしい言葉で書きます。本人に渡す紙に、このまま載ります。"
WELFARE = ("signs", "own_ways", "responses", "avoid", "contacts")


class CrisisForm(BaseForm):
    """前兆と対応."""

    fieldsets = (
        ("困った日の前ぶれと対応", WELFARE),
        ("ほかの情報区分（開示されている人だけが見られます）", ("outline", "third_party")),
        ("本人との確認", ("agreed_on", "agreed_how", "shareable", "review_on")),
    )
    signs = LongTextField(
        label="前ぶれのサイン", rows=4, max_length=1500, help_text=f"例：食事を残す。返事が短くなる。{_LINES}"
    )
    own_ways = LongTextField(label="本人ができること", rows=3, max_length=1500, required=False, help_text=_LINES)
    responses = LongTextField(label="まわりの人の対応", rows=4, max_length=1500, required=False, help_text=_LINES)
    avoid = LongTextField(label="してほしくないこと", rows=3, max_length=1500, required=False, help_text=_LINES)
    contacts = LongTextField(
        label="連絡する順番", rows=4, max_length=1500, required=False,
        help_text="1行に1か所、機関の名前と電話番号を、かける順に書きます。家族などの連絡先は、下の欄に書きます。",
    )  # fmt: skip
    outline = LongTextField(label="刑事に関わる注意", rows=3, max_length=1500, required=False)
    third_party = LongTextField(label="家族などの連絡先", rows=3, max_length=1500, required=False)
    agreed_on = DateField(label="本人と決めた日")
    agreed_how = CodeChoice(label="決め方", choices=AgreedHow)
    shareable = YesNoField(
        label="事業所に見せてよいと、本人が言いましたか", yes="見せてよい", no="見せない・まだ聞いていない"
    )
    review_on = DateField(label="見直す日", required=False)

    def __init__(self, *args: Any, classes: set[InfoClass], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if InfoClass.JUSTICE_OUTLINE not in classes:
            del self.fields["outline"]
        if InfoClass.THIRD_PARTY not in classes:
            del self.fields["third_party"]

    def written(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        parts: dict[InfoClass, dict[str, str]] = {InfoClass.WELFARE: {name: data[name] for name in WELFARE}}
        if "outline" in data:
            parts[InfoClass.JUSTICE_OUTLINE] = {"responses": data["outline"]}
        if "third_party" in data:
            parts[InfoClass.THIRD_PARTY] = {"contacts": data["third_party"]}
        kept = {name: data[name] for name in ("agreed_on", "agreed_how", "shareable", "review_on")}
        return kept | {"parts": parts}
