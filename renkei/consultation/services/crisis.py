"""The button of 前兆と対応: a new version, agreed with the person; and the record of a print."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.consultation.enums import AgreedHow
from renkei.consultation.models import CrisisPart, CrisisPlan
from renkei.consultation.queries.crisis import CLASSES, TEXTS, may_read, newest_plan
from renkei.core.clock import day_of
from renkei.core.db import explain, lock
from renkei.core.errors import Conflict, RuleBroken
from renkei.core.scan import background_in
from renkei.disclosure.queries import CaseAccess, get_case, require_on
from renkei.policy.actor import Actor
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

Parts = Mapping[InfoClass, Mapping[str, str]]


@transaction.atomic
def write_crisis_plan(
    *, actor: Actor, case: Case, based_on: int, agreed_on: date, agreed_how: str, shareable: bool, parts: Parts, now: datetime,
    review_on: date | None = None,
) -> CrisisPlan:  # fmt: skip
    """前兆と対応を書く: a new version. A class that the author does not write goes on as it was (he may not read it).

    Args:
        based_on: the version that the author had before him; 0 for none.
        parts: class → the texts signs, own_ways, responses, avoid, contacts.

    Raises:
        Conflict: somebody wrote a newer version meanwhile.
        RuleBroken: nothing said, a day to come, words of the background in what an untold office may read, a class that
            one may not write.
    """
    require_on(actor=actor, permission=P.WELFARE_VIEW, case=case, at=now)
    access = get_case(actor=actor, case_id=case.pk, at=now, permission=P.CONSULT_WRITE)
    lock(case)
    newest = newest_plan(access)
    if (newest.version if newest else 0) != based_on:
        raise Conflict("ほかの人が先に新しい版を保存しました。最新の内容を確認してから、もう一度入力してください。")
    said = {c: _clean(texts) for c, texts in parts.items()}
    _check(access, said, agreed_on, review_on, shareable, now)
    try:
        with transaction.atomic():
            plan = CrisisPlan.objects.create(
                case=case, version=based_on + 1, agreed_on=agreed_on, agreed_how=AgreedHow(agreed_how), shareable=shareable,
                review_on=review_on, organisation_id=actor.organisation_id, written_by=actor.user_id, written_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise explain(error, CrisisPlan) from None
    for info_class, texts in said.items():
        CrisisPart.objects.create(plan=plan, info_class=info_class, **texts)
    record(
        actor=actor, event=E.CRISIS_PLAN, now=now, thing=plan, case_id=case.pk,
        detail={"version": plan.version, "classes": sorted(said), "shareable": shareable},
    )  # fmt: skip
    return plan


@transaction.atomic
def record_crisis_print(*, actor: Actor, plan: CrisisPlan, form: str, now: datetime) -> None:
    """印刷した: the plan (A4) or the person's copy."""
    get_case(actor=actor, case_id=plan.case_id, at=now, permission=P.CONSULT_VIEW)
    record(actor=actor, event=E.PRINTED, now=now, thing=plan, case_id=plan.case_id,
           detail={"form": form, "version": plan.version})  # fmt: skip


def _clean(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text.strip() for name, text in texts.items() if name in TEXTS and text and text.strip()}


def _check(
    access: CaseAccess, said: Mapping[InfoClass, Mapping[str, str]], agreed_on: date, review_on: date | None, shareable: bool,
    now: datetime,
) -> None:  # fmt: skip
    if not said.get(InfoClass.WELFARE):
        raise RuleBroken("前ぶれのサインや対応を、一つ以上入力してください。", field="signs")
    if agreed_on > day_of(now):
        raise RuleBroken("本人と決めた日には、今日までの日を入力してください。", field="agreed_on")
    if review_on is not None and review_on <= day_of(now):
        raise RuleBroken("見直す日には、明日以後の日を入力してください。", field="review_on")
    for info_class in said:
        if info_class not in CLASSES or not may_read(access, info_class):
            raise RuleBroken(f"「{InfoClass(info_class).label}」は、あなたには書けません。", field=None)
    if shareable and background_in("\n".join(said[InfoClass.WELFARE].values())):
        raise RuleBroken(
            "事業所に見せる内容に、刑事に関わる言葉があります。刑事に関わることは、下の「刑事に関わる注意」に書いてください。",
            field="signs",
        )
