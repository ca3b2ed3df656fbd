"""The generated pages are those of the code as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from renkei.jobs.generated_docs import machines, pages

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", ["permissions.md", "states.md", "data-dictionary.md"])
def test_a_generated_page_is_current(name):
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name], "run: make docs"


def test_every_state_of_every_machine_can_be_reached():
    for machine in machines():
        reached = {machine.initial} | {t.target for t in machine.transitions}
        assert reached == set(machine.states.values), machine.name
