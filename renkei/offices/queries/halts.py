"""What stops an office: 休止・廃止 in the list of the body that designated it, or as a coordinator found it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from renkei.core.calendar import wareki
from renkei.offices.enums import Corrected, Operation
from renkei.offices.queries.corrections import corrections_of
from renkei.offices.queries.designations import designations_of
from renkei.offices.rules.corrections import CorrectionView
from renkei.offices.rules.matching import WHOLE_OFFICE
from renkei.policy.actor import Actor


def halts_of(*, actor: Actor, office_ids: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    """Office → service code (or WHOLE_OFFICE) → the sentence why nobody can be taken in there, with its source.

    A coordinator who found the office running after the month of a list is believed over that list.
    """
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    running_since: dict[UUID, str] = {}
    for pk, corrections in corrections_of(actor=actor, office_ids=office_ids).items():
        for correction in corrections:
            if correction.field is not Corrected.OPERATION:
                continue
            if correction.value == Operation.RUNNING:
                running_since[pk] = correction.said.as_of.strftime("%Y%m")
            else:
                found[pk][WHOLE_OFFICE] = _found_so(correction)
    for pk, designations in designations_of(actor=actor, office_ids=office_ids).items():
        for code, designation in designations.items():
            if designation.stops and running_since.get(pk, "") <= designation.as_of:
                found[pk][code] = f"{designation.label}は「{designation.status.label}」です（{designation.source}）"
    return dict(found)


def _found_so(correction: CorrectionView) -> str:
    said = correction.said
    return f"{correction.words}（{wareki(said.as_of)}に{said.organisation}が{said.source.label}で確認）"
