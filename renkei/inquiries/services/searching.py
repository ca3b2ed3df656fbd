"""Keeping a search as it was, what was chosen of it and why; new rules of the order."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case, Need
from renkei.core import wall
from renkei.core.db import explain
from renkei.core.errors import NotFound, RuleBroken
from renkei.disclosure.queries import require_on
from renkei.inquiries.models import Choice, MatchRules, Search
from renkei.inquiries.queries.candidates import CandidateList
from renkei.inquiries.rules.snapshots import asked_json, rows_json
from renkei.offices.enums import Criterion
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P


@transaction.atomic
def keep_search(*, actor: Actor, case: Case, need: Need, found: CandidateList, now: datetime) -> Search:
    """検索を残す: what was found, as it is shown; the same result again is the search that is there already."""
    require_on(actor=actor, permission=P.INQUIRY_SEND, case=case, at=now)
    if need.case_id != case.pk:
        raise NotFound(permission=P.INQUIRY_SEND.code, case_id=case.pk)
    what = found.wanted
    asked = asked_json(what.need, found.rules, what.origin)
    results = {name: rows_json(getattr(found, name)) for name in ("fits", "dropped", "named")}
    fingerprint = wall.seal("search|" + json.dumps([asked, results], ensure_ascii=False, sort_keys=True))
    last = Search.objects.filter(need=need).defer("asked", "results").order_by("-at", "-id").first()
    if last is not None and last.fingerprint == fingerprint:
        return last
    search = Search.objects.create(
        case=case, need=need, kind=need.kind, stage=need.stage, service_codes=sorted(what.need.service_codes),
        area_code=case.area_code, origin_code=need.origin_code or case.area_code, max_km=what.need.max_km,
        fits_total=found.fits_total, dropped_total=found.dropped_total,
        drop_counts={str(code): n for code, n in found.drop_counts.items()}, rules_version=found.rules.version,
        with_welfare=what.by_record, fingerprint=fingerprint, asked=asked,
        results=results, at=now, searched_by=actor.user_id, organisation_id=actor.organisation_id,
        municipality_id=case.responsible_id,
    )  # fmt: skip
    detail = {"fits": found.fits_total, "dropped": found.dropped_total}
    record(actor=actor, event=E.SEARCH_KEPT, now=now, thing=search, case_id=case.pk, detail=detail)
    return search


@transaction.atomic
def choose(
    *, actor: Actor, case: Case, need: Need, shown: UUID | None, office_ids: Iterable[UUID], reason: str, now: datetime
) -> list[Choice]:  # fmt: skip
    """選ぶ: which offices of the search as it was shown, and why.

    Args:
        shown: the search on whose page they were ticked; None: the newest of the need.

    Raises:
        RuleBroken: an office that dropped out was chosen without a reason, or the search is no longer there.
    """
    require_on(actor=actor, permission=P.INQUIRY_SEND, case=case, at=now)
    searches = Search.objects.filter(case=case, need=need).order_by("-at", "-id")
    search = (searches.filter(pk=shown) if shown else searches).first()
    if search is None:
        raise RuleBroken("検索の記録が見つかりません。候補の画面を開き直して、選び直してください。")
    results = search.results or {}
    places = {row["office_id"]: row["place"] for name in ("dropped", "named", "fits") for row in results.get(name, [])}
    chosen = list(dict.fromkeys(office_ids))
    if not reason.strip() and any(places.get(str(pk), 0) == 0 for pk in chosen):
        raise RuleBroken("条件に合わないところを選ぶときは、選んだ理由を書いてください。", field="reason")
    made = [
        Choice.objects.create(
            search=search, office_id=pk, place=places.get(str(pk), 0), reason=reason.strip() or None, chosen_at=now,
            chosen_by=actor.user_id,
        )
        for pk in chosen
    ]  # fmt: skip
    detail = {"count": len(made)}
    record(actor=actor, event=E.CANDIDATES_CHOSEN, now=now, thing=search, case_id=case.pk, detail=detail)
    return made


@transaction.atomic
def make_rules(
    *, actor: Actor, weights: dict[str, int], budget: int, budget_days: int, reason: str, seen: int, now: datetime
) -> MatchRules:
    """並べ方を変える: a new version for the actor's municipality; the former ones stay as they are.

    Args:
        seen: the version the form was opened with.

    Raises:
        RuleBroken: no weight at all, no reason, or somebody was faster.
    """
    require(actor, P.MATCH_RULES)
    kept = {code: int(n) for code, n in weights.items() if code in Criterion.values}
    if not any(kept.values()):
        raise RuleBroken("少なくとも一つの観点に、1以上の重みを付けてください。")
    if not reason.strip():
        raise RuleBroken("変える理由を入力してください。", field="reason")
    rules = MatchRules(
        municipality_id=actor.organisation_id, version=seen + 1, weights=kept, budget=budget, budget_days=budget_days,
        reason=reason.strip(), made_at=now, made_by=actor.user_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            rules.save(force_insert=True)
    except IntegrityError as error:
        raise explain(error, MatchRules) from None
    record(actor=actor, event=E.MATCH_RULES_MADE, now=now, thing=rules, detail={"version": rules.version})
    return rules
