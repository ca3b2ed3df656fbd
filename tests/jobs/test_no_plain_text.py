"""A stolen dump and a stolen backup tell nothing: no name, offence, note, consent text or file, in any usual spelling."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from renkei.contacts.services import write_note
from renkei.core import crypto, sealed_file
from renkei.disclosure.enums import AttachmentKind
from renkei.disclosure.services.attachments import attach
from renkei.jobs import backup
from renkei.people.services import save_record
from renkei.policy.enums import InfoClass
from tests.kit.cases import CaseKit, make_case
from tests.kit.world import World

pytestmark = pytest.mark.django_db(transaction=True)

#: What is entered below, a text for each place.
TEXTS = {
    InfoClass.IDENTITY: {
        "name": "架空坂花子", "kana": "かくうざかはなこ", "other_name": "旧姓試験野", "birth_date": "1971-03-09",
        "registered_address": "見本県架空町一丁目二番", "phone": "099-765-4321", "certificate_numbers": "療育第98765号",
    },
    InfoClass.WELFARE: {"diagnosis": "架空性症候群の疑い", "daily_life": "洗濯は週に三回"},
    InfoClass.JUSTICE_OUTLINE: {"facility": "架空刑務所見本支所", "counsel": "弁護人架空次郎"},
    InfoClass.JUSTICE_DETAIL: {"offense": "架空建造物侵入罪", "history": "前歴三件架空", "court": "見本地裁架空支部"},
    InfoClass.THIRD_PARTY: {"victims": "架空商店の店主", "family": "叔母の架空春子"},
}  # fmt: skip
NOTE, FILE = "面談で涙を流していた記録", "署名の入った架空の書類"


@pytest.fixture
def filled(transactional_db: None, world: World) -> CaseKit:
    kit = make_case(world)
    actor, now = world.actor("center_officer"), world.now
    for info_class, values in TEXTS.items():
        save_record(actor=actor, case=kit.case, info_class=info_class, values=values, now=now)
    write_note(
        actor=actor, case=kit.case, info_class=InfoClass.WELFARE, now=now, at=now, text=NOTE, method="visit", counterpart="person",
        item="i", next_step=f"{NOTE}のつづき",
    )  # fmt: skip
    attach(
        actor=actor, case=kit.case, name=f"{FILE}.pdf", content=b"%PDF-1.7 " + FILE.encode(), kind=AttachmentKind.OTHER,
        info_class=InfoClass.IDENTITY, now=now,
    )  # fmt: skip
    return kit


def secrets() -> list[str]:
    return [NOTE, FILE, *(text for values in TEXTS.values() for text in values.values())]


def spellings(text: str) -> dict[str, bytes]:
    """How the text would stand in a file: plain, hexadecimal (bytea in a dump), escaped, base64 at each of its three offsets."""
    raw = text.encode()
    found = {
        "utf-8": raw,
        "utf-16": text.encode("utf-16-le"),
        "hex": raw.hex().encode(),
        "HEX": raw.hex().upper().encode(),
    }
    found["octal"] = "".join(f"\\{byte:03o}" for byte in raw).encode()
    found["json"] = "".join(f"\\u{ord(c):04x}" for c in text).encode()
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw)
        found[f"base64+{offset}"] = encoded[4 if offset else 0 : -4]
    return found


def leaks(content: bytes, texts: list[str]) -> set[tuple[str, str]]:
    return {(text, how) for text in texts for how, sought in spellings(text).items() if sought in content}


def dumped() -> bytes:
    with backup._tool("pg_dump", ["--format=plain", backup._name()]) as output:
        return output.read()


def test_neither_a_dump_nor_a_backup_holds_a_plain_word(filled: CaseKit, tmp_path: Path) -> None:
    content = dumped()
    assert leaks(content, ["みほん市基幹相談支援センター"]) == {
        ("みほん市基幹相談支援センター", "utf-8")
    }  # the search does find
    assert content.count(b"people_identityrecord") > 3
    assert leaks(content, secrets()) == set()
    key, target = tmp_path / "backup.key", tmp_path / "kept.age"
    sealed_file.make_key(key)
    backup.write(target, key_file=key)
    assert leaks(target.read_bytes(), [*secrets(), "みほん市基幹相談支援センター", "people_identityrecord"]) == set()


def test_without_encryption_the_search_would_find_it(filled: CaseKit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crypto, "seal", lambda plain, **_: crypto.VERSION + plain)
    actor, now = filled.world.actor("center_officer"), filled.world.clock.tick()
    values = {"name": TEXTS[InfoClass.IDENTITY]["name"]}
    monkeypatch.setattr(crypto, "unseal", lambda sealed, **_: b"")
    save_record(actor=actor, case=filled.case, info_class=InfoClass.IDENTITY, values=values, now=now)
    assert leaks(dumped(), secrets()) == {(values["name"], "hex")}


def test_every_spelling_is_sought() -> None:
    text = "架空坂花子"
    for how, sought in spellings(text).items():
        assert len(sought) >= 8, how
    for before in (b"", b"x", b"xy"):
        assert leaks(base64.b64encode(before + text.encode() + b"and more"), [text])
