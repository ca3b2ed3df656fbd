"""The QR code of the printed sheet: an address that is the same for everybody, never a secret."""

from __future__ import annotations

import segno


def qr_data(address: str) -> str:
    """An address as a data URI (SVG); the page needs no other file."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(scale=3, border=2))
