"""A prefecture and a municipality as people type them: by name, or by the 5 or 6 digits of the code."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from renkei.core.errors import NotFound
from renkei.core.text import normalise
from renkei.offices import queries
from renkei.offices.rules.check_digits import municipality_code

FICTIONAL = "99"


def prefecture_choices(*, fictional: bool = False) -> list[tuple[str, str]]:
    """(code, name) of all prefectures; the fictional one only where it is in use."""
    found = [(p.code, p.name) for p in queries.prefectures()]
    if fictional and FICTIONAL not in dict(found):
        found.append((FICTIONAL, "デモ県（架空）"))
    return [entry for entry in found if fictional or entry[0] != FICTIONAL]


def resolve_municipality(text: str, *, prefecture_code: str, on: date) -> tuple[str, str]:
    """(5 digits, name) of what was typed.

    Raises:
        ValidationError: unknown, of another prefecture, or a wrong check digit; near names are offered.
    """
    typed = normalise(text)
    if typed.isdigit():
        return _by_code(typed, prefecture_code)
    found = queries.municipalities_of(prefecture_code, on=on)
    exact = [m for m in found if typed in (m.name, m.full_name)]
    if len(exact) == 1:
        return exact[0].code, exact[0].name
    near = [m.name for m in (exact or found) if exact or typed in m.full_name or m.name in typed][:5]
    hint = f"「{'」「'.join(near)}」のことでしょうか。" if near else "都道府県と名前を確認してください。"
    raise ValidationError(f"「{typed[:30]}」は見つかりません。{hint}", code="unknown")


def _by_code(digits: str, prefecture_code: str) -> tuple[str, str]:
    code = municipality_code(digits)
    if code is None:
        raise ValidationError(
            "団体コードは5桁、または検査数字を含む6桁で入力してください。数字を確認してください。", code="code"
        )
    if not code.startswith(prefecture_code):
        raise ValidationError("団体コードが、選んだ都道府県と合いません。", code="prefecture")
    try:
        return code, queries.get_municipality(code).name
    except NotFound:
        if prefecture_code == FICTIONAL:
            return code, ""
        raise ValidationError("この団体コードの市区町村はありません。", code="unknown") from None
