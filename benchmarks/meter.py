"""Taking times in turns, and counting what a call costs besides."""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from config.postgresql.base import own_connection

Task = Callable[[], object]
_READ = "SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint FROM pg_stat_user_tables"


@dataclass
class Times:
    """Milliseconds of the rounds."""

    ms: list[float] = field(default_factory=list)

    def take(self, task: Task, *, rounds: int) -> None:
        """So many rounds, after two to warm up (they open the connection and fill caches)."""
        for number in range(rounds + 2):
            begin = time.perf_counter()
            task()
            if number >= 2:
                self.ms.append((time.perf_counter() - begin) * 1000)

    @property
    def median(self) -> float:
        return statistics.median(self.ms)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.ms, n=20, method="inclusive")[-1] if len(self.ms) > 1 else self.ms[0]

    @property
    def spread(self) -> float:
        """Half the distance between the quartiles, as a share of the median."""
        if len(self.ms) < 4:
            return 0.0
        low, _, high = statistics.quantiles(self.ms, n=4, method="inclusive")
        return (high - low) / 2 / self.median

    def __str__(self) -> str:
        return f"{self.median:.1f} / {self.p95:.1f} ±{self.spread:.0%}"


def in_turns(tasks: Mapping[str, Task], *, rounds: int) -> dict[str, Times]:
    """Each task once a round, so that a busy minute of the machine falls on all; two rounds before to warm up."""
    found = {name: Times() for name in tasks}
    for number in range(rounds + 2):
        for name, task in tasks.items():
            begin = time.perf_counter()
            task()
            if number >= 2:
                found[name].ms.append((time.perf_counter() - begin) * 1000)
    return found


@dataclass(frozen=True)
class Cost:
    """What one call costs besides time. `rows`: read in tables by PostgreSQL; `memory`: peak of Python's own, in MB."""

    queries: int
    rows: int
    memory: float


@contextmanager
def recorded() -> Iterator[list[tuple[str, Any]]]:
    """Statements with their values as Django sends them inside the block."""
    found: list[tuple[str, Any]] = []

    def keep(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        found.append((statement, params))
        return execute(statement, params, many, context)

    with connection.execute_wrapper(keep):
        yield found


def cost(task: Task) -> Cost:
    """Run it once more, watched."""
    with recorded() as statements:
        before = _rows_read()
        tracemalloc.start()
        task()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        rows = _rows_read() - before
    queries = sum(1 for text, _ in statements if not text.startswith(("SAVEPOINT", "RELEASE", "SELECT pg_stat")))
    return Cost(queries, rows, peak / 1e6)


def _rows_read() -> int:
    """Rows read in all tables of this database so far; backends report when they are told to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
    time.sleep(0.05)
    with own_connection().owner_connection() as owner:
        owner.execute("SELECT pg_stat_clear_snapshot()")
        return int(owner.execute(_READ).fetchone()[0])
