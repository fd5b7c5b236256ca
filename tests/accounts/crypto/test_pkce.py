"""PKCE against RFC 7636's own example, and what is no proof."""

from __future__ import annotations

import pytest

from accounts.crypto import pkce

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_example_of_rfc_7636_appendix_b_holds() -> None:
    assert pkce.challenge_of(VERIFIER) == CHALLENGE
    assert pkce.verify_s256(VERIFIER, CHALLENGE)


@pytest.mark.parametrize("verifier", ["", "short", VERIFIER[:-1] + "l", VERIFIER + "=", "é" * 43, "a" * 129])
def test_another_verifier_proves_nothing(verifier: str) -> None:
    assert not pkce.verify_s256(verifier, CHALLENGE)


def test_the_challenge_itself_is_no_verifier() -> None:
    # checklist 16: the plain method
    assert not pkce.verify_s256(CHALLENGE, CHALLENGE)


@pytest.mark.parametrize("challenge", ["", CHALLENGE + "=", CHALLENGE[:-1], CHALLENGE + "A", "+" * 43])
def test_what_is_no_hash_is_no_challenge(challenge: str) -> None:
    assert not pkce.is_challenge(challenge)
