"""Which challenges lead from what was proved to the level that was asked for."""

from __future__ import annotations

import pytest

from accounts import step_up
from accounts.models import Passkey, User
from accounts.models.auth_session import AuthSession
from pools.core import clock
from pools.core.errors import InvalidParameterException
from pools.models import UserPool
from tests.support import builders, factors, people

pytestmark = pytest.mark.django_db

ALL_FIRST = ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]
PASSWORDS = ("PASSWORD", "PASSWORD_SRP")


@pytest.fixture
def pool(db: None) -> UserPool:
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ALL_FIRST}}
    pool = factors.pool("OPTIONAL", "SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", Policies=policies)
    pool.mfa_settings["WebAuthnConfiguration"] = {"RelyingPartyId": "example.com"}
    return pool


@pytest.fixture
def rich(pool: UserPool) -> User:
    """She has every factor there is."""
    user = people.confirmed(pool, "rita", phone_number="+15555550123", phone_number_verified="true")
    factors.register_app(user)
    with_passkey(user)
    return user


def with_passkey(user: User) -> None:
    Passkey.objects.create(
        pool=user.pool, user=user, credential_id=b"1", credential=b"2", rp_id="example.com", created_at=clock.now()
    )


def ways(user: User, *proved: str, targets: tuple[int, ...] = (4,)) -> tuple[str, ...]:
    session = AuthSession(pool=user.pool, client=builders.client(user.pool), user=user, flow="USER_AUTH")
    session.memory = {"targets": list(targets), "proved": list(proved)}
    return step_up.choices(session) if step_up.next_challenge(session) else ()


@pytest.mark.parametrize(
    ("proved", "target", "expected"),
    [
        (["pwd"], 4, ("SOFTWARE_TOKEN_MFA",)),
        (["pwd"], 3, ("WEB_AUTHN", "SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP")),
        (["pwd"], 2, ("WEB_AUTHN", "SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP")),
        (["pwd"], 1, ()),
        (["sms"], 3, (*PASSWORDS, "WEB_AUTHN")),
        (["sms"], 4, PASSWORDS),
        (["sms"], 2, ()),
        (["swk"], 4, PASSWORDS),
        (["hwk"], 4, PASSWORDS),
        (["swk"], 3, ()),
        (["swk", "otp"], 4, PASSWORDS),
        (["swk", "pwd"], 4, ("SOFTWARE_TOKEN_MFA",)),
        (["custom"], 1, (*PASSWORDS, "WEB_AUTHN", "SMS_MFA", "EMAIL_OTP")),
        (["custom"], 4, PASSWORDS),
    ],
)
def test_the_shortest_way_is_offered(rich: User, proved: list[str], target: int, expected: tuple[str, ...]) -> None:
    assert ways(rich, *proved, targets=(target,)) == expected


def test_levels_are_tried_in_the_order_they_were_asked_for(pool: UserPool) -> None:
    user = people.confirmed(pool)
    assert ways(user, "pwd", targets=(4, 3)) == ("EMAIL_OTP",)
    assert ways(user, "pwd", targets=(4, 1)) == ()


def test_a_level_that_nothing_leads_to_is_refused(pool: UserPool) -> None:
    user = people.confirmed(pool)
    with pytest.raises(InvalidParameterException, match="cannot be reached"):
        ways(user, "pwd")


def test_a_code_by_telephone_is_the_pools_kind(rich: User) -> None:
    rich.pool.mfa_settings = {}
    assert "SMS_OTP" in ways(rich, "pwd", targets=(3,))
    rich.pool.settings["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"] = ["PASSWORD"]
    with pytest.raises(InvalidParameterException):
        ways(rich, "pwd", targets=(3,))


def test_addresses_that_are_not_proved_get_no_code(rich: User) -> None:
    # checklist 45
    rich.email_verified = rich.phone_number_verified = False
    assert ways(rich, "pwd", targets=(3,)) == ("WEB_AUTHN", "SOFTWARE_TOKEN_MFA")


def test_who_has_no_password_is_not_asked_for_one(rich: User) -> None:
    rich.password = ""
    assert ways(rich, "sms", targets=(3,)) == ("WEB_AUTHN",)


def test_a_passkey_of_another_relying_party_is_none(rich: User) -> None:
    Passkey.objects.update(rp_id="former.example.com")
    assert "WEB_AUTHN" not in ways(rich, "pwd", targets=(3,))


def test_without_a_target_nothing_is_asked(rich: User) -> None:
    session = AuthSession(pool=rich.pool, user=rich, memory={"proved": ["pwd"]})
    assert step_up.next_challenge(session) is None


def test_nobody_is_asked_nothing(pool: UserPool) -> None:
    session = AuthSession(pool=pool, user=None, memory={"proved": [], "targets": [4]})
    assert step_up.next_challenge(session) is None
