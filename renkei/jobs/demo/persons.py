"""Fictional persons: what the records of a demo case say. No real person; the names are those of flowers and weather."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from renkei.policy.enums import InfoClass

_FAMILY = ("菜花", "柚木野", "木漏日", "朝凪", "露草", "梢野", "紅葉坂", "小春日", "雨宿", "風待", "月見里", "薄氷")
_KANA = ("なばな", "ゆずきの", "こもれび", "あさなぎ", "つゆくさ", "こずえの", "もみじざか", "こはるび", "あまやどり",
         "かぜまち", "つきみさと", "うすらい")  # fmt: skip
_GIVEN = (("一日", "ついたち"), ("二日", "ふつか"), ("三日", "みっか"), ("四日", "よっか"), ("五日", "いつか"))
_OFFENSES = (
    ("theft", "窃盗（万引き）"),
    ("theft", "窃盗（置引き）"),
    ("fraud", "詐欺（無銭飲食）"),
    ("other", "建造物侵入"),
)


def pick(chance: random.Random, weights: Mapping[str, int]) -> str:
    """One key, by its weight."""
    return chance.choices(list(weights), weights=list(weights.values()))[0]


_RELATIVES = {
    "family": "県外に兄。連絡は本人が望んでいない",
    "instruction": "家族からの問い合わせには答えず、市の担当に連絡する",
}


def records_of(
    number: int, chance: random.Random, assumptions: Mapping[str, Any], on: date
) -> dict[InfoClass, dict[str, Any]]:
    """Class → field → value of the demo person with this number."""
    shares = assumptions["people"]
    band = int(pick(chance, shares["ages"])[:2])
    birth = on - timedelta(days=365 * (band + chance.randint(0, 9)) + chance.randint(1, 300))
    family, given = number % len(_FAMILY), _GIVEN[number // len(_FAMILY) % len(_GIVEN)]
    status = pick(chance, assumptions["referral"]["subject_statuses"])
    group, offense = chance.choice(_OFFENSES)
    return {
        InfoClass.IDENTITY: {
            "name": f"{_FAMILY[family]} {given[0]}", "kana": f"{_KANA[family]} {given[1]}",
            "birth_date": birth.isoformat(), "sex": pick(chance, shares["sexes"]),
            "resident_record": chance.choice(("deleted", "other_municipality", "checking", "at_destination")),
            "former_address": "みらい県内のアパート",
        },
        InfoClass.WELFARE: {
            "disabilities": [pick(chance, shares["disabilities"])],
            "support_category": pick(chance, shares["support_categories"]),
            "certificates": chance.choice(("療育手帳B", "精神障害者保健福祉手帳2級", "申請の準備中", "なし")),
            "medical": chance.choice(("月1回の通院と服薬がある", "特になし", "服薬の見守りが必要")),
            "money": "お金の使い方を一緒に考える人がほしい", "wishes": "静かなところで暮らし、仕事をしたい",
            "needs": "住まい、日中の活動、相談できる人", "communication": "短い文で、図を使って説明すると伝わりやすい",
            "strengths": "決まった作業をていねいに続けられる", "night_support": chance.choice(("必要", "不要", "様子を見たい")),
        },
        InfoClass.JUSTICE_OUTLINE: {
            "subject_status": status, "track": "special" if status == "leaving_facility" else "suspect_support",
            "facility_kind": _facility(status), "facility": "みらい刑務所" if status == "leaving_facility" else "",
            **_release(status, on + timedelta(days=chance.randint(20, 120)), chance.choice(("confirmed", "expected"))),
            "must_know": "困ったときに黙ってしまうので、朝と夕方に声をかける", "triggers": "急な予定の変更で不安になる",
        },
        InfoClass.JUSTICE_DETAIL: {
            "offense_group": group, "offense": offense, "outline": "生活に困り、食べ物を得ようとしたもの",
            "background": "相談する人がいなかった",
        },
        InfoClass.THIRD_PARTY: dict(_RELATIVES),
    }  # fmt: skip


def _release(status: str, day: date, certainty: str) -> dict[str, str]:
    """Only of who serves a term is the day told in the request; of a suspect nobody knows it."""
    if status != "leaving_facility":
        return {}
    return {"release_date": day.isoformat(), "release_certainty": certainty, "release_kind": "full_term"}


def _facility(status: str) -> str:
    if status == "leaving_facility":
        return "prison"
    return "police" if status in ("suspect", "defendant") else "none"
