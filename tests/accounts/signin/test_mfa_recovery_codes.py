"""Recovery codes: in place of a second factor that is lost, each once."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import mfa, recovery_codes
from accounts.models import HostedSession, LockOut, RecoveryCode, SoftwareToken, User, UserSession
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.accounts.signin.conftest import PHONE
from tests.support import factors, people, refusal, sign_in
from tests.support.clock import Clock
from tests.support.factors import App

pytestmark = pytest.mark.django_db

WRONG = ("CodeMismatchException", "Invalid code received for user")
ANSWERS = {
    "SMS_MFA": "SMS_MFA_CODE",
    "EMAIL_OTP": "EMAIL_OTP_CODE",
    "SOFTWARE_TOKEN_MFA": "SOFTWARE_TOKEN_MFA_CODE",
}


@pytest.fixture
def codes(carol: User, carols_app: App) -> list[str]:
    return recovery_codes.replace(carol)


def enter(idp: Any, client: AppClient, code: str, username: str = "carol") -> Any:
    asked = sign_in.by_password(idp, client, username)
    return sign_in.answer(idp, client, asked, username, **{ANSWERS[asked["ChallengeName"]]: code})


def test_there_are_ten_and_no_two_alike(codes: list[str]) -> None:
    assert len(set(codes)) == 10


def test_a_code_signs_in_once(anonymous_idp: Any, app_client: AppClient, carol: User, codes: list[str]) -> None:
    # checklist 45
    assert "AuthenticationResult" in enter(anonymous_idp, app_client, codes[3])
    assert recovery_codes.left(carol) == 9
    assert refusal.of(lambda: enter(anonymous_idp, app_client, codes[3])) == WRONG
    assert "AuthenticationResult" in enter(anonymous_idp, app_client, codes[4])


@pytest.mark.parametrize("factor", ["SMS_MFA", "EMAIL_OTP"])
def test_a_code_stands_for_a_message_as_well(anonymous_idp: Any, factor: str) -> None:
    pool = factors.pool("OPTIONAL", "SMS_MFA", "EMAIL_OTP")
    user = people.confirmed(pool, "carol", phone_number=PHONE)
    factors.prefer(user, factor)
    code = recovery_codes.replace(user)[0]
    assert "AuthenticationResult" in enter(anonymous_idp, make_client(pool), code)


def test_a_code_may_be_typed_in_capitals(anonymous_idp: Any, app_client: AppClient, codes: list[str]) -> None:
    assert "AuthenticationResult" in enter(anonymous_idp, app_client, f" {codes[0].upper()} ")


def test_new_codes_make_the_old_ones_void(
    anonymous_idp: Any, app_client: AppClient, carol: User, codes: list[str]
) -> None:  # checklist 45
    recovery_codes.replace(carol)
    assert refusal.of(lambda: enter(anonymous_idp, app_client, codes[0])) == WRONG
    assert recovery_codes.left(carol) == 10


def test_codes_are_kept_as_hashes(codes: list[str]) -> None:  # checklist 45
    row = RecoveryCode.objects.order_by("id").values_list("salt", "code_hash")[0]
    assert not any(codes[0].encode() in bytes(value) for value in row)


def test_another_users_code_is_wrong(
    anonymous_idp: Any, app_client: AppClient, app_pool: UserPool, codes: list[str]
) -> None:
    mallorys = recovery_codes.replace(people.confirmed(app_pool, "mallory"))
    assert refusal.of(lambda: enter(anonymous_idp, app_client, mallorys[0])) == WRONG
    assert RecoveryCode.objects.count() == 20


def test_guesses_are_counted_with_those_at_the_app(
    anonymous_idp: Any, app_client: AppClient, carols_app: App, codes: list[str]
) -> None:  # checklist 44
    for _ in range(5):
        assert refusal.of(lambda: enter(anonymous_idp, app_client, "aaaaa-aaaaa")) == WRONG
    exceeded = ("NotAuthorizedException", "Password attempts exceeded")
    assert refusal.of(lambda: enter(anonymous_idp, app_client, codes[0])) == exceeded
    assert refusal.of(lambda: enter(anonymous_idp, app_client, carols_app.code())) == exceeded
    assert recovery_codes.left(User.objects.get(username="carol")) == 10


@pytest.mark.parametrize("given", ["aaaaaaaaaa", "aaaa-aaaaa", "aaaaa-aaaaa-aaaaa", "iiiii-lllll", "11111-00000"])
def test_what_looks_different_is_no_recovery_code(
    anonymous_idp: Any, app_client: AppClient, codes: list[str], given: str
) -> None:
    assert refusal.of(lambda: enter(anonymous_idp, app_client, given)) == WRONG
    assert LockOut.objects.get(failures__gt=0).failures == 1


def test_a_password_is_still_needed(anonymous_idp: Any, app_client: AppClient, codes: list[str]) -> None:
    assert refusal.of(lambda: sign_in.by_password(anonymous_idp, app_client, "carol", password=codes[0])) == (
        "NotAuthorizedException",
        "Incorrect username or password.",
    )


def test_a_reset_takes_every_factor_and_ends_every_session(
    anonymous_idp: Any, app_client: AppClient, carol: User, codes: list[str]
) -> None:
    token = enter(anonymous_idp, app_client, codes[0])["AuthenticationResult"]["AccessToken"]
    mfa.reset(carol)
    carol.refresh_from_db()
    assert (carol.mfa_factors, carol.preferred_mfa, carol.passkey_mfa) == ([], "", None)
    assert not SoftwareToken.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert not UserSession.objects.filter(revoked_at=None).exists()
    assert not HostedSession.objects.filter(ended_at=None).exists()
    assert refusal.of(lambda: anonymous_idp.get_user(AccessToken=token))[0] == "NotAuthorizedException"
    assert "AuthenticationResult" in sign_in.by_password(anonymous_idp, app_client, "carol")


def test_a_reset_voids_an_open_challenge(
    anonymous_idp: Any, app_client: AppClient, carol: User, carols_app: App, stopped: Clock
) -> None:
    asked = sign_in.by_password(anonymous_idp, app_client, "carol")
    mfa.reset(carol)
    answers = {"SOFTWARE_TOKEN_MFA_CODE": carols_app.code()}
    code, _ = refusal.of(lambda: sign_in.answer(anonymous_idp, app_client, asked, "carol", **answers))
    assert code == "NotAuthorizedException"


def test_a_reset_leaves_others_alone(app_pool: UserPool, carol: User, carols_app: App, stopped: Clock) -> None:
    erin = people.confirmed(app_pool, "erin")
    factors.with_app(erin)
    recovery_codes.replace(erin)
    mfa.reset(carol)
    erin.refresh_from_db()
    assert erin.mfa_factors == ["SOFTWARE_TOKEN_MFA"]
    assert recovery_codes.left(erin) == 10
