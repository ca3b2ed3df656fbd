"""Every table has a wall, and the database has it as declared."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import connection

from config.postgresql.base import own_connection
from renkei.disclosure.enums import SELF_OPENED
from renkei.jobs import walls as walls_job
from renkei.policy import walls
from renkei.privacy.queries.classify import own_models

#: Tables of libraries without personal data, which every request may read.
WITHOUT = {
    "django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions",
    # Names of tasks, and ids of messages and users (tests/jobs/test_tasks.py): every request adds to them, the worker, who is
    # nobody, takes from them. What a job then does, it does before the wall.
    "procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers", "procrastinate_workers",
}  # fmt: skip


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_every_model_says_who_reaches_its_rows(model) -> None:
    assert isinstance(getattr(model, "WALL", None), walls.Wall), "WALL is missing (renkei/policy/walls.py)"
    if model.WALL.read == walls.EVERYBODY:
        assert model.WALL.reason


def rows(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@pytest.mark.django_db
def test_every_table_of_the_database_has_it() -> None:
    walled = dict(rows("SELECT relname, relrowsecurity FROM pg_class WHERE relkind IN ('r', 'p')"
                       " AND relnamespace = 'public'::regnamespace"))  # fmt: skip
    assert {name for name, on in walled.items() if not on} <= WITHOUT
    policies = {(t, c) for t, c in rows("SELECT tablename, cmd FROM pg_policies WHERE schemaname = 'public'")}
    for model in apps.get_models():
        wall = getattr(model, "WALL", None) or walls.OF_LIBRARIES.get(model._meta.db_table)
        for command, condition in wall.rules().items() if wall else ():
            assert ((model._meta.db_table, command) in policies) is (condition != walls.NOBODY), (model, command)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "table", ["audit_event", "audit_seal", "disclosure_consentevent", "coordination_jointevent", "accounts_session"]
)
def test_what_is_only_added_to_can_t_be_changed_by_right(table: str) -> None:
    rights = [f"has_table_privilege('{table}', '{right}')" for right in ("UPDATE", "DELETE", "TRUNCATE")]
    columns = f"has_any_column_privilege('{table}', 'UPDATE')"
    assert rows(f"SELECT {', '.join(rights)}, {columns}") == [(False, False, False, False)]


@pytest.mark.django_db(transaction=True)
def test_rights_given_by_hand_are_taken_away_again() -> None:
    owned = own_connection("default")
    with owned.as_owner(), owned.cursor() as cursor:
        cursor.execute(f"GRANT UPDATE, DELETE ON audit_event TO {owned.ops.quote_name(owned.app_role)}")
        walls_job.raise_walls(owned)
    assert rows(
        "SELECT has_table_privilege('audit_event', 'UPDATE'), has_table_privilege('audit_event', 'DELETE')"
    ) == [(False, False)]


@pytest.mark.django_db
def test_nothing_walks_around_the_wall() -> None:
    assert rows("SELECT policyname FROM pg_policies WHERE permissive <> 'PERMISSIVE' OR roles = '{public}'") == []
    views = "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
    assert rows(f"{views} AND NOT coalesce(reloptions::text LIKE '%security_invoker=true%', false)") == []
    unpinned = (
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace IN ('wall'::regnamespace, 'public'::regnamespace)"
    )
    assert rows(f"{unpinned} AND NOT coalesce(proconfig::text LIKE '%search_path=pg_catalog, pg_temp%', false)") == []
    public = "SELECT proname FROM pg_proc p, aclexplode(coalesce(proacl, acldefault('f', proowner))) a"
    assert rows(f"{public} WHERE pronamespace = 'wall'::regnamespace AND a.grantee = 0") == []
    assert rows("SELECT 1 FROM pg_proc WHERE proleakproof AND proowner <> 10") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["seal", "hmac", "system_who", "grants", "live_rows", "finds", "reach_to_cases", "reach_of", "frozen_at"]
)
def test_what_could_be_asked_about_others_is_the_owner_s(name: str) -> None:
    found = rows("SELECT has_function_privilege(oid, 'EXECUTE') FROM pg_proc"
                 f" WHERE proname = '{name}' AND pronamespace = 'wall'::regnamespace")  # fmt: skip
    assert found == [(False,)]


def test_the_rules_use_the_list_of_self_opened_bases() -> None:
    assert str(tuple(str(b) for b in SELF_OPENED)) == walls._SELF_OPENED


#: Sub-plans of any table at most: every statement plans them all. An EXISTS without `walls.there_is` doubles what is below it.
_MOST_SUBPLANS = 40


@pytest.mark.django_db
@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_no_wall_makes_plans_grow(model) -> None:
    if model.WALL.read == walls.NOBODY:
        return
    plan = "\n".join(row[0] for row in rows(f"EXPLAIN SELECT * FROM {model._meta.db_table} LIMIT 1"))
    assert len(set(re.findall(r"(?:Sub|Init)Plan \d+", plan))) <= _MOST_SUBPLANS
