"""Plans of the hottest statements: kept as text beside this file, and refused where one reads a large table row by row."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from benchmarks.pages import Measured
from benchmarks.stage import Bare, Signed

FOLDER = Path(__file__).parent / "plans"
HOTTEST = 10
#: A table with fewer rows is quicker read whole.
LARGE = 10_000
#: Looked at and left: so much of the directory holds these characters that a hash join over all of it is the cheaper way.
ACCEPTED = {("text search 「佐」", "offices_office"), ("text search 「さっぽろ」", "offices_office")}
_EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) "


def check(found: list[Measured], signed: Signed) -> list[str]:
    """Write the plans of the ten slowest statements down; return a line for each scan of a large table in any of all."""
    bare = Bare(signed.token())
    large = _large_tables(bare)
    plans: dict[str, tuple[float, str, str]] = {}
    for measured in reversed(found):  # the largest actor last: its values count
        for text, values in measured.statements:
            if text.lstrip().startswith(("SELECT", "WITH")) and text not in plans:
                plans[text] = (*_explain(bare, text, values), measured.subject)
    bare.close()
    hottest = sorted(plans.items(), key=lambda item: item[1][0], reverse=True)[:HOTTEST]
    _write([(text, *plan) for text, plan in hottest])
    return [
        f"{subject}: Seq Scan on {table}"
        for _, plan, subject in plans.values()
        for table in sorted(set(re.findall(r"Seq Scan on (\w+)", plan)) & large)
        if (subject, table) not in ACCEPTED
    ]


def _explain(bare: Bare, text: str, values: Any) -> tuple[float, str]:
    cursor = bare.begin()
    cursor.execute(_EXPLAIN + text, values)
    plan = "\n".join(row[0] for row in cursor.fetchall())
    bare.connection.rollback()
    took = re.search(r"Execution Time: ([\d.]+)", plan)
    return float(took[1]) if took else 0.0, plan


def _large_tables(bare: Bare) -> set[str]:
    cursor = bare.begin()
    cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [LARGE])
    return {row[0] for row in cursor.fetchall()}


def _write(hottest: list[tuple[str, float, str, str]]) -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for number, (text, _, plan, subject) in enumerate(hottest, start=1):
        place = FOLDER / f"{number:02d}.txt"
        place.write_text(f"{subject}\n\n{_short(text)}\n\n{_anonymous(plan)}\n", encoding="utf-8")


def _short(text: str) -> str:
    return re.sub(r"%s(, %s){3,}", "%s, …", text)


def _anonymous(plan: str) -> str:
    """Without the ids of this run, so that two runs can be compared."""
    return re.sub(r"'?[0-9a-f]{8}-[0-9a-f-]{27}'?", "…", plan)
