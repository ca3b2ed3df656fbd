"""What stops an office: 休止・廃止 in the list of the body that designated it, or as a coordinator found it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from renkei.core.calendar import wareki
from renkei.offices.enums import Corrected, Operation
from renkei.offices.queries.corrections import corrections_of
from renkei.offices.queries.designations import DesignationView
from renkei.offices.rules.corrections import CorrectionView
from renkei.offices.rules.matching import WHOLE_OFFICE
from renkei.policy.actor import Actor

#: How a list that is out of date is set right: said with every sentence that rests on one.
_LIFTED_BY = (
    "。いまは営業していると分かったら、台帳のページの「確認・訂正」で「営業している」と入れると、候補に戻ります"
)


def halts_of(
    *, actor: Actor, office_ids: Collection[UUID], designations: Mapping[UUID, Mapping[str, DesignationView]]
) -> dict[UUID, dict[str, str]]:
    """Office → service code (or WHOLE_OFFICE) → the sentence why nobody can be taken in there, with its source.

    A coordinator who found the office running after the month of a list is believed over that list; each sentence that
    rests on a list says so.

    Args:
        designations: `designations_of` these offices.
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
    for pk, by_service in designations.items():
        for code, designation in by_service.items():
            if designation.stops and running_since.get(pk, "") <= designation.as_of:
                words = f"{designation.label}は「{designation.status.label}」です（{designation.source}）"
                found[pk][code] = words + _LIFTED_BY
    return dict(found)


def _found_so(correction: CorrectionView) -> str:
    said = correction.said
    return f"{correction.words}（{wareki(said.as_of)}に{said.organisation}が{said.source.label}で確認）"
