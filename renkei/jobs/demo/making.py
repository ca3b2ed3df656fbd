"""The whole demo in one call: who takes part, the directory, the agreements, the sixty stories."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from renkei.jobs.demo.asking import tell_asking
from renkei.jobs.demo.calendar import tell_calendar
from renkei.jobs.demo.cast import (
    Cast,
    agree_with,
    build_cast,
    leads_of,
    municipality_rows,
    read_assumptions,
    read_prefecture,
)
from renkei.jobs.demo.clearing import tell_clearing
from renkei.jobs.demo.council import tell_councils
from renkei.jobs.demo.directory import load_directory
from renkei.jobs.demo.finding import tell_finding
from renkei.jobs.demo.ledger import tell_ledger
from renkei.jobs.demo.meetings import tell_meetings
from renkei.jobs.demo.notes import tell_notes
from renkei.jobs.demo.outreach import tell_outreach
from renkei.jobs.demo.planning import tell_plans, tell_tasks
from renkei.jobs.demo.plot import tell_all
from renkei.jobs.demo.privacy import tell_privacy
from renkei.jobs.demo.procedures import tell_procedures
from renkei.jobs.demo.responsible import tell_responsible
from renkei.jobs.demo.sharing import tell_sharing
from renkei.jobs.demo.support import tell_support
from renkei.jobs.demo.training import tell_training
from renkei.jobs.demo.watch import tell_watch


def make_demo(*, now: datetime, progress: Callable[[int, int], None]) -> Cast:
    """Make the demo prefecture, its stories ending today. `progress` is told (cases done, cases in all)."""
    assumptions, prefecture = read_assumptions(), read_prefecture()
    start = now - timedelta(days=365 * assumptions["years_back"])
    cast = build_cast(prefecture=prefecture, start=start)
    rows = municipality_rows(prefecture)
    load_directory(municipalities=rows, assumptions=assumptions, now=now)
    for row in rows:
        agree_with(cast, municipality=row.code, partner=cast.organisations["center"], now=start)
    leads = leads_of(prefecture)
    told = tell_all(cast=cast, assumptions=assumptions, now=now, leads=leads, progress=progress)
    tell_privacy(cast=cast, assumptions=assumptions, now=now, lead=leads[0], number=told)
    tell_ledger(cast=cast, now=now, leads=leads)
    tell_finding(cast=cast, now=now, leads=leads)
    tell_watch(cast=cast, assumptions=assumptions, now=now, leads=leads, number=told + 10)
    tell_clearing(cast=cast, assumptions=assumptions, now=now, leads=leads, number=told + 20)
    tell_calendar(cast=cast, now=now, leads=leads)
    tell_tasks(cast=cast, now=now, leads=leads)
    tell_plans(cast=cast, now=now, leads=leads)
    tell_sharing(cast=cast, assumptions=assumptions, now=now, leads=leads, number=told + 30)
    tell_responsible(cast=cast, now=now, leads=leads)
    tell_procedures(cast=cast, now=now, leads=leads)
    tell_support(cast=cast, now=now, leads=leads)
    tell_asking(cast=cast, now=now, leads=leads)
    tell_meetings(cast=cast, now=now, leads=leads)
    tell_councils(cast=cast, now=now, leads=leads)
    tell_notes(cast=cast, now=now, leads=leads)
    tell_outreach(cast=cast, now=now, leads=leads)
    tell_training(cast=cast, now=now, leads=leads)
    return cast
