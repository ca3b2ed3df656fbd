"""A list of users from Excel or CSV: rows in, users and faults with their row numbers out. Nothing is saved here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from renkei.accounts.rules import roles_offered
from renkei.core.calendar import parse_date
from renkei.core.text import normalise
from renkei.policy.enums import Role

#: Columns of the template, in order; the first three must be there.
COLUMNS = ("氏名", "メールアドレス", "役割", "職名", "受付窓口", "開始日", "終了日")
REQUIRED = COLUMNS[:3]
MAX_USERS = 500
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_YES = {"はい", "○", "〇", "◯", "1", "yes", "y", "true"}
_NO = {"", "いいえ", "×", "0", "no", "n", "false", "-"}


@dataclass(frozen=True)
class UserRow:
    """One user of the list, as it will be saved. `number` is the row in the file."""

    number: int
    name: str
    email: str
    role: Role
    position: str
    handles_intake: bool
    starts_on: date
    ends_on: date | None

    def packed(self) -> dict[str, object]:
        """Plain values that can be signed and carried through the preview page."""
        values = asdict(self)
        return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}

    @classmethod
    def unpacked(cls, values: dict[str, Any]) -> UserRow:
        """The row that `packed` made."""
        days = {k: date.fromisoformat(str(values[k])) if values[k] else None for k in ("starts_on", "ends_on")}
        return cls(**values | days | {"role": Role(values["role"])})


@dataclass(frozen=True)
class Fault:
    """Why a row cannot be saved. Row 0 speaks of the whole file."""

    number: int
    sentence: str


def read_users(rows: Sequence[Sequence[str]], *, kind: str, by: Role, today: date) -> tuple[list[UserRow], list[Fault]]:
    """Users and faults of a table whose first row names the columns, for an organisation of `kind`."""
    if not rows:
        return [], [Fault(0, "ファイルに行がありません。")]
    header = [normalise(cell).removesuffix("*").strip() for cell in rows[0]]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        words = "・".join(missing)
        return [], [Fault(1, f"1行目に「{words}」の列がありません。ひな形の見出しをそのまま使ってください。")]
    reader = _Reader(header, kind, by, today)
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            reader.read(number, row)
    if not reader.users and not reader.faults:
        return [], [Fault(0, "見出しの下に、利用者の行がありません。")]
    return reader.users, reader.faults


class _Reader:
    """Collects the users and the faults row by row."""

    def __init__(self, header: list[str], kind: str, by: Role, today: date) -> None:
        self.header, self.kind, self.by, self.today = header, kind, by, today
        self.roles = {role.label: role for role in roles_offered(kind, by=by)}
        self.users: list[UserRow] = []
        self.faults: list[Fault] = []
        self.seen: dict[str, int] = {}

    def read(self, number: int, row: Sequence[str]) -> None:
        cells = {name: cell.strip() for name, cell in zip(self.header, row, strict=False)}
        before = len(self.faults)
        values: dict[str, Any] = {
            "name": self._name(number, cells.get("氏名", "")),
            "email": self._email(number, cells.get("メールアドレス", "")),
            "role": self._role(number, cells.get("役割", "")),
            "position": normalise(cells.get("職名", ""))[:60],
            "handles_intake": self._yes(number, cells.get("受付窓口", "")),
            "starts_on": self._day(number, "開始日", cells.get("開始日", "")) or self.today,
            "ends_on": self._day(number, "終了日", cells.get("終了日", "")),
        }
        if values["ends_on"] and values["ends_on"] < values["starts_on"]:
            self._fault(number, "終了日が開始日より前です。")
        if len(self.faults) == before:
            self.users.append(UserRow(number=number, **values))

    def _fault(self, number: int, sentence: str) -> None:
        self.faults.append(Fault(number, sentence))

    def _name(self, number: int, text: str) -> str:
        name = normalise(text)
        if not name:
            self._fault(number, "氏名がありません。")
        elif len(name) > 100:
            self._fault(number, "氏名は100文字までです。")
        return name

    def _email(self, number: int, text: str) -> str:
        email = normalise(text).replace(" ", "").lower()
        if not email:
            self._fault(number, "メールアドレスがありません。")
        elif not _EMAIL.fullmatch(email) or len(email) > 254:
            self._fault(number, f"メールアドレスの形が正しくありません（{email[:60]}）。")
        elif email in self.seen:
            self._fault(number, f"{self.seen[email]}行目と同じメールアドレスです。")
        self.seen.setdefault(email, number)
        return email

    def _role(self, number: int, text: str) -> Role | None:
        wanted = normalise(text).replace(" ", "")
        for label, role in self.roles.items():
            if wanted in (label.replace(" ", ""), label.split(" ")[-1]):
                return role
        offered = "、".join(self.roles) or "なし"
        self._fault(number, f"役割「{text[:30]}」は選べません。この機関で選べる役割: {offered}")
        return None

    def _yes(self, number: int, text: str) -> bool:
        word = normalise(text).lower()
        if word not in _YES | _NO:
            self._fault(number, "受付窓口は「はい」か「いいえ」で入力してください。")
        return word in _YES

    def _day(self, number: int, column: str, text: str) -> date | None:
        if not text:
            return None
        try:
            return parse_date(text)
        except ValueError as error:
            self._fault(number, f"{column}: {error}")
            return None
