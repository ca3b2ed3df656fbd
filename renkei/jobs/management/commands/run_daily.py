"""manage.py run_daily: what a day changes by itself. Safe to run at any time and twice; put it into cron shortly after midnight."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.sessions import SessionStore
from renkei.accounts.services.forms import drop_old_forms
from renkei.core import key_care
from renkei.core.clock import day_of, now
from renkei.core.key_encryption import KeyStoreError
from renkei.core.wall import acting_as
from renkei.disclosure import services as disclosure
from renkei.inquiries import services as inquiries
from renkei.policy.actor import system_actor
from renkei.privacy.services.destroying import destroy_approved
from renkei.privacy.services.emergencies import escalate_emergencies
from renkei.privacy.services.returns import remind_returns


class Command(BaseCommand):
    """Consents whose period is over, commissions under a new contract, inquiries past their deadline, a copy of the keys."""

    help = "期限の切れた同意と打診を終え、新しい委託契約の開示を開き、承認された廃棄を行います（毎日、日付が変わったあとに実行します）。"

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as("jobs"):
            for label, count in _round():
                self.stdout.write(f"{label}: {count}件")
        try:
            copy = key_care.copy_keys(today=day_of(now()))
        except KeyStoreError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"鍵の控え: {copy}")


def _round() -> tuple[tuple[str, int], ...]:
    actor, at = system_actor("jobs"), now()
    swept = inquiries.expire_due(actor=actor, now=at)
    SessionStore.clear_expired()
    return (
        ("期限の切れた同意", disclosure.expire_consents(actor=actor, now=at)),
        ("新しい委託契約で開いた開示", disclosure.renew_commissions(actor=actor, now=at)),
        ("期限の切れた打診", swept.expired),
        ("期限前のお知らせ", swept.reminded),
        ("終わったケースの打診", swept.closed),
        ("古い送信の記録と書きかけ", drop_old_forms(actor=actor, now=at)),
        ("確認の期限を過ぎた緊急の閲覧", escalate_emergencies(actor=actor, now=at)),
        ("返却・廃棄の確認のお願い", remind_returns(actor=actor, now=at)),
        ("保存期間が終わり廃棄したケース", destroy_approved(actor=actor, now=at)),
    )
