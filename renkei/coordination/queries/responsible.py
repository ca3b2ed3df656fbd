"""Reading the worksheets: of a case, one with its facts, proposal and entries; the undecided ones across cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import QuerySet

from renkei.accounts.queries import names_of_organisations, names_of_users
from renkei.audit.services import record_view
from renkei.cases.enums import CaseStatus
from renkei.coordination.enums.joint import Channel
from renkei.coordination.enums.responsible import Answer, EntryKind, Evidence, SaidBy, SheetKind, SheetStatus
from renkei.coordination.models.responsible import Worksheet, WorksheetEntry, WorksheetFact
from renkei.coordination.rules import responsible as rules
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.disclosure.queries import CaseAccess, frozen_cases, get_case, on_visible, own_collectors
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

R = TypeVar("R", Worksheet, WorksheetFact, WorksheetEntry)
_CLASSES = (InfoClass.WELFARE, InfoClass.JUSTICE_OUTLINE)


@dataclass(frozen=True)
class FactLine:
    """A question with its newest answer. `used`: the proposal rests on it; `missing`: it waits for it."""

    spec: rules.FactSpec
    version: int = 0
    answer: str = ""
    municipality: str = ""
    on: str = ""
    evidence: str = ""
    kept_where: str = ""
    note: str = ""
    at: datetime | None = None
    who: str = ""
    used: bool = False
    missing: bool = False

    @property
    def day(self) -> date | None:
        """When it was so, as a date."""
        return date.fromisoformat(self.on) if self.on else None


@dataclass(frozen=True)
class EntryLine:
    """What was written, in words. `rows`: (label, words)."""

    entry: WorksheetEntry
    title: str
    rows: tuple[tuple[str, Any], ...]
    text: str
    who: str


@dataclass(frozen=True)
class SheetPage:
    """One worksheet for one reader. `proposal` None: the facts it may rest on are not all open to him."""

    kind: SheetKind
    sheet: Worksheet | None
    facts: tuple[FactLine, ...] = ()
    entries: tuple[EntryLine, ...] = ()
    proposal: rules.Proposal | None = None
    unverified: tuple[rules.Rule, ...] = ()
    overdue: bool = False

    @property
    def classes(self) -> tuple[InfoClass, ...]:
        """What stands on it: the facts and the proposal on custody only where they are open."""
        return tuple(sorted({line.spec.info_class for line in self.facts}, reverse=True))

    @property
    def decision(self) -> EntryLine | None:
        """The decision in force."""
        return self._newest(EntryKind.DECISION) if self._is(SheetStatus.DECIDED) else None

    @property
    def interim(self) -> EntryLine | None:
        """The interim solution in force."""
        return self._newest(EntryKind.INTERIM) if self._is(SheetStatus.INTERIM) else None

    def _is(self, status: SheetStatus) -> bool:
        return self.sheet is not None and self.sheet.status == status

    def _newest(self, kind: EntryKind) -> EntryLine | None:
        return next((line for line in self.entries if line.entry.kind == kind), None)


def get_sheets_access(*, actor: Actor, case_id: Any, at: datetime, permission: P = P.RESPONSIBLE_VIEW) -> CaseAccess:
    """The case, for whoever may read the worksheets (welfare) and do this. Raises NotFound, NotAllowed."""
    access = get_case(actor=actor, case_id=case_id, at=at, permission=permission)
    require(actor, P.WELFARE_VIEW, access.facts, at=at)
    return access


def sheets_of(*, access: CaseAccess) -> QuerySet[Worksheet]:
    """The worksheets of the case that this actor finds; none where welfare is not open to him.

    After the consent ended nothing newer, and of own collection only what is own; the same of their facts and entries.
    """
    found = Worksheet.objects.filter(case=access.case).select_related("case", "organisation").order_by("-kind")
    if not (access.can(P.RESPONSIBLE_VIEW) and access.sees(InfoClass.WELFARE)):
        return found.none()
    if access.facts.frozen_at is not None:
        found = found.filter(opened_at__lte=access.facts.frozen_at)
    return _held(found, access, InfoClass.WELFARE)


def overview(*, access: CaseAccess) -> list[tuple[SheetKind, Worksheet | None]]:
    """Both questions with their worksheet, for the page of the case. Empty where they are not open to the actor."""
    if not (access.can(P.RESPONSIBLE_VIEW) and access.sees(InfoClass.WELFARE)):
        return []
    found = {sheet.kind: sheet for sheet in sheets_of(access=access)}
    return [(kind, found.get(kind)) for kind in SheetKind]


def get_sheet(*, access: CaseAccess, kind: str) -> Worksheet:
    """The worksheet of this question. Raises NotFound where it is not begun."""
    sheet = sheets_of(access=access).filter(kind=known_kind(kind)).first()
    if sheet is None:
        raise NotFound(permission=P.RESPONSIBLE_VIEW.code, case_id=access.case.pk)
    return sheet


def known_kind(kind: str) -> SheetKind:
    """The question by its name in the address. Raises NotFound."""
    if kind not in SheetKind.values:
        raise NotFound(permission=P.RESPONSIBLE_VIEW.code)
    return SheetKind(kind)


def get_fact(*, access: CaseAccess, sheet: Worksheet, slug: str) -> tuple[rules.FactSpec, WorksheetFact | None]:
    """A question of this worksheet with its newest answer; the reading is recorded. Raises NotFound."""
    spec = rules.BY_SLUG.get(slug)
    if spec is None or sheet.kind not in spec.kinds or not access.sees(spec.info_class):
        raise NotFound(permission=P.RESPONSIBLE_VIEW.code, case_id=access.case.pk)
    rows = _still_open(WorksheetFact.objects.filter(sheet=sheet, code=spec.code), access, [spec.info_class])
    row = rows.order_by("-version").first()
    if row is not None:
        record_view(actor=access.actor, now=access.at, case_id=access.case.pk, info_class=row.info_class, thing=row)
    return spec, row


def sheet_page(*, access: CaseAccess, kind: str) -> SheetPage:
    """Everything of one worksheet that is open to this actor; the reading is recorded. Raises NotFound for another kind."""
    wanted = known_kind(kind)
    sheet = sheets_of(access=access).filter(kind=wanted).first()
    unverified = tuple(rules.unverified_of(wanted))
    if sheet is None:
        return SheetPage(wanted, None, unverified=unverified)
    seen = [c for c in _CLASSES if access.sees(c)]
    facts, entries = _newest_facts(access, sheet, seen), list(_entries(access, sheet, seen))
    proposal = proposal_of(sheet.kind, facts) if InfoClass.JUSTICE_OUTLINE in seen else None
    names = _names([*facts.values(), *entries])
    _record(access, sheet, [*facts.values(), *entries])
    return SheetPage(
        kind=wanted, sheet=sheet, proposal=proposal, unverified=unverified, overdue=is_overdue(sheet, at=access.at),
        facts=tuple(
            _fact_line(spec, facts.get(spec.code), names, proposal)
            for spec in rules.facts_of(wanted) if spec.info_class in seen
        ),
        entries=tuple(_entry_line(entry, names) for entry in entries),
    )  # fmt: skip


def proposal_of(kind: str, facts: dict[str, WorksheetFact]) -> rules.Proposal:
    """What the rules say to these rows."""
    known = {}
    for code, row in facts.items():
        content = row.content or {}
        if content.get("answer"):
            known[code] = rules.Known(Answer(content["answer"]), content.get("municipality", ""))
    return rules.propose(kind, known)


def newest_version(*, sheet: Worksheet, code: str) -> int:
    """The newest version of a fact; 0 for none."""
    found = WorksheetFact.objects.filter(sheet=sheet, code=code).order_by("-version").values_list("version", flat=True)
    return found.first() or 0


def is_overdue(sheet: Worksheet, *, at: datetime) -> bool:
    """Undecided, and the day to look at it (or the end of the interim) has gone by."""
    days = [day for day in (sheet.due_on, sheet.until) if day is not None]
    return sheet.status != SheetStatus.DECIDED and any(day < day_of(at) for day in days)


def undecided(*, actor: Actor, at: datetime) -> QuerySet[Worksheet]:
    """Worksheets without a decision, of all cases whose worksheets this actor may read; the soonest first."""
    rows = Worksheet.objects.exclude(status=SheetStatus.DECIDED).exclude(case__status=CaseStatus.CLOSED)
    rows = on_visible(rows, actor=actor, at=at, permission=P.RESPONSIBLE_VIEW)
    rows = on_visible(rows, actor=actor, at=at, permission=P.WELFARE_VIEW)
    ids = set(rows.order_by().values_list("case_id", flat=True))
    rows = rows.exclude(case_id__in=frozen_cases(actor=actor, case_ids=ids, at=at))
    return rows.select_related("case", "case__person", "organisation").order_by("due_on", "pk")


def _held(rows: QuerySet[R], access: CaseAccess, info_class: InfoClass) -> QuerySet[R]:
    """Where nothing but own collection is left of the class, what is own."""
    grants = [
        g for g in access.facts.grants
        if g.info_class == info_class and g.version_id is None and g.is_live(access.at)
    ]  # fmt: skip
    if grants and all(g.retained for g in grants):
        return rows.filter(organisation_id__in=own_collectors(access=access))
    return rows


def _still_open(rows: QuerySet[R], access: CaseAccess, seen: Iterable[InfoClass]) -> QuerySet[R]:
    """Facts or entries of these classes, as far as they may still be read."""
    if access.facts.frozen_at is not None:
        rows = rows.filter(at__lte=access.facts.frozen_at)
    found = rows.none()
    for info_class in seen:
        found = found | _held(rows.filter(info_class=info_class), access, info_class)
    return found


def _newest_facts(access: CaseAccess, sheet: Worksheet, seen: list[InfoClass]) -> dict[str, WorksheetFact]:
    rows = _still_open(WorksheetFact.objects.filter(sheet=sheet), access, seen)
    return {row.code: row for row in rows.order_by("code", "-version").distinct("code")}


def _entries(access: CaseAccess, sheet: Worksheet, seen: list[InfoClass]) -> QuerySet[WorksheetEntry]:
    return _still_open(WorksheetEntry.objects.filter(sheet=sheet), access, seen).order_by("-at", "-created_at")


def _names(rows: Iterable[Any]) -> dict[Any, str]:
    found = list(rows)
    return names_of_users(r.user_id for r in found) | names_of_organisations(r.organisation_id for r in found)


def _who(row: Any, names: dict[Any, str]) -> str:
    return " ".join(names[i] for i in (row.organisation_id, row.user_id) if i in names)


def _record(access: CaseAccess, sheet: Worksheet, rows: list[Any]) -> None:
    for info_class in sorted({row.info_class for row in rows}):
        record_view(actor=access.actor, now=access.at, case_id=access.case.pk, info_class=info_class, thing=sheet)


def _fact_line(
    spec: rules.FactSpec, row: WorksheetFact | None, names: dict[Any, str], proposal: rules.Proposal | None
) -> FactLine:
    used = proposal is not None and spec.code in proposal.path
    missing = proposal is not None and any(m.code == spec.code for m in proposal.missing)
    if row is None:
        return FactLine(spec, used=used, missing=missing)
    content = row.content or {}
    words: dict[str, Any] = {"answer": Answer, "evidence": Evidence}
    coded: dict[str, str] = {name: codes(content[name]).label for name, codes in words.items() if content.get(name)}
    if spec.only_place:
        coded["answer"] = "記録あり" if content.get("answer") == Answer.YES else coded.get("answer", "")
    plain = {name: content.get(name) or "" for name in ("municipality", "on", "kept_where", "note")}
    return FactLine(
        spec, version=row.version, at=row.at, who=_who(row, names), used=used, missing=missing, **plain, **coded
    )


#: name in the content → label and how it is shown; in the order of the page.
_ROWS: tuple[tuple[str, str, Any], ...] = (
    ("said_by", "だれの考えか", SaidBy),
    ("municipality", "市町村", None),
    ("body", "決めた機関・会議", None),
    ("decided_by", "決めた人", None),
    ("decided_on", "決定した日", date.fromisoformat),
    ("rule", "根拠", None),
    ("acts", "その間にすること", None),
    ("until", "いつまで", date.fromisoformat),
    ("on", "日", date.fromisoformat),
    ("channel", "方法", Channel),
    ("spoken_to", "話した相手", None),
)


def _entry_line(entry: WorksheetEntry, names: dict[Any, str]) -> EntryLine:
    content = entry.content or {}
    rows = tuple((label, _shown(name, content[name], how)) for name, label, how in _ROWS if content.get(name))
    return EntryLine(entry, EntryKind(entry.kind).label, rows, content.get("text") or "", _who(entry, names))


def _shown(name: str, value: Any, how: Any) -> Any:
    if name == "rule":
        rule = rules.rule_of(value)
        return rule.law if rule else "協議による合意・そのほか"
    found = how(value) if how else value
    return getattr(found, "label", found)
