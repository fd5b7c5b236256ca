"""InitiateAuth, RespondToAuthChallenge and their administrators' forms through boto3."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from pycognito.aws_srp import AWSSRP

from accounts.crypto import srp as srp_group
from accounts.models import AuthSession, User
from pools import app_clients
from pools.models import AppClient, UserPool
from tests.support import people
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

N = int(srp_group.N)
INCORRECT = "Incorrect username or password."


def password_auth(idp: Any, client: AppClient, username: str = "alice", password: str = people.PASSWORD) -> Any:
    parameters = {"USERNAME": username, "PASSWORD": password}
    return idp.initiate_auth(ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)


def srp(idp: Any, client: AppClient, username: str = "alice", password: str = people.PASSWORD) -> AWSSRP:
    return AWSSRP(username=username, password=password, pool_id=client.pool.id, client_id=client.id, client=idp)


def start_srp(idp: Any, client: AppClient, attempt: AWSSRP) -> Any:
    return idp.initiate_auth(ClientId=client.id, AuthFlow="USER_SRP_AUTH", AuthParameters=attempt.get_auth_params())


def error_of(call: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]


def test_a_right_password_gives_three_tokens(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    answer = password_auth(anonymous_idp, client)
    assert answer["ChallengeParameters"] == {}
    assert set(answer["AuthenticationResult"]) == {
        "AccessToken",
        "IdToken",
        "RefreshToken",
        "TokenType",
        "ExpiresIn",
    }
    assert answer["AuthenticationResult"]["ExpiresIn"] == 3600


def test_a_wrong_password_is_refused(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    assert error_of(lambda: password_auth(anonymous_idp, client, password="Wrong-1234")) == (
        "NotAuthorizedException",
        INCORRECT,
    )


def test_pycognito_signs_in_by_srp(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    answer = srp(anonymous_idp, client).authenticate_user()
    assert "AccessToken" in answer["AuthenticationResult"]


def test_srp_with_an_alias_works_over_the_users_own_name(anonymous_idp: Any, email_client: AppClient) -> None:
    people.confirmed(email_client.pool, "alice")
    answer = srp(anonymous_idp, email_client, "alice@example.com").authenticate_user()
    assert "AccessToken" in answer["AuthenticationResult"]


def test_a_wrong_srp_proof_is_refused(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    attempt = srp(anonymous_idp, client, password="Wrong-1234")
    assert error_of(attempt.authenticate_user) == ("NotAuthorizedException", INCORRECT)


@pytest.mark.parametrize("public", ["0", f"{N:x}", f"{2 * N:x}"])
def test_a_public_half_that_is_zero_is_refused(
    anonymous_idp: Any, client: AppClient, alice: User, public: str
) -> None:  # checklist 28
    parameters = {"USERNAME": "alice", "SRP_A": public}
    code, _ = error_of(
        lambda: anonymous_idp.initiate_auth(ClientId=client.id, AuthFlow="USER_SRP_AUTH", AuthParameters=parameters)
    )
    assert code in ("NotAuthorizedException", "InvalidParameterException")
    assert not AuthSession.objects.exists()


@pytest.mark.parametrize("public", ["zz", "-1", "0x10", "f" * 100_000])
def test_a_public_half_that_is_no_number_is_refused(
    anonymous_idp: Any, client: AppClient, alice: User, public: str
) -> None:  # checklist 28
    parameters = {"USERNAME": "alice", "SRP_A": public}
    code, _ = error_of(
        lambda: anonymous_idp.initiate_auth(ClientId=client.id, AuthFlow="USER_SRP_AUTH", AuthParameters=parameters)
    )
    assert code == "InvalidParameterException"


def test_a_secret_block_works_once(anonymous_idp: Any, client: AppClient, alice: User) -> None:  # checklist 28
    attempt = srp(anonymous_idp, client)
    answers = _srp_answers(anonymous_idp, client, attempt)
    respond(anonymous_idp, client, "PASSWORD_VERIFIER", answers)
    code, _ = error_of(lambda: respond(anonymous_idp, client, "PASSWORD_VERIFIER", answers))
    assert code == "NotAuthorizedException"


def test_a_secret_block_of_another_client_is_refused(
    anonymous_idp: Any, client: AppClient, other_client: AppClient, alice: User
) -> None:  # checklist 28
    answers = _srp_answers(anonymous_idp, client, srp(anonymous_idp, client))
    code, _ = error_of(lambda: respond(anonymous_idp, other_client, "PASSWORD_VERIFIER", answers))
    assert code == "NotAuthorizedException"


def test_a_secret_block_of_another_user_is_refused(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    # checklist 28
    people.confirmed(client.pool, "mallory")
    answers = _srp_answers(anonymous_idp, client, srp(anonymous_idp, client, "mallory"))
    code, _ = error_of(lambda: respond(anonymous_idp, client, "PASSWORD_VERIFIER", {**answers, "USERNAME": "alice"}))
    assert code == "NotAuthorizedException"


@pytest.mark.parametrize(
    "timestamp", ["Tue Jan 2 03:04:05 UTC 2024", "2026-11-22T10:00:00Z", "", "Tue Foo 99 99:99:99 UTC 2026"]
)
def test_an_old_or_strange_timestamp_is_refused(
    anonymous_idp: Any, client: AppClient, alice: User, timestamp: str
) -> None:  # checklist 28
    answers = {**_srp_answers(anonymous_idp, client, srp(anonymous_idp, client)), "TIMESTAMP": timestamp}
    code, _ = error_of(lambda: respond(anonymous_idp, client, "PASSWORD_VERIFIER", answers))
    assert code in ("NotAuthorizedException", "InvalidParameterException")


def test_an_open_challenge_expires_after_three_minutes(
    anonymous_idp: Any, cognito_idp: Any, client: AppClient, clock: Clock
) -> None:
    people.invited(client.pool)
    challenge = password_auth(anonymous_idp, client, "ivy", "Temp-0rary!")
    clock.advance(minutes=3, seconds=1)
    answers = {"USERNAME": "ivy", "NEW_PASSWORD": people.PASSWORD}
    assert error_of(lambda: respond(anonymous_idp, client, "NEW_PASSWORD_REQUIRED", answers, challenge["Session"])) == (
        "NotAuthorizedException",
        "Invalid session for the user, session is expired.",
    )


def test_a_temporary_password_leads_to_a_new_one(anonymous_idp: Any, client: AppClient) -> None:
    people.invited(client.pool)
    challenge = password_auth(anonymous_idp, client, "ivy", "Temp-0rary!")
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    assert "AuthenticationResult" not in challenge
    answers = {"USERNAME": "ivy", "NEW_PASSWORD": people.PASSWORD}
    answer = respond(anonymous_idp, client, "NEW_PASSWORD_REQUIRED", answers, challenge["Session"])
    assert "AccessToken" in answer["AuthenticationResult"]
    assert User.objects.get().status == "CONFIRMED"


def test_the_temporary_password_is_dead_afterwards(anonymous_idp: Any, client: AppClient) -> None:  # checklist 35
    people.invited(client.pool)
    challenge = password_auth(anonymous_idp, client, "ivy", "Temp-0rary!")
    answers = {"USERNAME": "ivy", "NEW_PASSWORD": people.PASSWORD}
    respond(anonymous_idp, client, "NEW_PASSWORD_REQUIRED", answers, challenge["Session"])
    assert error_of(lambda: password_auth(anonymous_idp, client, "ivy", "Temp-0rary!"))[1] == INCORRECT


def test_an_expired_temporary_password_is_refused(anonymous_idp: Any, client: AppClient, clock: Clock) -> None:
    # checklist 35
    people.invited(client.pool)
    clock.advance(days=7, seconds=1)
    assert error_of(lambda: password_auth(anonymous_idp, client, "ivy", "Temp-0rary!")) == (
        "NotAuthorizedException",
        "Temporary password has expired and must be reset by an administrator.",
    )


def test_a_weak_new_password_leaves_the_session_usable(anonymous_idp: Any, client: AppClient) -> None:
    people.invited(client.pool)
    session = password_auth(anonymous_idp, client, "ivy", "Temp-0rary!")["Session"]
    weak = {"USERNAME": "ivy", "NEW_PASSWORD": "weak"}
    assert error_of(lambda: respond(anonymous_idp, client, "NEW_PASSWORD_REQUIRED", weak, session))[0] == (
        "InvalidPasswordException"
    )
    strong = {"USERNAME": "ivy", "NEW_PASSWORD": people.PASSWORD}
    assert "AuthenticationResult" in respond(anonymous_idp, client, "NEW_PASSWORD_REQUIRED", strong, session)


def test_a_session_answers_once(anonymous_idp: Any, client: AppClient) -> None:  # checklist 43
    people.invited(client.pool)
    session = password_auth(anonymous_idp, client, "ivy", "Temp-0rary!")["Session"]
    answers = {"USERNAME": "ivy", "NEW_PASSWORD": people.PASSWORD}
    respond(anonymous_idp, client, "NEW_PASSWORD_REQUIRED", answers, session)
    code, _ = error_of(lambda: respond(anonymous_idp, client, "NEW_PASSWORD_REQUIRED", answers, session))
    assert code == "NotAuthorizedException"


@pytest.mark.parametrize("challenge", ["PASSWORD_VERIFIER", "SMS_MFA", "SOFTWARE_TOKEN_MFA", "CUSTOM_CHALLENGE"])
def test_a_challenge_out_of_turn_is_refused(anonymous_idp: Any, client: AppClient, challenge: str) -> None:
    # checklist 43
    people.invited(client.pool)
    session = password_auth(anonymous_idp, client, "ivy", "Temp-0rary!")["Session"]
    answers = {
        "USERNAME": "ivy",
        "SMS_MFA_CODE": "123456",
        "PASSWORD_CLAIM_SIGNATURE": "eA==",
        "PASSWORD_CLAIM_SECRET_BLOCK": "eA==",
        "TIMESTAMP": "Tue Jan 2 03:04:05 UTC 2024",
    }
    code, _ = error_of(lambda: respond(anonymous_idp, client, challenge, answers, session))
    assert code in ("NotAuthorizedException", "InvalidParameterException")


def test_an_altered_session_is_refused(anonymous_idp: Any, client: AppClient) -> None:  # checklist 43
    people.invited(client.pool)
    session = password_auth(anonymous_idp, client, "ivy", "Temp-0rary!")["Session"]
    answers = {"USERNAME": "ivy", "NEW_PASSWORD": people.PASSWORD}
    assert error_of(
        lambda: respond(anonymous_idp, client, "NEW_PASSWORD_REQUIRED", answers, session[1:] + session[0])
    ) == (
        "NotAuthorizedException",
        "Invalid session for the user.",
    )


def test_required_attributes_are_asked_for_and_stored(anonymous_idp: Any, naming_client: AppClient) -> None:
    people.invited(naming_client.pool, "ivy")
    challenge = password_auth(anonymous_idp, naming_client, "ivy", "Temp-0rary!")
    assert challenge["ChallengeParameters"]["requiredAttributes"] == '["userAttributes.name"]'
    answers = {"USERNAME": "ivy", "NEW_PASSWORD": people.PASSWORD}
    code, message = error_of(
        lambda: respond(anonymous_idp, naming_client, "NEW_PASSWORD_REQUIRED", answers, challenge["Session"])
    )
    assert (code, message) == (
        "InvalidParameterException",
        "Invalid user attributes: name: The attribute is required",
    )
    given = {**answers, "userAttributes.name": "Ivy"}
    respond(anonymous_idp, naming_client, "NEW_PASSWORD_REQUIRED", given, challenge["Session"])
    assert User.objects.get().name == "Ivy"


def test_a_flow_that_is_not_enabled_is_refused(anonymous_idp: Any, pool: UserPool, alice: User) -> None:
    # checklist 22
    strict = app_clients.create(pool, name="strict", settings={"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]})
    assert error_of(lambda: password_auth(anonymous_idp, strict)) == (
        "InvalidParameterException",
        "USER_PASSWORD_AUTH flow not enabled for this client",
    )


def test_an_administrators_flow_is_refused_to_others(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    parameters = {"USERNAME": "alice", "PASSWORD": people.PASSWORD}
    assert error_of(
        lambda: anonymous_idp.initiate_auth(
            ClientId=client.id, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=parameters
        )
    ) == ("InvalidParameterException", "Initiate Auth method not supported.")


def test_an_administrator_signs_a_user_in(cognito_idp: Any, pool: UserPool, alice: User) -> None:
    client = app_clients.create(
        pool, name="back end", settings={"ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH"]}
    )
    answer = cognito_idp.admin_initiate_auth(
        UserPoolId=pool.id,
        ClientId=client.id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": people.PASSWORD},
    )
    assert "AccessToken" in answer["AuthenticationResult"]


def test_an_unconfirmed_user_is_told_to_confirm(anonymous_idp: Any, client: AppClient) -> None:
    people.unconfirmed(client, "bob")
    assert error_of(lambda: password_auth(anonymous_idp, client, "bob"))[0] == "UserNotConfirmedException"


def test_a_disabled_user_is_refused(anonymous_idp: Any, cognito_idp: Any, client: AppClient, alice: User) -> None:
    cognito_idp.admin_disable_user(UserPoolId=client.pool.id, Username="alice")
    assert error_of(lambda: password_auth(anonymous_idp, client)) == (
        "NotAuthorizedException",
        "User is disabled.",
    )


def test_nobody_and_a_wrong_password_get_one_answer(
    anonymous_idp: Any, hiding_client: AppClient, alice: User
) -> None:  # checklist 29
    known = error_of(lambda: password_auth(anonymous_idp, hiding_client, password="Wrong-1234"))
    unknown = error_of(lambda: password_auth(anonymous_idp, hiding_client, "nobody"))
    assert known == unknown == ("NotAuthorizedException", INCORRECT)


def test_nobody_is_named_where_the_client_hides_nothing(anonymous_idp: Any, client: AppClient) -> None:
    assert error_of(lambda: password_auth(anonymous_idp, client, "nobody")) == (
        "UserNotFoundException",
        "User does not exist.",
    )


def test_srp_for_nobody_gets_a_salt_that_repeats(anonymous_idp: Any, hiding_client: AppClient) -> None:
    # checklist 29
    first = start_srp(anonymous_idp, hiding_client, srp(anonymous_idp, hiding_client, "nobody"))
    second = start_srp(anonymous_idp, hiding_client, srp(anonymous_idp, hiding_client, "nobody"))
    assert first["ChallengeParameters"]["SALT"] == second["ChallengeParameters"]["SALT"]
    assert first["ChallengeParameters"]["SRP_B"] != second["ChallengeParameters"]["SRP_B"]


def test_srp_for_nobody_fails_at_the_proof(anonymous_idp: Any, hiding_client: AppClient) -> None:  # checklist 29
    attempt = srp(anonymous_idp, hiding_client, "nobody")
    assert error_of(attempt.authenticate_user) == ("NotAuthorizedException", INCORRECT)


def test_after_five_failures_even_the_right_password_waits(
    anonymous_idp: Any, hiding_client: AppClient, alice: User, clock: Clock
) -> None:  # checklist 30
    clock.stop()
    for _ in range(5):
        error_of(lambda: password_auth(anonymous_idp, hiding_client, password="Wrong-1234"))
    assert error_of(lambda: password_auth(anonymous_idp, hiding_client)) == (
        "NotAuthorizedException",
        "Password attempts exceeded",
    )
    clock.advance(seconds=2)
    assert "AuthenticationResult" in password_auth(anonymous_idp, hiding_client)


def test_somebody_who_does_not_exist_is_locked_out_alike(
    anonymous_idp: Any, hiding_client: AppClient, clock: Clock
) -> None:  # checklist 29, 30
    clock.stop()
    for _ in range(5):
        error_of(lambda: password_auth(anonymous_idp, hiding_client, "nobody"))
    assert error_of(lambda: password_auth(anonymous_idp, hiding_client, "nobody"))[1] == "Password attempts exceeded"


def test_srp_failures_count_with_the_others(
    anonymous_idp: Any, hiding_client: AppClient, alice: User, clock: Clock
) -> None:  # checklist 30
    clock.stop()
    for _ in range(5):
        error_of(srp(anonymous_idp, hiding_client, password="Wrong-1234").authenticate_user)
    assert error_of(lambda: password_auth(anonymous_idp, hiding_client))[1] == "Password attempts exceeded"


def test_nobody_is_locked_out_for_ever(
    anonymous_idp: Any, hiding_client: AppClient, alice: User, clock: Clock
) -> None:  # checklist 30
    for _ in range(30):
        error_of(lambda: password_auth(anonymous_idp, hiding_client, password="Wrong-1234"))
        clock.advance(minutes=16)
    assert "AuthenticationResult" in password_auth(anonymous_idp, hiding_client)


def test_a_client_with_a_secret_wants_its_hash(anonymous_idp: Any, secret_client: AppClient, alice: User) -> None:
    assert error_of(lambda: password_auth(anonymous_idp, secret_client)) == (
        "NotAuthorizedException",
        f"Client {secret_client.id} is configured with secret but SECRET_HASH was not received",
    )


def test_a_wrong_secret_hash_is_refused(anonymous_idp: Any, secret_client: AppClient, alice: User) -> None:
    parameters = {"USERNAME": "alice", "PASSWORD": people.PASSWORD, "SECRET_HASH": "wrong"}
    code, message = error_of(
        lambda: anonymous_idp.initiate_auth(
            ClientId=secret_client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
        )
    )
    assert (code, message) == (
        "NotAuthorizedException",
        f"Unable to verify secret hash for client {secret_client.id}",
    )


def test_pycognito_signs_in_with_a_secret(anonymous_idp: Any, secret_client: AppClient, alice: User) -> None:
    attempt = AWSSRP(
        username="alice",
        password=people.PASSWORD,
        pool_id=secret_client.pool.id,
        client_id=secret_client.id,
        client=anonymous_idp,
        client_secret=app_clients.secrets(secret_client)[0],
    )
    assert "AccessToken" in attempt.authenticate_user()["AuthenticationResult"]


@pytest.mark.parametrize("missing", ["USERNAME", "PASSWORD"])
def test_a_missing_parameter_is_named(anonymous_idp: Any, client: AppClient, alice: User, missing: str) -> None:
    parameters = {"USERNAME": "alice", "PASSWORD": people.PASSWORD}
    del parameters[missing]
    assert error_of(
        lambda: anonymous_idp.initiate_auth(
            ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
        )
    ) == ("InvalidParameterException", f"Missing required parameter {missing}")


def respond(idp: Any, client: AppClient, challenge: str, answers: dict[str, str], session: str | None = None) -> Any:
    asked: dict[str, Any] = {"ClientId": client.id, "ChallengeName": challenge, "ChallengeResponses": answers}
    return idp.respond_to_auth_challenge(**asked, **({"Session": session} if session else {}))


def _srp_answers(idp: Any, client: AppClient, attempt: AWSSRP) -> dict[str, str]:
    challenge = start_srp(idp, client, attempt)["ChallengeParameters"]
    answers: dict[str, str] = attempt.process_challenge(challenge, {"USERNAME": challenge["USERNAME"]})
    return answers


def new_password(idp: Any, client: AppClient, **more: str) -> Any:
    asked = password_auth(idp, client, "ivy", "Temp-0rary!")
    responses = {"USERNAME": "ivy", "NEW_PASSWORD": "Brand-new-1!", **more}
    return idp.respond_to_auth_challenge(
        ClientId=client.id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=asked["Session"],
        ChallengeResponses=responses,
    )


def test_another_address_given_with_the_new_password_is_unverified(anonymous_idp: Any, client: AppClient) -> None:
    # checklist 68
    people.invited(client.pool)
    new_password(anonymous_idp, client, **{"userAttributes.email": "victim@example.com"})
    user = User.objects.get()
    assert (user.email, user.email_verified) == ("victim@example.com", False)


def test_where_verification_comes_first_no_address_comes_with_the_new_password(
    anonymous_idp: Any, client: AppClient
) -> None:  # checklist 68
    client.pool.settings["UserAttributeUpdateSettings"] = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    client.pool.save()
    people.invited(client.pool)
    change = {"userAttributes.email": "victim@example.com"}
    assert error_of(lambda: new_password(anonymous_idp, client, **change)) == (
        "InvalidParameterException",
        "Cannot modify an already provided email",
    )
