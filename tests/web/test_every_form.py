"""Every form of the product, found by walking the addresses: one-time id, marks of what it showed, no lost input."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from renkei.accounts import services as accounts
from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.web.stored import SHOWN
from renkei.web.tickets import FIELD
from tests.architecture.test_shape import TEMPLATES, name_of
from tests.kit import requests
from tests.kit.world import World
from tests.web.html_forms import HtmlForm, posts_of
from tests.web.kit import at_world_time
from tests.web.stage import build, pages

#: Enough people to reach every page with a form.
PEOPLE = ("admin", "manager", "center_officer", "home_contact", "officer")
#: Forms that edit something stored: each must notice that it changed.
EDITS = {
    "notifications:mail", "coordination:tail",
    "accounts:organisation_close", "accounts:organisation_edit", "accounts:staff_end", "accounts:union_member_end",
    "agreements:edit", "clock:move", "consultation:assign", "consultation:crisis_edit", "consultation:kept_edit", "consultation:plan_edit",
    "contacts:correct", "coordination:handover", "coordination:item", "incidents:edit",
    "incidents:notice", "incidents:report", "inquiries:need_edit", "note_templates:edit", "offices:statement", "people:edit", "people:summary",
    "outreach:edit", "outreach:step", "privacy:file_edit", "referrals:sheet", "referrals:step", "tasks:change", "plan:scenario", "plan:hold",
    "procedure_list:days_edit", "procedures:change", "procedures:correct", "training:edit",
    "plan:day_edit", "plan:stop", "meetings:attendee", "meetings:edit", "meetings:item", "meetings:minutes",
    "council:edit", "council:member", "council:followup_edit", "council:sheet_edit",
}  # fmt: skip
#: Forms that start from a default or a choice carried over: they add something, or name the version they saw.
STARTS = {
    "accounts:delegation_end": "today", "accounts:member_end": "today", "accounts:member_role": "today",
    "accounts:user_new": "today", "accounts:organisation_new": "a kind", "agreements:end": "today", "agreements:new": "defaults",
    "clock:new": "確定",
    "consultation:answer": "in writing", "consultation:contact_new": "now", "consultation:enter": "now",
    "consultation:new": "not urgent", "consultation:plan_new": "today",
    "contacts:new": "now", "contacts:sheet_entry": "now", "note_templates:new": "defaults", "stats:activity_confirm": "a body",
    "coordination:advice_new": "days, here", "coordination:advice_step": "days",
    "coordination:step": "own side", "coordination:propose_all": "own side",
    "disclosure:consent_new": "the last consent", "disclosure:obtain": "defaults",
    "disclosure:withdraw": "all", "disclosure:legal_new": "defaults", "inquiries:answer": "own name, seen",
    "inquiries:ask": "the person's needs", "inquiries:contract": "today, seen", "inquiries:disclose": "defaults, seen",
    "inquiries:need_new": "defaults", "inquiries:enter": "now, seen", "inquiries:extend": "a later day, seen", "inquiries:office_new": "a kind",
    "offices:knowledge_edit": "today; then marked", "inquiries:reopen": "a later day, seen", "referrals:create": "urgency", "referrals:follow_up": "urgency",
    "referrals:today": "urgency", "referrals:running": "defaults", "emergencies:open": "defaults",
    "offices:correct": "today", "incidents:new": "now", "incidents:measure": "now", "incidents:step": "now",
    "outreach:answer": "today", "outreach:new": "priority, oneself", "outreach:visit_new": "now, oneself",
    "council:new": "the usual interval", "council:members": "today", "council:session_new": "the planned day",
    "council:gaps": "followed", "council:cases": "the nearest meeting", "council:sheet_new": "the case's codes",
    "meetings:attendees": "defaults", "meetings:guest": "no body of justice", "meetings:free": "defaults", "meetings:new": "defaults",
    "responsible:begin": "a day", "responsible:fact": "the last answer, seen", "responsible:plan_ask": "today",
    "procedures:step": "today", "procedures:undo": "the state that was seen",
    "tasks:new": "oneself", "plan:choose": "a day", "plan:stop_new": "not shown", "privacy:request_new": "today", "privacy:rule_new": "today",
}  # fmt: skip


@pytest.fixture
def addresses(world: World) -> Iterator[dict[str, str]]:
    """Name of the page → its address, with things behind all of them."""
    with at_world_time(world):
        stage, admin, at = build(world), world.actor("admin"), world.clock.tick()
        union = world.add_org("union", "union", "みほん広域連合")
        member = accounts.add_union_member(
            actor=admin, now=at, union=union, municipality=world.org("town"), starts_on=world.clock.today
        )
        staff = accounts.add_qualified_staff(
            actor=world.actor("manager"), now=at, organisation=world.org("city"), name="資格 花子",
            qualification="social_worker", starts_on=world.clock.today,
        )  # fmt: skip
        stage.things |= {
            "pk of accounts:union_member_end": member.pk, "pk of accounts:staff_end": staff.pk,
            "step of referrals:step": "check", "step of coordination:step": "propose",
        }  # fmt: skip
        found = {page.name: stage.url(page) for page in pages()}
        draft = requests.draft(world)
        yield found | {"referrals:sheet": reverse("referrals:sheet", args=[draft.pk])}


def reached(world: World, addresses: dict[str, str]) -> Iterator[tuple[str, str, Client, list[HtmlForm]]]:
    """(page, who, client, the forms that post) for everybody who gets the page with such a form."""
    clients = {who: world.login(Client(), who) for who in PEOPLE}
    for name, url in addresses.items():
        for who, client in clients.items():
            cache.clear()
            answer = client.get(url)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and posts_of(answer):
                yield name, who, client, posts_of(answer)


def test_every_form_has_an_id_of_its_own_and_says_what_it_showed(world: World, addresses: dict[str, str]) -> None:
    without, ids, marked, starting = [], [], set(), set()
    for name, who, _, forms in reached(world, addresses):
        for form in forms:
            if len(form.values.get(FIELD, [])) != 1 or len(form.values.get("csrfmiddlewaretoken", [])) != 1:
                without.append(f"{name} for {who}: {sorted(form.values)}")
            ids += form.values.get(FIELD, [])
            if SHOWN in form.values:
                marked.add(name)
            elif form.prefilled:
                starting.add(name)
    assert without == []
    assert len(set(ids)) == len(ids) > 200
    assert marked >= EDITS
    assert starting <= set(STARTS) | marked, (
        "a form that starts from something: does it edit it? Then give it `stored=`"
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_template_draws_a_form_without_it(path: Path) -> None:
    """Also those of signing in, of error pages and of states the walk does not reach."""
    text = path.read_text(encoding="utf-8")
    assert "csrfmiddlewaretoken" not in text, "{% csrf_token %} draws both"
    assert text.count('method="post"') <= text.count("{% csrf_token %}") + text.count("{{ token }}")


#: page → (a field, what its user types there, what else the page asks for).
TYPED: dict[str, tuple[str, str, dict[str, list[str]]]] = {
    "coordination:tail": ("days", "7", {}),
    "outreach:edit": ("why", "あとで直した理由", {}),
    "outreach:step": ("next_step", "あとで決めたこと", {}),
    "notifications:mail": ("mode", "digest", {}),
    "accounts:organisation_close": ("closed_on", "2028-03-31", {}),
    "accounts:organisation_edit": ("name", "あとの人の市", {}),
    "accounts:staff_end": ("ends_on", "2028-03-31", {}),
    "accounts:union_member_end": ("ends_on", "2028-03-31", {}),
    "agreements:edit": ("title", "あとの人の取決め", {}),
    "clock:move": ("day", "2027-04-30", {}),
    "consultation:assign": ("answer_due", "2028-03-31", {}),
    "consultation:crisis_edit": ("signs", "あとの人のサイン", {}),
    "consultation:kept_edit": ("advice", "あとで直した助言", {}),
    "consultation:plan_edit": ("every", "6", {}),
    "contacts:correct": ("text", "あとの人の記録", {"reason": ["誤記"]}),
    "coordination:handover": ("summary", "あとの人の要約", {}),
    "coordination:item": ("center_person", "あとの人", {}),
    "incidents:edit": ("overview", "あとの人の概要", {}),
    "incidents:notice": ("note", "あとの人の記録", {}),
    "incidents:report": ("cause", "あとの人の原因", {}),
    "inquiries:need_edit": ("max_km", "12", {}),
    "note_templates:edit": ("name", "あとの人のひな形", {}),
    "offices:statement": ("note", "あとの人の補足", {"source": ["phone"], "spoken_to": ["管理者の方"]}),
    "privacy:file_edit": ("note", "あとの人の備考", {}),
    "people:edit": ("wishes", "あとの人の希望", {}),
    "people:summary": ("start_month", "2027-03-01", {}),
    "referrals:sheet": ("message", "あとの人の内容", {"save_draft": ["1"]}),
    "referrals:step": ("scope_note", "あとの人の備考", {}),
    "plan:scenario": ("destination", "あとの人の行き先", {}),
    "plan:hold": ("until", "2026-12-20", {}),
    "plan:day_edit": ("meets", "あとの人", {}),
    "plan:stop": ("place", "あとの人の行き先", {}),
    "procedure_list:days_edit": ("days", "33", {"basis": ["昨年度の実績"]}),
    "procedures:change": ("window", "あとの人の窓口", {}),
    "procedures:correct": ("on", "2026-11-20", {"reason": ["書き誤り"]}),
    "meetings:attendee": ("post", "あとの人の職", {}),
    "meetings:edit": ("place", "あとの人の場所", {}),
    "meetings:item": ("text", "あとの人の議題", {}),
    "meetings:minutes": ("wish_text", "あとの人の意向", {}),
    "council:edit": ("title", "あとの人の会議体", {}),
    "council:member": ("post", "あとの人の職", {}),
    "council:followup_edit": ("text", "あとの人の取組み", {}),
    "council:sheet_edit": ("question", "あとの人の問い", {}),
    "training:edit": ("title", "あとの人の研修", {}),
    "tasks:change": ("due_on", "2028-03-31", {}),
}


@pytest.mark.parametrize("name", sorted(EDITS))
def test_a_stale_save_is_refused_with_both_versions(world: World, addresses: dict[str, str], name: str) -> None:
    """The marks of the page are changed instead of the rows: to the server it is the same, a page that showed another state."""
    _, _, client, forms = next(
        r for r in reached(world, {name: addresses[name]}) if any(SHOWN in f.values for f in r[3])
    )
    form = next(f for f in forms if SHOWN in f.values)
    field, typed, extra = TYPED[name]
    form.values |= {
        SHOWN: [json.dumps(json.loads(form.values[SHOWN][0]) | {field: "0" * 20})], field: [typed], **extra,
    }  # fmt: skip
    before = Event.objects.exclude(code=E.RECORD_VIEWED).count()
    answer = client.post(addresses[name], form.values)
    assert answer.status_code == 409
    assert "いま保存されている内容" in answer.content.decode()
    kept = next(f for f in posts_of(answer) if SHOWN in f.values).values
    assert kept[field] == [typed]
    assert Event.objects.exclude(code=E.RECORD_VIEWED).count() == before
    again = client.post(addresses[name], kept | extra)
    assert again.status_code == 302, "a deliberate second save goes through"
    assert Event.objects.exclude(code=E.RECORD_VIEWED).count() > before
