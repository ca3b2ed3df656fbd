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


def corporation_check_digit(twelve: str) -> str:
    """The first digit of a 法人番号 for the other twelve: 9 − (Σ P·Q mod 9), Q = 1, 2, 1 … from the right. Source: 国税庁告示."""
    total = sum(int(digit) * (1 + n % 2) for n, digit in enumerate(reversed(twelve)))
    return str(9 - total % 9)


def corporation_number_holds(number: str) -> bool:
    """法人番号 (13 digits) with its check digit."""
    return len(number) == 13 and _is_digits(number) and number[0] == corporation_check_digit(number[1:])


def office_check_digit(nine: str) -> str:
    """The last digit of a 事業所番号: modulus 10, weights 2, 1, … from the right, digits of a product added."""
    total = 0
    for n, digit in enumerate(reversed(nine)):
        product = int(digit) * (2 if n % 2 == 0 else 1)
        total += product // 10 + product % 10
    return str((10 - total % 10) % 10)


def office_number_holds(number: str) -> bool:
    """事業所番号 (10 digits) with its check digit. Holds for 99.9 % of the published numbers, so a mismatch is a warning."""
    return len(number) == 10 and _is_digits(number) and number[9] == office_check_digit(number[:9])


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
