"""どのサービスで探すか, when a need names none: by its kind and the stage it is for. Edit the table here (assumption).

The bridge is what is named for a sudden need of a roof: 短期入所, 自立準備ホーム, 更生保護施設, 救護施設, 無料低額宿泊所.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from renkei.cases.enums import NeedKind, NeedStage
from renkei.people.enums import Disability, SupportCategory

_K, _T = NeedKind, NeedStage

USUAL_SERVICES: dict[str, tuple[str, ...]] = {
    _K.HOUSING: ("33", "32", "34", "24"),
    _K.DAYTIME: ("46", "45", "43", "22", "42"),
    _K.PLAN: ("52",),
    _K.HOME_HELP: ("11", "12", "35"),
}
BY_STAGE: dict[tuple[str, str], tuple[str, ...]] = {
    (_K.HOUSING, _T.BRIDGE): (
        "24", "local:jiritsu-junbi", "local:kosei-hogo", "local:kyugo", "local:muryo-teigaku", "34",
    ),
    (_K.HOUSING, _T.SETTLING): ("34", "33", "24"),
    (_K.HOUSING, _T.LASTING): ("33", "32"),
    (_K.DAYTIME, _T.SETTLING): ("42", "41", "43", "46", "22"),
    (_K.DAYTIME, _T.LASTING): ("46", "45", "22", "43"),
}  # fmt: skip


#: 疑い・確認中 is no kind that an office takes or refuses.
TAKEN_KINDS = tuple(d for d in Disability if d is not Disability.SUSPECTED)


@dataclass(frozen=True)
class Codes:
    """障害種別 (values of Disability, sorted) and 障害支援区分 (value of SupportCategory, or '')."""

    disabilities: tuple[str, ...] = ()
    support_category: str = ""

    def __bool__(self) -> bool:
        return bool(self.disabilities or self.support_category)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Codes:
        """From a record or a form; whatever is no code is left out."""
        category = values.get("support_category") or ""
        held = values.get("disabilities") or ()
        return cls(
            tuple(sorted(d for d in TAKEN_KINDS if d in held)), category if category in SupportCategory.values else ""
        )

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {"disabilities": list(self.disabilities), "support_category": self.support_category}

    def over(self, other: Codes) -> Codes:
        """These, and the other's where nothing is said here."""
        return Codes(self.disabilities or other.disabilities, self.support_category or other.support_category)


def usual_services(kind: str, stage: str = "") -> tuple[str, ...]:
    """Service codes for a need that names none; empty when the directory has no answer to such a need."""
    return BY_STAGE.get((kind, stage)) or USUAL_SERVICES.get(kind, ())
