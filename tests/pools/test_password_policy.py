"""What a password must be, in Cognito's words."""

from __future__ import annotations

from typing import Any

import pytest

from pools import password_policy
from pools.core.errors import InvalidPasswordException
from pools.models import UserPool

PREFIX = "Password did not conform with policy: "


def pool_with(**policy: Any) -> UserPool:
    return UserPool(settings={"Policies": {"PasswordPolicy": policy}})


STRICT = pool_with(
    MinimumLength=8, RequireUppercase=True, RequireLowercase=True, RequireNumbers=True, RequireSymbols=True
)


@pytest.mark.parametrize("password", ["Correct-h0rse!", "Inner spac3 Counts", "Aa1" + "^" * 253])
def test_a_good_password_is_accepted(password: str) -> None:
    password_policy.check(STRICT, password)


@pytest.mark.parametrize("symbol", password_policy.SYMBOLS)
def test_every_symbol_of_cognito_counts(symbol: str) -> None:
    password_policy.check(STRICT, f"Abcdefg1{symbol}x")


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("Aa1!", "Password not long enough"),
        ("", "Password not long enough"),
        ("correct-h0rse!", "Password must have uppercase characters"),
        ("CORRECT-H0RSE!", "Password must have lowercase characters"),
        ("Correct-horse!", "Password must have numeric characters"),
        ("Correct4horse", "Password must have symbol characters"),
        ("Correct4h\u00f6rse\u20ac", "Password must have symbol characters"),
        (" Correct-h0rse!", "Password must not start or end with space characters"),
        ("Correct-h0rse!\t", "Password must not start or end with space characters"),
        ("Aa1!" * 65, "Password must have length less than or equal to 256"),
    ],
)
def test_a_bad_password_is_refused_with_the_rule_it_breaks(password: str, complaint: str) -> None:
    with pytest.raises(InvalidPasswordException) as refused:
        password_policy.check(STRICT, password)
    assert refused.value.message == PREFIX + complaint


def test_a_policy_without_demands_wants_length_only() -> None:
    lax = pool_with(MinimumLength=6)
    password_policy.check(lax, "aaaaaa")
    assert [rule.label for rule in password_policy.rules(lax)] == ["At least 6 characters"]


def test_the_rules_of_a_form_are_those_that_are_checked() -> None:
    assert [rule.label for rule in password_policy.rules(STRICT) if not rule.holds("correct-horse")] == [
        "An uppercase letter",
        "A number",
    ]


@pytest.mark.parametrize("length", [6, 8, 99])
def test_a_generated_password_meets_the_policy(length: int) -> None:
    pool = pool_with(
        MinimumLength=length, RequireUppercase=True, RequireLowercase=True, RequireNumbers=True, RequireSymbols=True
    )
    made = {password_policy.generate(pool) for _ in range(50)}
    assert len(made) == 50
    assert all(rule.holds(password) for password in made for rule in password_policy.rules(pool))
