"""前兆と対応: the newest version as far as its classes are open; the versions before it for the side that writes it."""

from __future__ import annotations

from dataclasses import dataclass

from renkei.accounts.queries import names_of_users
from renkei.audit.services import record_view
from renkei.consultation.models import CrisisPart, CrisisPlan
from renkei.core.errors import NotFound
from renkei.disclosure.queries import CaseAccess
from renkei.policy.decide import require
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

TEXTS = ("signs", "own_ways", "responses", "avoid", "contacts")
#: In this order on pages and prints.
CLASSES = (InfoClass.WELFARE, InfoClass.JUSTICE_OUTLINE, InfoClass.THIRD_PARTY)


@dataclass(frozen=True)
class CrisisView:
    """A version as the reader may see it: the parts whose class is open. `hidden`: there are parts that are not."""

    plan: CrisisPlan
    parts: tuple[CrisisPart, ...]
    author: str
    is_newest: bool

    def part(self, info_class: InfoClass) -> CrisisPart | None:
        """The part of one class, if it is open."""
        return next((p for p in self.parts if p.info_class == info_class), None)

    @property
    def welfare(self) -> CrisisPart | None:
        return self.part(InfoClass.WELFARE)

    @property
    def outline(self) -> CrisisPart | None:
        return self.part(InfoClass.JUSTICE_OUTLINE)

    @property
    def third_party(self) -> CrisisPart | None:
        return self.part(InfoClass.THIRD_PARTY)


def crisis_plan(*, access: CaseAccess, version: int | None = None) -> CrisisView | None:
    """The newest version (or one of before); None where there is none to see. The reading of each class is on record.

    An office sees the newest only, and only where the person agreed to show it.
    """
    require(access.actor, P.CONSULT_VIEW, access.facts, at=access.at)
    newest = newest_plan(access)
    if newest is None or (access.actor.is_office and (not newest.shareable or version not in (None, newest.version))):
        return None
    plan = (
        newest
        if version in (None, newest.version)
        else CrisisPlan.objects.filter(case=access.case, version=version).first()
    )
    if plan is None:
        return None
    ordered = tuple(part for c in CLASSES if (part := _part(access, plan, c)) is not None)
    for part in ordered:
        record_view(actor=access.actor, now=access.at, case_id=access.case.pk, info_class=part.info_class, thing=plan)
    author = "" if access.actor.is_office else names_of_users([plan.written_by]).get(plan.written_by, "")
    return CrisisView(plan, ordered, author, plan.pk == newest.pk)


def _part(access: CaseAccess, plan: CrisisPlan, info_class: InfoClass) -> CrisisPart | None:
    """What counts in this version for a class: its own part, or the last one before it that was left as it is.

    Whoever may not read a class writes none of it, so that of before goes on; a part that says nothing was emptied.
    """
    if not may_read(access, info_class):
        return None
    rows = CrisisPart.objects.filter(plan__case=access.case, plan__version__lte=plan.version, info_class=info_class)
    part = rows.select_related("plan__case").order_by("-plan__version").first()
    return part if part and any(getattr(part, name) for name in TEXTS) else None


def get_crisis_plan(*, access: CaseAccess, version: int | None = None) -> CrisisView:
    """The same, for prints. Raises NotFound where there is none to see."""
    found = crisis_plan(access=access, version=version)
    if found is None or not found.parts:
        raise NotFound(permission=P.CONSULT_VIEW.code, case_id=access.case.pk)
    return found


def newest_plan(access: CaseAccess) -> CrisisPlan | None:
    """The newest version, whoever may read its parts."""
    return CrisisPlan.objects.filter(case=access.case).order_by("-version").first()


def crisis_versions(*, access: CaseAccess) -> list[CrisisPlan]:
    """All versions, newest first, for the municipality's side; for an office none."""
    require(access.actor, P.CONSULT_VIEW, access.facts, at=access.at)
    if access.actor.is_office:
        return []
    return list(CrisisPlan.objects.filter(case=access.case).order_by("-version"))


def may_read(access: CaseAccess, info_class: str) -> bool:
    """Is this class open to the reader? An office never reads the text on third parties."""
    if info_class == InfoClass.THIRD_PARTY and access.actor.is_office:
        return False
    return access.sees(info_class)
