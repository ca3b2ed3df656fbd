"""The database of the made-up nation: its own, known by its comment, never one with anything else in it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from config.postgresql.base import own_connection
from renkei.jobs.nation.plan import Plan

_MARK = "renkei nation: "
_MAKING = f"{_MARK}being made"


def name_of(size: float) -> str:
    """renkei_nation_10, renkei_nation_0_01."""
    return f"renkei_nation_{size:g}".replace(".", "_")


def enter(name: str) -> None:
    """From now on this process works in that database. Not inside a transaction."""
    connection.close()
    own_connection().close_pool()
    settings.DATABASES["default"]["NAME"] = own_connection().settings_dict["NAME"] = name


def mark_of(plan: Plan) -> str:
    """What the comment of a whole one says."""
    return f"{_MARK}size {plan.size:g}, audit {plan.audit:g}, seed {plan.seed}"


def rebuild(plan: Plan, fill: Callable[[Plan], None], *, again: bool = False) -> bool:
    """Make the nation where it is not there as planned; one that is there gets newer migrations. Returns whether it was made.

    Raises:
        CommandError: there is a database of this name that this command did not make, or another nation (`again` makes it anew).
    """
    name = name_of(plan.size)
    enter(name)
    found = _comment(name)
    if found == mark_of(plan) and not again:
        call_command("migrate", verbosity=0, interactive=False)
        return False
    if found is not None and not found.startswith(_MARK):
        raise CommandError(
            f"データベース「{name}」は、このコマンドが作ったものではありません。中身を守るため、何もしませんでした。"
        )
    if found not in (None, _MAKING) and not again:
        raise CommandError(f"データベース「{name}」には別の条件のデータがあります（{found}）。--again で作り直します。")
    own_connection().drop_database()
    own_connection().create_database()
    _write(name, _MAKING)
    call_command("migrate", verbosity=0, interactive=False)
    fill(plan)
    _write(name, mark_of(plan))
    return True


def _comment(name: str) -> str | None:
    """The comment of a database, "" without one; None where there is no such database."""
    query = "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = %s"
    with own_connection().owner_connection("postgres") as owner:
        found = owner.execute(query, [name]).fetchone()
        return found[0] if found else None


def _write(name: str, mark: str) -> None:
    with own_connection().owner_connection("postgres") as owner:
        owner.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(mark)))
