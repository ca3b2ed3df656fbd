"""Names that stand in a text: places and offices. For the check of what may leave without a name."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Length, StrIndex

from renkei.offices.models import Municipality, Office, OfficeService
from renkei.offices.rules.texts import name_key

#: Shorter names are ordinary words (きぼう, ステップ).
_LEAST = 5
_ORDINARY = frozenset(
    {
        "グループホーム",
        "ショートステイ",
        "サポートセンター",
        "ケアホーム",
        "生活介護",
        "就労支援",
        "相談支援事業所",
        "ひとりぐらし",
    }
)


def place_names() -> set[str]:
    """Every 市区町村, 行政区 and 都道府県 by name, alone and with what it belongs to."""
    rows = Municipality.objects.values_list("prefecture", "city", "name")
    return {
        n
        for prefecture, city, name in rows
        for n in (prefecture, name, f"{city}{name}", f"{prefecture}{city}{name}")
        if n
    }


def prefecture_name(code: str) -> str:
    """The name of a prefecture by its two digits; empty when it has no municipality."""
    return Municipality.objects.filter(prefecture_code=code).values_list("prefecture", flat=True).first() or ""


def office_names(office_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Id → name; ids that are no office are absent."""
    return dict(Office.objects.filter(pk__in=list(office_ids)).values_list("pk", "name"))


def names_within(*, text: str, prefecture_code: str) -> list[str]:
    """Names of this prefecture's offices and their corporations that stand in the text, however they are typed."""
    key = name_key(text)
    if not key or not prefecture_code:
        return []
    found = Office.objects.filter(municipality_code__startswith=prefecture_code).alias(
        at=StrIndex(Value(key), F("name_key")), size=Length("name_key")
    )
    rows = found.filter(at__gt=0, size__gte=_LEAST).values_list("name", flat=True).distinct()
    return [name for name in rows if name not in _ORDINARY]


def place_named(name: str, *, prefecture_code: str) -> tuple[str, str, str, str, str] | None:
    """A municipality or prefecture by name: (code, name, kind, prefecture's code, prefecture). None: no such place.

    Of several with one name the one in this prefecture counts.
    """
    rows = [
        (m, names) for m in Municipality.objects.filter(valid_to__isnull=True, name__in=_tails(name)).order_by("code")
        if name in (names := (m.name, m.local_name, m.full_name, f"{m.prefecture}{m.name}"))
    ]  # fmt: skip
    rows.sort(key=lambda row: row[0].prefecture_code != prefecture_code)
    if rows:
        m = rows[0][0]
        return m.code, m.local_name, m.kind, m.prefecture_code, m.prefecture
    found = Municipality.objects.filter(prefecture=name).first()
    return (found.prefecture_code, name, "prefecture", found.prefecture_code, name) if found else None


def _tails(name: str) -> list[str]:
    """Every ending of the name: the municipality's own name is one of them."""
    return [name[i:] for i in range(len(name))]


def numbers_of(office_ids: list[UUID]) -> list[str]:
    """事業所番号 of these offices of the directory."""
    return list(Office.objects.filter(pk__in=office_ids).values_list("office_number", flat=True))


def closed_words(office_ids: list[UUID]) -> dict[UUID, str]:
    """定休日 of these offices as published, of their listed services the first that says one."""
    rows = OfficeService.objects.filter(office_id__in=office_ids, gone_release="").exclude(closed_days="")
    return dict(rows.order_by("-service_code").values_list("office_id", "closed_days"))
