"""The report of one import: counted while it runs, kept as JSON, printed as lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from renkei.offices.enums import Precision, Warn

_EXAMPLES = 20
_MOST_REFUSED = 500
_LONGEST = 80


@dataclass
class Tally:
    """What is counted of a file."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    relisted: int = 0
    held_back: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    precision: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[int, str]] = field(default_factory=list)
    changed_examples: list[tuple[int, str, list[str]]] = field(default_factory=list)
    new_examples: list[tuple[int, str]] = field(default_factory=list)
    gone_examples: list[str] = field(default_factory=list)
    warnings: dict[Warn, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))

    def warn(self, kind: Warn, line: int, about: str = "") -> None:
        """Note a warning about a line (0: about the whole file)."""
        self.warnings[kind].append((line, about[:_LONGEST]))

    @property
    def warned(self) -> int:
        """Rows with at least one warning."""
        return len({line for found in self.warnings.values() for line, _ in found if line})

    def as_json(self) -> dict[str, Any]:
        """What is stored with the run: counts in full, examples up to a limit."""
        kinds = sorted(self.warnings, key=lambda kind: (-len(self.warnings[kind]), kind.value))
        return {
            "changed_fields": dict(self.fields.most_common()),
            "precision": dict(self.precision),
            "held_back": self.held_back,
            "warnings": [
                {
                    "kind": kind.value,
                    "label": str(kind.label),
                    "count": len(self.warnings[kind]),
                    "examples": self.warnings[kind][:_EXAMPLES],
                }
                for kind in kinds
            ],
            "refused": self.refused[:_MOST_REFUSED],
            "changed": self.changed_examples[:_EXAMPLES],
            "new": self.new_examples[:_EXAMPLES],
            "gone": self.gone_examples[:_EXAMPLES],
        }


def lines(report: Mapping[str, Any]) -> list[str]:
    """The details of a stored report as lines of text, for the terminal."""
    found = []
    if merged := list_words(report):
        found.append(merged)
    if report.get("changed_fields"):
        parts = "、".join(f"{name} {count:,}" for name, count in report["changed_fields"].items())
        found.append(f"変わった項目: {parts}")
    if report.get("precision"):
        parts = "、".join(f"{Precision(key).label} {count:,}" for key, count in sorted(report["precision"].items()))
        found.append(f"位置の精度: {parts}")
    if report.get("held_back"):
        found.append(f"読めない行があるため「掲載なし」にしなかった行: {report['held_back']:,}")
    found += [_warning(warning) for warning in report.get("warnings", ())]
    refused = report.get("refused", ())
    found += [f"読めない行: {line}行目 {reason}" for line, reason in refused[:_EXAMPLES]]
    if len(refused) > _EXAMPLES:
        found.append(f"読めない行: ほか{len(refused) - _EXAMPLES:,}行（画面の取込みの記録にあります）")
    return found


def list_words(report: Mapping[str, Any]) -> str:
    """How the list of a designating body was merged with the published offices; '' for other sources."""
    if not report.get("authority"):
        return ""
    return (
        f"{report['authority']}の一覧: 指定 {report['designations']:,}件のうち、公表された事業所に結び付いたもの"
        f" {report['merged']:,}件、一覧だけにあるもの {report['own']:,}件"
    )


def _warning(warning: Mapping[str, Any]) -> str:
    examples = [f"{line}行目" + (f"「{about}」" if about else "") for line, about in warning["examples"][:3] if line]
    if not examples:
        about = warning["examples"][0][1]
        return f"注意: {warning['label']}" + (f"（{about}）" if about else "")
    more = " ほか" if warning["count"] > len(examples) else ""
    return f"注意: {warning['label']} {warning['count']:,}行（{'、'.join(examples)}{more}）"
