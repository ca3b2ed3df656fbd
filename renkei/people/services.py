"""Write a new version of a class; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from renkei.accounts.models import Organisation
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.core import blind_index, names
from renkei.core.db import explain, lock
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.core.fields import person_of
from renkei.core.keyring import is_destroyed
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import CaseAccess, require_on
from renkei.disclosure.services import collect, disclose
from renkei.people import rules
from renkei.people.models import FIELDS_OF, RECORD_OF, ClassRecord, IdentityRecord, NameIndex
from renkei.people.queries import NAME_FIELDS, current_version, filled_fields, is_recorded
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import VIEW_OF_CLASS, P


@transaction.atomic
def save_record(
    *, actor: Actor, case: Case, info_class: InfoClass, values: Mapping[str, Any], now: datetime,
    based_on: int | None = None, permission: P = P.RECORD_WRITE,
) -> ClassRecord:  # fmt: skip
    """情報を記録する: a new version with the values given, the rest taken over from the version before.

    Args:
        based_on: the version number the form showed; None skips the check for a parallel change.

    Raises:
        RuleBroken: an address of custody typed into identity.
        Conflict: somebody saved a newer version meanwhile.
    """
    facts = require_on(actor=actor, permission=permission, case=case, at=now)
    case = lock(case)
    model = RECORD_OF[info_class]
    newest = model.objects.filter(case=case).order_by("-version").first()
    if is_recorded(case.pk, info_class):
        require(actor, VIEW_OF_CLASS[info_class], facts, at=now)
    if based_on is not None and based_on != (newest.version if newest else 0):
        raise Conflict("ほかの人が先に保存しました。最新の内容を確認してから、もう一度入力してください。")
    _check(info_class, values)
    collect(actor=actor, case=case, classes=[info_class], now=now, permission=permission)
    written = _write(model, info_class, newest, values, actor, case, now)
    record(
        actor=actor, event=E.RECORD_SAVED, now=now, thing=written, case_id=case.pk, info_class=info_class,
        detail={"version": written.version, "fields": sorted(values)},
    )  # fmt: skip
    return written


def _check(info_class: InfoClass, values: Mapping[str, Any]) -> None:
    unknown = set(values) - set(FIELDS_OF[info_class])
    if unknown:
        raise ValueError(f"{info_class}: no such field: {sorted(unknown)}")
    if info_class is InfoClass.IDENTITY and (field := rules.misplaced_address(values)):
        raise RuleBroken(
            "施設・保護観察所・弁護人などの住所や連絡先は「支援に必要な刑事情報」の欄に入力してください。", field=field
        )


def _write(
    model: type[ClassRecord], info_class: InfoClass, newest: ClassRecord | None, values: Mapping[str, Any], actor: Actor,
    case: Case, now: datetime,
) -> ClassRecord:  # fmt: skip
    last = model.objects.filter(case=case).aggregate(Max("version"))["version__max"] or 0
    kept = {f: getattr(newest, f) for f in FIELDS_OF[info_class]} if newest else {}
    filled = {f: (v or None) for f, v in (kept | dict(values)).items()}
    try:
        with transaction.atomic():
            written = model.objects.create(
                case=case, version=last + 1, author_user=actor.user_id, author_organisation_id=actor.organisation_id,
                written_at=now, **filled,
            )  # fmt: skip
            if isinstance(written, IdentityRecord):
                _index(written)
            return written
    except IntegrityError as error:
        raise explain(error, model) from None


def _index(version: IdentityRecord) -> None:
    pieces = {piece for field in NAME_FIELDS for piece in names.pieces_of(getattr(version, field) or "")}
    NameIndex.objects.create(case_id=version.case_id, record=version, tokens=blind_index.tokens(pieces))


@transaction.atomic
def index_names(*, actor: Actor, now: datetime) -> int:
    """氏名の索引を作り直す: after a change of the spelling rules, or when the index key was lost. Returns the versions."""
    if actor.system != "index":
        raise NotFound()
    NameIndex.objects.all().delete()
    versions = [
        v for v in IdentityRecord.objects.all() if not is_destroyed(person_of(v))
    ]  # it sees no case, only names
    for version in versions:
        _index(version)
    record(actor=actor, event=E.INDEX_CHANGED, now=now, detail={"versions": len(versions)})
    return len(versions)


@transaction.atomic
def disclose_fields(
    *, actor: Actor, access: CaseAccess, recipient: Organisation, chosen: Mapping[InfoClass, list[str]], now: datetime,
    **terms: Any,
) -> list[LedgerEntry]:  # fmt: skip
    """開示する: the ticked fields of the current versions, one row per class. `terms` as `disclosure.services.disclose`.

    Raises:
        RuleBroken: nothing ticked, or a field that the version does not hold.
    """
    if not any(chosen.values()):
        raise RuleBroken("開示する項目を選んでください。", field="items")
    rows = []
    for info_class, fields in chosen.items():
        version = current_version(access=access, info_class=info_class)
        if version is None or set(fields) - {f for f, _ in filled_fields(version, info_class)}:
            raise RuleBroken("項目の内容が変わりました。もう一度選んでください。", field="items")
        rows.append(
            disclose(actor=actor, case=access.case, recipient=recipient, info_class=info_class, version_id=version.pk,
                     fields=fields, now=now, **terms)
        )  # fmt: skip
    return rows
