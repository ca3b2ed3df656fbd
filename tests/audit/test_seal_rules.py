"""The tree against the published vectors and the definition; leaf and head as text that anyone can make again."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from renkei.audit.models import Event
from renkei.audit.rules.head import Head, key_text, read_head, read_key, sign
from renkei.audit.rules.leaf import COLUMNS, encoded, leaf_of
from renkei.audit.rules.tree import Frontier, leaf_hash, node_hash

#: Leaves and roots of the reference tests of Certificate Transparency (RFC 6962), used by every implementation.
DATA = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LEAVES = [leaf_hash(bytes.fromhex(data)) for data in DATA]


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_published_roots(size: int) -> None:
    assert Frontier().grown(LEAVES[:size]).root().hex() == ROOTS[size]


def _by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, word for word."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else hashlib.sha256().digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(_by_definition(leaves[:k]), _by_definition(leaves[k:]))


@given(st.lists(st.integers(0, 40), max_size=6))
def test_batches_of_any_size_give_the_tree_of_the_definition(batches: list[int]) -> None:
    tree, leaves = Frontier(), []
    for batch in batches:
        new = [leaf_hash(f"{len(leaves) + n}".encode()) for n in range(batch)]
        leaves += new
        tree = Frontier.from_bytes(tree.size, tree.to_bytes()).grown(new)
    assert (tree.size, tree.root()) == (len(leaves), _by_definition(leaves))


def test_peaks_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="peaks"):
        Frontier.from_bytes(3, bytes(32))


def test_every_column_is_in_the_leaf() -> None:
    assert [f.attname for f in Event._meta.concrete_fields] == list(COLUMNS)


ROW = (
    7, datetime(2026, 11, 24, 9, 0, tzinfo=timezone(timedelta(hours=9))), "record.viewed", UUID(int=1), None, None, "", "",
    None, UUID(int=2), "identity", "", {"b": 1, "a": ["れ", True]},
)  # fmt: skip


def test_a_leaf_is_text_that_anyone_can_make_again() -> None:
    assert encoded(ROW).decode() == (
        '["renkei audit event 1",7,"2026-11-24T00:00:00.000000+00:00","record.viewed",'
        '"00000000-0000-0000-0000-000000000001",null,null,"","",null,"00000000-0000-0000-0000-000000000002","identity","",'
        '{"a":["れ",true],"b":1}]'
    )
    assert leaf_of(ROW) == hashlib.sha256(b"\x00" + encoded(ROW)).digest()


def test_a_head_survives_paper_and_names_its_key() -> None:
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    signed = sign(Head(8, bytes.fromhex(ROOTS[8]), datetime(2026, 11, 24, tzinfo=UTC)), key)
    typed = "\r\n".join(f"  {line}  " for line in signed.text().splitlines())
    assert read_head(typed) == signed
    half = len(signed.text()) - 40
    assert read_head(f"{signed.text()[:half]}\n{signed.text()[half:]}") == signed  # as paper breaks the signature
    assert signed.is_signed_by(read_key(key_text(key.public_key())))
    assert not signed.is_signed_by(other.public_key())
    changed = read_head(signed.text().replace("\n8\n", "\n9\n"))
    assert not changed.is_signed_by(key.public_key())


@pytest.mark.parametrize("text", ["", "renkei/audit\n1\nAA==\nsealed 2026-11-24\n— renkei/audit AA==", "a\nb\nc\nd\ne"])
def test_other_text_is_no_head(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_head(text)
    with pytest.raises(ValueError, match=r"."):
        read_key(text)
