"""The record of imports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Max

from renkei.core.errors import NotFound
from renkei.offices.enums import ImportStatus
from renkei.offices.models import ImportRun, Office
from renkei.offices.rules import releases, reports
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P

_SHOWN = 100


@dataclass(frozen=True)
class RunReport:
    """One offered file and what became of it."""

    id: UUID
    file_name: str
    title: str
    status: ImportStatus
    status_label: str
    reason: str
    rows: int
    new: int
    changed: int
    unchanged: int
    gone: int
    relisted: int
    warned: int
    refused: int
    seconds: float
    at: datetime
    report: dict[str, Any]

    @property
    def counts(self) -> str:
        """One line of numbers."""
        return (
            f"読んだ行 {self.rows:,}、新規 {self.new:,}、変更 {self.changed:,}、変更なし {self.unchanged:,}、"
            f"掲載なし {self.gone:,}、再掲載 {self.relisted:,}、注意 {self.warned:,}、読めない行 {self.refused:,}"
        )

    @property
    def seconds_words(self) -> str:
        """「3.4秒」."""
        return f"{self.seconds:.1f}秒"

    @property
    def changed_fields(self) -> list[tuple[str, int]]:
        """(field, rows in which it changed), most first."""
        return sorted(self.report.get("changed_fields", {}).items(), key=lambda pair: -pair[1])

    @property
    def list_words(self) -> str:
        """How the list of a designating body was merged, or ''."""
        return reports.list_words(self.report)

    @property
    def warnings(self) -> list[dict[str, Any]]:
        """Kinds of warning with counts and examples, most first."""
        return list(self.report.get("warnings", ()))

    @property
    def refused_rows(self) -> list[tuple[int, str]]:
        """(line, reason) of rows that were not taken."""
        return [(line, reason) for line, reason in self.report.get("refused", ())]

    @property
    def gone_names(self) -> list[str]:
        """Names of some rows that are no longer listed."""
        return list(self.report.get("gone", ()))

    @property
    def gone_more(self) -> int:
        """How many more there are than `gone_names` shows."""
        return self.gone - len(self.gone_names)

    @property
    def details(self) -> list[str]:
        """The report, line by line."""
        return reports.lines(self.report)


def report_of(run: ImportRun) -> RunReport:
    """A run as plain values."""
    release = releases.say(run.release) if run.release else ""
    return RunReport(
        id=run.id, file_name=run.file_name, title=" ".join(filter(None, (run.service_label, release))),
        status=ImportStatus(run.status), status_label=str(ImportStatus(run.status).label), reason=run.reason,
        rows=run.row_count, new=run.new_count, changed=run.changed_count, unchanged=run.unchanged_count,
        gone=run.gone_count, relisted=run.relisted_count, warned=run.warned_count, refused=run.refused_count,
        seconds=run.seconds, at=run.at, report=run.report,
    )  # fmt: skip


def runs(*, actor: Actor) -> list[RunReport]:
    """The newest imports, refused ones too."""
    require(actor, P.DIRECTORY_IMPORT)
    return [report_of(run) for run in ImportRun.objects.order_by("-at", "-created_at")[:_SHOWN]]


def get_run(*, actor: Actor, pk: UUID | str) -> RunReport:
    """One import with its report.

    Raises:
        NotFound: no such import.
    """
    require(actor, P.DIRECTORY_IMPORT)
    try:
        return report_of(ImportRun.objects.get(pk=pk))
    except (ImportRun.DoesNotExist, ValidationError, ValueError):
        raise NotFound() from None


def last_releases(*, actor: Actor) -> tuple[int, str]:
    """(offices listed, the newest release as a phrase, or '' when the directory is empty)."""
    require(actor, P.DIRECTORY_VIEW)
    found = Office.objects.filter(listed=True)
    newest = found.aggregate(newest=Max("last_release"))["newest"] or ""
    return found.count(), releases.say(newest) if newest else ""
