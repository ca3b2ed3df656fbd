"""120 fictional offices, taken in through the same importer as the real directory."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from renkei.jobs.demo import ledger
from renkei.offices.enums import ImportStatus
from renkei.offices.rules.check_digits import office_check_digit
from renkei.offices.rules.municipality_table import MunicipalityRow
from renkei.offices.rules.profiles import LIST, PROFILES, write_csv
from renkei.offices.services import add_fictional_municipalities, import_files
from renkei.policy.actor import system_actor

_WORDS = ("あおば", "ひなた", "そよかぜ", "なのはな", "やまびこ", "せせらぎ", "ゆずの木", "とまり木", "はなみずき", "くるみ",
          "ほほえみ", "にじいろ", "たんぽぽ", "みずうみ", "こかげ", "あけぼの", "つばめ", "まつかぜ", "すずらん", "かえで")  # fmt: skip
_KINDS = ("社会福祉法人", "特定非営利活動法人", "株式会社", "一般社団法人")
_NUMBERS = {"33": "2", "24": "1", "52": "3"}
_NAMES = {
    "11": ("居宅介護", "ヘルパーステーション"),
    "22": ("生活介護", "生活介護"),
    "24": ("短期入所", "ショートステイ"),
    "33": ("共同生活援助", "ホーム"),
    "34": ("宿泊型自立訓練", "自立訓練センター"),
    "42": ("自立訓練（生活訓練）", "トレーニング"),
    "45": ("就労継続支援Ａ型", "ファクトリー"),
    "46": ("就労継続支援Ｂ型", "作業所"),
    "52": ("計画相談支援", "相談室"),
    "60": ("就労移行支援", "ワークス"),
}


def load_directory(*, municipalities: Sequence[MunicipalityRow], assumptions: Mapping[str, Any], now: datetime) -> int:
    """Municipalities and offices of the demo; returns how many office rows were taken in.

    Raises:
        RuntimeError: the importer refused a file, with its reason.
    """
    actor = system_actor("directory_import")
    add_fictional_municipalities(actor=actor, rows=municipalities, now=now)
    chance = random.Random(assumptions["seed"])  # noqa: S311 - a demo, not a secret
    release = _release(now.date())
    count = serial = 0
    for code, number in assumptions["offices"]["services"].items():
        rows = []
        for _ in range(number):
            serial += 1
            rows.append(_row(code, serial, municipalities, chance, assumptions["offices"]["withheld_share"]))
        file = {"actor": actor, "name": f"csvdownload0{code}.csv", "profile": "demo", "now": now}
        before = write_csv(PROFILES["demo"], ledger.earlier(rows, serial))
        _take(**file, content=before, release=_before(release))
        _take(**file, content=write_csv(PROFILES["demo"], rows), release=release)
        if code == "33":
            _take(
                actor=actor,
                name="list.csv",
                content=ledger.prefecture_list(rows),
                release=release,
                profile=LIST,
                now=now,
            )
        count += number
    return count


def _take(**file: Any) -> None:
    """Through the one importer."""
    for run in import_files(**file):
        if run.status != ImportStatus.DONE:
            raise RuntimeError(run.reason)


def _release(day: date) -> str:
    """The newest release that a real source would have published by now (March and September)."""
    if day.month >= 11:
        return f"{day.year}09"
    return f"{day.year}03" if day.month >= 5 else f"{day.year - 1}09"


def _before(release: str) -> str:
    """The release half a year before."""
    year = int(release[:4])
    return f"{year}03" if release.endswith("09") else f"{year - 1}09"


def _row(
    code: str, serial: int, places: Sequence[MunicipalityRow], chance: random.Random, withheld_share: float
) -> dict[str, object]:
    service, suffix = _NAMES[code]
    place = chance.choices(places, weights=[6, 5, 3, 3, 2, 2, *[1] * (len(places) - 6)])[0]
    word = _WORDS[serial % len(_WORDS)]
    withheld = code == "33" and chance.random() < withheld_share
    if place.latitude is None or place.longitude is None:
        raise RuntimeError("prefecture.toml: a municipality has no point")
    spread = 0.0 if withheld else 0.03
    return {
        "authority_code": place.code,
        "key": f"A{9900000000 + serial}",
        "authority_name": place.prefecture,
        "corporation_name": f"{_KINDS[serial % 4]}{word}会",
        "corporation_area": place.prefecture + place.name,
        "corporation_street": f"中央{serial}番地",
        "service_name": service,
        "name": f"{word}{suffix}{place.name[:-1]}{serial}",
        "kana": word,
        "office_number": (nine := f"99{_NUMBERS.get(code, '1')}{serial:06d}") + office_check_digit(nine),
        "area": place.prefecture + place.name,
        "street": "以下省略"
        if withheld
        else f"{chance.choice(('本町', '緑町', '川端', '丘の上'))}{chance.randint(1, 60)}",
        "phone": f"099-{serial:03d}-{chance.randint(1000, 9999)}",
        "fax": f"099-{serial:03d}-{chance.randint(1000, 9999)}",
        "latitude": f"{place.latitude + chance.uniform(-spread, spread):.8f}",
        "longitude": f"{place.longitude + chance.uniform(-spread, spread):.8f}",
        "hours_weekday": "" if code in ("33", "24", "34") else "09:00-17:00",
        "closed_days": "土日祝" if code not in ("33", "24", "34") else "",
        "capacity": "" if code in ("33", "52", "11") else str(chance.choice((6, 10, 14, 20, 30, 40))),
    }
