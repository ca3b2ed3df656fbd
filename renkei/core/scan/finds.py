"""What a scan finds, and what is known of the person and the case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum


class FindKind(Enum):
    """What stands there: (what it is called, what to do about it, is it refused whoever approves)."""

    NAME = ("氏名", "「本人」と書いてください。", True)
    KANA = ("ふりがな", "「本人」と書いてください。", True)
    OTHER_NAME = ("旧姓・通称", "「本人」と書いてください。", True)
    INITIALS = ("頭文字", "「本人」と書いてください。", True)
    BIRTH_DATE = ("生年月日", "年代の欄だけで伝えてください。", True)
    PHONE = ("電話番号", "消してください。連絡先は「問い合わせ先」の欄に書けます。", True)
    MAIL = ("メールアドレス・URL", "消してください。連絡先は「問い合わせ先」の欄に書けます。", True)
    ADDRESS = ("住所", "消してください。地域は「希望する地域」の欄で、市区町村まで伝えられます。", True)
    CASE_NUMBER = ("ケース番号", "消してください。打診番号は、別に付きます。", True)
    NUMBER = ("手帳などの番号", "番号を消し、種類と等級だけを書いてください。", True)
    THIRD_PARTY = ("家族・関係者の氏名", "「家族」「知人」のように書いてください。", True)
    KNOWN_PLACE = ("ケースに関わる機関・施設の名前", "「以前の支援機関」「医療機関」のように書いてください。", True)
    BETRAYING = (
        "本人の背景が分かる言葉",
        "消してください。伝える必要があるときは、下の「背景を伝える」を選びます。",
        True,
    )
    CODE = ("選べない値", "この欄は、一覧から選び直してください。", True)
    WORD = (
        "ふりがなと同じ言葉",
        "名前ではないときは、漢字か別の言い方で書いてください（のぞみ→希望、ただし→なお）。",
        False,
    )
    FACILITY = ("施設・事業所の名前", "「医療機関」「事業所」のように書いてください。", False)
    PLACE = ("地名", "「別の市町村」のように、希望する地域より広く書いてください。", False)
    DATE = ("日付", "日を消し、「2月ごろ」「以前」のように書いてください。", False)
    AGE = ("年齢", "年代で書いてください。", False)
    NATIONALITY = ("国籍・言葉", "「通訳や、やさしい言葉が必要」のように、支援の必要で書いてください。", False)
    DIAGNOSIS = ("めずらしい診断名", "障害の種別か、必要な支援で書いてください。", False)

    def __init__(self, label: str, hint: str, firm: bool) -> None:
        self.label = label
        self.hint = hint
        self.firm = firm


@dataclass(frozen=True)
class Find:
    """One place in one field. `replacement`: what one click puts there; None where a person has to decide."""

    kind: FindKind
    start: int
    end: int
    text: str
    replacement: str | None = None
    field: str = ""


@dataclass(frozen=True)
class Known:
    """What must not be said, of the person and of the case; and what may be, of the asking side."""

    names: tuple[str, ...] = ()
    kana: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    birth_date: str = ""
    phones: tuple[str, ...] = ()
    case_numbers: tuple[str, ...] = ()
    certificate_numbers: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    third_parties: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    nationality: tuple[str, ...] = ()
    diagnosis: tuple[str, ...] = ()
    #: names of every 市区町村 and 都道府県, and those that are the sheet's own area or the asking municipality
    places: frozenset[str] = frozenset()
    allowed_places: frozenset[str] = frozenset()
    allowed_phones: tuple[str, ...] = ()
    allowed_names: tuple[str, ...] = ()  # of the asking bodies, as they stand in the contact
    today: date = date.max  # unknown: everything is long ago


def settled(found: Iterable[Find]) -> list[Find]:
    """In the order of the text; where two overlap, the firm one, then the longer one."""
    kept: list[Find] = []
    for find in sorted(found, key=lambda f: (not f.kind.firm, f.start - f.end, f.start)):
        if all(find.end <= k.start or find.start >= k.end for k in kept):
            kept.append(find)
    return sorted(kept, key=lambda f: f.start)


def replaced(text: str, found: Iterable[Find]) -> str:
    """The text with the suggestions put in."""
    for find in sorted(found, key=lambda f: -f.start):
        if find.replacement is not None:
            text = text[: find.start] + find.replacement + text[find.end :]
    return text


def spans(pairs: Iterable[tuple[int, int]], kind: FindKind, text: str, replacement: str | None) -> Iterator[Find]:
    """Finds of one kind at these places."""
    for start, end in pairs:
        yield Find(kind, start, end, text[start:end], replacement)
