"""Secrets at rest: bound to key and purpose, rotated, never guessable from the table (checklist 9)."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from pools.core import vault

OLD, NEW = b"\x01" * 32, b"\x02" * 32


@pytest.fixture(autouse=True)
def old_key(settings: Settings) -> None:
    settings.POOLHOUSE_VAULT_KEYS = [OLD]


def test_what_was_sealed_opens_again() -> None:
    sealed = vault.seal(b"a TOTP seed", purpose="totp")

    assert vault.unseal(sealed, purpose="totp") == b"a TOTP seed"
    assert b"TOTP" not in sealed


def test_the_same_secret_is_never_sealed_alike() -> None:
    assert vault.seal(b"x", purpose="p") != vault.seal(b"x", purpose="p")


def test_a_secret_does_not_open_for_another_purpose() -> None:
    sealed = vault.seal(b"x", purpose="client secret")

    with pytest.raises(vault.VaultError, match="not sealed for signing key"):
        vault.unseal(sealed, purpose="signing key")


@pytest.mark.parametrize("position", [0, 1, 5, 17, -1])
def test_an_altered_byte_is_noticed_wherever_it_is(position: int) -> None:
    sealed = bytearray(vault.seal(b"some secret", purpose="p"))
    sealed[position] ^= 1

    with pytest.raises(vault.VaultError):
        vault.unseal(bytes(sealed), purpose="p")


@pytest.mark.parametrize("rubbish", [b"", b"\x01", b"\x01abcd", b"plain text that is long enough to be sealed"])
def test_what_was_never_sealed_does_not_open(rubbish: bytes) -> None:
    with pytest.raises(vault.VaultError):
        vault.unseal(rubbish, purpose="p")


def test_after_rotation_the_old_key_still_opens_and_asks_to_be_replaced(settings: Settings) -> None:
    sealed = vault.seal(b"x", purpose="p")

    settings.POOLHOUSE_VAULT_KEYS = [NEW, OLD]

    assert vault.unseal(sealed, purpose="p") == b"x"
    assert vault.needs_reseal(sealed)
    assert not vault.needs_reseal(vault.seal(b"x", purpose="p"))


def test_without_its_key_nothing_opens(settings: Settings) -> None:
    sealed = vault.seal(b"x", purpose="p")

    settings.POOLHOUSE_VAULT_KEYS = [NEW]

    with pytest.raises(vault.VaultError, match="No vault key"):
        vault.unseal(sealed, purpose="p")


def test_a_token_hash_does_not_change_with_the_keys(settings: Settings) -> None:
    before = vault.token_hash("opaque-token")

    settings.POOLHOUSE_VAULT_KEYS = [NEW]

    assert vault.token_hash("opaque-token") == before


def test_a_derived_token_is_the_same_each_time_and_another_for_each_token_and_purpose() -> None:
    made = [
        next(vault.derived_tokens(token, purpose=purpose)) for token, purpose in (("t", "p"), ("t", "q"), ("u", "p"))
    ]

    assert made[0] == next(vault.derived_tokens("t", purpose="p"))
    assert len(set(made)) == 3


def test_a_derived_token_can_be_made_again_until_its_key_is_given_up(settings: Settings) -> None:
    made = next(vault.derived_tokens("t", purpose="p"))

    settings.POOLHOUSE_VAULT_KEYS = [NEW, OLD]
    assert list(vault.derived_tokens("t", purpose="p"))[1] == made

    settings.POOLHOUSE_VAULT_KEYS = [NEW]
    assert made not in vault.derived_tokens("t", purpose="p")


def test_a_code_matches_its_hash_and_no_other() -> None:
    stored = vault.code_hash("123456", salt=b"row 1")

    assert vault.code_matches("123456", stored, salt=b"row 1")
    assert not vault.code_matches("123457", stored, salt=b"row 1")
    assert not vault.code_matches("123456", stored, salt=b"row 2")


def test_a_code_still_matches_after_rotation_until_its_key_is_given_up(settings: Settings) -> None:
    stored = vault.code_hash("123456", salt=b"row")

    settings.POOLHOUSE_VAULT_KEYS = [NEW, OLD]
    assert vault.code_matches("123456", stored, salt=b"row")

    settings.POOLHOUSE_VAULT_KEYS = [NEW]
    assert not vault.code_matches("123456", stored, salt=b"row")


def test_salt_and_code_are_kept_apart() -> None:
    assert not vault.code_matches("3456", vault.code_hash("23456", salt=b"1"), salt=b"12")
