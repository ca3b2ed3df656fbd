"""Every button leaves its trace; paired columns; no seventh name in an area."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from renkei.privacy.queries.classify import own_models
from tests.architecture.test_shape import ROOT, SOURCES, name_of, public_services, service_files

AREAS = (
    "accounts",
    "audit",
    "background",
    "cases",
    "contacts",
    "consultation",
    "programme",
    "coordination",
    "disclosure",
    "inquiries",
    "notifications",
    "offices",
    "people",
    "privacy",
    "stats",
)
SIX = {"services", "queries", "models", "states", "rules", "enums"}
BESIDE = {"__init__", "migrations", "data", "__pycache__"}
#: What writes the record or the messages themselves, and what only looks.
NEEDS_NO_RECORD = {
    "record", "record_view", "record_views", "record_refusal", "record_session", "seal", "notify", "mark_read", "mark_all_read", "needs_settled",
    "keep_sent_form", "keep_draft", "end_draft", "drop_old_forms", "plan_mails", "send_waiting", "give_up_old", "note_failure",
    "drop_old_failures", "recover_jobs",
    "reply", "reply_by_link",  # the questionnaire of a training: a record would say who wrote it, or when
}  # fmt: skip


def _calls(function: ast.FunctionDef) -> set[str]:
    names = (n.func for n in ast.walk(function) if isinstance(n, ast.Call))
    return {n.id if isinstance(n, ast.Name) else n.attr for n in names if isinstance(n, ast.Name | ast.Attribute)}


def _bodies() -> dict[str, set[str]]:
    """Function name → what it calls, over all services: names are few enough to be told apart by themselves."""
    found: dict[str, set[str]] = {}
    for path in service_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, set()).update(_calls(node))
    return found


BODIES = _bodies()


def _reaches(name: str, wanted: set[str], seen: set[str]) -> bool:
    calls = BODIES.get(name, set()) - seen
    if calls & wanted:
        return True
    return any(_reaches(call, wanted, seen | calls | {name}) for call in calls if call in BODIES)


@pytest.mark.parametrize(("path", "function"), public_services(), ids=lambda v: getattr(v, "name", ""))
def test_a_button_leaves_a_trace(path: Path, function: ast.FunctionDef) -> None:
    if function.name not in NEEDS_NO_RECORD:
        assert _reaches(function.name, {"record", "record_view"}, set()), "no record() on any way through it"


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_who_did_it_stands_beside_when(model) -> None:
    names = {f.name for f in model._meta.concrete_fields}
    alone = [n for n in names if n.endswith("_by") and n not in ("acted_by",) and not _moment(n, names)]
    assert alone == []


def _moment(name: str, names: set[str]) -> bool:
    """`x_by` has its `x_at`; where the row is written once, the moment of the row is the moment of the act."""
    stem = name.removesuffix("_by")
    return any(n in names for n in (f"{stem}_at", f"{stem}ed_at", "at", "created_at", "starts_at", "ends_at"))


@pytest.mark.parametrize("area", AREAS)
def test_an_area_knows_six_words(area: str) -> None:
    names = {p.stem for p in (ROOT / "renkei" / area).iterdir()} - BESIDE
    assert names <= SIX | {"apps"}


OUTSIDE_SERVICES = [
    p for p in SOURCES if not {"services", "services.py"} & {p.name, p.parent.name} and p.parts[-2] != "core"
]
WRITING = {
    "save",
    "delete",
    "create",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
    "select_for_update",
}
#: `update` alone is a word of dictionaries, sets and hashes too.
OWN_WRITERS = {
    "renkei/accounts/models.py",  # UserManager.create_user, called by services alone
    "config/sessions.py",  # Django's interface of a session store; writes by a function of the database only
}


@pytest.mark.parametrize("path", OUTSIDE_SERVICES, ids=name_of)
def test_nothing_but_services_writes(path: Path) -> None:
    if name_of(path) in OWN_WRITERS:
        return
    calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
    found = [ast.unparse(c.func) for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr in WRITING]
    found += [ast.unparse(c.func) for c in calls if ast.unparse(c.func).endswith((".objects.update", ").update"))]
    assert [f for f in found if not f.startswith(("book.", "qr", "super()"))] == []
