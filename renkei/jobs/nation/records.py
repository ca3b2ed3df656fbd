"""What is written about a case: the class records, progress notes, inquiries, the board. Texts are real ciphertexts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from renkei.jobs.nation import words
from renkei.jobs.nation.cases import MadeCase, made_cases
from renkei.jobs.nation.loading import Loader
from renkei.jobs.nation.offices import made_offices
from renkei.jobs.nation.plan import Plan, assumptions
from renkei.policy.enums import OrgKind, Role

_ITEMS = ("housing", "daytime", "plan", "medical", "liaison")
_NOTE_CLASSES = ("welfare", "welfare", "welfare", "summary", "identity", "justice_outline")
_METHODS = ("phone", "visit", "interview", "accompany", "meeting")


def load_records(plan: Plan, loader: Loader) -> None:
    """氏名・生活・刑事情報の版, 併走, 支援経過記録."""

    def copy(label: str, columns: Iterable[str], rows_of: Callable[[MadeCase], Any], each: float = 1) -> None:
        rows = (row for case in made_cases(plan) for row in rows_of(case))
        loader.copy(label, tuple(columns), rows, round(plan.cases * each))

    version = ("id", "case_id", "version", "author_user", "author_organisation_id", "written_at")
    chance = plan.chance("records")
    for label, values_of in (
        ("people.IdentityRecord", _identity), ("people.WelfareRecord", _welfare), ("people.JusticeOutlineRecord", _outline),
    ):  # fmt: skip
        columns = (*version, *values_of(chance))
        table = label.replace(".", "_").lower()
        copy(label, columns, lambda c, table=table, values_of=values_of: [_version(c, table, values_of(chance))])
    copy("coordination.Handover", ("id", "case_id", "status", "opened_at"),
         lambda c: [(plan.id("handover", c.n), c.id, "running", c.accepted)] if c.accepted and not c.closed else [])  # fmt: skip
    copy("coordination.JointItem", ("id", "case_id", "code", "order", "center_part", "body_part", "status"), _board, 4)
    notes = plan.chance("notes")
    copy("contacts.Note", ("id", "case_id", "at", "minutes", "info_class", "item", "method", "counterpart", "text",
                           "next_step", "next_due", "shareable", "organisation_id", "author", "doer", "written_at"),
         lambda c: _notes(c, notes), 10)  # fmt: skip


def load_inquiries(plan: Plan, loader: Loader) -> None:
    """打診先の機関と窓口, 打診, 回答, 打診先の台帳の行."""
    asked = _asked(plan)
    loader.copy(
        "accounts.Organisation", ("id", "name", "kind", "prefecture_code", "office_number"),
        ((plan.id("asked", n), name, OrgKind.SERVICE_OFFICE, number[:2], number) for n, name, number in asked),
    )  # fmt: skip
    loader.copy("accounts.User", ("id", "email", "name", "password"),
                ((plan.id("contact", n), f"contact{n}@example.jp", f"窓口 {n}", "!") for n, _, _ in asked))  # fmt: skip
    loader.copy(
        "accounts.Membership", ("id", "user_id", "organisation_id", "role", "handles_intake", "starts_on"),
        ((plan.id("contact-member", n), plan.id("contact", n), plan.id("asked", n), Role.OFFICE_CONTACT, True, plan.ago(2000))
         for n, _, _ in asked),
    )  # fmt: skip
    found = [row for case in made_cases(plan) for row in _inquiries(case, [n for n, _, _ in asked])]
    loader.copy(
        "inquiries.Inquiry",
        ("id", "case_id", "need_id", "organisation_id", "office_id", "number", "status", "sheet", "deadline", "sent_at",
         "sent_by", "sent_for_id", "answered_at", "disclosed_at", "agreed_at", "closed_at", "close_reason"),
        (row["inquiry"] for row in found), len(found),
    )  # fmt: skip
    loader.copy("inquiries.Answer", ("id", "inquiry_id", "kind", "decline_reasons", "channel", "answered_at"),
                (row["answer"] for row in found if row["answer"]), len(found))  # fmt: skip
    loader.copy(
        "disclosure.LedgerEntry",
        ("id", "case_id", "info_class", "recipient_id", "giver_id", "basis", "whole_class", "stage", "cause", "cause_id",
         "starts_at", "ends_at", "ended_cause"),
        (row["ledger"] for row in found), len(found),
    )  # fmt: skip


def _version(c: MadeCase, table: str, values: dict[str, str]) -> tuple[Any, ...]:
    row = c.plan.id(table, c.n)
    texts = (c.seal(f"{table}.{name}", row, text) for name, text in values.items())
    return (row, c.id, 1, c.center_officer, c.center, c.opened, *texts)


def _identity(chance: Any) -> dict[str, str]:
    name, kana = words.person_name(chance)
    birth = f"{chance.randint(1950, 2004)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    return {"name": name, "kana": kana, "birth_date": birth, "sex": chance.choice(("male", "male", "female")),
            "current_address": "架空の町1番地", "phone": "000-0000-0000"}  # fmt: skip


def _welfare(chance: Any) -> dict[str, str]:
    found = chance.sample(("intellectual", "mental", "developmental", "physical"), k=chance.randint(1, 2))
    return {"disabilities": json.dumps(found), "support_category": chance.choice(("c2", "c3", "c4", "applied")),
            "medical": "月に一度の通院と服薬。", "daily_life": "身の回りのことは、声かけがあればできる。",
            "wishes": "静かなところで暮らしたい。", "needs": "金銭の管理と通院の付添い。"}  # fmt: skip


def _outline(chance: Any) -> dict[str, str]:
    return {"subject_status": "leaving_facility", "track": chance.choice(("special", "general")),
            "release_certainty": chance.choice(("confirmed", "expected")),
            "release_date": f"202{chance.randint(4, 7)}-{chance.randint(1, 12):02d}-15",
            "must_know": "大きな声に驚きやすい。落ち着いて話す。"}  # fmt: skip


def _board(c: MadeCase) -> list[tuple[Any, ...]]:
    if not c.accepted or c.closed:
        return []
    return [
        (c.plan.id("joint", c.n, code), c.id, code, order, "main", "support", "shared") for order, code in enumerate(_ITEMS)
    ]  # fmt: skip


def _notes(c: MadeCase, chance: Any) -> Iterator[tuple[Any, ...]]:
    counts = assumptions()["cases"]["notes"]
    until = c.closed or c.plan.today
    for number in range(counts[c.n % len(counts)]):
        row = c.plan.id("note", c.n, number)
        at = c.opened + (until - c.opened) * chance.random()
        by_center = chance.random() < 0.4
        text = "".join(chance.choices(words.SENTENCES, k=3))
        step = due = None
        if chance.random() < 0.1:
            step, due = (
                c.seal("contacts_note.next_step", row, "次の面談の日を決める。"),
                (at + timedelta(days=14)).date(),
            )
        yield (
            row, c.id, at, chance.choice((15, 30, 60)), chance.choice(_NOTE_CLASSES), chance.choice(("a", "a", "b")),
            chance.choice(_METHODS), chance.choice(("person", "office", "center")),
            c.seal("contacts_note.text", row, text), step, due, chance.random() < 0.7,
            c.center if by_center else c.body, c.center_officer if by_center else c.officer, "self", at,
        )  # fmt: skip


def _asked(plan: Plan) -> list[tuple[int, str, str]]:
    """(number, name, 事業所番号) of the offices that are ever asked: the first ones, which lie anywhere."""
    count = max(3, round(plan.service_rows * assumptions()["cases"]["asked_share"]))
    made = islice(made_offices(plan), count)
    return [(office.n, office.rows[0]["name"], office.rows[0]["office_number"]) for office in made]


def _inquiries(c: MadeCase, asked: list[int]) -> Iterator[dict[str, Any]]:
    chance = c.plan.chance(f"inquiries {c.n}")
    if not c.accepted or chance.random() > assumptions()["cases"]["inquiries_share"]:
        return
    places = chance.sample(range(len(asked)), k=3)
    for number, place in enumerate(places):
        status = _status(c, number, chance)
        yield _inquiry(c, number, asked[place], status, chance)


def _status(c: MadeCase, number: int, chance: Any) -> str:
    if number:
        return chance.choice(("declined", "declined", "expired", "withdrawn"))
    return "agreed" if c.has_place else chance.choice(("anonymous", "anonymous", "considering", "positive", "met"))


def _inquiry(c: MadeCase, number: int, n: int, status: str, chance: Any) -> dict[str, Any]:
    plan = c.plan
    row, organisation = plan.id("inquiry", c.n, number), plan.id("asked", n)
    running = status in ("anonymous", "considering", "positive", "met")
    sent = plan.ago(chance.random() * 12) if running else c.opened + timedelta(days=20)
    answered = None if status in ("anonymous", "expired") else sent + timedelta(days=4 * chance.random())
    named = sent + timedelta(days=5) if status in ("met", "agreed") else None
    agreed = sent + timedelta(days=30) if status == "agreed" else None
    closed = sent + timedelta(days=10) if status in ("declined", "expired", "withdrawn") else None
    kind = {"declined": "no", "considering": "considering", "positive": "yes", "met": "yes", "agreed": "yes"}.get(
        status
    )
    reasons = [chance.choice(("no_vacancy", "staffing", "disability", "other_users"))] if kind == "no" else []
    sheet = json.dumps({"age_band": "40代", "area": c.town, "support_text": "住まいの見守りがあるところを探しています。"}, ensure_ascii=False)  # fmt: skip
    return {
        "inquiry": (
            row, c.id, plan.id("need", c.n, "housing"), organisation, plan.id("office", n), f"Q8-{c.n}-{number}", status,
            c.seal("inquiries_inquiry.sheet", row, sheet), sent + timedelta(days=10), sent, c.officer, c.body, answered,
            named, agreed, closed, "plan_changed" if status == "withdrawn" else "",
        ),
        "answer": answered and kind and (plan.id("answer", c.n, number), row, kind, reasons, "screen", answered),
        "ledger": (
            plan.id("asked-row", c.n, number), c.id, "summary", organisation, c.body, "summary", True, "s1", "inquiry", row,
            sent, closed, "inquiry_closed" if closed else "",
        ),
    }  # fmt: skip
