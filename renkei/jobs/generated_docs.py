"""docs/permissions.md, docs/states.md and docs/data-dictionary.md, written from the code so that anyone can check it."""

from __future__ import annotations

import ast
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import renkei
from renkei.core.states import Machine
from renkei.policy.enums import ROLES_OF_KIND, OrgKind, Reach, Role
from renkei.policy.permissions import P
from renkei.policy.roles import SYSTEM_TABLE, reach_of
from renkei.privacy.queries.classify import dictionary

ROOT = Path(renkei.__file__).parent


def pages() -> dict[str, str]:
    """File name under docs/ → its content."""
    return {"permissions.md": permissions(), "states.md": states(), "data-dictionary.md": dictionary()}


def permissions() -> str:
    """Role × permission with the reach, the services that ask for each, and the program's own rights."""
    roles = [role for role in Role if role is not Role.SYSTEM]
    asked = services_by_permission()
    lines = ["# 権限の一覧", "", "自動で作られます（`make docs`）。", ""]
    lines += [f"- {reach.label} {_REACH_WORDS[reach]}" for reach in Reach]
    lines += ["", "どの権限も、開示台帳に有効な行があることが前提です。", ""]
    lines.append("| 権限 | 情報区分 | " + " | ".join(role.label for role in roles) + " |")
    lines.append("|---" * (len(roles) + 2) + "|")
    for permission in P:
        cells = " | ".join(reach_of(role, permission).label for role in roles)
        info_class = permission.info_class.label if permission.info_class else "（ケースに関わらない）"
        lines.append(f"| {permission.label} | {info_class} | {cells} |")
    lines += ["", "## 機関の種類と役割", ""]
    lines += [f"- {OrgKind(kind).label}：{'、'.join(r.label for r in held)}" for kind, held in ROLES_OF_KIND.items()]
    lines += ["", "## プログラム自身の権限", ""]
    lines += [
        f"- `{name}`：{'、'.join(sorted(p.label for p in held)) or 'なし'}" for name, held in SYSTEM_TABLE.items()
    ]
    lines += ["", "## 権限を確かめる処理", ""]
    for permission in P:
        lines.append(
            f"- {permission.label}（`{permission.name}`）：{'、'.join(f'`{n}`' for n in sorted(asked[permission.name]))}"
        )
    return "\n".join(lines) + "\n"


_REACH_WORDS = {
    Reach.ALL: "所属する機関が台帳の行を持つすべてのケース",
    Reach.ASSIGNED: "担当しているケースだけ",
    Reach.DISCLOSED: "開示された版と項目だけ",
    Reach.NAMED: "台帳で名前を指定された人だけ（緊急閲覧を含む）",
    Reach.NONE: "できません",
}


def services_by_permission() -> dict[str, set[str]]:
    """Permission name → functions below the screens whose body names it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in ROOT.rglob("*.py"):
        place = path.relative_to(ROOT.parent).with_suffix("")
        if "services" not in place.parts and "queries" not in place.parts:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name) and inner.value.id == "P":
                        found[inner.attr].add(f"{place.parts[1]}.{node.name}")
    return found


def machines() -> list[Machine]:
    """Every state machine of the house, by name."""
    found: dict[str, Machine] = {}
    for module in walk_packages(renkei.__path__, "renkei."):
        if "states" in module.name.split(".") and not module.name.startswith("renkei.core"):
            found |= {v.name: v for v in vars(import_module(module.name)).values() if isinstance(v, Machine)}
    return [found[name] for name in sorted(found)]


def states() -> str:
    """Every machine as a diagram and a table: step, from, to, who."""
    lines = ["# 状態の一覧", "", "自動で作られます（`make docs`）。", ""]
    for machine in machines():
        lines += [f"## {machine.title}", "", "```mermaid", machine.mermaid(), "```", ""]
        lines += ["| 操作 | 前の状態 | 後の状態 | 権限 |", "|---|---|---|---|"]
        for step in machine.transitions:
            sources = "・".join(machine.states(s).label for s in step.sources)
            who = step.permission.label if step.permission else "（プログラム）"
            lines.append(f"| {step.label} | {sources} | {machine.states(step.target).label} | {who} |")
        lines.append("")
    return "\n".join(lines)
