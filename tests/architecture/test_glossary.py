"""The glossary names what the code has."""

from __future__ import annotations

import re

from tests.architecture.test_shape import ROOT, SOURCES


def test_every_identifier_of_the_glossary_exists() -> None:
    code = "\n".join(p.read_text(encoding="utf-8") for p in SOURCES)
    rows = [
        line for line in (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines() if line.startswith("|")
    ]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert len(named) > 50
    assert [name for name in sorted(named) if not re.search(rf"\b{name}\b", code)] == []


def test_links_of_the_docs_lead_somewhere() -> None:
    for page in (ROOT / "docs").rglob("*.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
