"""ひな形 that come with Renkei, from data/templates.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from renkei.contacts.enums import ContactMethod, Counterpart, ProgrammeItem
from renkei.policy.enums import InfoClass


@dataclass(frozen=True)
class Template:
    """What a note starts with. `text`: the skeleton (headings); `own`: a body has made or changed it."""

    code: str
    name: str
    method: str
    counterpart: str
    item: str
    info_class: str
    minutes: int | None
    text: str
    own: bool = False
    hidden: bool = False

    @property
    def in_words(self) -> str:
        """方法・相手・区分・所要時間 in words."""
        words = [ContactMethod(self.method).label, Counterpart(self.counterpart).label, ProgrammeItem(self.item).label,
                 InfoClass(self.info_class).label, f"{self.minutes}分" if self.minutes else ""]  # fmt: skip
        return "・".join(word for word in words if word)


@cache
def built_in() -> tuple[Template, ...]:
    """Those of the file, in its order."""
    said = tomllib.loads(files("renkei.contacts").joinpath("data", "templates.toml").read_text(encoding="utf-8"))
    return tuple(Template(**line | {"text": line["text"].lstrip("\n")}) for line in said["template"])
