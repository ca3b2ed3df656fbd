"""Components say in words what they show in colour, and escape what they are given."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from renkei.core.clock import TOKYO, today
from renkei.policy.actor import Actor
from renkei.policy.enums import OrgKind, Role
from renkei.web.actions import Button
from renkei.web.templatetags.dads import FIT_ON_A_PHONE, Happening, Stage, Tab, deadline, stage_line, tabs


def draw(source, **context):
    context.setdefault("request", RequestFactory().get("/x/", {"q": "a&b", "page": "2"}))
    return Template("{% load dads %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [(-3, "期限超過 3日", "over"), (0, "今日まで", "soon"), (3, "残り 3日", "soon"), (4, "残り 4日", "calm")],
)
def test_deadline_says_how_long_is_left(days, words, tone):
    drawn = deadline(today() + timedelta(days=days))
    assert words in drawn
    assert f'data-tone="{tone}"' in drawn
    assert deadline(None) == ""


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ day|wareki }}", "令和8年11月24日"),
        ("{{ at|wareki }}", "令和8年11月25日"),  # 15:30 UTC is the next day in Japan
        ("{{ at|wareki_dt }}", "令和8年11月25日 0時30分"),
        ("{{ day|both_dates }}", "令和8年11月24日（2026-11-24）"),
        ("{{ none|wareki }}{{ none|wareki_dt }}{{ none|both_dates }}", ""),
        ("{{ none|dash }}", "―"),
        ("{{ 0|dash }}", "0"),
        ("{{ text|lines }}", "a&lt;b&gt;<br>c"),
        ('{% row "項目" day %}', "令和8年11月24日"),
        ('{% row "項目" yes %}', "はい"),
        ('{% row "項目" none %}', "未入力"),
        ('{% row "項目" none empty="未定" %}', "未定"),
        ('{% row "項目" items %}', "甲、乙"),
        ('{% row "項目" text %}', "a&lt;b&gt;<br>c"),
        ('{% ruby "同意" "どうい" %}', "<ruby>同意<rp>（</rp><rt>どうい</rt><rp>）</rp></ruby>"),
        ('{% status "suspended" "中断" %}', '<span class="dads-chip" data-tone="warning">中断</span>'),
        ('{% status "no-such" text %}', '<span class="dads-chip" data-tone="neutral">a&lt;b&gt;\nc</span>'),
        ('{% url_or_nothing "no:such" %}', ""),
    ],
)
def test_values_are_shown_in_words_and_escaped(source, words):
    at = datetime(2026, 11, 24, 15, 30, tzinfo=TOKYO).astimezone(TOKYO) + timedelta(hours=9)
    drawn = draw(source, day=date(2026, 11, 24), at=at, none=None, text="a<b>\nc", yes=True, items=["甲", "乙"])
    assert (drawn == "") if words == "" else (words in drawn)


@pytest.mark.parametrize(
    "source",
    [
        "{% card title=bad %}{{ bad }}{% endcard %}",
        "{% section title=bad note=bad %}{{ bad }}{% endsection %}",
        '{% notice "warning" title=bad %}{{ bad }}{% endnotice %}',
        "{% fields legend=bad help=bad %}{{ bad }}{% endfields %}",
        "{% details bad %}{{ bad }}{% enddetails %}",
        "{% table caption=bad %}{{ bad }}{% endtable %}",
        "{% dl %}{% row bad bad note=bad %}{% enddl %}",
        "{% empty_state title=bad %}{{ bad }}{% endempty_state %}",
        "{% form_box form=None submit=bad note=bad cancel=bad second=bad %}{{ bad }}{% endform_box %}",
        "{% button bad bad note=bad %}{% submit bad name=bad value=bad %}{% chip bad %}",
        "{% stage_line stages %}{% tabs tabs %}{% crumbs bad bad bad %}{% timeline happenings %}",
        "{% search_box bad value=bad hint=bad label=bad %}{% tag_list list label=bad %}{% ruby bad bad %}",
        "{% action_buttons buttons %}",
    ],
)
def test_nothing_given_to_a_component_becomes_markup(source):
    bad = '"><script>x</script>'
    drawn = draw(
        source,
        bad=bad,
        list=[bad],
        stages=[Stage(bad, "current", bad, bad)],
        tabs=[Tab(bad, bad, count=0)],
        happenings=[Happening(date(2026, 1, 1), bad, bad, bad, bad, bad, [bad])],
        buttons=[Button("a", bad, bad, confirm=bad), Button("b", bad, bad), Button("c", bad, bad, own_page=True)],
    )
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn


def test_form_box_keeps_the_fields_written_inside_it():
    drawn = draw('{% form_box form=None submit="送る" %}<input name="a">{% endform_box %}')
    assert '<input name="a">' in drawn
    assert "csrfmiddlewaretoken" in drawn
    assert "csrfmiddlewaretoken" not in draw('{% form_box form=None submit="探す" method="get" %}{% endform_box %}')


def test_a_step_with_a_question_asks_before_it_posts():
    drawn = draw(
        "{% action_buttons b %}",
        b=[Button("withdraw", "取り下げる", "/w/", confirm="もとに戻せません。", kind="danger")],
    )
    assert drawn.index("<details") < drawn.index("もとに戻せません。") < drawn.index('type="submit"')
    assert 'action="/w/"' in drawn
    assert draw("{% action_buttons b %}", b=[]).strip() == ""


def test_pager_keeps_the_query_and_marks_where_one_is():
    drawn = draw("{% pager page %}", page=Paginator(range(95), 10).page(2))
    assert "全95件のうち 11〜20件" in drawn
    assert 'href="?q=a%26b&amp;page=3" rel="next"' in drawn
    assert drawn.count("aria-current") == 1
    assert "page=2&" not in drawn
    assert "<nav" not in draw("{% pager page %}", page=Paginator([], 10).page(1))


def test_stage_line_speaks_what_it_draws():
    drawn = draw("{% stage_line s %}", s=[Stage("受付", "done"), Stage("打診", "current"), Stage("引継ぎ")])
    assert drawn.count('aria-current="step"') == 1
    for words in ("済み", "いまここ", "これから"):
        assert words in drawn


@pytest.mark.parametrize(("role", "allowed"), [(Role.MUNICIPAL_MANAGER, True), (Role.OFFICE_CONTACT, False)])
def test_can_asks_the_policy(role, allowed):
    actor = Actor(role=role, organisation_id=None, organisation_kind=OrgKind.MUNICIPALITY)
    for context in ({"actor": actor}, {"request": SimpleNamespace(actor=actor)}):
        assert draw('{% can "REFERRAL_DECIDE" as ok %}{{ ok }}', **context) == str(allowed)
    assert draw('{% can "REFERRAL_DECIDE" as ok %}{{ ok }}', actor=None) == "False"


def test_many_tabs_fold_into_one_line_on_a_phone() -> None:
    few = [Tab(f"部分{n}", f"/{n}/", current=n == 1) for n in range(FIT_ON_A_PHONE)]
    assert "<details" not in tabs(few)
    many = tabs([*few, Tab("もう一つ", "/more/", count=3)], "ケースの内容")
    assert "<summary>ケースの内容：部分1</summary>" in many
    assert many.count('href="/more/"') == 2
    assert "もう一つ（3件）" in many


def test_only_a_plain_line_of_stages_hides_names_on_a_phone() -> None:
    assert "dads-stages--plain" in stage_line([Stage("受付", "done"), Stage("調整", "current")])
    assert "dads-stages--plain" not in stage_line([Stage("受付", "done", "11月4日")])
