"""The wall's own clock, as the product has it (tests replace it by the clock of the story): what counts as in force now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from renkei.jobs.walls import SQL_FILES

pytestmark = pytest.mark.django_db
_DEFINITION = re.compile(
    r"^CREATE FUNCTION wall\.(?:moment|latest|earliest)\(\).*?\$\$.*?\$\$;", re.MULTILINE | re.DOTALL
)
#: The condition of every rule on a row of the ledger.
IN_FORCE = "{starts} <= product.latest() AND {ends} > product.earliest()"


@pytest.fixture
def owner() -> Iterator[Any]:
    """The owner in one transaction, in which the product's three functions stand in a schema of their own."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SQL_FILES.glob("*.sql"))]
    found = [definition for text in texts for definition in _DEFINITION.findall(text)]
    assert len(found) == 3
    with connection.owner_connection() as owner, owner.transaction(force_rollback=True):
        owner.execute("CREATE SCHEMA product")
        for definition in found:
            owner.execute(definition.replace("wall.", "product."))
        yield owner


def in_force(owner: Any, *, starts: str = "'-infinity'", ends: str = "'infinity'") -> bool:
    said = IN_FORCE.format(starts=f"({starts})::timestamptz", ends=f"({ends})::timestamptz")
    return owner.execute(f"SELECT {said}").fetchone()[0]


def test_a_row_ended_in_this_transaction_carries_what_is_left_to_write(owner: Any) -> None:
    ended = owner.execute("SELECT clock_timestamp()::text").fetchone()[0]
    owner.execute("SELECT pg_sleep(0.01)")
    assert owner.execute("SELECT statement_timestamp() > %s::timestamptz", [ended]).fetchone()[0], (
        "it is over by the clock"
    )
    assert in_force(owner, ends=f"'{ended}'")
    assert not in_force(owner, ends="transaction_timestamp()"), "what had ended before the transaction began is over"
    assert not in_force(owner, ends="statement_timestamp() - interval '1 minute'"), (
        "at most a minute of a long transaction"
    )


def test_a_row_that_started_a_moment_ago_counts_and_a_later_one_does_not(owner: Any) -> None:
    assert in_force(owner, starts="clock_timestamp()")
    assert in_force(owner, starts="statement_timestamp() + interval '4 seconds'"), "a clock that goes a little ahead"
    assert not in_force(owner, starts="statement_timestamp() + interval '6 seconds'")
