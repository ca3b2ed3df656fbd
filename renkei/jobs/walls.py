"""Raises the second wall: the schema `wall`, made from renkei/policy/sql, the role table and the models' declarations.

Runs at the end of every `manage.py migrate`, as the owner. The wall is derived, so it is never changed in place: it is
taken down and made anew in one transaction, and only when anything of it changed.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import OperationalError, models, transaction
from psycopg import sql
from psycopg.errors import LockNotAvailable

from config.postgresql.base import DatabaseWrapper
from renkei.core import wall
from renkei.disclosure.enums import CHOSEN_BASES, SELF_OPENED, Basis
from renkei.disclosure.rules import ENDED_CONSENT, LIVE_CONSENT
from renkei.policy.enums import (
    CORE_KINDS,
    MUNICIPAL_KINDS,
    NAMED_CLASSES,
    OFFICE_KINDS,
    PERSONAL_CLASSES,
    InfoClass,
    Role,
)
from renkei.policy.permissions import P
from renkei.policy.roles import PRIVACY_OFFICERS, ROLE_TABLE, SYSTEM_TABLE, needs_second_factor
from renkei.policy.walls import MOVING, NOBODY, OF_LIBRARIES, Wall, is_system
from renkei.privacy.queries.classify import own_models
from renkei.stats.rules.sources import union as activity_sources
from renkei.stats.rules.tie_sources import union as tie_sources

COLLECTING = (P.RECORD_WRITE, P.REFERRAL_WRITE, P.CASE_WRITE, P.NEED_WRITE, P.CONSENT_WRITE)
GIVING = tuple(p for p in MOVING if p not in (P.NOTE_WRITE, P.MEETING_WRITE))


def _codes(*permissions: P) -> list[str]:
    return [p.code for p in permissions]


#: Remaking on a running server: how long it waits for a table, how often it tries, how long it lets requests pass between.
_LOCK_WAIT, _TRIES, _PAUSE = "500ms", 40, 0.3
SQL_FILES = Path(settings.BASE_DIR) / "renkei/policy/sql"
#: Functions that the application calls itself. All others in the schema are the owner's own.
FOR_THE_APPLICATION = (
    "load_session", "session_exists", "save_session", "delete_session", "clear_sessions", "own_sessions", "end_sessions", "key_store",
    "who", "organisation", "person", "membership", "is_system", "acts", "may", "finds_cases", "way_in", "needs_no_assignment", "is_core", "is_office", "is_auditor", "in_register", "case_of_number", "person_of",
    "related_persons", "represented", "manages", "manages_user", "moment", "today", "latest", "earliest", "sees_case", "reaches", "opens", "is_neutral", "is_related",
    "admits", "holds_class", "runs_case", "has_versions", "may_touch", "same_side", "asked_office", "office_of_key", "training_key", "training_by_link", "training_seat_of", "training_counts", "training_move_up", "training_forget", "trainings_viewed", "trainings_run", "trainings_with_seat", "training_certificate", "office_pasts", "office_yeses",
    "said_of",
    "may_open", "may_open_case", "may_assign", "may_record", "may_report", "unmet_counts", "activity_counts", "tie_counts", "quiet_bodies",
    "is_superseded",
    "crisis_shown", "sits_on", "holds_copy",
    "cases_in_area", "local_rule",
    "attends", "calls", "calls_meeting", "meeting_known", "meeting_open", "meeting_reads", "minutes_reads", "writes_minutes",
    "calls_minutes", "minutes_lines", "may_see_seat", "own_seat", "calls_seat",
)  # fmt: skip
#: Lists that the SQL takes from the one place where they stand.
_LISTS: dict[str, Iterable[str]] = {
    "core_kinds": CORE_KINDS, "office_kinds": OFFICE_KINDS, "municipal_kinds": MUNICIPAL_KINDS,
    "named_classes": NAMED_CLASSES, "personal_classes": PERSONAL_CLASSES, "privacy_officers": PRIVACY_OFFICERS,
    "classes": InfoClass, "self_opened": SELF_OPENED, "live_consent": LIVE_CONSENT, "ended_consent": ENDED_CONSENT,
    "giving_bases": (Basis.CONSENT, *CHOSEN_BASES), "collecting": _codes(*COLLECTING), "giving": _codes(*GIVING),
    "factor_roles": [role for role in Role if needs_second_factor(role)],
}  # fmt: skip


def raise_walls(connection: DatabaseWrapper) -> None:
    """Make the wall anew where it is not as it should be; hand the wall key over. As the owner.

    On a running server: requests wait while it is remade, a second or so, and none meets a table without its wall. It lets
    go at once of what it has when it can't get every table (a request holds one, and may wait for another), and tries again.

    Raises:
        OperationalError: no moment was found in which nobody held a table (half a minute of tries).
    """
    statements = list(_statements(connection))
    mark = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    for left in reversed(range(_TRIES)):
        try:
            with transaction.atomic(using=connection.alias):
                _remake(connection, statements, mark)
            return
        except OperationalError as error:
            if not left or not isinstance(error.__cause__, LockNotAvailable):
                raise
            time.sleep(_PAUSE)


def _remake(connection: DatabaseWrapper, statements: list[str], mark: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regnamespace('wall'), 'pg_namespace')")
        if cursor.fetchone() != (mark,):
            cursor.execute(
                f"SET LOCAL lock_timeout = '{_LOCK_WAIT}'"
            )  # shorter than deadlock_timeout: no request is the victim
            tables = sorted(m._meta.db_table for m in apps.get_models() if m in own_models() or _declared(m))
            cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
            take_down(connection)
            for statement in statements:
                cursor.execute(statement)
            cursor.execute(f"COMMENT ON SCHEMA wall IS '{mark}'")
    take_rights(connection)
    write_key(connection)


def take_rights(connection: DatabaseWrapper) -> None:
    """What no policy lets anybody change, the application has no right to change either. As the owner, each time anew."""
    role = sql.Identifier(connection.app_role)
    with connection.cursor() as cursor:
        for model in apps.get_models():
            declared = _declared(model)
            if declared and declared.is_append_only:
                table = sql.Identifier(model._meta.db_table)
                cursor.execute(sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(table, role))


def _declared(model: type[models.Model]) -> Wall | None:
    return getattr(model, "WALL", None) or OF_LIBRARIES.get(model._meta.db_table)


def take_down(connection: DatabaseWrapper) -> None:
    """Before tables change: no policy may hold on to a column. Until the wall stands again the application sees nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
        for table, policy in cursor.fetchall():
            cursor.execute(sql.SQL("DROP POLICY {} ON {}").format(sql.Identifier(policy), sql.Identifier(table)))
        cursor.execute("DROP SCHEMA IF EXISTS wall CASCADE")


def write_key(connection: DatabaseWrapper) -> None:
    """Hand the wall key to the database, which keeps it where only the owner reads. As the owner, also after a restore."""
    inner, outer = wall.hmac_blocks()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wall.secret (inner_block, outer_block) VALUES (%s, %s) ON CONFLICT (one)"
            " DO UPDATE SET inner_block = EXCLUDED.inner_block, outer_block = EXCLUDED.outer_block",
            [inner, outer],
        )


def _statements(connection: DatabaseWrapper) -> Iterator[str]:
    """The wall, statement by statement (a file counts as one)."""
    role = connection.ops.quote_name(connection.app_role)
    for path in sorted(SQL_FILES.glob("*.sql")):
        text = path.read_text(encoding="utf-8").replace("{app}", role)
        for name, words in _LISTS.items():
            text = text.replace("{" + name + "}", _array(words))
        yield text.replace("{activity_sources}", activity_sources()).replace("{tie_sources}", tie_sources())
    yield from _role_table()
    yield "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA wall FROM PUBLIC"
    for name in FOR_THE_APPLICATION:
        yield f"GRANT EXECUTE ON FUNCTION wall.{name} TO {role}"
    for model in apps.get_models():
        declared = _declared(model)
        if model in own_models() or declared:
            yield from _policies(model, declared, role)
        if model in own_models():
            yield from _guard(model)


def _policies(model: type[models.Model], declared: Wall | None, role: str) -> Iterator[str]:
    """The declared wall of a table as policies. A table without one shows nothing: enabled, and no policy."""
    table = model._meta.db_table
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    if settings.OMNISCIENT_SYSTEMS:
        yield f"CREATE POLICY wall_open ON {table} TO {role} USING ({is_system()}) WITH CHECK ({is_system()})"
    if declared is None:
        return
    names = {"t": table}
    if declared.parent:
        field = model._meta.get_field(declared.parent)
        names |= {"key": field.column, "parent": field.related_model._meta.db_table}  # type: ignore[union-attr,dict-item]
    for command, condition in declared.rules().items():
        if condition == NOBODY:
            continue
        said = condition
        for name, word in names.items():
            said = said.replace("{" + name + "}", word)
        clauses = {"SELECT": f"USING ({said})", "INSERT": f"WITH CHECK ({said})", "DELETE": f"USING ({said})"}
        becomes = declared.becomes.replace("{t}", table)
        clause = clauses.get(command, f"USING ({said}) WITH CHECK (({said}) AND ({becomes}))")
        yield f"CREATE POLICY wall_{command.lower()} ON {table} FOR {command} TO {role} {clause}"


def kept_columns(model: type[models.Model]) -> dict[str, str]:
    """Columns that no row changes once it is there, and when ("" = always): its key, the day it was made, what it hangs on
    and whose it is (every required foreign key but those in the model's `MOVES`), and what `KEEPS` beside the model adds."""
    moves: Iterable[str] = getattr(model, "MOVES", ())
    keeps: dict[str, str] = dict(getattr(model, "KEEPS", {}))
    kept = {}
    for f in model._meta.concrete_fields:
        hangs = isinstance(f, models.ForeignKey) and not f.null and f.name not in moves
        if f.primary_key or f.name == "created_at" or hangs or f.name in keeps:
            kept[str(f.column)] = keeps.get(f.name, "")
    return kept


def _guard(model: type[models.Model]) -> Iterator[str]:
    """A trigger that refuses to change them: Django writes every column of a row it saves, so a right by column can't."""
    changes = [
        f"OLD.{column} IS DISTINCT FROM NEW.{column}" + (f" AND {when}" if when else "")
        for column, when in kept_columns(model).items()
    ]
    condition = " OR ".join(f"({change})" for change in changes)
    yield (
        f"CREATE TRIGGER wall_kept BEFORE UPDATE ON {model._meta.db_table} FOR EACH ROW WHEN ({condition})"
        " EXECUTE FUNCTION wall.refuse_change()"
    )


def _array(words: Iterable[str]) -> str:
    return "ARRAY[" + ", ".join(f"'{word}'" for word in sorted(map(str, words))) + "]::text[]"


def _role_table() -> Iterator[str]:
    reach = [(str(r), p.code, str(reach)) for r, cells in ROLE_TABLE.items() for p, reach in cells.items()]
    rights = [(name, p.code) for name, permissions in SYSTEM_TABLE.items() for p in permissions]
    yield _insert("wall.reach", sorted(reach))
    yield _insert("wall.system_right", sorted(rights))
    if settings.OMNISCIENT_SYSTEMS:
        yield _insert("wall.omniscient", [(name,) for name in settings.OMNISCIENT_SYSTEMS])


def _insert(table: str, rows: list[tuple[str, ...]]) -> str:
    """Codes of our own only: none holds a quote."""
    values = ", ".join("(" + ", ".join(f"'{word}'" for word in row) + ")" for row in rows)
    return f"INSERT INTO {table} VALUES {values}"  # noqa: S608
