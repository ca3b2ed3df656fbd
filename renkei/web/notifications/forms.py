"""Forms of the messages: the filter of the inbox, and how one's mails arrive."""

from __future__ import annotations

from datetime import time
from typing import Any

from renkei.notifications.enums import Group, MailMode
from renkei.web.forms import BaseForm, CodeChoice, FilterForm, YesNoField

_CLOCK = [(f"{hour:02d}:{minute:02d}", f"{hour}時{minute:02d}分") for hour in range(24) for minute in (0, 30)]


class InboxFilter(FilterForm):
    """絞り込み."""

    group = CodeChoice(label="種類", choices=Group, empty="すべて", radio_up_to=0)
    unread = CodeChoice(label="未読", choices=[("1", "未読だけ")], empty="すべて", radio_up_to=0)


class MailForm(BaseForm):
    """メールの受け取り方."""

    fieldsets = (
        ("受け取り方", ("mode", "digest_at")),
        ("メールを送らない時間", ("quiet_from", "quiet_to", "quiet_closed")),
    )
    mode = CodeChoice(label="お知らせのメール", choices=MailMode)
    digest_at = CodeChoice(label="朝にまとめるときの時刻", choices=_CLOCK, radio_up_to=0)
    quiet_from = CodeChoice(label="夜間の始まり", choices=_CLOCK, radio_up_to=0, help_text="始まりと終わりを同じにすると、夜間も送ります。")  # fmt: skip
    quiet_to = CodeChoice(label="夜間の終わり", choices=_CLOCK, radio_up_to=0)
    quiet_closed = YesNoField(label="閉庁日（土日・祝日・年末年始）", yes="送らない（次の開庁日に送る）", no="送る")

    def chosen(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        for name in ("digest_at", "quiet_from", "quiet_to"):
            data[name] = time.fromisoformat(data[name])
        return data
