"""どのサービスで探すか, when a need names none: by its kind and the stage it is for. Edit the table here (assumption).

The bridge is what is named for a sudden need of a roof: 短期入所, 自立準備ホーム, 更生保護施設, 救護施設, 無料低額宿泊所.
"""

from __future__ import annotations

from renkei.cases.enums import NeedKind, NeedStage

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


def usual_services(kind: str, stage: str = "") -> tuple[str, ...]:
    """Service codes for a need that names none; empty when the directory has no answer to such a need."""
    return BY_STAGE.get((kind, stage)) or USUAL_SERVICES.get(kind, ())
