"""The documents for the security officer name every requirement once, and only files that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = sorted((ROOT / "docs/security").glob("*.md"))
#: Requirements of levels 1 and 2 in ASVS 5.0.0, by chapter.
COUNTS = {
    1: 27,
    2: 11,
    3: 19,
    4: 10,
    5: 9,
    6: 35,
    7: 18,
    8: 7,
    9: 7,
    10: 29,
    11: 14,
    12: 9,
    13: 13,
    14: 9,
    15: 13,
    16: 16,
    17: 7,
}


def rows() -> list[list[str]]:
    text = (ROOT / "docs/security/asvs.md").read_text(encoding="utf-8")
    return [[c.strip() for c in line.strip("|").split("|")] for line in text.splitlines() if re.match(r"\| \d", line)]


def test_every_requirement_stands_once_with_its_answer() -> None:
    ids = [row[0] for row in rows()]
    assert len(ids) == len(set(ids))
    found = {chapter: sum(i.startswith(f"{chapter}.") for i in ids) for chapter in COUNTS}
    assert found == COUNTS
    assert {row[2] for row in rows()} <= {"yes", "part", "no", "n.a.", "site"}
    assert all(len(row) == 4 and row[3] for row in rows())


@pytest.mark.parametrize("path", DOCS, ids=lambda p: p.name)
def test_every_file_named_exists(path: Path) -> None:
    named = re.findall(r"`([\w./-]+/[\w./-]+\.\w+|[A-Z]+\.md|scripts/\w+|\.ci/run)`", path.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []
