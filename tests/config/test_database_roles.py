"""The application connects as a role that owns nothing and bypasses nothing."""

from __future__ import annotations

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

pytestmark = pytest.mark.django_db


def one(statement: str) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()


def test_the_role_is_neither_superuser_nor_bypasses_row_security() -> None:
    rights = one("SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles"
                 " WHERE rolname = current_user")  # fmt: skip
    assert rights == (False, False, False, False, False)
    assert one("SELECT current_user = session_user") == (True,)


def test_the_role_owns_nothing_and_is_member_of_nothing() -> None:
    assert one("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole") == (0,)
    assert one("SELECT count(*) FROM pg_proc WHERE proowner = current_user::regrole") == (0,)
    assert one("SELECT count(*) FROM pg_database WHERE datdba = current_user::regrole") == (0,)
    assert one("SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole") == (0,)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE stolen (id int)",
        "CREATE TEMP TABLE stolen (id int)",
        "ALTER TABLE accounts_organisation DISABLE TRIGGER USER",
        "TRUNCATE accounts_organisation",
        "DROP TABLE accounts_organisation",
        "DELETE FROM django_migrations",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
        "SET ROLE renkei_owner",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
    ],
)
def test_what_belongs_to_the_owner_is_refused(statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied|must be (owner|superuser)"), transaction.atomic():
        one(statement)


def test_rows_can_be_read_and_written() -> None:
    one("SELECT count(*) FROM accounts_organisation")
    for right in ("SELECT", "INSERT", "UPDATE", "DELETE"):
        assert one(f"SELECT has_table_privilege('accounts_organisation', '{right}')") == (True,)


def test_the_text_functions_know_japanese() -> None:
    assert one("SELECT datctype FROM pg_database WHERE datname = current_database()") != ("C",)
    assert one("SELECT cardinality(show_trgm('生活保護')) > 2") == (True,)


def test_no_password_no_entry() -> None:
    if not connection.settings_dict["EMBEDDED"]:
        pytest.skip("the server is not ours")
    login = connection.settings_dict["EMBEDDED"].login("renkei_app") | {"password": "wrong"}
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(**login, dbname="postgres")


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_is_followed_by_empty_tables() -> None:
    with connection.owner_connection() as owner:
        assert owner.execute("SELECT current_user").fetchone() != one("SELECT current_user")
    one("INSERT INTO audit_event (at, code, system, object_type, info_class, reason, detail)"
        " VALUES (now(), 'x', '', '', '', '', '{}') RETURNING 1")  # fmt: skip
    connection.ops.execute_sql_flush([])
    assert one("SELECT count(*) FROM audit_event") == (0,)
