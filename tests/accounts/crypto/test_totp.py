"""Time-based one-time passwords against RFC 6238's vectors."""

from __future__ import annotations

from base64 import b32decode
from datetime import UTC, datetime, timedelta

import pytest

from accounts.crypto import totp

SEED = b"12345678901234567890"
NOW = datetime(2026, 11, 22, 10, 0, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("second", "eight_digits"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_the_rfc(second: int, eight_digits: str) -> None:
    # RFC 6238, appendix B, SHA-1; six digits are the last six of its eight.
    assert totp.code(SEED, at=datetime.fromtimestamp(second, UTC)) == eight_digits[-6:]


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_the_step_before_and_after_match(seconds: int) -> None:
    moment = NOW + timedelta(seconds=seconds)
    assert totp.matching_step(SEED, totp.code(SEED, at=moment), at=NOW) == int(moment.timestamp()) // 30


@pytest.mark.parametrize("seconds", [-60, 60])
def test_two_steps_away_is_too_far(seconds: int) -> None:  # checklist 44
    assert totp.matching_step(SEED, totp.code(SEED, at=NOW + timedelta(seconds=seconds)), at=NOW) is None


@pytest.mark.parametrize("given", ["", "12345", "1234567", "12345a", " 12345", "\uff11" * 6, "-12345", "1e5000"])
def test_what_is_no_code_matches_nothing(given: str) -> None:
    assert totp.matching_step(SEED, given, at=NOW) is None


def test_a_code_keeps_its_leading_zeros() -> None:
    moment = datetime.fromtimestamp(1111111109, UTC)
    assert totp.code(SEED, at=moment) == "081804"
    assert totp.matching_step(SEED, "81804", at=moment) is None


def test_a_seed_is_shown_as_52_letters_that_mean_it() -> None:
    seed = totp.new_seed()
    shown = totp.secret_code(seed)
    assert len(shown) == 52
    assert b32decode(shown + "====") == seed
