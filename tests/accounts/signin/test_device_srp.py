"""DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER: a known device proves itself after its user did."""

from __future__ import annotations

from typing import Any

import pytest
from pycognito.aws_srp import AWSSRP

from accounts.crypto import secret_hash, srp
from accounts.models import AuthSession, Device
from pools.models import AppClient
from tests.accounts.api.test_auth import INCORRECT, error_of
from tests.accounts.api.test_tokens import claims_of
from tests.accounts.conftest import make_client, make_pool
from tests.support import devices, people
from tests.support.clock import Clock
from tests.support.devices import Attempt

pytestmark = pytest.mark.django_db

UNKNOWN = ("ResourceNotFoundException", "Device does not exist.")
REFUSED = ("NotAuthorizedException", INCORRECT)
NOBODYS = "us-east-1_12345678-1234-4234-8234-123456789012"


@pytest.fixture
def device(anonymous_idp: Any, tracking_client: AppClient) -> devices.Device:
    """Alice's, confirmed and remembered."""
    return devices.confirmed(anonymous_idp, tracking_client)


@pytest.fixture
def attempt(anonymous_idp: Any, tracking_client: AppClient, device: devices.Device) -> Attempt:
    return devices.attempt(anonymous_idp, tracking_client, device)


def opened(attempt: Attempt) -> str:
    """The session after the password, waiting for the device."""
    return str(devices.sign_in(attempt.idp, attempt.client, DEVICE_KEY=attempt.device.key)["Session"])


def asked(attempt: Attempt) -> Any:
    """What DEVICE_PASSWORD_VERIFIER asks."""
    return attempt.send_public(opened(attempt))


def test_a_known_device_proves_itself_after_the_password(
    anonymous_idp: Any, tracking_client: AppClient, device: devices.Device, attempt: Attempt
) -> None:
    first = devices.sign_in(anonymous_idp, tracking_client, DEVICE_KEY=device.key)
    second = attempt.send_public(first["Session"])
    result = attempt.send_proof(second)["AuthenticationResult"]
    assert (first["ChallengeName"], second["ChallengeName"]) == ("DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER")
    assert first["ChallengeParameters"] == {"USERNAME": "alice", "DEVICE_KEY": device.key}
    assert set(second["ChallengeParameters"]) == {"USERNAME", "DEVICE_KEY", "SALT", "SRP_B", "SECRET_BLOCK"}
    assert "NewDeviceMetadata" not in result
    assert claims_of(tracking_client.pool, result["AccessToken"])["device_key"] == device.key
    assert Device.objects.count() == 1
    assert not AuthSession.objects.exists()


def test_a_known_device_signs_in_by_srp_as_pycognito_does(
    anonymous_idp: Any, tracking_client: AppClient, attempt: Attempt
) -> None:
    result = attempt.srp.authenticate_user()["AuthenticationResult"]
    assert claims_of(tracking_client.pool, result["AccessToken"])["device_key"] == attempt.device.key


def test_the_device_remembers_when_and_from_where_it_was_used(
    tracking_client: AppClient, attempt: Attempt, clock: Clock
) -> None:
    before = Device.objects.get()
    Device.objects.update(last_ip="")
    clock.advance(minutes=2)
    attempt.send_proof(asked(attempt))
    after = Device.objects.get()
    assert after.last_authenticated_at > before.last_authenticated_at
    assert (after.last_ip, after.updated_at) == ("203.0.113.7", before.updated_at)


def test_what_a_device_signed_in_is_refreshed_with_its_key(
    anonymous_idp: Any, tracking_client: AppClient, attempt: Attempt
) -> None:
    token = attempt.send_proof(asked(attempt))["AuthenticationResult"]["RefreshToken"]
    parameters = {"REFRESH_TOKEN": token, "DEVICE_KEY": attempt.device.key}
    renewed = anonymous_idp.initiate_auth(
        ClientId=tracking_client.id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=parameters
    )
    assert "AccessToken" in renewed["AuthenticationResult"]


def test_a_device_that_is_not_remembered_proves_itself_too(anonymous_idp: Any, opt_in_client: AppClient) -> None:
    device = devices.confirmed(anonymous_idp, opt_in_client)
    attempt = devices.attempt(anonymous_idp, opt_in_client, device)
    assert "AccessToken" in attempt.send_proof(asked(attempt))["AuthenticationResult"]


def test_a_client_with_a_secret_proves_it_with_each_answer(anonymous_idp: Any) -> None:
    client = make_client(make_pool("secretive", DeviceConfiguration=devices.TRACKING), generate_secret=True)
    people.confirmed(client.pool, "alice")
    proof = {"SECRET_HASH": secret_hash.make(bytes(client.secret or b"").decode(), "alice", client.id)}
    device = devices.confirmed(anonymous_idp, client, **proof)
    attempt = devices.attempt(anonymous_idp, client, device)
    session = devices.sign_in(anonymous_idp, client, DEVICE_KEY=device.key, **proof)["Session"]
    assert error_of(lambda: attempt.send_public(session))[0] == "NotAuthorizedException"
    assert "AccessToken" in attempt.send_proof(attempt.send_public(session, **proof), **proof)["AuthenticationResult"]


def test_a_wrong_proof_is_refused(attempt: Attempt) -> None:
    attempt.srp.device_password = "another secret"
    second = asked(attempt)
    assert error_of(lambda: attempt.send_proof(second)) == REFUSED
    assert not AuthSession.objects.exists()


def test_wrong_proofs_are_counted_although_each_began_with_a_right_password(
    attempt: Attempt, device: devices.Device, clock: Clock
) -> None:  # checklist 30
    clock.stop()
    attempt.srp.device_password = "another secret"
    refusals = [error_of(lambda: attempt.send_proof(asked(attempt))) for _ in range(5)]
    attempt.srp.device_password = device.secret
    locked = error_of(lambda: attempt.send_proof(asked(attempt)))
    clock.advance(seconds=2)
    assert refusals == [REFUSED] * 5
    assert locked == ("NotAuthorizedException", "Password attempts exceeded")
    assert "AccessToken" in attempt.send_proof(asked(attempt))["AuthenticationResult"]


def test_a_proof_is_good_once(attempt: Attempt) -> None:  # checklist 47
    second = asked(attempt)
    attempt.send_proof(second)
    assert error_of(lambda: attempt.send_proof(second))[0] == "NotAuthorizedException"


def test_the_session_before_the_proof_is_good_once(attempt: Attempt) -> None:  # checklist 43, 47
    session = opened(attempt)
    attempt.send_public(session)
    assert error_of(lambda: attempt.send_public(session))[0] == "NotAuthorizedException"


def test_a_proof_from_another_sign_in_is_refused(attempt: Attempt) -> None:  # checklist 47
    first = asked(attempt)
    answers = attempt.srp.process_device_challenge(first["ChallengeParameters"])
    second = asked(attempt)
    stale = {**answers, "PASSWORD_CLAIM_SECRET_BLOCK": second["ChallengeParameters"]["SECRET_BLOCK"]}
    assert error_of(lambda: attempt.answer("DEVICE_PASSWORD_VERIFIER", second["Session"], stale)) == REFUSED


def test_a_late_answer_is_refused(attempt: Attempt, clock: Clock) -> None:
    session = opened(attempt)
    clock.advance(minutes=3, seconds=1)
    assert error_of(lambda: attempt.send_public(session)) == (
        "NotAuthorizedException",
        "Invalid session for the user, session is expired.",
    )


def test_a_client_of_another_application_cannot_go_on(
    anonymous_idp: Any, tracking_client: AppClient, attempt: Attempt
) -> None:
    session = opened(attempt)
    attempt.client = make_client(tracking_client.pool, "other")
    assert error_of(lambda: attempt.send_public(session))[0] == "NotAuthorizedException"


def test_another_user_cannot_go_on(attempt: Attempt) -> None:  # checklist 43
    session = opened(attempt)
    assert error_of(lambda: attempt.send_public(session, USERNAME="bob"))[0] == "NotAuthorizedException"


@pytest.mark.parametrize("public", ["0", f"{int(srp.N):x}"])
def test_a_public_half_that_is_zero_is_refused(attempt: Attempt, public: str) -> None:  # checklist 28
    session = opened(attempt)
    assert error_of(lambda: attempt.send_public(session, SRP_A=public)) == REFUSED


@pytest.mark.parametrize("public", ["zz", "-1", "f" * 100_000])
def test_a_public_half_that_is_no_number_is_refused(attempt: Attempt, public: str) -> None:  # checklist 28
    session = opened(attempt)
    assert error_of(lambda: attempt.send_public(session, SRP_A=public))[0] == "InvalidParameterException"
    assert "Session" in attempt.send_public(session)


def test_a_secret_under_another_devices_keys_is_refused(
    anonymous_idp: Any, tracking_client: AppClient, device: devices.Device
) -> None:  # checklist 47
    other = devices.confirmed(anonymous_idp, tracking_client)
    attempt = devices.attempt(anonymous_idp, tracking_client, other.with_secret_of(device))
    second = asked(attempt)
    assert error_of(lambda: attempt.send_proof(second)) == REFUSED


def test_another_devices_group_key_is_refused(
    anonymous_idp: Any, tracking_client: AppClient, device: devices.Device
) -> None:  # checklist 47
    other = devices.confirmed(anonymous_idp, tracking_client)
    attempt = devices.attempt(anonymous_idp, tracking_client, device.in_group_of(other))
    second = asked(attempt)
    assert error_of(lambda: attempt.send_proof(second)) == REFUSED


def test_nobody_changes_devices_before_the_proof(
    anonymous_idp: Any, tracking_client: AppClient, attempt: Attempt
) -> None:  # checklist 47
    other = devices.confirmed(anonymous_idp, tracking_client)
    session = opened(attempt)
    assert error_of(lambda: attempt.send_public(session, DEVICE_KEY=other.key)) == UNKNOWN
    assert "Session" in attempt.send_public(session)


def test_nobody_changes_devices_with_the_proof(
    anonymous_idp: Any, tracking_client: AppClient, attempt: Attempt
) -> None:  # checklist 47
    other = devices.confirmed(anonymous_idp, tracking_client)
    second = asked(attempt)
    assert error_of(lambda: attempt.send_proof(second, DEVICE_KEY=other.key)) == UNKNOWN


def test_a_device_without_the_password_opens_nothing(attempt: Attempt) -> None:  # checklist 47
    assert error_of(lambda: attempt.send_public("x" * 20)) == (
        "NotAuthorizedException",
        "Invalid session for the user.",
    )
    assert error_of(lambda: attempt.send_public(None)) == (
        "NotAuthorizedException",
        "Invalid session for the user.",
    )


def test_a_wrong_password_is_told_before_anything_of_the_device(
    anonymous_idp: Any, tracking_client: AppClient, device: devices.Device
) -> None:  # checklist 47
    def told(key: str) -> tuple[str, str]:
        wrong = {"DEVICE_KEY": key, "PASSWORD": "Wrong-1234!"}
        return error_of(lambda: devices.sign_in(anonymous_idp, tracking_client, **wrong))

    assert [told(device.key), told(NOBODYS)] == [REFUSED, REFUSED]


def test_a_client_that_names_no_session_must_have_proved_the_password_with_the_same_number(
    anonymous_idp: Any, tracking_client: AppClient, attempt: Attempt, device: devices.Device
) -> None:  # checklist 47
    by_srp(attempt)
    stranger = devices.attempt(anonymous_idp, tracking_client, device)
    assert error_of(lambda: stranger.send_public(None))[0] == "NotAuthorizedException"
    assert error_of(lambda: attempt.send_public(None, USERNAME="bob"))[0] == "NotAuthorizedException"
    assert attempt.send_public(None)["ChallengeName"] == "DEVICE_PASSWORD_VERIFIER"
    assert error_of(lambda: attempt.send_public(None))[0] == "NotAuthorizedException"


def by_srp(attempt: Attempt, **more: str) -> Any:
    """The password step of SRP."""
    theirs: AWSSRP = attempt.srp
    parameters = theirs.get_auth_params()
    first = attempt.idp.initiate_auth(ClientId=attempt.client.id, AuthFlow="USER_SRP_AUTH", AuthParameters=parameters)
    answers = {**theirs.process_challenge(first["ChallengeParameters"], parameters), **more}
    return attempt.answer("PASSWORD_VERIFIER", None, answers)


def test_after_a_password_sent_plainly_a_session_must_be_named(attempt: Attempt) -> None:  # checklist 47
    opened(attempt)
    assert error_of(lambda: attempt.send_public(None))[0] == "NotAuthorizedException"


@pytest.mark.parametrize("kind", ["unknown", "unconfirmed", "foreign", "forgotten"])
def test_what_is_no_device_of_the_user_does_not_exist(
    anonymous_idp: Any, tracking_client: AppClient, device: devices.Device, kind: str
) -> None:  # checklist 47
    keys = {
        "unknown": NOBODYS,
        "unconfirmed": devices.unconfirmed(anonymous_idp, tracking_client).key,
        "foreign": devices.confirmed(anonymous_idp, tracking_client, "bob").key,
        "forgotten": device.key,
    }
    anonymous_idp.forget_device(AccessToken=device.tokens["AccessToken"], DeviceKey=device.key)
    refused = error_of(lambda: devices.sign_in(anonymous_idp, tracking_client, DEVICE_KEY=keys[kind]))
    assert refused == UNKNOWN
    assert not AuthSession.objects.exists()


def test_an_administrator_who_forgets_a_device_ends_its_standing(
    anonymous_idp: Any, cognito_idp: Any, tracking_client: AppClient, attempt: Attempt
) -> None:  # checklist 47
    second = asked(attempt)
    cognito_idp.admin_forget_device(UserPoolId=tracking_client.pool.id, Username="alice", DeviceKey=attempt.device.key)
    assert error_of(lambda: attempt.send_proof(second)) == UNKNOWN


def test_a_device_forgotten_between_its_two_steps_goes_no_further(anonymous_idp: Any, attempt: Attempt) -> None:
    session = opened(attempt)
    anonymous_idp.forget_device(AccessToken=attempt.device.tokens["AccessToken"], DeviceKey=attempt.device.key)
    assert error_of(lambda: attempt.send_public(session)) == UNKNOWN


def test_after_an_unknown_device_the_same_proof_of_the_password_is_good_without_it(
    anonymous_idp: Any, tracking_client: AppClient
) -> None:
    """As amazon-cognito-identity-js goes on: it drops its record of the device and sends the answer once more."""
    nobodys = devices.Device(NOBODYS, "-group", "secret", {})
    theirs = devices.attempt(anonymous_idp, tracking_client, nobodys).srp
    parameters = theirs.get_auth_params()
    asked = anonymous_idp.initiate_auth(
        ClientId=tracking_client.id, AuthFlow="USER_SRP_AUTH", AuthParameters=parameters
    )
    answers = theirs.process_challenge(asked["ChallengeParameters"], parameters)
    call = {"ClientId": tracking_client.id, "ChallengeName": "PASSWORD_VERIFIER"}
    refused = error_of(lambda: anonymous_idp.respond_to_auth_challenge(**call, ChallengeResponses=answers))
    del answers["DEVICE_KEY"]
    result = anonymous_idp.respond_to_auth_challenge(**call, ChallengeResponses=answers)["AuthenticationResult"]
    assert refused == UNKNOWN
    assert result["NewDeviceMetadata"]["DeviceKey"] == Device.objects.get().key


def test_a_temporary_password_is_replaced_before_the_device_is_asked(
    anonymous_idp: Any, cognito_idp: Any, tracking_client: AppClient, attempt: Attempt
) -> None:
    named = {"UserPoolId": tracking_client.pool.id, "Username": "alice"}
    cognito_idp.admin_set_user_password(**named, Password=people.PASSWORD, Permanent=False)
    first = devices.sign_in(anonymous_idp, tracking_client, DEVICE_KEY=attempt.device.key)
    second = attempt.answer("NEW_PASSWORD_REQUIRED", first["Session"], {"NEW_PASSWORD": people.PASSWORD})
    assert (first["ChallengeName"], second["ChallengeName"]) == ("NEW_PASSWORD_REQUIRED", "DEVICE_SRP_AUTH")
    assert "AccessToken" in attempt.send_proof(attempt.send_public(second["Session"]))["AuthenticationResult"]


def test_a_device_may_be_named_in_any_later_answer(
    anonymous_idp: Any, cognito_idp: Any, tracking_client: AppClient, attempt: Attempt
) -> None:
    named = {"UserPoolId": tracking_client.pool.id, "Username": "alice"}
    cognito_idp.admin_set_user_password(**named, Password=people.PASSWORD, Permanent=False)
    first = devices.sign_in(anonymous_idp, tracking_client)
    answers = {"NEW_PASSWORD": people.PASSWORD, "DEVICE_KEY": attempt.device.key}
    second = attempt.answer("NEW_PASSWORD_REQUIRED", first["Session"], answers)
    assert second["ChallengeName"] == "DEVICE_SRP_AUTH"


def test_each_step_of_a_device_asks_the_database_a_few_times(attempt: Attempt, django_assert_num_queries: Any) -> None:
    attempt.send_proof(asked(attempt))
    with django_assert_num_queries(6):
        session = opened(attempt)
    with django_assert_num_queries(5):
        second = attempt.send_public(session)
    with django_assert_num_queries(10 + 2):  # Two are the beginning and end of a transaction.
        attempt.send_proof(second)
