"""A nation in a database of its own: 1,741 municipalities of unequal size, 48 centres, their cases, ledger and assignments.

Made by the owner with one statement per table, so that 100,000 cases take seconds. Nothing in it describes anybody. Texts
of persons are left out: they are encrypted one by one and would measure the cipher.
"""

from __future__ import annotations

from typing import Any

MUNICIPALITIES, CENTERS = 1741, 48
NAME = "renkei_bench"


def fill(owner: Any, *, cases: int) -> None:
    """Fill empty tables. Sizes follow a power: the largest municipality has about a twelfth, the median 30 of 100,000."""
    owner.execute("SELECT setseed(0.42)")
    for statement in _STATEMENTS:
        owner.execute(statement, {"cases": cases, "towns": MUNICIPALITIES, "centers": CENTERS})
    owner.execute("ANALYZE")


_STATEMENTS = (
    """INSERT INTO accounts_organisation (id, created_at, name, kana, kind, prefecture_code, municipality_code, corporate_number, office_number,
           address, phone, fax, email, default_tail_days)
       SELECT md5('o' || n)::uuid, now(), '機関' || n, '', CASE WHEN n <= %(towns)s THEN 'municipality' ELSE 'settlement_center' END,
           lpad((n %% 47 + 1)::text, 2, '0'), CASE WHEN n <= %(towns)s THEN lpad(n::text, 5, '0') ELSE '' END, '', '', '', '', '', '', 30
       FROM generate_series(1, %(towns)s + %(centers)s) n""",
    """INSERT INTO accounts_user (id, created_at, email, name, is_active, password)
       SELECT md5('u' || n || k)::uuid, now(), k || n || '@example.jp', k || n, true, '!'
       FROM generate_series(1, %(towns)s) n, unnest(ARRAY['manager', 'officer']) k""",
    """INSERT INTO accounts_membership (id, created_at, user_id, organisation_id, role, position, handles_intake, starts_on)
       SELECT md5('m' || n || k)::uuid, now(), md5('u' || n || k)::uuid, md5('o' || n)::uuid, 'municipal_' || k, '', false,
           current_date - 400
       FROM generate_series(1, %(towns)s) n, unnest(ARRAY['manager', 'officer']) k""",
    "INSERT INTO cases_person (id, created_at, code) SELECT md5('p' || n)::uuid, now(), 'P' || n FROM generate_series(1, %(cases)s) n",
    """CREATE TEMP TABLE drawn AS SELECT n, floor(%(towns)s * random() ^ 3)::int + 1 AS town, random() AS day
       FROM generate_series(1, %(cases)s) n""",
    """INSERT INTO cases_case (id, created_at, person_id, number, episode, status, status_before, responsible_id, center_id, is_light,
           area_code, support_kinds, urgency, opened_at, close_reason, suspend_reason, without_place)
       SELECT md5('c' || n)::uuid, now(), md5('p' || n)::uuid, 'R8-' || n, 1, 'coordinating', '', md5('o' || town)::uuid,
           md5('o' || %(towns)s + 1 + n %% %(centers)s)::uuid, false, '', '{}', 'normal', now() - day * interval '900 days', '', '', false
       FROM drawn""",
    """INSERT INTO cases_need (id, created_at, case_id, kind, service_codes, origin_code, area_codes, avoid_codes, conditions, status)
       SELECT md5('n' || n)::uuid, now(), md5('c' || n)::uuid, 'housing', '{}', '', '{}', '{}', '{}', 'open' FROM drawn""",
    """INSERT INTO cases_assignment (id, created_at, case_id, organisation_id, user_id, starts_at)
       SELECT md5('a' || n)::uuid, now(), md5('c' || n)::uuid, md5('o' || town)::uuid, md5('u' || town || 'officer')::uuid,
           now() - interval '1 day'
       FROM drawn""",
    """INSERT INTO disclosure_ledgerentry (id, created_at, case_id, info_class, recipient_id, giver_id, basis, legal_reason, whole_class,
           fields, persons, stage, cause, method, starts_at, ended_cause)
       SELECT md5('l' || n || c || r)::uuid, now(), md5('c' || n)::uuid, c,
           CASE r WHEN 0 THEN md5('o' || town)::uuid ELSE md5('o' || %(towns)s + 1 + n %% %(centers)s)::uuid END,
           md5('o' || %(towns)s + 1 + n %% %(centers)s)::uuid, CASE r WHEN 0 THEN 'law' ELSE 'own' END, '\\x00', true, '{}', '{}', 's0',
           'collected', 'system', now() - interval '1 day', ''
       FROM drawn, unnest(ARRAY['summary', 'identity', 'welfare', 'justice_outline']) c, generate_series(0, 1) r""",
    "DROP TABLE drawn",
)
