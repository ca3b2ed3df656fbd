"""漏えい等 on screens: from the first report to the copied draft."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from renkei.people import queries as people
from renkei.policy.enums import InfoClass
from renkei.privacy.models import Incident, IncidentCase
from tests.kit import requests as kit
from tests.kit.cases import CaseKit
from tests.kit.world import World
from tests.web.kit import text_of


def url(name: str, *args: Any) -> str:
    return reverse(f"incidents:{name}", args=args)


FACTS = {
    "kind": "misdelivery", "known_at_0": "R8.11.24", "known_at_1": "09:00", "happened_from_0": "2026-11-23",
    "happened_from_1": "09:00", "wrongful": "no", "classes": ["identity"], "overview": "別の事業所にFAXを送った",
}  # fmt: skip


def test_from_the_report_to_the_draft(world: World, page: Any) -> None:
    case = kit.accepted_case(world)
    people.read(access=CaseKit(world, case, None, {}).access("officer"), info_class=InfoClass.IDENTITY)  # type: ignore[arg-type]
    world.clock.tick()
    client = page("officer")
    assert "漏えい等の記録を始める" in text_of(client.get(url("list")))
    answer = client.post(url("new"), FACTS | {"kind": ""})
    assert answer.status_code == 422
    assert "別の事業所にFAX" in answer.content.decode()
    assert client.post(url("new"), FACTS).status_code == 302
    incident = Incident.objects.get()
    client = page("manager")
    assert "漏えい等の速報をする" in text_of(client.get("/"))
    assert case.number in text_of(client.get(url("affected", incident.pk)))
    narrowed = {"since_0": "2026-11-24", "since_1": "23:00", "until_0": "2026-11-24", "until_1": "23:30"}
    assert "この条件にあう記録はありません" in text_of(client.get(url("affected", incident.pk), narrowed))
    assert client.post(url("affected", incident.pk), {"case": [str(case.pk), "x"]}).status_code == 302
    row = IncidentCase.objects.get()
    assert client.post(url("notice", incident.pk, row.pk), {"told": "done"}).status_code == 422
    told = {"told": "done", "on": "R8.11.24", "method": "visit"}
    assert client.post(url("notice", incident.pk, row.pk), told).status_code == 302
    assert (
        client.post(url("measure", incident.pk), {"at_0": "R8.11.24", "at_1": "09:01", "text": "回収した"}).status_code
        == 302
    )
    text = text_of(client.get(url("detail", incident.pk)))
    for words in (case.number, case.person.code, "通知した", "回収した", "令和8年12月24日", "令和8年11月29日"):
        assert words in text
    assert "見本 太郎" not in text
    assert client.post(url("report", incident.pk), {"cause": "確認もれ", "others_count": "0"}).status_code == 302
    draft = text_of(client.get(url("print", incident.pk)))
    assert "確認もれ" in draft
    assert "未入力" in draft
    assert client.post(url("step", incident.pk, "preliminary"), {"at_0": "R9.1.1", "at_1": "09:00"}).status_code == 422
    assert (
        client.post(url("step", incident.pk, "preliminary"), {"at_0": "R8.11.24", "at_1": "09:01"}).status_code == 302
    )
    assert client.get(url("step", incident.pk, "close")).status_code == 409
    assert client.get(url("step", incident.pk, "nonsense")).status_code == 404
    seen = text_of(page("auditor").get(url("detail", incident.pk)))
    assert case.person.code in seen
    assert "記録する" not in seen
