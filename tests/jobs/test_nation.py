"""The made-up nation of the measurements: whole, readable, reproducible, and only ever where nothing else is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from config.postgresql.base import drop_named
from renkei.cases.models import Case
from renkei.contacts.models import Note
from renkei.core.clock import now
from renkei.jobs.nation import database
from renkei.jobs.nation.making import fill
from renkei.jobs.nation.offices import made_offices
from renkei.jobs.nation.plan import Plan
from renkei.offices.models import Office, OfficeIndex, OfficeService
from renkei.offices.rules.searching import grams

_CATALOGUE = """
SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
"""


def plan(seed: int = 1) -> Plan:
    return Plan(0.002, 0.003, seed, now().replace(hour=0, minute=0, second=0, microsecond=0))


def catalogue() -> set[tuple[str, ...]]:
    """Without casts and brackets, which PostgreSQL adds to a definition that it reads back."""
    with connection.cursor() as cursor:
        cursor.execute(_CATALOGUE)
        return {(*row[:3], re.sub(r"::[a-z ]+(\[\])?|[()]", "", row[3])) for row in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_the_nation_is_whole_and_the_tables_are_as_before() -> None:
    before = catalogue()
    fill(plan(), lambda rows, what, total: rows)
    assert catalogue() == before
    assert (Case.objects.count(), OfficeService.objects.count()) == (20, 500)
    note = Note.objects.first()
    assert note is not None
    assert note.text.endswith("。")  # opened with its key, in its place
    index = OfficeIndex.objects.select_related("office").first()
    assert index is not None
    assert index.grams == grams(index.search_text)
    assert Office.objects.filter(precision="exact", latitude__isnull=True).count() == 0


def test_the_same_seed_gives_the_same_offices_and_another_seed_others() -> None:
    rows = {seed: [office.rows for office in made_offices(plan(seed))] for seed in (1, 2)}
    assert rows[1] == [office.rows for office in made_offices(plan(1))]
    assert rows[1] != rows[2]


@pytest.fixture
def foreign() -> Iterator[str]:
    """A database of the name that the command would use, which it did not make."""
    name, own = sql.Identifier(database.name_of(0.01)), connection.settings_dict["NAME"]
    with connection.owner_connection("postgres") as owner:
        owner.execute(sql.SQL("CREATE DATABASE {}").format(name))
        yield database.name_of(0.01)
        database.enter(own)
        drop_named(owner, database.name_of(0.01))


@pytest.mark.django_db(transaction=True)
def test_a_database_that_the_command_did_not_make_is_left_alone(foreign: str) -> None:
    with connection.owner_connection(foreign) as owner:
        owner.execute("CREATE TABLE kept ()")
    with pytest.raises(CommandError, match="作ったものではありません"):
        call_command("make_national_data", size=0.01, again=True)
    with connection.owner_connection(foreign) as owner:
        assert owner.execute("SELECT to_regclass('kept')").fetchone() == ("kept",)
