"""The figures as Markdown, written into docs/performance.md between two marks."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection

from benchmarks.imports import Imported
from benchmarks.meter import Times
from benchmarks.pages import Measured
from benchmarks.walled import Compared
from renkei.core.clock import today

PLACE = Path(settings.BASE_DIR) / "docs" / "performance.md"
BEGIN, END = "<!-- figures: make bench -->", "<!-- end of figures -->"
_FLAT = 1.3
_WALL_AIM = 1.2
_IMPORT_AIM = 5.0
_MATCH_P95 = 150.0


@dataclass
class Run:
    """Everything that one run measured."""

    rounds: int
    pages: dict[float, list[Measured]] = field(default_factory=dict)
    empty: dict[float, dict[str, Times]] = field(default_factory=dict)
    walls: dict[float, list[Compared]] = field(default_factory=dict)
    imported: Imported | None = None
    scans: list[str] = field(default_factory=list)
    load: list[float] = field(default_factory=list)


def write(run: Run) -> None:
    """Put the figures in the place of the former ones."""
    text = PLACE.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    tail = rest.split(END)[1]
    PLACE.write_text(f"{head}{BEGIN}\n{markdown(run)}\n{END}{tail}", encoding="utf-8")


def markdown(run: Run) -> str:
    """All tables."""
    parts = [_machine(run)]
    for size, found in run.pages.items():
        parts.append(_pages(size, found, run.empty[size]))
    if len(run.pages) > 1:
        parts.append(_growth(run))
    if run.imported:
        parts.append(_import(run.imported))
    parts += [_walls(size, found) for size, found in run.walls.items()]
    scans = "\n".join(f"- {line}" for line in run.scans) or "None."
    parts.append(f"### Sequential scans of large tables\n\n{scans}")
    return "\n\n".join(parts)


def _machine(run: Run) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version(), current_setting('shared_buffers'), current_setting('work_mem')")
        version, buffers, memory = cursor.fetchone()
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = " → ".join(f"{value:.1f}" for value in run.load)
    return (
        f"Measured on {today()}: {_cpu()}, {os.cpu_count()} cores, {total:.0f} GB; {version.split(' on ')[0]} embedded (shared_buffers"
        f" {buffers}, work_mem {memory}); Python {platform.python_version()}. {run.rounds} rounds. Load average at begin and end: {load};"
        " more than the cores means that other work shared the machine."
    )


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _pages(size: float, found: Iterable[Measured], empty: dict[str, Times]) -> str:
    lines = [
        f"### The nation × {size:g}",
        "",
        f"Empty view: with the house's page {empty['empty']}, without a template {empty['nothing']} ms.",
        "",
        "| what | who | ms | floor, ms | floor is | ratio | aim | queries | rows read | Python MB |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for m in found:
        floor = " + ".join(f"{times.median:.1f}" for times in m.floors.values())
        lines.append(
            f"| {m.subject} | {m.who} | {m.page} | {floor} | {m.floor} | {m.ratio:.1f} | {_aim(m)} | {m.cost.queries}"
            f" | {m.cost.rows:,} | {m.cost.memory:.1f} |"
        )
    return "\n".join(lines)


def _aim(m: Measured) -> str:
    if not m.aim:
        return "–"
    met = m.ratio <= m.aim and (not m.subject.startswith("match") or m.page.p95 < _MATCH_P95)
    asked = f"≤ {m.aim:g}" + (f", p95 < {_MATCH_P95:.0f} ms" if m.subject.startswith("match") else "")
    return f"{asked}: {'met' if met else '**missed**'}"


def _growth(run: Run) -> str:
    small, large = min(run.pages), max(run.pages)
    before = {(m.subject, m.who): m for m in run.pages[small]}
    lines = [
        f"### Growth, × {small:g} → × {large:g}",
        "",
        "Cleaned: divided by the growth of the empty view that took turns with the page, which is the machine's load alone. Search, match and import are left"
        " out: there is one directory, of the same size at both.",
        "",
        f"| what | who | × {small:g}, ms | × {large:g}, ms | growth | cleaned, aim ≤ {_FLAT} |",
        "|---|---|---|---|---|---|",
    ]
    for m in run.pages[large]:
        old = before.get((m.subject, m.who))
        if old is None or m.subject.startswith(("text search", "match")):
            continue
        growth = m.page.median / old.page.median
        load = m.floors["empty view"].median / old.floors["empty view"].median if "empty view" in m.floors else 1.0
        word = "met" if growth / load <= _FLAT else "**missed**"
        lines.append(
            f"| {m.subject} | {m.who} | {old.page.median:.1f} | {m.page.median:.1f} | {growth:.2f} | {growth / load:.2f} {word} |"
        )
    return "\n".join(lines)


def _import(found: Imported) -> str:
    ratio = found.taken.median / found.copied.median
    return (
        f"### Import\n\n{found.rows:,} rows ({found.source}) into the national directory: {found.taken.median / 1000:.1f} s;"
        f" COPY of the rows that it wrote, into the same tables with their indexes and keys: {found.copied.median / 1000:.1f} s;"
        f" ratio {ratio:.1f}, aim ≤ {_IMPORT_AIM:g}: {'met' if ratio <= _IMPORT_AIM else '**missed**'}."
    )


def _walls(size: float, found: Iterable[Compared]) -> str:
    lines = [
        f"### The second wall, nation × {size:g}",
        "",
        f"| page | actor | cases | without, ms | with the wall, ms | ratio of medians, aim ≤ {_WALL_AIM} |",
        "|---|---|---|---|---|---|",
    ]
    for c in found:
        word = "met" if c.ratio <= _WALL_AIM else "**missed**"
        lines.append(f"| {c.page} | {c.who} | {c.cases:,} | {c.without} | {c.walled} | {c.ratio:.2f} {word} |")
    return "\n".join(lines)
