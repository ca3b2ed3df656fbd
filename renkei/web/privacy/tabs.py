"""The parts of 個人情報の取扱い that a role may open."""

from __future__ import annotations

from renkei.policy.actor import Actor
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.web.addresses import address_or_nothing
from renkei.web.templatetags.dads import Tab

_TABS = (
    ("requests", "開示などの請求", "privacy:requests", (P.PRIVACY_VIEW,)),
    ("retention", "保存期間と廃棄", "privacy:retention", (P.PRIVACY_VIEW, P.DESTROY_PROPOSE)),
    ("returns", "返却・廃棄の確認", "privacy:returns", (P.PRIVACY_VIEW,)),
    ("file", "ファイル簿", "privacy:file", (P.PRIVACY_VIEW,)),
    ("rules", "きまり", "privacy:rules", (P.PRIVACY_VIEW,)),
)


def tabs_of(actor: Actor, current: str) -> list[Tab]:
    """For `{% tabs %}`."""
    found = []
    for name, label, url_name, permissions in _TABS:
        if any(can(actor, p) for p in permissions) and (url := address_or_nothing(url_name)):
            found.append(Tab(label, url, name == current))
    return found
