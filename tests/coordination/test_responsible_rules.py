"""Vectors of 援護の実施者 and 生活保護の実施機関, written from the law: candidates, missing facts, silence; the table itself."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from uuid import uuid4

import pytest

from renkei.coordination.enums.responsible import Answer, SheetKind
from renkei.coordination.rules.responsible import (
    FACTS,
    Body,
    Known,
    Outcome,
    facts_of,
    propose,
    shares_body,
    unverified_of,
)
from renkei.coordination.rules.responsible import rulebook as book
from renkei.policy.enums import InfoClass

TABLE = Path("renkei/coordination/data/responsible_rules.toml").read_text(encoding="utf-8")
_ANSWERS = {"y": Answer.YES, "n": Answer.NO, "?": Answer.UNKNOWN}


def known(text: str) -> dict[str, Known]:
    """`residence:y=A市 present:y=B市 special:n` → facts."""
    found = {}
    for word in text.split():
        code, _, rest = word.partition(":")
        answer, _, municipality = rest.partition("=")
        found[code] = Known(_ANSWERS[answer], municipality)
    return found


#: kind, facts, rule, municipality. 総合支援法19条2・3項, 生活保護法19条1–3項・84条の3.
ONE = [
    # 2項本文: the 居住地, wherever the person is and whatever the register says
    ("support", "special:n residence:y=A市", "S2", "A市"),
    ("support", "special:n residence:y=A市 present:y=B市 in_custody:y", "S2", "A市"),
    # 2項ただし書: none, or not clear → 現在地
    ("support", "special:n residence:n in_custody:n present:y=B市", "S2P", "B市"),
    ("support", "special:n residence:? in_custody:n present:y=B市", "S2P", "B市"),
    # 3項: 居住地特例; the present municipality does not count
    ("support", "special:y from_custody:n chain:n residence_before:y=C町 residence:y=B市 present:y=B市", "S3", "C町"),
    ("support", "special:y from_custody:n chain:y residence_before:y=D村 present:y=B市", "S3C", "D村"),
    # 3項ただし書: no 居住地 before, or not clear → where the person was before
    ("support", "special:y from_custody:n chain:n residence_before:n location_before:y=E市 present:y=B市", "S3P", "E市"),
    ("support", "special:y from_custody:n chain:y residence_before:? location_before:y=E市", "S3P", "E市"),
    # 生活保護 19条2項: urgent → 現在地 although the 居住地 is clear
    ("benefit", "urgent:y residence:y=A市 present:y=B市", "W3", "B市"),
    # 19条1項1号・2号
    ("benefit", "urgent:n entrusted:n residence:y=A市 present:y=B市", "W1", "A市"),
    ("benefit", "urgent:n entrusted:n residence:n in_custody:n left_custody:n present:y=B市", "W2", "B市"),
    ("benefit", "urgent:n entrusted:n residence:? in_custody:n left_custody:? present:y=B市", "W2", "B市"),
    # F6: after custody, where the person applies; not where the prison stands
    ("benefit", "urgent:n entrusted:n residence:n in_custody:n left_custody:y applied_at:y=B市 present:y=Z市", "W2A", "B市"),
    # 19条3項・84条の3
    ("benefit", "urgent:n entrusted:y residence_before:y=C町 residence:y=B市", "W4", "C町"),
    ("benefit", "urgent:n entrusted:y residence_before:n location_before:y=E市", "W4P", "E市"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "facts", "rule", "municipality"), ONE)
def test_the_law_names_one(kind: str, facts: str, rule: str, municipality: str) -> None:
    found = propose(kind, known(facts))
    assert found.outcome is Outcome.ONE
    assert (found.rule and found.rule.code, found.candidates[0].municipality) == (rule, municipality)
    assert found.rule is not None
    assert found.rule.law
    assert found.rule.source
    assert found.missing == ()


def test_the_two_questions_may_have_two_answers() -> None:
    """A person in a group home of B who lived in A: 支給決定 stays with A; 生活保護 is B's, where he lives now."""
    facts = known("special:y from_custody:n chain:n residence_before:y=A市 residence:y=B市 urgent:n entrusted:n")
    support, benefit = propose("support", facts), propose("benefit", facts)
    assert (support.candidates[0].municipality, benefit.candidates[0].municipality) == ("A市", "B市")


#: kind, facts, the silence, its municipalities, what is kept without a source
SILENT = [
    ("support", "special:y from_custody:y residence_in_freedom:y=A市 custody_place:y=Z市 arrest_place:y=Q市", "SS1", ["A市", "Z市"], ["SU1"]),
    ("support", "special:y from_custody:y residence_in_freedom:n custody_place:y=Z市 destination:y=B市 arrest_place:y=Q市", "SS2", ["Z市", "B市"], ["SU1"]),
    ("support", "special:n residence:n in_custody:y custody_place:y=Z市 destination:y=B市", "SS3", ["Z市", "B市"], []),
    ("support", "special:? residence_before:y=A市 residence:y=B市", "SS4", ["A市", "B市"], ["SU2"]),
    ("benefit", "urgent:n entrusted:n residence:n in_custody:y custody_place:y=Z市 destination:y=B市", "WS1", ["B市", "Z市"], []),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "facts", "silence", "municipalities", "unverified"), SILENT)
def test_where_the_law_is_silent_every_reading_is_shown(
    kind: str, facts: str, silence: str, municipalities: list[str], unverified: list[str]
) -> None:
    found = propose(kind, known(facts))
    assert found.outcome is Outcome.SILENT
    assert found.silence is not None
    assert found.silence.code == silence
    assert [c.municipality for c in found.candidates] == municipalities
    assert [r.code for r in found.unverified] == unverified
    assert found.rule is None


#: kind, facts, what is missing, answers that lead somewhere, and one that does not
MISSING = [
    ("support", "", "special", (Answer.YES, Answer.NO, Answer.UNKNOWN)),
    ("support", "special:n", "residence", (Answer.YES, Answer.NO, Answer.UNKNOWN)),
    ("support", "special:y from_custody:n", "chain", (Answer.YES, Answer.NO)),
    ("support", "special:y from_custody:?", "from_custody", (Answer.YES, Answer.NO)),
    ("support", "special:n residence:n", "in_custody", (Answer.YES, Answer.NO)),
    ("benefit", "", "urgent", (Answer.YES, Answer.NO)),
    ("benefit", "urgent:?", "urgent", (Answer.YES, Answer.NO)),
    ("benefit", "urgent:n entrusted:n residence:n in_custody:n", "left_custody", (Answer.YES, Answer.NO, Answer.UNKNOWN)),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "facts", "code", "leading"), MISSING)
def test_a_missing_fact_says_what_each_answer_leads_to(
    kind: str, facts: str, code: str, leading: tuple[Answer, ...]
) -> None:
    found = propose(kind, known(facts))
    assert found.outcome is Outcome.MISSING
    assert found.candidates == ()
    (missing,) = found.missing
    assert missing.code == code
    words = dict(missing.leads)
    assert all("まだ決まりません" not in words[a.label] for a in leading)
    assert all("まだ決まりません" in words[a.label] for a in Answer if a not in leading)


def test_a_clear_rule_waits_for_the_name_of_the_municipality() -> None:
    found = propose("support", known("special:n residence:y"))
    assert found.outcome is Outcome.ONE
    assert found.candidates[0].municipality == ""
    assert [m.code for m in found.missing] == ["residence"]
    looked_for = propose("support", known("special:n residence:n in_custody:n present:?"))
    assert [m.code for m in looked_for.missing] == ["present"]


def test_where_the_arrest_was_changes_nothing() -> None:
    """The rule of the place of the arrest has no source (U): with or without the fact, the same is proposed."""
    every = [None, *Answer]
    for special, custody, free in product(every, repeat=3):
        facts = {
            code: Known(answer, f"{code}市")
            for code, answer in (("special", special), ("from_custody", custody), ("residence_in_freedom", free))
            if answer is not None
        }
        with_arrest = facts | {"arrest_place": Known(Answer.YES, "Q市")}
        assert propose("support", facts) == propose("support", with_arrest)
    assert {r.code for r in unverified_of("support")} == {"SU1", "SU2"}


def test_a_table_that_computes_from_what_no_source_supports_is_refused() -> None:
    with pytest.raises(ValueError, match="computes from SU1"):
        book.parse(TABLE.replace('code = "s2a"\nkind = "support"\nfact = "residence_in_freedom"\nyes = "SS1"',
                                 'code = "s2a"\nkind = "support"\nfact = "residence_in_freedom"\nyes = "SU1"'))  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('yes = "s5x"', 'yes = "s5"'), ('place = "present"\nmark', 'place = "nowhere"\nmark'), ('mark = "B"', 'mark = "Z"'),
        ('no = "w2"', 'no = "s2"'), ('fact = "urgent"', 'fact = "special"'),
    ],
)  # fmt: skip
def test_a_table_that_contradicts_itself_is_refused(old: str, new: str) -> None:
    if old == 'yes = "s5x"':
        old, new = 'no = "s5"', 'no = "s99"'
    assert old in TABLE
    with pytest.raises((ValueError, KeyError)):
        book.parse(TABLE.replace(old, new, 1))


def test_every_path_ends_and_every_question_is_reached() -> None:
    """Over all combinations of answers on the path: no loop, and each fact of a worksheet is used or kept on purpose."""
    for kind in SheetKind:
        used: set[str] = set()
        _walk(kind, {}, used)
        assert {s.code for s in facts_of(kind)} - used <= {"arrest_place"}


def _walk(kind: str, facts: dict[str, Known], used: set[str]) -> None:
    found = propose(kind, facts)
    used.update(found.path)
    if found.outcome is Outcome.MISSING and found.missing[0].code not in facts:
        for answer in Answer:
            _walk(kind, facts | {found.missing[0].code: Known(answer, "A市")}, used)


def test_what_tells_of_custody_is_justice() -> None:
    told = {"from_custody", "in_custody", "left_custody", "residence_in_freedom", "custody_place", "arrest_place"}
    assert {c for c, s in FACTS.items() if s.info_class is InfoClass.JUSTICE_OUTLINE} == told
    assert {s.info_class for s in FACTS.values()} == {InfoClass.JUSTICE_OUTLINE, InfoClass.WELFARE}


def test_whose_office_it_is() -> None:
    core, other = uuid4(), uuid4()
    body = Body(core, "7000012050002", "0130103658")
    assert shares_body(Body(core), [body]) == "same"
    assert shares_body(Body(other, "", "0130103658"), [body]) == "same"
    assert shares_body(Body(other, "7000012050002"), [body]) == "corporation"
    assert shares_body(Body(other, "8700110005901"), [body]) == ""
    assert shares_body(Body(other), [Body(core)]) == ""  # nothing registered: nothing claimed
    assert shares_body(Body(other, "7000012050002"), []) == ""
