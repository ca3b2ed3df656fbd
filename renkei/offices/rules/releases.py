"""公開分 (release): YYYYMM, found in a file's name, its folder, or the date inside a zip."""

from __future__ import annotations

import re
from datetime import date

_YEAR_MONTH = re.compile(r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])(?!\d)")
_FILE_NUMBER = re.compile(r"(?:csvdownload0?|sfkopendata_\d{6}_)(\d{2,3})(?!\d)", re.IGNORECASE)


def release_in(text: str) -> str:
    """The YYYYMM that a name carries, or ''."""
    found = _YEAR_MONTH.search(text)
    return found[1] + found[2] if found else ""


def is_release(text: str) -> bool:
    """Is this exactly YYYYMM?"""
    return bool(_YEAR_MONTH.fullmatch(text))


def release_before(day: date) -> str:
    """The release that a file made on this day holds: the last end of March or September before it.

    WAM NET publishes the state of 31 March in April and of 30 September in October.
    """
    if day.month >= 10:
        return f"{day.year}09"
    if day.month >= 4:
        return f"{day.year}03"
    return f"{day.year - 1}09"


def file_number_in(name: str) -> str:
    """The source's own service number in `csvdownload0NN.csv` or `sfkopendata_YYYYMM_NN.zip`, or ''."""
    found = _FILE_NUMBER.search(name)
    return found[1].lstrip("0") if found else ""


def say(release: str) -> str:
    """「2026年3月公開分」."""
    return f"{release[:4]}年{int(release[4:])}月公開分" if is_release(release) else "公開時期不明"
