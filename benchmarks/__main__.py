"""The case list and a case's page, whole answers of the application, with the second wall and without it.

Without: the same program connects as the owner, before whom no policy stands. Both announce their actor. The two take turns,
so that a busy minute of the machine falls on both.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from benchmarks import national  # noqa: E402
from config.postgresql.base import own_connection  # noqa: E402
from config.sessions import STRONG  # noqa: E402
from renkei.accounts.models import User  # noqa: E402
from renkei.cases.models import Case  # noqa: E402
from renkei.core.wall import acting_as  # noqa: E402

#: Who looks: the manager of the largest municipality, and the one of a median one.
ACTORS = {"largest": 1, "median": national.MUNICIPALITIES // 2}


def main() -> None:
    """Make the data where it is not there, measure, print a table in Markdown."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.DATABASES["default"]["NAME"] = own_connection().settings_dict["NAME"] = national.NAME
    _prepare(options.cases)
    print(
        "| page | actor | cases | without, ms (median / p95) | with the wall | ratio of medians |\n|---|---|---|---|---|---|"
    )
    for name, number in ACTORS.items():
        client, held, first = _sign_in(number)
        for page, address in (("case list", "/cases/"), ("case page", f"/cases/{first}/")):
            plain, walled = _measure(client, address, options.rounds)
            ratio = statistics.median(walled) / statistics.median(plain)
            print(
                f"| {page} | {name} municipality | {held:,} | {_words(plain)} | {_words(walled)} | {ratio:.2f} |",
                flush=True,
            )


def _prepare(cases: int) -> None:
    call_command("collectstatic", verbosity=0, interactive=False)
    if own_connection().create_database():
        call_command("migrate", verbosity=0, interactive=False)
        with own_connection().owner_connection() as owner:
            national.fill(owner, cases=cases)


def _sign_in(number: int) -> tuple[Client, int, object]:
    """The manager of a municipality, how many cases it has, and one of them."""
    client = Client()
    with _as_owner():
        user = User.objects.get(email=f"manager{number}@example.jp")
        cases = Case.objects.filter(responsible__memberships__user=user)
        held, first = cases.count(), cases.order_by("-opened_at").values_list("pk", flat=True).first()
    with acting_as("sign_in"):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[STRONG] = True
    session.save()
    return client, held, first


@contextmanager
def _as_owner() -> Iterator[None]:
    with own_connection().as_owner():
        yield


def _measure(client: Client, address: str, rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each round: (without, with). A page that is not 200 fails."""
    plain, walled = [], []
    for _ in range(max(1, rounds // 5)):
        with _as_owner():
            plain += _times(client, address, 5)
        walled += _times(client, address, 5)
    return plain, walled


def _times(client: Client, address: str, rounds: int) -> list[float]:
    found = []
    for number in range(rounds + 2):
        begin = time.perf_counter()
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
        if number >= 2:  # the first two open the connection and fill caches
            found.append((time.perf_counter() - begin) * 1000)
    return found


def _words(times: list[float]) -> str:
    return f"{statistics.median(times):.1f} / {statistics.quantiles(times, n=20)[-1]:.1f}"


if __name__ == "__main__":
    try:
        main()
    finally:
        connection.close()
