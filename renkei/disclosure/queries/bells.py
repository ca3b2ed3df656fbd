"""呼び鈴: before ホーム puts its thirty questions, one statement asks of each whether it may have an answer at all (ADR 0033).

A bell is the rest of a `SELECT` of its source. It may name these values and tables:

- `%(body)s`, `%(user)s` (uuid), `%(today)s` (date), `%(at)s` (timestamptz): who asks, and when;
- `%(bodies)s` (uuid[]): the actor's body and those it acts for; `%(core)s`, `%(all)s`: is it a body of the programme; does the role view all;
- `own (id)`: these bodies and the members of the unions among them; `mine (case_id)`: every case of which the actor's body
  ever held the summary, which holds all of `on_visible` for a permission on the summary.

The wall stands behind it as behind every statement. PostgreSQL plans it once per connection.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from renkei.core.clock import day_of
from renkei.core.db import fetch_prepared
from renkei.core.waiting import Source
from renkei.policy.actor import Actor
from renkei.policy.enums import CORE_KINDS, VIEWERS_OF_ALL

#: In a body with more cases every bell that names `mine` rings: nearly all would, and looking costs more than asking.
MANY = 2000
_STATEMENT = """
WITH mine AS MATERIALIZED (
    SELECT DISTINCT case_id FROM disclosure_ledgerentry
    WHERE recipient_id = %(body)s::uuid AND info_class = 'summary' LIMIT {limit}
), own AS MATERIALIZED (
    SELECT unnest(%(bodies)s::uuid[]) AS id
    UNION SELECT municipality_id FROM accounts_unionmember WHERE union_id = ANY (%(bodies)s::uuid[])
), many AS MATERIALIZED (
    SELECT count(*) > {many} AS yes FROM mine
), here AS (
    SELECT %(user)s::uuid, %(today)s::date, %(at)s::timestamptz, %(core)s::boolean, %(all)s::boolean
)
SELECT ARRAY[{bells}]"""


def rung(sources: Sequence[Source], *, actor: Actor, at: datetime) -> list[Source]:
    """Those of these sources that may have a line for this actor now, in their order: one statement."""
    bells = tuple(source.bell for source in sources if source.bell)
    answers = fetch_prepared(_statement(bells), _values(actor, at))[0]
    loud = {bell for bell, rings in zip(bells, answers, strict=True) if rings}
    return [source for source in sources if not source.bell or source.bell in loud]


@cache
def _statement(bells: tuple[str, ...]) -> str:
    return _STATEMENT.format(limit=MANY + 1, many=MANY, bells=", ".join(map(_rings, bells)))


def _rings(bell: str) -> str:
    found = f"EXISTS (SELECT {bell})"
    return f"((SELECT yes FROM many) OR {found})" if "FROM mine" in bell else found  # noqa: S608 - our own words alone


def _values(actor: Actor, at: datetime) -> dict[str, Any]:
    bodies = [body for body in (actor.organisation_id, *sorted(actor.acts_for)) if body is not None]
    return {
        "body": actor.organisation_id, "user": actor.user_id, "bodies": bodies, "today": day_of(at), "at": at,
        "core": actor.organisation_kind in CORE_KINDS, "all": actor.role in VIEWERS_OF_ALL,
    }  # fmt: skip
