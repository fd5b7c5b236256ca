"""What a sign-in by choice may begin with where second factors are asked for (auth-flows.md 5)."""

from __future__ import annotations

import pytest

from accounts import first_factors
from accounts.models import Passkey, User
from pools.core import clock
from pools.models import UserPool
from tests.support import choosing, passkeys, people

pytestmark = pytest.mark.django_db

PASSWORD = ("PASSWORD", "PASSWORD_SRP")
ALL = ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]
MANY = [f"nobody{number}" for number in range(60)]


def pool_with(mfa: str, *, passkeys_count_twice: bool = False) -> UserPool:
    pool = choosing.pool(factors=ALL)
    pool.mfa_configuration = mfa
    pool.mfa_settings = {"SmsMfaConfiguration": {}, "SoftwareTokenMfaConfiguration": {"Enabled": True}}
    kinds = {True: "MULTI_FACTOR_WITH_USER_VERIFICATION", False: "SINGLE_FACTOR"}
    pool.mfa_settings["WebAuthnConfiguration"] = {
        "RelyingPartyId": passkeys.RP_ID,
        "FactorConfiguration": kinds[passkeys_count_twice],
    }
    pool.save()
    return pool


def well_equipped(pool: UserPool, *, mfa: list[str]) -> User:
    """Password, addresses and a passkey."""
    user = people.confirmed(pool, "ann", phone_number="+15555550123")
    user.mfa_factors = mfa
    user.save()
    Passkey.objects.create(
        pool=pool,
        user=user,
        credential_id=b"1",
        credential=b"1",
        name="key",
        rp_id=passkeys.RP_ID,
        created_at=clock.now(),
    )
    return user


def offered(user: User) -> tuple[str, ...]:
    return first_factors.offered(user.pool, user, user.username)


def test_where_no_second_factor_is_asked_for_everything_is_offered() -> None:
    assert offered(well_equipped(pool_with("OFF"), mfa=[])) == (*PASSWORD, "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN")


def test_where_one_is_optional_who_has_none_is_offered_everything() -> None:
    assert offered(well_equipped(pool_with("OPTIONAL"), mfa=[])) == (*PASSWORD, "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN")


@pytest.mark.parametrize("factor", ["SMS_MFA", "SOFTWARE_TOKEN_MFA"])
def test_where_one_is_optional_who_has_one_begins_with_the_password(factor: str) -> None:
    # checklist 48
    assert offered(well_equipped(pool_with("OPTIONAL"), mfa=[factor])) == PASSWORD


def test_a_second_factor_that_the_pool_gave_up_counts_no_more() -> None:
    user = well_equipped(pool_with("OPTIONAL"), mfa=["EMAIL_OTP"])
    assert "EMAIL_OTP" in offered(user)


def test_where_one_is_required_everybody_begins_with_the_password() -> None:  # checklist 48
    assert offered(well_equipped(pool_with("ON"), mfa=[])) == PASSWORD


@pytest.mark.parametrize(("mode", "mfa"), [("ON", []), ("ON", ["SMS_MFA"]), ("OPTIONAL", ["SMS_MFA"])])
def test_a_passkey_that_counts_twice_is_offered_all_the_same(mode: str, mfa: list[str]) -> None:
    assert offered(well_equipped(pool_with(mode, passkeys_count_twice=True), mfa=mfa)) == (*PASSWORD, "WEB_AUTHN")


def test_where_one_is_required_nobody_is_offered_a_code() -> None:  # checklist 29
    pool = pool_with("ON")
    assert {first_factors.offered(pool, None, name) for name in MANY} == {PASSWORD}


def test_where_one_is_optional_nobody_may_have_one() -> None:  # checklist 29
    pool = pool_with("OPTIONAL")
    choices = {first_factors.offered(pool, None, name) for name in MANY}
    assert PASSWORD in choices
    assert (*PASSWORD, "EMAIL_OTP") in choices


def test_where_an_address_is_required_everybody_has_one() -> None:  # checklist 29
    schema = [{"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True}]
    pool = choosing.pool(Schema=schema)
    choices = {first_factors.offered(pool, None, name) for name in MANY}
    assert {names for names in choices if "EMAIL_OTP" not in names} == set()


@pytest.mark.parametrize(("typed", "code"), [("who{}@example.com", "EMAIL_OTP"), ("+1555555{:04}", "SMS_OTP")])
def test_an_address_that_signs_in_can_be_sent_a_code(typed: str, code: str) -> None:  # checklist 29
    pool = choosing.pool(AliasAttributes=["email", "phone_number"])
    choices = [first_factors.offered(pool, None, typed.format(number)) for number in range(60)]
    assert [names for names in choices if code not in names] == []


def test_a_passkey_for_another_relying_party_is_not_offered() -> None:
    user = well_equipped(pool_with("OFF"), mfa=[])
    Passkey.objects.update(rp_id="elsewhere.example")
    assert "WEB_AUTHN" not in offered(user)


def test_nobody_may_have_a_passkey_where_there_can_be_any() -> None:  # checklist 29
    pool = pool_with("OFF")
    without = choosing.pool("no domain", factors=ALL)
    assert any("WEB_AUTHN" in first_factors.offered(pool, None, name) for name in MANY)
    assert not any("WEB_AUTHN" in first_factors.offered(without, None, name) for name in MANY)
