"""What happens by itself, step by step: each step is a job of its own (tasks.py), so that one that fails stops no other.

A new step is one line here. Each may run at any time and twice.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.management import call_command

from config.sessions import SessionStore
from renkei.accounts.services.forms import drop_old_forms
from renkei.background.services import drop_old_failures
from renkei.consultation import services as consultation
from renkei.coordination.services.scenarios import wake_sleeping
from renkei.core import key_care
from renkei.core.clock import day_of
from renkei.disclosure import services as disclosure
from renkei.inquiries import services as inquiries
from renkei.inquiries.services.holds import lapse_holds
from renkei.notifications.services import give_up_old
from renkei.policy.actor import Actor
from renkei.privacy.services.destroying import destroy_approved
from renkei.privacy.services.emergencies import escalate_emergencies
from renkei.privacy.services.returns import remind_returns
from renkei.programme.services.outreach import open_half_years
from renkei.programme.services.training import tidy_trainings

Does = Callable[[Actor, datetime], object]


@dataclass(frozen=True)
class Step:
    """`code` names the job, `title` says it in Japanese; `do` returns how many things it changed (or what it made)."""

    code: str
    title: str
    do: Does


#: Each hour, and when the worker starts.
HOURLY: tuple[Step, ...] = (
    Step("consents", "期限の切れた同意", lambda a, at: disclosure.expire_consents(actor=a, now=at)),
    Step("commissions", "新しい委託契約で開いた開示", lambda a, at: disclosure.renew_commissions(actor=a, now=at)),
    Step("inquiries", "打診の期限（期限切れ・お知らせ・終わったケース）", lambda a, at: _swept(a, at)),
    Step("forms", "古い送信の記録と書きかけ", lambda a, at: drop_old_forms(actor=a, now=at)),
    Step("sessions", "終わったサインイン", lambda a, at: _sessions()),
    Step("emergencies", "確認の期限を過ぎた緊急の閲覧", lambda a, at: escalate_emergencies(actor=a, now=at)),
    Step("holds", "期限の過ぎた枠の確保", lambda a, at: lapse_holds(actor=a, now=at)),
    Step("sleepers", "見直す日が来た、休んでいるケース", lambda a, at: wake_sleeping(actor=a, now=at)),
    Step("returns", "返却・廃棄の確認のお願い", lambda a, at: remind_returns(actor=a, now=at)),
    Step(
        "trainings",
        "研修の申込みの締切と、保存期間の終わった参加者の名前",
        lambda a, at: tidy_trainings(actor=a, now=at),
    ),
    Step("contacts", "日が過ぎた訪問・連絡のお知らせ", lambda a, at: consultation.tell_late_contacts(actor=a, now=at)),
    Step("half_years", "6か月たった開拓", lambda a, at: open_half_years(actor=a, now=at)),
    Step("destructions", "保存期間が終わり廃棄したケース", lambda a, at: destroy_approved(actor=a, now=at)),
    Step("failures", "古い失敗の記録", lambda a, at: drop_old_failures(actor=a, now=at)),
    Step("keys", "鍵の控え", lambda a, at: key_care.copy_keys(today=day_of(at))),
)
#: Each night, and when the worker starts.
NIGHTLY: tuple[Step, ...] = (
    Step("audit", "操作の記録の検証", lambda a, at: _command("verify_audit")),
    Step("audit_mail", "操作の記録の頭を送る", lambda a, at: _head()),
)
#: By the part of the program that reads mails: `mail`, not `jobs`.
OF_MAIL: tuple[Step, ...] = (
    Step("old_mails", "送れないまま一週間たったメール", lambda a, at: give_up_old(actor=a, now=at)),
)


def _swept(actor: Actor, at: datetime) -> int:
    swept = inquiries.expire_due(actor=actor, now=at)
    return swept.expired + swept.reminded + swept.closed


def _sessions() -> int:
    SessionStore.clear_expired()
    return 0


def _head() -> int:
    if not settings.AUDIT_MAIL:
        return 0
    return _command("export_audit_head", mail=True)


def _command(name: str, **options: object) -> int:
    call_command(name, stdout=io.StringIO(), **options)
    return 1
