"""What the package of a 開示請求 is made of, and what a reviewer must look at. Pure.

The sections are read off the models: every table that leads to a case or a person is one. Only exceptions stand here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from renkei.core.privacy import Privacy
from renkei.policy.enums import InfoClass
from renkei.privacy.enums.requests import Choice, Flag

#: Tables that name a case by its id without a foreign key, and the column that does.
BY_PLAIN_ID: dict[str, str] = {"audit.Event": "case_id"}
#: Tables about a person that are not handed out, with the reason.
LEFT_OUT: dict[str, str] = {
    "inquiries.AnswerKey": "要約値と期限だけの鍵で、本人についての記述がない",
    "privacy.ReturnKey": "要約値と期限だけの鍵で、本人についての記述がない",
    "notifications.Message": "ケース番号と定型の文だけのお知らせで、元の記録が別にある",
    "cases.ConflictOfInterest": "職員の側の事情の記録で、本人についての記述がない",
    "privacy.Incident": "複数の方に関わる事故の記録（本人に関わる行と通知の記録は別の表にある）",
    "privacy.IncidentMeasure": "複数の方に関わる事故への措置の記録",
    "people.NameIndex": "氏名から作った要約値だけの索引で、元の記録が別にある",
    "privacy.RequestReview": "この請求の審査の途中の記録",
    "privacy.RequestChange": "この請求によって変えた記録の番号だけの表",
    "privacy.RequestCase": "この請求とケースの結び付けだけの表",
}
#: Where `info_class` says what a row is about elsewhere, not what its own texts are: those keep the class of their column.
CLASS_OF_SOMETHING_ELSE = frozenset({"disclosure.LedgerEntry"})
#: A table with one of these is about a person.
PERSONAL = frozenset(Privacy) - {Privacy.NONE, Privacy.STAFF}
_CLASS_OF_COLUMN = {
    Privacy.IDENTITY: InfoClass.IDENTITY, Privacy.WELFARE: InfoClass.WELFARE, Privacy.JUSTICE: InfoClass.JUSTICE_OUTLINE,
    Privacy.THIRD_PARTY: InfoClass.THIRD_PARTY,
}  # fmt: skip
#: 個人情報保護法124条: rows about criminal trials and the execution of sentences are no subject of the request.
_FLAG_OF_CLASS = {
    InfoClass.JUSTICE_OUTLINE: Flag.TRIAL, InfoClass.JUSTICE_DETAIL: Flag.TRIAL, InfoClass.THIRD_PARTY: Flag.THIRD_PARTY,
}  # fmt: skip


def class_of(column: Privacy, row_class: str = "") -> InfoClass:
    """The information class of a cell: of the row where the row says one (notes, files), else of its column."""
    if column not in _CLASS_OF_COLUMN:
        return InfoClass.SUMMARY
    return InfoClass(row_class) if row_class else _CLASS_OF_COLUMN[column]


def flag_of(info_class: InfoClass) -> Flag | None:
    """Does a cell of this class wait for a reviewer, and why?"""
    return _FLAG_OF_CLASS.get(info_class)


@dataclass(frozen=True)
class Reviews:
    """What reviewers decided: (case, table, row or None) → include or leave out. A row's own word goes first."""

    choices: Mapping[tuple[UUID, str, UUID | None], str]

    def choice(self, case_id: UUID, table: str, row_id: UUID) -> str:
        """include, leave_out, or empty while nobody has decided."""
        for key in ((case_id, table, row_id), (case_id, table, None)):
            if key in self.choices:
                return self.choices[key]
        return ""


@dataclass(frozen=True)
class Cell:
    """One value of a row. `flag`: it waits for, or was left out by, a reviewer; `choice` says which."""

    label: str
    text: str
    flag: Flag | None = None
    choice: str = ""

    @property
    def shown(self) -> bool:
        return self.flag is None or self.choice == Choice.INCLUDE

    @property
    def outward(self) -> str:
        """As the package prints it."""
        if self.shown:
            return self.text
        return "（除いた部分）" if self.choice == Choice.LEAVE_OUT else "（審査中のため含めていません）"


@dataclass(frozen=True)
class Row:
    """One row of a section."""

    id: UUID | None
    case_number: str
    cells: tuple[Cell, ...]
    case_id: UUID | None = None

    @property
    def flags(self) -> tuple[Flag, ...]:
        return tuple(dict.fromkeys(c.flag for c in self.cells if c.flag is not None))

    @property
    def choice(self) -> str:
        return next((c.choice for c in self.cells if c.flag is not None), "")


@dataclass(frozen=True)
class Section:
    """One table of the package."""

    table: str
    title: str
    rows: tuple[Row, ...]

    @property
    def count(self) -> str:
        return str(len(self.rows))

    @property
    def cases(self) -> list[tuple[UUID | None, str]]:
        """(id, number) of the cases in which a row is flagged."""
        return list(dict.fromkeys((r.case_id, r.case_number) for r in self.flagged))

    @property
    def withheld(self) -> int:
        return self.waiting + self.left_out

    @property
    def flagged(self) -> tuple[Row, ...]:
        return tuple(r for r in self.rows if r.flags)

    @property
    def waiting(self) -> int:
        """Flagged rows nobody has decided on."""
        return sum(not r.choice for r in self.flagged)

    @property
    def left_out(self) -> int:
        return sum(r.choice == Choice.LEAVE_OUT for r in self.flagged)


@dataclass(frozen=True)
class Package:
    """Everything held about a person, in sections that hold something."""

    sections: tuple[Section, ...]

    @property
    def rows(self) -> int:
        return sum(len(s.rows) for s in self.sections)

    @property
    def waiting(self) -> int:
        return sum(s.waiting for s in self.sections)

    @property
    def left_out(self) -> int:
        return sum(s.left_out for s in self.sections)

    def section(self, table: str) -> Section | None:
        return next((s for s in self.sections if s.table == table), None)
