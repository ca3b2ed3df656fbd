"""How many people a sheet could describe, beside the floor of the municipality; and what each office knows from before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q

from renkei.accounts.models import Organisation
from renkei.cases.models import Case
from renkei.core import wall
from renkei.inquiries.models import Inquiry
from renkei.inquiries.rules import Sheet
from renkei.inquiries.rules.crowd import Crowd, Place, Proposal, crowd_of, default_floor, narrower, proposals
from renkei.offices.queries import naming as offices
from renkei.policy.enums import OFFICE_KINDS, OrgKind

_PIECE = re.compile(r"[、,，・/／\s　]|または|及び|および")
_RULE = "crowd_floor"  # privacy.enums.RuleKind.CROWD_FLOOR: the register of rules stands above this area


@dataclass(frozen=True)
class Floor:
    """The least number of people; where it comes from, and from which day."""

    people: int
    source: str
    starts_on: date | None


@dataclass(frozen=True)
class OfficeCrowd:
    """An office that was told of this case before: what it knows with the new sheet."""

    name: str
    crowd: Crowd


@dataclass(frozen=True)
class CrowdCheck:
    """The sheet beside the floor. `proposals`: what one click would raise it to; `together`: the least of them that suffice."""

    floor: Floor
    crowd: Crowd
    places: tuple[Place, ...]
    own_cases: int
    known_more: tuple[OfficeCrowd, ...]
    proposals: tuple[Proposal, ...]
    together: Proposal | None

    @property
    def people(self) -> int:
        """The smallest number there is: for whoever knows most."""
        return min((self.crowd.people, *(o.crowd.people for o in self.known_more)))

    @property
    def sentence(self) -> str:
        """The refusal of a sheet that describes too few people."""
        who = next((o.name for o in self.known_more if o.crowd.people == self.people), "")
        before = f"前の打診の内容と合わせると「{who}」には、" if who and self.people < self.crowd.people else ""
        people = "1人未満" if not self.people else f"約{self.people}人"
        return f"{before}この打診票に当てはまる人は{people}と見積もられ、下限の{self.floor.people}人より少ないため送れません。"

    @property
    def own_words(self) -> str:
        """In fives: 5件未満, 15件以上."""
        return f"{self.own_cases}件以上" if self.own_cases else "5件未満"

    @property
    def is_enough(self) -> bool:
        return self.people >= self.floor.people


def crowd_check(
    *, case: Case, sheet: Sheet, on: date, office_ids: Iterable[UUID] = (), organisation_ids: Iterable[UUID] = ()
) -> CrowdCheck:  # fmt: skip
    """Measure a sheet before it leaves for these offices. Reads nothing of any other case: one rounded number of them all."""
    places = places_of(sheet.area, case)
    own = own_cases(places)
    crowd = crowd_of(sheet, places, own_cases=own)
    floor = floor_of(case, on)
    known = tuple(_known_more(case, sheet, _asked(office_ids, organisation_ids)))
    found = proposals(sheet, places, own_cases=own) if crowd.people < floor.people else []
    return CrowdCheck(floor, crowd, tuple(places), own, known, tuple(found), _together(case, sheet, floor.people, own))


def floor_of(case: Case, on: date) -> Floor:
    """The rule of the responsible municipality in force on a day; else the assumption of `crowd.toml`."""
    if case.responsible_id:
        rows = wall.call("SELECT * FROM wall.local_rule(%s, %s, %s)", [case.responsible_id, _RULE, on])
        if rows:
            value, source, starts_on = rows[0]
            return Floor(value, source, starts_on)
    return Floor(default_floor(), "", None)


def own_cases(places: Iterable[Place]) -> int:
    """Cases of the programme in the area, rounded down to fives: a number that opens no row."""
    return int(wall.call("SELECT wall.cases_in_area(%s)", [[p.code for p in places]])[0][0] or 0)


def places_of(area: str, case: Case) -> list[Place]:
    """The municipalities and prefectures that the words of the area name; a word that names none counts as the smallest."""
    home = case.responsible
    found: dict[str, Place] = {}
    for piece in filter(None, _PIECE.split(area)):
        place = offices.place_named(piece, prefecture_code=home.prefecture_code if home else "") or _registered(piece)
        if place is None and home and piece.startswith(("県内", "都内", "府内", "道内")):
            place = (home.prefecture_code, piece, "prefecture", home.prefecture_code, piece)
        if place is None and home and (piece.endswith("圏域") or piece.startswith(("市内", "町内", "村内", "区内"))):
            place = (home.municipality_code, home.name, _kind(home.name), home.prefecture_code, "")
        code, name, kind, prefecture_code, prefecture = place or ("", piece, "unknown", "", "")
        found.setdefault(code or piece, Place(code, name, kind, prefecture_code, prefecture))
    wide = {p.code for p in found.values() if p.kind == "prefecture"}
    return [p for p in found.values() if p.kind == "prefecture" or p.prefecture_code not in wide]


def _registered(name: str) -> tuple[str, str, str, str, str] | None:
    """A municipality that takes part and does not stand in the table."""
    found = Organisation.objects.filter(kind=OrgKind.MUNICIPALITY, name=name).first()
    if found is None:
        return None
    prefecture = offices.prefecture_name(found.prefecture_code)
    return found.municipality_code, found.name, _kind(found.name), found.prefecture_code, prefecture


def _kind(name: str) -> str:
    return {"市": "city", "区": "ward", "町": "town", "村": "village"}.get(name[-1:], "unknown")


def _asked(office_ids: Iterable[UUID], organisation_ids: Iterable[UUID]) -> list[Organisation]:
    numbers = offices.numbers_of(list(office_ids))
    wanted = Q(pk__in=list(organisation_ids)) | Q(office_number__in=[n for n in numbers if n], kind__in=OFFICE_KINDS)
    return list(Organisation.objects.filter(wanted).order_by("name"))


def _known_more(case: Case, sheet: Sheet, asked: list[Organisation]) -> Iterable[OfficeCrowd]:
    """Facts told to one corporation about one case add up: of each fact the most exact that it ever got."""
    for organisation in asked:
        same = Q(organisation=organisation)
        if organisation.corporate_number:
            same |= Q(organisation__corporate_number=organisation.corporate_number)
        before = [
            Sheet.from_json(i.sheet) for i in Inquiry.objects.filter(same, case=case, sent_at__isnull=False) if i.sheet
        ]
        if before:
            yield OfficeCrowd(organisation.name, _together_known(case, sheet, before))


def _together_known(case: Case, sheet: Sheet, before: list[Sheet]) -> Crowd:
    known, areas = sheet, {s.area for s in (sheet, *before)}
    for earlier in before:
        known = narrower(known, earlier)
    crowds = []
    for area in areas:
        places = places_of(area, case)
        crowds.append(crowd_of(replace(known, area=area), places, own_cases=own_cases(places)))
    return min(crowds, key=lambda c: c.people)


def _together(case: Case, sheet: Sheet, floor: int, own: int) -> Proposal | None:
    """The fewest steps that reach the floor, the most effective first; None when one suffices, or all do not."""
    places, steps, current = places_of(sheet.area, case), [], sheet
    while (found := proposals(current, places, own_cases=own)) and crowd_of(
        current, places, own_cases=own
    ).people < floor:
        best = found[0]
        steps.append(best.label)
        current, places = best.sheet, places_of(best.sheet.area, case)
        own = own_cases(places)
    crowd = crowd_of(current, places, own_cases=own)
    if len(steps) < 2 or crowd.people < floor:  # noqa: PLR2004
        return None
    return Proposal("together", "、".join(steps), current, crowd)
