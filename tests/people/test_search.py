"""Searching by name finds what is disclosed to this very person, and nothing else; words stand nowhere."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from renkei.audit.models import Event
from renkei.core import blind_index
from renkei.core.errors import NotAllowed, RuleBroken
from renkei.core.wall import system_token
from renkei.people.queries import SEARCH_LIMIT, find_by_name
from renkei.people.services import index_names, save_record
from renkei.policy.actor import system_actor
from renkei.policy.enums import InfoClass
from tests.kit.cases import CaseKit, give_summary, make_case, users
from tests.kit.world import World
from tests.wall.kit import as_token
from tests.web.kit import at_world_time, text_of


@pytest.fixture
def kit(world: World) -> CaseKit:
    return make_case(world)


def found(kit: CaseKit, member: str, words: str) -> bool:
    search = find_by_name(actor=kit.world.actor(member), words=words, at=kit.world.now)
    assert set(search.case_ids) <= {kit.case.pk}
    return bool(search.case_ids)


#: Who finds the person by which words. The city holds the whole class; identity needs an assignment outside the city.
EVERYBODY = {
    "officer": True, "colleague": True, "manager": True, "core_officer": True, "core_manager": True, "center_officer": True,
    "center_colleague": False, "town_officer": False, "home_contact": False, "lawyer": False,
}  # fmt: skip


def test_who_finds_the_person(kit: CaseKit) -> None:
    assert {member: found(kit, member, "見本") for member in EVERYBODY} == EVERYBODY
    for member in ("prefecture", "auditor", "admin"):
        with pytest.raises(NotAllowed):
            found(kit, member, "見本")


def test_spellings_and_too_little(kit: CaseKit) -> None:
    for words, hit in {
        "太郎": True,
        "本": True,
        "ミホン": True,
        "ﾐﾎﾝ ﾀﾛｳ": True,
        "見本花子": False,
        "たろ": True,
    }.items():
        assert found(kit, "officer", words) is hit, words
    for words in ("", "み", " "):
        with pytest.raises(RuleBroken, match="2文字以上"):
            found(kit, "officer", words)


def test_an_office_finds_only_by_what_it_was_told(kit: CaseKit) -> None:
    give_summary(kit, "home", "home_contact")
    assert not found(kit, "home_contact", "見本")
    named = users(kit.world, "home_contact")
    kit.disclose("officer", "home", InfoClass.IDENTITY, fields=["kana"], persons=named)
    kit.world.clock.tick()
    assert found(kit, "home_contact", "みほん")
    assert not found(kit, "home_contact", "見本")  # the name itself was not disclosed
    save_record(
        actor=kit.world.actor("officer"), case=kit.case, info_class=InfoClass.IDENTITY,
        values={"name": "架空次郎", "kana": "かくうじろう"}, now=kit.world.clock.tick(),
    )  # fmt: skip
    assert found(kit, "officer", "架空")
    assert not found(kit, "officer", "見本")  # only the current version counts
    assert found(kit, "home_contact", "みほん")  # the version that was disclosed
    assert not found(kit, "home_contact", "かくう")


def test_a_search_is_on_record_without_its_words(kit: CaseKit) -> None:
    found(kit, "officer", "見本")
    found(kit, "officer", "山田")
    events = Event.objects.filter(code="record.searched")
    assert {(e.case_id, str(e.detail)) for e in events} == {(kit.case.pk, "{}"), (None, "{}")}


def test_the_index_holds_no_name_and_is_made_anew(kit: CaseKit, settings, tmp_path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT i::text FROM people_nameindex i")
        assert "見本" not in str(cursor.fetchall())
    settings.KEY_DIR, kept = tmp_path / "another index key", settings.KEY_DIR
    blind_index.make_key()
    assert not found(kit, "officer", "見本")
    settings.KEY_DIR = kept
    with as_token(system_token("index")):  # behind the wall: it sees the names, and no case
        assert index_names(actor=system_actor("index"), now=kit.world.now) == 1
    assert found(kit, "officer", "見本")


def test_many_of_one_name_are_cut_and_said(world: World, monkeypatch) -> None:
    monkeypatch.setattr("renkei.people.queries.SEARCH_LIMIT", 1)
    assert SEARCH_LIMIT > 1
    make_case(world)
    make_case(world)
    search = find_by_name(actor=world.actor("officer"), words="見本", at=world.now)
    assert (len(search.case_ids), search.is_cut) == (1, True)


def test_the_page(kit: CaseKit, client) -> None:
    kit.world.login(client, "officer")
    with at_world_time(kit.world):
        page = client.get(reverse("cases:list")).content.decode()
        assert 'method="post"' in page
        answer = client.post(reverse("cases:search"), {"name": "みほん"})
        assert (answer.status_code, kit.case.number in text_of(answer)) == (200, True)
        assert "見本太郎" not in text_of(answer)
        empty = client.post(reverse("cases:search"), {"name": "山田"})
        assert "見つかりませんでした" in text_of(empty)
        short = client.post(reverse("cases:search"), {"name": "み"})
        assert (short.status_code, 'value="み"' in short.content.decode()) == (422, True)
        kit.world.login(client, "prefecture")
        assert client.post(reverse("cases:search"), {"name": "みほん"}).status_code == 403
