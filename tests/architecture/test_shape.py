"""The size of files and functions, the form of services, who writes, what a page may hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(p for d in ("config", "renkei") for p in (ROOT / d).rglob("*.py") if "migrations" not in p.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "renkei/web/templates").rglob("*.html"))
STYLES = sorted(p for p in (ROOT / "renkei/web/static").rglob("*.css") if p.name != "tokens.css")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    yield from (n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.FunctionDef))


def service_files() -> list[Path]:
    return [p for p in SOURCES if p.name == "services.py" or p.parent.name == "services"]


def buttons_of(path: Path) -> set[str] | None:
    """What a package of services hands out: its `__all__`, else what is called from outside the package.

    None for a plain services.py, where every public name counts.
    """
    if path.name == "services.py":
        return None
    exported = re.search(r"__all__ = \[(.*?)\]", (path.parent / "__init__.py").read_text(encoding="utf-8"), re.S)
    if exported:
        return set(re.findall(r"\"(\w+)\"", exported[1]))
    outside = "\n".join(p.read_text(encoding="utf-8") for p in SOURCES if p.parent != path.parent)
    return set(re.findall(rf"\b{path.stem}\.(\w+)\(", outside)) | _imported(outside, path)


def _imported(outside: str, path: Path) -> set[str]:
    """Names imported one by one from this module of services."""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    lines = re.findall(rf"from {re.escape(module)} import (\([^)]*\)|[^\n]*)", outside)
    return set(re.findall(r"\w+", " ".join(lines)))


def public_services() -> list[tuple[Path, ast.FunctionDef]]:
    found = []
    for path in service_files():
        offered = buttons_of(path)
        body = ast.parse(path.read_text(encoding="utf-8")).body
        named = [n for n in body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]
        found += [(path, n) for n in named if offered is None or n.name in offered]
    return found


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_file_fits_in_a_head(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    long = [f"{f.name} ({f.end_lineno - f.lineno + 1})" for f in functions(path) if f.end_lineno - f.lineno + 1 > 40]
    assert long == []


@pytest.mark.parametrize("path", TESTS, ids=name_of)
def test_a_test_file_stays_readable(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_says_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(("path", "function"), public_services(), ids=lambda v: getattr(v, "name", ""))
def test_a_service_takes_keywords_and_says_what_it_does(path, function):
    assert not function.args.args, "keywords only"
    assert ast.get_docstring(function)
    first = function.args.kwonlyargs[0].arg if function.args.kwonlyargs else ""
    assert first in {"actor", "case_id", "to", "secret"}, "the actor comes first (or the secret that stands for one)"


WRITES = {"save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "delete", "update"}


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if p.name == "queries.py" or p.parent.name == "queries"], ids=name_of
)
def test_only_services_write(path):
    calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
    writing = [
        c.func.attr
        for c in calls
        if isinstance(c.func, ast.Attribute) and c.func.attr in WRITES and "objects" in ast.unparse(c.func)
    ]
    assert writing == []


def test_one_place_writes_tables_for_people():
    """core/tables.py, which neutralises formulas; profiles.py writes the published format for the demo and tests."""
    writer = re.compile(r"csv\.(?:Dict)?[wW]riter\(|Workbook\(")
    found = {name_of(p) for p in SOURCES if writer.search(p.read_text(encoding="utf-8"))}
    assert found == {"renkei/core/tables.py", "renkei/offices/rules/profiles.py"}


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_holds_no_inline_script_style_or_handler(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r'<script(?![^>]*\bnonce="{{ csp_nonce }}")', text)
    assert not re.search(r"<style|\sstyle=", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.search(r"(src|href)=\"https?://", text)


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_a_stylesheet_takes_colours_and_sizes_from_the_tokens(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b", text)
    assert not re.search(r"font(-size)?:[^;]*\d+px", text)


def test_every_template_is_used():
    everything = "\n".join(p.read_text(encoding="utf-8") for p in [*SOURCES, *TEMPLATES])
    known = {"400.html", "403.html", "404.html", "500.html", "403_csrf.html", "429.html"}
    base = ROOT / "renkei/web/templates"
    unused = []
    for path in TEMPLATES:
        name = str(path.relative_to(base))
        by_library = (
            name.startswith(("account/", "mfa/", "socialaccount/", "django/", "errors/", "dads/")) or name in known
        )
        if not by_library and name not in everything and path.name not in everything:
            unused.append(name)
    assert unused == []
