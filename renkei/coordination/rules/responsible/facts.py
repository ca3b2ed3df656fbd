"""The facts that the rules ask for: the question, whose information it is, and whether it names a municipality."""

from __future__ import annotations

from dataclasses import dataclass

from renkei.coordination.enums.responsible import Answer, SheetKind
from renkei.policy.enums import InfoClass

_BOTH = (SheetKind.SUPPORT, SheetKind.BENEFIT)


@dataclass(frozen=True)
class FactSpec:
    """One question. `only_place`: nothing is asked but which municipality; `place_label` empty: no municipality is asked."""

    code: str
    label: str
    kinds: tuple[SheetKind, ...]
    info_class: InfoClass = InfoClass.WELFARE
    place_label: str = ""
    only_place: bool = False
    help_text: str = ""

    @property
    def slug(self) -> str:
        """Its name in an address: a number, which tells nothing."""
        return f"q{_SPECS.index(self) + 1:02d}"


@dataclass(frozen=True)
class Known:
    """What is known of one fact: the answer, and the municipality by name (empty: not yet)."""

    answer: Answer
    municipality: str = ""


_SPECS = (
    FactSpec(
        "urgent", "差し迫った状況（急迫）にある", (SheetKind.BENEFIT,),
        help_text="今日の食事や寝る所、薬がないなど、待てない状況です。",
    ),
    FactSpec(
        "special", "居住地特例の対象の施設・住居に、入っている・これから入る", (SheetKind.SUPPORT,),
        help_text=(
            "障害者支援施設、のぞみの園、児童福祉施設、療養介護の病院、共同生活援助（グループホーム）、救護施設・更生施設など"
            "（生活保護法30条1項ただし書）、介護保険の特定施設・介護保険施設です。ここにない種類は「不明」を選びます。"
        ),
    ),
    FactSpec(
        "from_custody", "矯正施設・留置施設から、ほかに住まずに直接入る（入った）", (SheetKind.SUPPORT,),
        InfoClass.JUSTICE_OUTLINE,
    ),
    FactSpec("chain", "特例の対象の施設・住居に、続けて2つ以上入っている", (SheetKind.SUPPORT,)),
    FactSpec(
        "entrusted", "救護施設・更生施設・障害者支援施設などに入所している", (SheetKind.BENEFIT,),
        help_text=(
            "救護施設・更生施設などへの入所の委託、障害者支援施設・のぞみの園・養護老人ホーム・特別養護老人ホームなどへの入所です。"
            "グループホームは、条文に挙げられていないため「いいえ」です。"
        ),
    ),
    FactSpec(
        "residence_before", "施設・住居に入る前に、居住地があった", _BOTH, place_label="その居住地の市町村",
        help_text="続けて2つ以上に入っているときは、最初の施設・住居に入る前のことを答えます。",
    ),
    FactSpec(
        "location_before", "施設・住居に入る前にいた所（所在地）", _BOTH, place_label="入る前にいた所の市町村", only_place=True,
    ),
    FactSpec(
        "residence", "居住地がある（続けて住むと見込める所がある）", _BOTH, place_label="居住地の市町村",
        help_text="住民票のある所とは限りません。契約が続いている、家族と暮らす所に戻れるなどを確かめます。",
    ),
    FactSpec(
        "present", "現在地（いまいる所）", _BOTH, place_label="現在地の市町村", only_place=True,
        help_text="いま矯正施設・留置施設にいるときは、ここには書かず「収容されていた（いる）所」に記録します（刑事の情報として守ります）。",
    ),
    FactSpec("destination", "これから暮らす予定の所", _BOTH, place_label="これから暮らす所の市町村", only_place=True),
    FactSpec(
        "applied_at", "生活保護を申請した（する）所", (SheetKind.BENEFIT,), place_label="申請を受けた（受ける）市町村",
        only_place=True,
    ),
    FactSpec("in_custody", "いま、矯正施設・留置施設にいる", _BOTH, InfoClass.JUSTICE_OUTLINE),
    FactSpec("left_custody", "矯正施設・留置施設を出て、まもない", (SheetKind.BENEFIT,), InfoClass.JUSTICE_OUTLINE),
    FactSpec(
        "residence_in_freedom", "収容される前に、居住地があった", (SheetKind.SUPPORT,), InfoClass.JUSTICE_OUTLINE,
        "収容前の居住地の市町村",
    ),
    FactSpec(
        "custody_place", "収容されていた（いる）所", _BOTH, InfoClass.JUSTICE_OUTLINE,
        "収容されていた（いる）所の市町村", only_place=True,
    ),
    FactSpec(
        "arrest_place", "逮捕された所", (SheetKind.SUPPORT,), InfoClass.JUSTICE_OUTLINE, "逮捕された所の市町村",
        only_place=True, help_text="記録だけします。扱いの出どころを確認できていないため、候補の計算には使いません。",
    ),
)  # fmt: skip

FACTS: dict[str, FactSpec] = {spec.code: spec for spec in _SPECS}
#: Names in addresses: they must not tell what is asked.
BY_SLUG: dict[str, FactSpec] = {spec.slug: spec for spec in _SPECS}


def facts_of(kind: str) -> tuple[FactSpec, ...]:
    """The questions of one worksheet, in the order of the page."""
    return tuple(spec for spec in _SPECS if kind in spec.kinds)
