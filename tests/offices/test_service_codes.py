"""The two code lists are not mixed up."""

from __future__ import annotations

import pytest

from renkei.offices.rules.service_codes import WAMNET_TO_BILLING, service_of


@pytest.mark.parametrize(
    ("published", "number", "code", "source", "known"),
    [
        ("共同生活援助", "33", "33", "33", True),
        ("就労継続支援Ａ型", "45", "45", "45", True),
        ("就労継続支援A型", "45", "45", "45", True),
        ("就労移行支援", "60", "43", "60", True),
        ("自立生活援助", "61", "35", "61", True),
        ("就労定着支援", "62", "47", "62", True),
        ("児童発達支援", "63", "61", "63", True),
        ("放課後等デイサービス", "65", "63", "65", True),
        ("地域相談支援（地域移行支援）", "53", "53", "53", True),
        ("自立訓練(生活訓練)", "", "42", "42", True),  # the name is enough
        ("就労選択支援", "71", "48", "71", True),  # no file has been seen yet; whatever its number will be
        ("新しいサービス", "72", "wamnet:72", "72", False),
    ],
)
def test_service_of_a_file(published: str, number: str, code: str, source: str, known: bool) -> None:
    found = service_of(published, number, scheme="wamnet")
    assert (found.code, found.source_number, found.known) == (code, source, known)


@pytest.mark.parametrize(("published", "number"), [("新しいサービス", ""), ("", "33")])
def test_unknown_without_a_number(published: str, number: str) -> None:
    assert service_of(published, number, scheme="wamnet") is None


def test_no_billing_code_is_reached_twice() -> None:
    assert len(set(WAMNET_TO_BILLING.values())) == len(WAMNET_TO_BILLING) == 29
