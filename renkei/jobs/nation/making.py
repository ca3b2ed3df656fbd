"""All parts in their order."""

from __future__ import annotations

from config.postgresql.base import own_connection
from renkei.jobs.nation.bodies import load_bodies
from renkei.jobs.nation.cases import load_cases
from renkei.jobs.nation.events import load_events
from renkei.jobs.nation.loading import Loader, Progress, bare_tables
from renkei.jobs.nation.offices import load_directory, settle_places
from renkei.jobs.nation.plan import Plan
from renkei.jobs.nation.records import load_inquiries, load_records


def fill(plan: Plan, progress: Progress) -> None:
    """Fill empty tables; each table is streamed, so that memory stays small."""
    with own_connection().owner_connection() as owner:
        owner.execute("SET synchronous_commit = off")
        with bare_tables(owner, progress):
            loader = Loader(owner, now=plan.today, progress=progress)
            for load in (load_bodies, load_directory, load_cases, load_records, load_inquiries, load_events):
                load(plan, loader)
    settle_places()
