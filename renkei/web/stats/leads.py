"""From a line of the gap map to 開拓: a link that carries its service, area and foremost reason as codes."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from renkei.stats.enums import REASONS, Rows
from renkei.stats.rules import UNKNOWN, Table
from renkei.web.stats.forms import UnmetForm

_CODES = {label: code for code, label in REASONS.items()}


def leads_of(form: UnmetForm, table: Table) -> list[tuple[str, str]]:
    """(words of the line, address) for every line of which something is shown; the form says what it is narrowed to."""
    by_area = form.cleaned_data["rows"] == Rows.AREA
    found = []
    for line in table.lines:
        shown = [cell for cell in line.cells[:-1] if cell.times]
        if line.total.times == 0:
            continue
        codes = {"service_code": form.cleaned_data["service"], "area_code": form.cleaned_data["area"]}
        codes["area_code" if by_area else "service_code"] = line.node
        most = max(shown, key=lambda cell: cell.times or 0, default=None)
        codes["reason_code"] = _CODES.get(most.label, "") if most else ""
        kept = {name: value for name, value in codes.items() if value and value != UNKNOWN}
        found.append((line.label, f"{reverse('outreach:new')}?{urlencode(kept)}"))
    return found
