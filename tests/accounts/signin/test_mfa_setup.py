"""MFA_SETUP: a second factor is set up inside the sign-in that demands it."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import software_tokens
from accounts.models import AuthSession, SoftwareToken, User
from pools import mfa_configuration
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.accounts.signin.conftest import PHONE
from tests.support import factors, mailbox, people, refusal, sign_in
from tests.support.clock import Clock
from tests.support.factors import App

pytestmark = pytest.mark.django_db

FOREIGN = ("NotAuthorizedException", "Invalid session for the user.")
MISMATCH = ("EnableSoftwareTokenMFAException", "Code mismatch")
NEW = "frank@new.example.com"


@pytest.fixture
def pool(db: None) -> UserPool:
    """It demands a second factor, an app or an address."""
    return factors.pool("ON", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP")


@pytest.fixture
def client(pool: UserPool) -> AppClient:
    return make_client(pool)


@pytest.fixture
def frank(pool: UserPool, stopped: Clock) -> User:
    """He has neither app nor address."""
    return people.confirmed(pool, "frank", email="", email_verified="")


def asked_of_frank(idp: Any, client: AppClient) -> Any:
    asked = sign_in.by_password(idp, client, "frank")
    assert asked["ChallengeName"] == "MFA_SETUP"
    return asked


def associate(idp: Any, session: str) -> tuple[App, str]:
    answer = idp.associate_software_token(Session=session)
    return App(answer["SecretCode"]), answer["Session"]


def verify(idp: Any, session: str, code: str, **more: str) -> str:
    answer = idp.verify_software_token(Session=session, UserCode=code, **more)
    assert answer["Status"] == "SUCCESS"
    return str(answer["Session"])


def finish(idp: Any, client: AppClient, session: str, **answers: str) -> Any:
    asked = {"ChallengeName": "MFA_SETUP", "Session": session}
    return sign_in.answer(idp, client, asked, "frank", **answers)


def test_an_app_is_set_up_and_signs_in(anonymous_idp: Any, client: AppClient, frank: User) -> None:
    asked = asked_of_frank(anonymous_idp, client)
    assert sign_in.listed(asked, "MFAS_CAN_SETUP") == ["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]
    app, second = associate(anonymous_idp, asked["Session"])
    third = verify(anonymous_idp, second, app.code(), FriendlyDeviceName="Frank's phone")
    answer = finish(anonymous_idp, client, third)
    assert "AccessToken" in answer["AuthenticationResult"]
    assert len({asked["Session"], second, third}) == 3


def test_the_app_is_asked_for_from_then_on(anonymous_idp: Any, client: AppClient, frank: User) -> None:
    app, second = associate(anonymous_idp, asked_of_frank(anonymous_idp, client)["Session"])
    finish(anonymous_idp, client, verify(anonymous_idp, second, app.code(), FriendlyDeviceName="Frank's phone"))
    asked = sign_in.by_password(anonymous_idp, client, "frank")
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert asked["ChallengeParameters"]["FRIENDLY_DEVICE_NAME"] == "Frank's phone"
    frank.refresh_from_db()
    assert frank.mfa_factors == ["SOFTWARE_TOKEN_MFA"]


def test_the_code_that_set_it_up_does_not_sign_in_again(anonymous_idp: Any, client: AppClient, frank: User) -> None:
    # checklist 44
    app, second = associate(anonymous_idp, asked_of_frank(anonymous_idp, client)["Session"])
    finish(anonymous_idp, client, verify(anonymous_idp, second, app.code()))
    asked = sign_in.by_password(anonymous_idp, client, "frank")
    answers = {"SOFTWARE_TOKEN_MFA_CODE": app.code()}
    assert refusal.of(lambda: sign_in.answer(anonymous_idp, client, asked, "frank", **answers))[0] == (
        "ExpiredCodeException"
    )


def test_nothing_is_written_before_the_code(anonymous_idp: Any, client: AppClient, frank: User) -> None:
    app, _ = associate(anonymous_idp, asked_of_frank(anonymous_idp, client)["Session"])
    assert not SoftwareToken.objects.exists()
    stored = AuthSession.objects.extra(select={"stored": "memory"}).values_list("stored", flat=True)
    assert not any(app.secret.encode() in bytes(memory) for memory in stored)


def test_the_challenge_is_not_answered_before_the_app_is_proved(
    anonymous_idp: Any, client: AppClient, frank: User
) -> None:  # checklist 43
    asked = asked_of_frank(anonymous_idp, client)
    code, _ = refusal.of(lambda: finish(anonymous_idp, client, asked["Session"]))
    assert code == "InvalidParameterException"
    app, second = associate(anonymous_idp, asked["Session"])
    assert refusal.of(lambda: finish(anonymous_idp, client, second))[0] == "InvalidParameterException"
    assert "AuthenticationResult" in finish(anonymous_idp, client, verify(anonymous_idp, second, app.code()))


def test_a_wrong_code_leaves_the_session_usable(anonymous_idp: Any, client: AppClient, frank: User) -> None:
    app, second = associate(anonymous_idp, asked_of_frank(anonymous_idp, client)["Session"])
    assert refusal.of(lambda: verify(anonymous_idp, second, app.code(steps=5))) == MISMATCH
    assert not SoftwareToken.objects.exists()
    assert "AuthenticationResult" in finish(anonymous_idp, client, verify(anonymous_idp, second, app.code()))


def test_wrong_codes_are_limited(anonymous_idp: Any, client: AppClient, frank: User) -> None:
    app, second = associate(anonymous_idp, asked_of_frank(anonymous_idp, client)["Session"])
    for _ in range(5):
        assert refusal.of(lambda: verify(anonymous_idp, second, app.code(steps=5))) == MISMATCH
    assert refusal.of(lambda: verify(anonymous_idp, second, app.code())) == (
        "NotAuthorizedException",
        "Password attempts exceeded",
    )


def test_each_session_string_works_once(anonymous_idp: Any, client: AppClient, frank: User) -> None:  # checklist 43
    first = asked_of_frank(anonymous_idp, client)["Session"]
    app, second = associate(anonymous_idp, first)
    assert refusal.of(lambda: associate(anonymous_idp, first)) == FOREIGN
    third = verify(anonymous_idp, second, app.code())
    assert refusal.of(lambda: verify(anonymous_idp, second, app.code(steps=1))) == FOREIGN
    finish(anonymous_idp, client, third)
    assert refusal.of(lambda: finish(anonymous_idp, client, third)) == FOREIGN


def test_a_code_without_a_seed_is_refused(anonymous_idp: Any, client: AppClient, frank: User) -> None:
    first = asked_of_frank(anonymous_idp, client)["Session"]
    assert refusal.of(lambda: verify(anonymous_idp, first, "123456"))[0] == "InvalidParameterException"
    associate(anonymous_idp, first)


def test_the_seed_of_another_session_is_refused(anonymous_idp: Any, client: AppClient, frank: User) -> None:
    app, _ = associate(anonymous_idp, asked_of_frank(anonymous_idp, client)["Session"])
    _, second = associate(anonymous_idp, asked_of_frank(anonymous_idp, client)["Session"])
    assert refusal.of(lambda: verify(anonymous_idp, second, app.code())) == MISMATCH


def test_a_new_seed_replaces_the_one_before(anonymous_idp: Any, client: AppClient, frank: User) -> None:
    old, second = associate(anonymous_idp, asked_of_frank(anonymous_idp, client)["Session"])
    new, third = associate(anonymous_idp, second)
    assert refusal.of(lambda: verify(anonymous_idp, third, old.code())) == MISMATCH
    assert "AuthenticationResult" in finish(anonymous_idp, client, verify(anonymous_idp, third, new.code()))


@pytest.mark.parametrize("session", ["x" * 128, "A" * 20])
def test_an_unknown_session_is_refused(anonymous_idp: Any, session: str, db: None) -> None:  # checklist 43
    assert refusal.of(lambda: associate(anonymous_idp, session)) == FOREIGN
    assert refusal.of(lambda: verify(anonymous_idp, session, "123456")) == FOREIGN


def test_a_session_of_another_challenge_is_refused(anonymous_idp: Any, app_client: AppClient, carols_app: App) -> None:
    # checklist 43
    session = sign_in.by_password(anonymous_idp, app_client, "carol")["Session"]
    assert refusal.of(lambda: associate(anonymous_idp, session)) == FOREIGN


def test_an_expired_session_is_refused(
    anonymous_idp: Any, client: AppClient, frank: User, stopped: Clock
) -> None:  # checklist 43
    session = asked_of_frank(anonymous_idp, client)["Session"]
    stopped.advance(minutes=3, seconds=1)
    assert refusal.of(lambda: associate(anonymous_idp, session)) == (
        "NotAuthorizedException",
        "Invalid session for the user, session is expired.",
    )


def test_who_knows_the_password_only_does_not_replace_an_app(
    anonymous_idp: Any, client: AppClient, frank: User
) -> None:  # checklist 43, 48
    mallorys, waiting = associate(anonymous_idp, asked_of_frank(anonymous_idp, client)["Session"])
    franks = factors.with_app(frank)
    assert refusal.of(lambda: verify(anonymous_idp, waiting, mallorys.code())) == FOREIGN
    software_tokens.use(frank, franks.code())


def test_a_pool_that_gave_apps_up_sets_none_up(
    anonymous_idp: Any, client: AppClient, pool: UserPool, frank: User
) -> None:
    session = asked_of_frank(anonymous_idp, client)["Session"]
    mfa_configuration.replace(pool, settings={"MfaConfiguration": "ON", **factors.TURNED_ON["EMAIL_OTP"]})
    not_found = ("SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool")
    assert refusal.of(lambda: associate(anonymous_idp, session)) == not_found
    assert refusal.of(lambda: verify(anonymous_idp, session, "123456")) == not_found


def test_a_user_disabled_meanwhile_sets_nothing_up(anonymous_idp: Any, client: AppClient, frank: User) -> None:
    # checklist 60
    session = asked_of_frank(anonymous_idp, client)["Session"]
    User.objects.filter(pk=frank.pk).update(enabled=False)
    assert refusal.of(lambda: associate(anonymous_idp, session)) == ("NotAuthorizedException", "User is disabled.")


@pytest.mark.parametrize("member", ["EMAIL", "email"])
def test_an_address_is_set_up_by_a_code(anonymous_idp: Any, client: AppClient, frank: User, member: str) -> None:
    session = asked_of_frank(anonymous_idp, client)["Session"]
    asked = finish(anonymous_idp, client, session, **{member: NEW})
    assert asked["ChallengeName"] == "EMAIL_OTP"
    assert asked["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == "f***@n***"
    answer = sign_in.answer(anonymous_idp, client, asked, "frank", EMAIL_OTP_CODE=mailbox.code(NEW))
    assert "AccessToken" in answer["AuthenticationResult"]
    frank.refresh_from_db()
    assert (frank.email, frank.email_verified, frank.mfa_factors) == (NEW, True, ["EMAIL_OTP"])


def test_an_address_is_nobodys_before_its_code(anonymous_idp: Any, client: AppClient, frank: User) -> None:
    asked = finish(anonymous_idp, client, asked_of_frank(anonymous_idp, client)["Session"], EMAIL=NEW)
    code, _ = refusal.of(lambda: sign_in.answer(anonymous_idp, client, asked, "frank", EMAIL_OTP_CODE="000000"))
    frank.refresh_from_db()
    assert (code, frank.email, frank.mfa_factors) == ("CodeMismatchException", "", [])


@pytest.mark.parametrize("address", ["frank", "a@b@c", "x" * 3000 + "@example.com", "frank@example.com, eve@evil.com"])
def test_what_is_no_address_gets_no_code(anonymous_idp: Any, client: AppClient, frank: User, address: str) -> None:
    session = asked_of_frank(anonymous_idp, client)["Session"]
    code, _ = refusal.of(lambda: finish(anonymous_idp, client, session, EMAIL=address))
    assert code == "InvalidParameterException"


def test_who_has_an_address_cannot_have_codes_sent_elsewhere(
    anonymous_idp: Any, client: AppClient, frank: User
) -> None:  # checklist 48
    asked = finish(anonymous_idp, client, asked_of_frank(anonymous_idp, client)["Session"], EMAIL=NEW)
    User.objects.filter(pk=frank.pk).update(email="frank@example.com")
    code = mailbox.code(NEW)
    assert refusal.of(lambda: sign_in.answer(anonymous_idp, client, asked, "frank", EMAIL_OTP_CODE=code)) == FOREIGN
    frank.refresh_from_db()
    assert frank.email == "frank@example.com"


def test_an_address_is_not_set_up_where_it_is_not_offered(anonymous_idp: Any, stopped: Clock) -> None:
    # checklist 48
    pool = factors.pool("ON", "SOFTWARE_TOKEN_MFA", name="apps only")
    people.confirmed(pool, "frank")
    client = make_client(pool)
    session = asked_of_frank(anonymous_idp, client)["Session"]
    code, _ = refusal.of(lambda: finish(anonymous_idp, client, session, EMAIL=NEW))
    assert code == "InvalidParameterException"


def test_an_address_that_signs_another_user_in_is_refused(anonymous_idp: Any, stopped: Clock) -> None:
    pool = factors.pool("ON", "EMAIL_OTP", name="aliases", AliasAttributes=["email"])
    people.confirmed(pool, "erin", email=NEW)
    frank = people.confirmed(pool, "frank", email="", email_verified="")
    client = make_client(pool)
    asked = finish(anonymous_idp, client, asked_of_frank(anonymous_idp, client)["Session"], EMAIL=NEW)
    code = mailbox.code(NEW)
    assert refusal.of(lambda: sign_in.answer(anonymous_idp, client, asked, "frank", EMAIL_OTP_CODE=code))[0] == (
        "AliasExistsException"
    )
    frank.refresh_from_db()
    assert (frank.email, frank.mfa_factors) == ("", [])


def test_a_telephone_is_set_up_by_an_administrator_only(anonymous_idp: Any, stopped: Clock) -> None:
    pool = factors.pool("ON", "SMS_MFA", "SOFTWARE_TOKEN_MFA", name="telephones")
    frank = people.confirmed(pool, "frank")
    client = make_client(pool)
    session = asked_of_frank(anonymous_idp, client)["Session"]
    code, _ = refusal.of(lambda: finish(anonymous_idp, client, session, PHONE_NUMBER=PHONE, phone_number=PHONE))
    frank.refresh_from_db()
    assert (code, frank.phone_number) == ("InvalidParameterException", "")
