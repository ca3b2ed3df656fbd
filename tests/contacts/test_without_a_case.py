"""Meetings of no case: no text of theirs tells of one person; words that give the background away are seen through tricks."""

from __future__ import annotations

import pytest

from renkei.contacts.rules import meetings as rules
from renkei.contacts.services import meetings
from renkei.contacts.services.minutes import Line
from renkei.core.errors import RuleBroken
from renkei.core.scan import names_only, of_one_person
from tests.contacts.meeting_kit import plan, seat, step, write
from tests.kit.cases import make_case

TELLING = ("山田さんの住まい", "Aさんの見学", "R8-7K3Q9 のケース", "43歳の方の通院", "連絡先は 090-1234-5678")
GENERAL = (
    "地域に足りない住まいについて", "利用者さんの声を聞く会", "65歳からの介護保険", "報告　各機関から", "刑務所を出た人の住まい", "3か月後に見直す",
)  # fmt: skip


def add(world, meeting, text):
    return meetings.add_item(actor=world.actor("officer"), meeting=meeting, info_class="", text=text, now=world.now)


@pytest.mark.parametrize("text", TELLING)
def test_without_a_case_nobody_is_spoken_of(world, text):
    meeting = plan(world, None)
    with pytest.raises(RuleBroken) as refused:
        add(world, meeting, text)
    assert refused.value.field == "text"
    assert text not in str(refused.value)
    item = add(world, meeting, "一般的な議題")
    with pytest.raises(RuleBroken):
        meetings.edit_item(actor=world.actor("officer"), item=item, info_class="", text=text, now=world.now)
    seat(world, meeting, "officer")
    meetings.edit_meeting(
        actor=world.actor("officer"),
        meeting=meeting,
        kind="council",
        at=world.now,
        place="市役所3階",
        item="c3",
        now=world.now,
    )
    for name in ("call", "hold"):
        meeting = step(world, meeting, name)
    with pytest.raises(RuleBroken):
        write(world, meeting, Line("decision", text))
    write(world, meeting, Line("decision", "名簿を作る"))
    for name in ("draft", "finalise"):
        meeting = step(world, meeting, name)
    with pytest.raises(RuleBroken):
        step(world, meeting, "correct", reason=text)


@pytest.mark.parametrize("text", GENERAL)
def test_what_is_general_may_stand(world, text):
    assert add(world, plan(world, None), text).text == text


@pytest.mark.parametrize("place", ["山田さん宅", "Ｂさんの家"])
def test_a_place_without_a_case_names_nobody(world, place):
    with pytest.raises(RuleBroken) as refused:
        plan(world, None, place=place)
    assert refused.value.field == "place"
    for fine in ("市役所 大会議室", "https://meet.example.jp/abc", "みほん市1-2-3　電話 0990-00-0000"):
        assert plan(world, None, place=fine).place == fine


def test_on_a_case_its_texts_are_as_they_were(world):
    meeting = plan(world, make_case(world).case, place="山田さん宅", place_class="summary")
    meetings.add_item(
        actor=world.actor("officer"), meeting=meeting, info_class="identity", text="山田さんの住まい", now=world.now
    )


@pytest.mark.parametrize("word", ["保護観察所", "保 護 観 察 所", "保護・観察所", "ほごかんさつしょ", "弁護人"])
def test_a_body_that_tells_is_seen_through_gaps(word):
    from renkei.core.scan import background_in

    assert rules.betrays(word) == bool(background_in(word))


def test_gaps_between_the_characters_do_not_hide_a_body():
    assert rules.betrays("保 護 観 察 所")
    assert rules.betrays("みほん診療所", "刑・務・所")
    assert not rules.betrays("みほん診療所", "社会福祉協議会")


def test_two_words_with_a_gap_are_a_name_only_in_prose(world):
    assert names_only("住まい 不足") == []
    assert of_one_person("見本 太郎は眠れない。", today=world.clock.today) == ["人の名前"]
