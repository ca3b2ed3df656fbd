"""`make bench`: everything that is measured, in one run. Figures go to docs/performance.md."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402

from benchmarks import imports, pages, plans, report, stage, walled  # noqa: E402


def main() -> int:
    """Measure; 1 where a statement reads a large table row by row."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--sizes", default="1,10", help="the nation times what, separated by commas")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", default="pages,search,match,sign_off,walls,import", help="parts, separated by commas")
    parser.add_argument("--import-file", type=Path, help="a published file instead of the made-up one")
    parser.add_argument("--print", action="store_true", help="do not write docs/performance.md")
    options = parser.parse_args()
    parts, run = set(options.only.split(",")), report.Run(options.rounds, load=[os.getloadavg()[0]])
    for size in sorted(map(float, options.sizes.split(","))):
        stage.enter(size)
        _measure(run, size, parts)
    if "import" in parts:
        run.imported = imports.measure(options.import_file, rounds=max(1, min(3, options.rounds // 2)))
    run.load.append(os.getloadavg()[0])
    print(report.markdown(run))
    if not options.print:
        report.write(run)
    return 1 if run.scans else 0


def _measure(run: report.Run, size: float, parts: set[str]) -> None:
    signed, found = [stage.median(), stage.largest()], []
    for one in signed:
        if "pages" in parts:
            found += pages.pages(one, rounds=run.rounds)
        if "walls" in parts:
            run.walls.setdefault(size, []).extend(walled.compare(one, rounds=run.rounds))
    largest = signed[-1]
    for part, measure in (("search", pages.text_search), ("match", pages.match), ("sign_off", pages.sign_off)):
        if part in parts:
            found += measure(largest, rounds=run.rounds)
    run.pages[size], run.empty[size] = found, pages.empty_views(largest, rounds=run.rounds)
    run.scans = plans.check(found, largest)  # of the last, the largest size


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        connection.close()
