"""Words for what a consultation is about."""

from __future__ import annotations

from renkei.consultation.enums import NEUTRAL_KIND, ConsultKind


def kind_label(kind: str, *, neutral: bool) -> str:
    """The word for what it is about; the neutral one for offices."""
    value = ConsultKind(kind)
    return NEUTRAL_KIND.get(value, value.label) if neutral else value.label
