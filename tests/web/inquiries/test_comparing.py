"""Comparing without JavaScript, and what is on the paper for the meeting."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.offices.models import Office
from tests.inquiries.kit import BIRTH, KANA, NAME, make_case, make_need
from tests.kit.world import World
from tests.web.inquiries.test_pages import _directory
from tests.web.kit import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(world: World) -> tuple[Client, list[Any], dict[str, str], Any]:
    offices = _directory()
    Office.objects.filter(pk=offices[0].pk).update(precision="exact", latitude=35.70, longitude=139.75)
    case = make_case(world)
    need = make_need(world, case, origin_code="13101", max_km=20, avoid_codes=["13102"])
    urls = {n: reverse(f"inquiries:{n}", args=[case.pk, need.pk]) for n in ("candidates", "compare", "meeting")}
    return world.login(Client(), "officer"), offices, urls, case


def test_the_ticked_offices_stand_side_by_side(asked: Any) -> None:
    client, (near, avoided, _, unnumbered), urls, _ = asked
    page = client.get(urls["candidates"]).content.decode()
    form = re.search(r'<form method="get" id="compare" action="([^"]+)"', page)
    assert form
    assert form[1] == urls["compare"]
    assert page.count('form="compare"') == 3  # a box for each of two, and the button
    ticked = {"office": [str(near.pk), str(avoided.pk), str(unnumbered.pk)]}
    text = text_of(client.get(urls["compare"], ticked))
    assert all(name in text for name in ("1. 台帳の事業所0", "2. 台帳の事業所3", "3. 台帳の事業所1"))
    assert "避ける市区町村にあります" in text
    assert "申告がありません" in text


@pytest.mark.parametrize("count", [0, 1, 5])
def test_two_to_four_are_compared(asked: Any, count: int) -> None:
    client, offices, urls, _ = asked
    ids = [str(o.pk) for o in offices] + ["00000000-0000-0000-0000-000000000009"]
    answer = client.get(urls["compare"], {"office": ids[:count]}, follow=True)
    assert answer.redirect_chain
    assert "2つから4つまで" in text_of(answer)


def test_only_an_exact_place_is_a_spot(asked: Any) -> None:
    client, (near, *_), urls, _ = asked
    drawn = client.get(urls["candidates"]).content.decode()
    assert drawn.count("url(#rings-hatch)") == 1, "the one whose place is not known is an area"
    assert len(re.findall(r'<circle [^>]*r="16.0"', drawn)) == 1
    assert "番地まで" in drawn
    assert "市区町村の範囲" in drawn
    Office.objects.filter(pk=near.pk).update(precision="withheld", latitude=None, longitude=None)
    drawn = client.get(urls["candidates"]).content.decode()
    assert "url(#rings-hatch)" in drawn
    assert not re.search(r'<circle [^>]*r="16.0"', drawn), "no office has a spot of its own any more"


def test_the_paper_for_the_meeting_names_nobody(asked: Any) -> None:
    client, (near, *_), urls, case = asked
    text = text_of(client.get(urls["meeting"], {"office": str(near.pk)}))
    assert case.number in text
    assert "台帳の事業所0" in text
    assert "令和8年11月24日" in text
    for secret in (NAME, KANA, BIRTH, "知的障害", "療育手帳", "みほん刑務所", "窃盗", "避ける", "接点"):
        assert secret not in text
    assert Event.objects.filter(code=E.PRINTED, case_id=case.pk, detail__form="candidates").count() == 1
