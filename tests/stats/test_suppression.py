"""What is hidden can't be worked out: checked by an independent solver over every total, on many small tables."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from itertools import product

import pytest

from renkei.stats.rules.suppression import Figure, Key, Tree, hidden_cells

LEAST = 5
AREAS: Tree = {"a1": "P", "a2": "P", "a3": "Q", "a4": "Q"}
TREES: tuple[Tree, ...] = ({}, AREAS, {})
Fact = tuple[int, str, str, str]  # person, service, area, reason


def cells_of(facts: Iterable[Fact]) -> dict[Key, Figure]:
    """Counted in the plainest way: every fact in its cell and in every total above it."""
    times: dict[Key, int] = defaultdict(int)
    persons: dict[Key, set[int]] = defaultdict(set)
    for person, service, area, reason in facts:
        for key in product((service, ""), (area, AREAS[area], ""), (reason, "")):
            times[key] += 1
            persons[key].add(person)
    return {key: Figure(times[key], len(persons[key])) for key in times}


def random_facts(seed: int) -> list[Fact]:
    chance = random.Random(seed)
    people = range(chance.choice((4, 12, 40, 90)))
    homes = {p: chance.choice(["a1", "a1", "a1", "a2", "a3", "a4"]) for p in people}
    return [
        (p, chance.choice("sst"), homes[p], chance.choice("vvvwxyz"))
        for p in people
        for _ in range(chance.choice((1, 2, 3, 6)))
    ]


def sums(cells: dict[Key, Figure]) -> list[tuple[Key, list[Key]]]:
    """Every published total with its parts, read off the keys."""
    found: dict[tuple[Key, int], list[Key]] = defaultdict(list)
    for key in cells:
        for axis in range(3):
            if key[axis]:
                total = (*key[:axis], TREES[axis].get(key[axis], ""), *key[axis + 1 :])
                found[total, axis].append(key)
    return [(total, parts) for (total, _), parts in found.items()]


def solved(cells: dict[Key, Figure], hidden: frozenset[Key]) -> set[Key]:
    """What a reader with a pencil learns: exact elimination over rational numbers."""
    order = sorted(hidden)
    rows = [
        [Fraction((k in parts) - (k == total)) for k in order]
        for total, parts in sums(cells)
        if hidden & {total, *parts}
    ]
    pivots: list[int] = []
    for column in range(len(order)):
        row = next((r for r in rows[len(pivots) :] if r[column]), None)
        if row is None:
            continue
        here = rows.index(row, len(pivots))
        rows[here], rows[len(pivots)] = rows[len(pivots)], [v / row[column] for v in row]
        for n, other in enumerate(rows):
            if n != len(pivots) and other[column]:
                rows[n] = [a - other[column] * b for a, b in zip(other, rows[len(pivots)], strict=True)]
        pivots.append(column)
    return {order[p] for n, p in enumerate(pivots) if sum(bool(v) for v in rows[n]) == 1}


@pytest.mark.parametrize("seed", range(24))
def test_no_hidden_figure_can_be_worked_out(seed: int) -> None:
    cells = cells_of(random_facts(seed))
    hidden = hidden_cells(cells, TREES, least=LEAST)
    assert all(key in hidden for key, figure in cells.items() if figure.persons < LEAST)
    assert solved(cells, hidden) == set()
    for total, parts in sums(cells):
        unseen = [cells[k] for k in parts if k in hidden]
        if unseen and total not in hidden:  # their sum is as good as published
            assert len(unseen) > 1
            assert sum(f.persons for f in unseen) >= LEAST
            assert sum(f.times for f in unseen) > len(unseen)


def test_the_solver_of_this_test_does_find_what_is_badly_hidden() -> None:
    cells = cells_of(random_facts(3))
    small = frozenset(key for key, figure in cells.items() if figure.persons < LEAST)
    assert solved(cells, small) != set(), "hiding the small cells alone is not enough"


def test_ten_declines_of_one_person_are_one_person() -> None:
    many = [(p, "s", "a1", r) for p in range(9) for r in "vw"]
    cells = cells_of([*many, *[(99, "t", "a1", "v")] * 10])
    hidden = hidden_cells(cells, TREES, least=LEAST)
    assert cells["t", "a1", "v"] == Figure(10, 1)
    assert ("t", "a1", "v") in hidden
    assert ("t", "", "") in hidden


def test_a_bridge_between_two_hidden_squares_is_not_left_open() -> None:
    """Every line hides two cells, and yet the one cell that joins both squares follows from all sums together."""
    rows = {"a": "pq", "b": "pqr", "c": "rs", "d": "rs"}
    facts = [(f"{r}{c}{n}", r, c) for r in "abcd" for c in "pqrs" for n in range(2 if c in rows[r] else 30)]
    cells: dict[Key, Figure] = {}
    for row, column in product("abcd", "pqrs"):
        for key in product((row, ""), (column, "")):
            mine = [f for f in facts if key[0] in ("", f[1]) and key[1] in ("", f[2])]
            cells[key] = Figure(2 * len(mine), len(mine))
    hidden = hidden_cells(cells, ({}, {}), least=3)
    assert {(r, c) for r in rows for c in rows[r]} < hidden


def test_enough_persons_everywhere_hides_nothing() -> None:
    facts = [(p, s, a, r) for p in range(LEAST) for s in "st" for a in ("a1", "a3") for r in "vw"]
    assert hidden_cells(cells_of(facts), TREES, least=LEAST) == frozenset()
