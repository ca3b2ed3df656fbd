"""The subjects: whole pages and whole services, each with its floor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from benchmarks import by_hand
from benchmarks.meter import Cost, Task, Times, cost, in_turns, recorded
from benchmarks.stage import Bare, Signed
from renkei.cases.models import Need
from renkei.core.clock import now
from renkei.disclosure.queries import get_case
from renkei.inquiries.models import Inquiry
from renkei.inquiries.queries.candidates import candidates_for
from renkei.inquiries.services.deciding import agree
from renkei.offices import queries as offices
from renkei.offices.queries.search import Criteria, search
from renkei.policy.permissions import P

#: Farther than any two places of the country: the whole of it.
WHOLE_COUNTRY_KM = 3500
WORDS = ("ひまわり", "作業所", "佐", "さっぽろ", "中央1-")


@dataclass(frozen=True)
class Measured:
    """One line of the report."""

    subject: str
    who: str
    floor: str
    page: Times
    floors: dict[str, Times]
    aim: float
    cost: Cost
    statements: list[tuple[str, Any]]

    @property
    def floor_ms(self) -> float:
        return sum(times.median for times in self.floors.values())

    @property
    def ratio(self) -> float:
        return self.page.median / self.floor_ms


def pages(signed: Signed, *, rounds: int) -> list[Measured]:
    """Home, list, case page and the case's history; each beside an empty page and its own statements."""
    bare = Bare(signed.token())
    with recorded() as empty:
        page_of(signed, "/bench/empty/")()
    found = []
    for subject, address in (
        ("home page", "/"), ("case list", "/cases/"), ("case page", f"/cases/{signed.case_id}/"),
        ("history of a case", f"/cases/{signed.case_id}/history/"),
    ):  # fmt: skip
        page = page_of(signed, address)
        page()
        with recorded() as asked:
            page()
        own = by_hand.own_statements(asked, empty)
        written = {"case list": by_hand.case_list, "home page": by_hand.home}.get(subject)
        floor = written(signed) if written else own
        tasks = {"page": page, "empty view": page_of(signed, "/bench/empty/"), "bare SQL": lambda f=floor: bare.run(f)}
        times = in_turns(tasks, rounds=rounds)
        how = f"empty view + {'SQL by hand' if written else 'the same SQL replayed'}"
        found.append(Measured(subject, signed.who, how, times.pop("page"), times, 2.5, cost(page), own))
    bare.close()
    return found


def empty_views(signed: Signed, *, rounds: int) -> dict[str, Times]:
    """What the stack costs with the house's page around nothing, and without any template."""
    return in_turns({name: page_of(signed, f"/bench/{name}/") for name in ("empty", "nothing")}, rounds=rounds)


def text_search(signed: Signed, *, rounds: int) -> list[Measured]:
    """事業所をさがす by words over the whole country: the query alone, beside its own statements."""
    found = []
    for words in WORDS:
        task = _within(signed, lambda words=words: search(actor=signed.actor, criteria=Criteria(words=words)))
        found.append(_beside_replay(f"text search 「{words}」", signed, task, rounds, 3.0))
    return found


def match(signed: Signed, *, rounds: int) -> list[Measured]:
    """候補 over the whole country for a need for a group home, beside bare SQL by hand and a scan in NumPy."""
    with signed.acting():
        need = Need.objects.select_related("case").get(case_id=signed.case_id, kind="housing")
        access = get_case(actor=signed.actor, case_id=signed.case_id, at=now(), permission=P.INQUIRY_SEND)
        place = offices.get_municipality(need.origin_code)
    need.max_km = WHOLE_COUNTRY_KM
    bare, scan = Bare(signed.token()), by_hand.Scan(need.service_codes)
    if place.point is None:
        raise SystemExit("the municipality has no point")
    by_sql, point = by_hand.candidates(need.service_codes, place.point), place.point
    task = _within(signed, lambda: candidates_for(access=access, need=need))
    times = in_turns(
        {"page": task, "bare SQL": lambda: bare.run(by_sql), "NumPy": lambda: scan.nearest(point)}, rounds=rounds
    )
    bare.close()
    scanned = times.pop("NumPy")
    floor = f"SQL by hand (the distances alone, NumPy: {scanned.median:.1f} ms)"
    return [
        Measured("match, whole country", signed.who, floor, times.pop("page"), times, 3.0, cost(task), _asked(task))
    ]


def sign_off(signed: Signed, *, rounds: int) -> list[Measured]:
    """内定にする: the decision with all it closes, opens, records and tells; rolled back each time."""
    with signed.acting():
        inquiry_id = Inquiry.objects.filter(status="met", case__responsible_id=signed.actor.organisation_id).values_list("pk", flat=True).first()  # fmt: skip

    def decide() -> None:
        inquiry = Inquiry.objects.select_related("case", "need", "organisation").get(pk=inquiry_id)
        agree(actor=signed.actor, inquiry=inquiry, seen=None, now=now())

    return [_beside_replay("sign-off of an inquiry (内定)", signed, _within(signed, decide), rounds, 0)]


def _beside_replay(subject: str, signed: Signed, task: Task, rounds: int, aim: float) -> Measured:
    task()
    asked, bare = _asked(task), Bare(signed.token())
    times = in_turns({"page": task, "bare SQL": lambda: bare.run(asked)}, rounds=rounds)
    bare.close()
    return Measured(subject, signed.who, "the same SQL replayed", times.pop("page"), times, aim, cost(task), asked)


def _asked(task: Task) -> list[tuple[str, Any]]:
    with recorded() as statements:
        task()
    return list(statements)


def _within(signed: Signed, call: Callable[[], object]) -> Task:
    def task() -> None:
        with signed.acting():
            call()

    return task


def page_of(signed: Signed, address: str) -> Task:
    """A whole answer of the application; anything but 200 ends the run."""

    def task() -> None:
        answer = signed.client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
        connection.queries_log.clear()

    return task
