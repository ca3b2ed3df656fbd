"""Which passwords are refused, and that nothing else is: no composition rules, pasted and long ones are welcome."""

from __future__ import annotations

import hashlib

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from renkei.accounts.rules.passwords import leaked
from tests.kit.world import World


@pytest.mark.parametrize(
    "password",
    [
        "たぬきとんぼ電車みかん箱",
        "correct horse battery staple",
        "bvzkqmtrwplx",
        " 12 leading and trailing ",
        "貼り付けた長い文字列 " * 11,
    ],
)
def test_long_and_unrelated_is_enough(world: World, password: str) -> None:
    validate_password(password, world.user("officer"))


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("x9-Kq!7fLw2", "短すぎます"),
        ("k9 wr7 " * 19, "128文字以内"),
        ("password12345", "推測されやすい"),
        ("123456789012", "推測されやすい"),
        ("qwertyuiop@2026", "推測されやすい"),
        ("officer@example.jp", "似すぎています"),
        ("みほん市みほん市みほん市", "推測されやすい"),
        ("renkeirenkei", "推測されやすい"),
    ],
)
def test_what_a_stranger_would_try_is_refused_with_what_to_do(world: World, password: str, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, world.user("officer"))
    assert words in "".join(refused.value.messages)


PLAIN = ["leaked one two three", "another leaked phrase", "ながれたことば"]


@pytest.mark.parametrize("form", ["hashes", "plain"])
def test_a_list_of_leaked_passwords_of_ones_own(tmp_path, settings, world: World, form: str) -> None:
    path = tmp_path / "leaked.txt"
    hashes = sorted(
        hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper()
        for word in [*PLAIN, *map(str, range(500))]
    )
    path.write_text("\n".join(f"{h}:7" for h in hashes) if form == "hashes" else "\n".join(PLAIN))
    settings.BREACHED_PASSWORDS = str(path)
    for word in PLAIN:
        with pytest.raises(ValidationError, match="流出した"):
            validate_password(word, world.user("officer"))
    assert not leaked("another leaked phrase!", listed_in=str(path))


def test_every_line_of_a_list_is_found_by_halving(tmp_path) -> None:
    words = [f"word {n}" for n in range(257)]
    hashes = sorted(hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper() for word in words)
    path = tmp_path / "hashes"
    path.write_text("".join(f"{h}:{n}\r\n" for n, h in enumerate(hashes)))
    assert all(leaked(word, listed_in=str(path)) for word in words)
    assert not any(leaked(f"other {n}", listed_in=str(path)) for n in range(257))
