"""The audit of packages: known vulnerabilities stop, and what could not be looked up is never called sound."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

verdict = runpy.run_path(str(Path(__file__).parents[2] / "scripts/audit_verdict.py"))["verdict"]
SOUND: dict[str, Any] = {"name": "a", "version": "1", "vulns": []}
HIT: dict[str, Any] = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1"}]}
UNSEEN: dict[str, Any] = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "status", "words"),
    [
        ([SOUND], 0, "既知の脆弱性はありません（1個"), ([SOUND, HIT], 1, "b 2: PYSEC-1"), ([UNSEEN, HIT], 1, "PYSEC-1"),
        ([SOUND, UNSEEN], 0, "省きました（2個のうち1個）"), ([], 0, "省きました（すべて）"),
    ],
)  # fmt: skip
def test_verdict(packages: list[dict[str, Any]], status: int, words: str) -> None:
    found, sentence = verdict(json.dumps({"dependencies": packages}))
    assert (found, words in sentence) == (status, True)


def test_no_answer_is_no_praise() -> None:
    assert verdict("")[0] == 0
    assert "省きました" in verdict("Traceback")[1]
