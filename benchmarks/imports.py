"""The import of the largest file of the national directory, beside COPY of the same rows."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import transaction

from benchmarks import by_hand
from benchmarks.meter import Times
from renkei.core.clock import now
from renkei.core.wall import acting_as
from renkei.jobs.nation.offices import made_offices
from renkei.jobs.nation.plan import Plan
from renkei.offices.enums import ImportStatus
from renkei.offices.rules.profiles import PROFILES, write_csv
from renkei.offices.services import import_files
from renkei.policy.actor import system_actor

#: 放課後等デイサービス in March 2026, the largest of all files.
ROWS, SERVICE, NAME = 25_020, "放課後等デイサービス", "csvdownload065.csv"
_MADE = Plan(1, 0, 20_260_301, datetime.fromisoformat("2026-03-01T00:00:00+09:00"))


def made_file() -> bytes:
    """A made-up file of the same shape and size."""
    rows = (office.rows[0] | {"service_name": SERVICE, "key": f"B{office.n:010d}"} for office in made_offices(_MADE))
    return write_csv(PROFILES["demo"], islice(rows, ROWS))


@dataclass(frozen=True)
class Imported:
    """Seconds of the import and of COPY of the rows it wrote, in milliseconds; `rows` of the file."""

    rows: int
    source: str
    taken: Times
    copied: Times


def measure(path: Path | None, *, rounds: int) -> Imported:
    """The whole import into the national directory, rolled back each time; then COPY of what it wrote, in turns."""
    content = path.read_bytes() if path else made_file()
    taken, copied, count = Times(), Times(), 0
    owner = by_hand.owner()
    for _ in range(rounds):
        with acting_as("directory_import"), transaction.atomic():
            begin = time.perf_counter()
            run = import_files(
                actor=system_actor("directory_import"), name=NAME, content=content, now=now(), release="202603",
                profile="demo",
            )[0]  # fmt: skip
            taken.ms.append((time.perf_counter() - begin) * 1000)
            if run.status != ImportStatus.DONE:
                raise SystemExit(run.reason)
            count, rows = run.row_count, by_hand.written_rows()
            transaction.set_rollback(True)
        begin = time.perf_counter()
        by_hand.copy_in(owner, rows)
        copied.ms.append((time.perf_counter() - begin) * 1000)
    owner.close()
    return Imported(count, "a published file" if path else "a made-up file of the same shape", taken, copied)
