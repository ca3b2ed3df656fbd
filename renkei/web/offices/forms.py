"""The search form of the directory and the upload of published files."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from renkei.offices import queries
from renkei.offices.enums import SortBy
from renkei.offices.rules.profiles import LIST, LIST_LABEL, WAMNET
from renkei.offices.rules.releases import is_release
from renkei.offices.rules.service_codes import grouped_choices, service_label
from renkei.web.forms import BaseForm, CodeChoice, FilterForm, NumberField, TextField

_MOST_KM = 300
MAX_UPLOAD = 300 * 1024 * 1024
#: Choosing a prefecture brings its municipalities at once; without JavaScript 「探す」 brings them.
_REFRESH = {
    "hx-get": "",
    "hx-trigger": "change",
    "hx-target": "#area-fields",
    "hx-select": "#area-fields",
    "hx-swap": "outerHTML",
    "hx-include": "closest form",
}


class SearchForm(FilterForm):
    """What to search for. Nothing is required."""

    q = TextField(
        label="言葉", max_length=100,
        help_text="名称・かな・法人・住所・電話・事業所番号の一部（1文字から）。空白で区切ると、すべてを含むものを探します。"
        "全角・半角、ひらがな・カタカナ、旧字体、長音、丁目と番地の書き方の違いは、同じものとして探します。",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    service = forms.MultipleChoiceField(
        label="サービス", choices=grouped_choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "選べないサービスです。一覧から選び直してください。"},
    )  # fmt: skip
    pref = forms.CharField(label="都道府県", widget=forms.Select(attrs={"autocomplete": "off"}))
    city = forms.CharField(label="市区町村", widget=forms.Select(attrs={"autocomplete": "off"}))
    km = NumberField(
        label="市区町村の代表点からの距離", unit="km 以内", min_value=1, max_value=_MOST_KM,
        help_text="空欄なら、その市区町村の中だけを探します。",
        error_messages={
            "min_value": "距離は1以上で入力してください。", "max_value": f"距離は{_MOST_KM}以下で入力してください。",
        },
    )  # fmt: skip
    gone = forms.BooleanField(label="「掲載なし」の事業所も含める")
    sort = CodeChoice(label="並び順", choices=SortBy, required=False, empty="おまかせ")

    def __init__(self, data: Any, *, today: date, initial_prefecture: str = "") -> None:
        super().__init__(data or None, initial={"pref": initial_prefecture})
        self.chosen_prefecture = (data or {}).get("pref", initial_prefecture)
        self.municipalities = queries.municipalities_of(self.chosen_prefecture, on=today)
        self.fields["pref"].widget.choices = [("", "全国")] + [(p.code, p.name) for p in queries.prefectures()]
        self.fields["pref"].widget.attrs.update(_REFRESH)
        self.fields["city"].widget.choices = [("", "すべて")] + [(m.code, m.name) for m in self.municipalities]

    def service_title(self) -> str:
        """What the closed list of services says: nothing chosen, or what is."""
        chosen = [service_label(code) for code in self["service"].value() or ()]
        more = f"ほか{len(chosen) - 3}つ" if len(chosen) > 3 else ""
        return f"サービス：{'、'.join(chosen[:3])}{more}" if chosen else "サービスを選ぶ（今はすべて）"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # A municipality of another prefecture was chosen before the prefecture was changed: it is simply dropped.
        cleaned["city"] = next((m for m in self.municipalities if m.code == cleaned.get("city")), None)
        if cleaned.get("km") and cleaned["city"] is None:
            self.add_error("km", "距離で探すときは、市区町村を選んでください。")
        elif cleaned.get("km") and cleaned["city"].point is None:
            self.add_error("km", "この市区町村は代表点が登録されていないため、距離では探せません。")
        return cleaned

    def criteria(self) -> queries.Criteria:
        """What the form says, for the query."""
        cleaned = self.cleaned_data
        return queries.Criteria(
            words=cleaned["q"], services=tuple(cleaned["service"]), prefecture=cleaned["pref"],
            municipality=cleaned["city"], km=cleaned["km"], with_gone=cleaned["gone"],
            sort=SortBy(cleaned["sort"]) if cleaned["sort"] else None,
        )  # fmt: skip


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, UploadedFile], name: str) -> Any:
        return files.getlist(name)


class PublishedFilesField(forms.FileField):
    """One or more CSV or ZIP files, together up to 300 MB."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=_ManyFiles(attrs={"accept": ".csv,.zip"}), **kwargs)

    def clean(self, data: list[UploadedFile], initial: Any = None) -> list[UploadedFile]:
        if not data:
            raise ValidationError(self.error_messages["required"], code="required")
        if sum(file.size or 0 for file in data) > MAX_UPLOAD:
            raise ValidationError("合わせて300MBを超えます。何回かに分けてください。", code="size")
        return data


class ImportForm(BaseForm):
    """取り込むファイル."""

    profile = CodeChoice(label="データ", choices=[(WAMNET.key, "WAM NET のオープンデータ"), (LIST, LIST_LABEL)])
    sources = PublishedFilesField(
        label="ファイル", help_text="取得したままの ZIP または CSV。まとめて選べます。自治体の一覧は、見出しから列を見分けます。",
    )  # fmt: skip
    release = TextField(
        label="公開時期", required=False, nfkc=True, max_length=6,
        help_text="例：202603。自治体の一覧では、いつ現在の一覧かを入力します。ファイル名（sfkopendata_202603_33.zip）から分かるときは要りません。",
    )  # fmt: skip
    scope = TextField(
        label="どの都道府県・市の一覧か", required=False, nfkc=True, max_length=20,
        help_text="例：埼玉県、川越市。自治体の一覧で、載っている事業所が少ないときに入力します。空欄なら、所在地から見分けます。",
    )  # fmt: skip
    force = forms.BooleanField(
        label="行数が急に減ったファイルや、最後の行が改行で終わらないファイルも取り込む", required=False,
        help_text="途中で切れていないことを確かめたときだけ選んでください。",
    )  # fmt: skip

    def clean_release(self) -> str:
        release: str = self.cleaned_data["release"]
        if release and not is_release(release):
            raise ValidationError("公開時期は「202603」のように年4桁と月2桁で入力してください。")
        return release


def with_words(data: Any, words: str) -> str:
    """The query of the page with other words, from its first page."""
    query = data.copy()
    query.pop("page", None)
    query["q"] = words
    return str(query.urlencode())


def without(data: Any, name: str) -> str:
    """The query of the page with one field given up (for 「条件をゆるめる」), from its first page."""
    query = data.copy()
    query.pop("page", None)
    field = {"words": "q", "services": "service", "prefecture": "pref", "municipality": "city"}.get(name, name)
    if field == "km":
        query["km"] = str(int(query["km"]) * 2)
    elif field == "with_gone":
        query["gone"] = "on"
    else:
        query.pop(field, None)
    if field == "pref":
        query.pop("city", None)
    return str(query.urlencode())
