"""Check digits of Japanese public numbers. They warn; they never refuse a row."""

from __future__ import annotations

_MUNICIPALITY_WEIGHTS = (6, 5, 4, 3, 2)


def municipality_check_digit(code: str) -> str:
    """The 6th digit of 全国地方公共団体コード for its first five.

    Source: 総務省「全国地方公共団体コード」 modulus 11; a remainder of 0 or 1 gives the last digit of 11 or 10.
    """
    total = sum(int(digit) * weight for digit, weight in zip(code, _MUNICIPALITY_WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)


def municipality_code(text: str) -> str | None:
    """The 5 digits that are stored, from 5 or 6 digits; None when the form or the check digit is wrong."""
    if not text.isascii() or not text.isdigit() or len(text) not in (5, 6):
        return None
    if len(text) == 6 and municipality_check_digit(text[:5]) != text[5]:
        return None
    return text[:5]


def print_code(code: str) -> str:
    """The 6 digits that are printed, for the 5 that are stored."""
    return code + municipality_check_digit(code)


def corporation_number_holds(number: str) -> bool:
    """法人番号 (13 digits): the first is 9 − (Σ P·Q mod 9), Q = 1, 2, 1 … from the right. Source: 国税庁告示."""
    if len(number) != 13 or not number.isascii() or not number.isdigit():
        return False
    total = sum(int(digit) * (1 + n % 2) for n, digit in enumerate(reversed(number[1:])))
    return int(number[0]) == 9 - total % 9


def office_number_holds(number: str) -> bool:
    """事業所番号 (10 digits): modulus 10, weights 2, 1, … from the right, digits of a product added.

    Holds for 99.9 % of the published numbers, so a mismatch is a warning.
    """
    if len(number) != 10 or not number.isascii() or not number.isdigit():
        return False
    total = 0
    for n, digit in enumerate(reversed(number[:9])):
        product = int(digit) * (2 if n % 2 == 0 else 1)
        total += product // 10 + product % 10
    return int(number[9]) == (10 - total % 10) % 10
