"""Reads pip-audit's JSON and says what it means; a package that could not be looked up is never counted as sound."""

from __future__ import annotations

import json
import sys
from typing import Any


def verdict(text: str) -> tuple[int, str]:
    """(exit status, sentence): 1 for a known vulnerability; 0 with a notice where nothing could be looked up."""
    try:
        packages: list[dict[str, Any]] = json.loads(text)["dependencies"]
    except (ValueError, KeyError):
        packages = []
    hit = [f"{p['name']} {p['version']}: {v['id']}" for p in packages for v in p.get("vulns", ())]
    if hit:
        return (
            1,
            "既知の脆弱性があります。版を上げて make lock を実行してください（期限は SECURITY.md）。\n"
            + "\n".join(hit),
        )
    skipped = sum("skip_reason" in p for p in packages)
    if skipped or not packages:
        seen = f"{len(packages)}個のうち{skipped}個" if packages else "すべて"
        return (
            0,
            f"※ 脆弱性の一覧に届かず、部品の検査を省きました（{seen}）。つながる所で scripts/audit を実行してください。",
        )
    return 0, f"既知の脆弱性はありません（{len(packages)}個の部品）。"


if __name__ == "__main__":
    status, sentence = verdict(sys.stdin.read())
    print(sentence, file=sys.stderr if "※" in sentence or status else sys.stdout)
    sys.exit(status)
