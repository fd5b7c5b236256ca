"""The one gate: whoever may not come in is refused on every path there is (checklist 60).

The paths are read from the registries of flows, challenges and operations: a new one fails here until it is listed.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from accounts import users
from accounts.models import AuthSession, Device, User
from accounts.models.user import UserStatus
from accounts.signin import store
from accounts.signin.challenges import CHALLENGES
from accounts.signin.flows import FLOWS
from pools.core import clock
from pools.models import AppClient, UserPool
from pools.wire import model, registry
from tests.support import builders, choosing, oauth, people, refusal, riddles
from tests.support.scripted_triggers import ScriptedTriggers

pytestmark = pytest.mark.django_db

EVERY_FLOW = [
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
    "ALLOW_USER_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
]
GATE = {
    "NotAuthorizedException",
    "PasswordResetRequiredException",
    "UserNotConfirmedException",
    "UserNotFoundException",
}
DEVICE_KEY = f"us-east-1_{uuid.UUID(int=7)}"
PROOF = {"PASSWORD_CLAIM_SIGNATURE": "x", "PASSWORD_CLAIM_SECRET_BLOCK": "eA==", "TIMESTAMP": "x"}


def disabled(user: User) -> None:
    User.objects.filter(pk=user.pk).update(enabled=False)


def unconfirmed(user: User) -> None:
    User.objects.filter(pk=user.pk).update(status=UserStatus.UNCONFIRMED)


def reset_required(user: User) -> None:
    User.objects.filter(pk=user.pk).update(status=UserStatus.RESET_REQUIRED)


STATES: dict[str, Callable[[User], None]] = {
    "disabled": disabled,
    "unconfirmed": unconfirmed,
    "deleted": users.delete,
    "reset required": reset_required,
}


@dataclass(frozen=True)
class Scene:
    """alice, through a client that may do everything, and what she had before she was shut out."""

    idp: Any
    alice: User
    client: AppClient
    access_token: str
    refresh_token: str


@pytest.fixture
def pool(functions: ScriptedTriggers, db: None) -> UserPool:
    made = choosing.pool("gated", DeviceConfiguration={"ChallengeRequiredOnNewDevice": True})
    riddles.attach(made, functions)
    return made


@pytest.fixture
def scene(cognito_idp: Any, pool: UserPool) -> Scene:
    alice = people.confirmed(pool, "alice")
    client = builders.client(pool, "everything", ExplicitAuthFlows=EVERY_FLOW, **oauth.SETTINGS)
    client.settings["PreventUserExistenceErrors"] = "LEGACY"
    client.save()
    given = {"USERNAME": "alice", "PASSWORD": people.PASSWORD}
    tokens = cognito_idp.admin_initiate_auth(
        UserPoolId=pool.id, ClientId=client.id, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=given
    )["AuthenticationResult"]
    now = clock.now()
    Device.objects.create(
        pool=pool,
        user=alice,
        key=DEVICE_KEY,
        group_key="-group",
        srp_salt=b"s" * 16,
        srp_verifier=b"\x07" * 384,
        created_at=now,
        updated_at=now,
        confirmed_at=now,
        last_authenticated_at=now,
    )
    return Scene(cognito_idp, alice, client, tokens["AccessToken"], tokens["RefreshToken"])


FLOW_PARAMETERS: dict[str, dict[str, str]] = {
    "USER_SRP_AUTH": {"SRP_A": "2b67"},
    "USER_PASSWORD_AUTH": {"PASSWORD": people.PASSWORD},
    "CUSTOM_AUTH": {},
    "USER_AUTH": {"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": people.PASSWORD},
    "ADMIN_USER_PASSWORD_AUTH": {"PASSWORD": people.PASSWORD},
    "ADMIN_NO_SRP_AUTH": {"PASSWORD": people.PASSWORD},
}

ANSWERS: dict[str, dict[str, str]] = {
    "PASSWORD_VERIFIER": PROOF,
    "NEW_PASSWORD_REQUIRED": {"NEW_PASSWORD": people.PASSWORD},
    "CUSTOM_CHALLENGE": {"ANSWER": riddles.ANSWER},
    "SOFTWARE_TOKEN_MFA": {"SOFTWARE_TOKEN_MFA_CODE": "123456"},
    "SELECT_MFA_TYPE": {"ANSWER": "SOFTWARE_TOKEN_MFA"},
    "MFA_SETUP": {},
    "SMS_MFA": {"SMS_MFA_CODE": "123456"},
    "PASSWORD": {"PASSWORD": people.PASSWORD},
    "PASSWORD_SRP": {"SRP_A": "2b67"},
    "DEVICE_SRP_AUTH": {"DEVICE_KEY": DEVICE_KEY, "SRP_A": "2b67"},
    "DEVICE_PASSWORD_VERIFIER": {"DEVICE_KEY": DEVICE_KEY, **PROOF},
    "WEB_AUTHN": {"CREDENTIAL": "{}"},
    "EMAIL_OTP": {"EMAIL_OTP_CODE": "12345678"},
    "SMS_OTP": {"SMS_OTP_CODE": "12345678"},
    "SELECT_CHALLENGE": {"ANSWER": "EMAIL_OTP"},
}
LETS_UNCONFIRMED_IN = {name for name, kind in CHALLENGES.items() if kind.unconfirmed}
"""A code proves the address that such a user has yet to prove."""

OWN_OPERATIONS: dict[str, dict[str, Any]] = {
    "AssociateSoftwareToken": {},
    "ChangePassword": {"PreviousPassword": people.PASSWORD, "ProposedPassword": "Another-1234!"},
    "CompleteWebAuthnRegistration": {"Credential": {}},
    "ConfirmDevice": {"DeviceKey": DEVICE_KEY},
    "DeleteUser": {},
    "DeleteUserAttributes": {"UserAttributeNames": ["name"]},
    "DeleteWebAuthnCredential": {"CredentialId": "x"},
    "ForgetDevice": {"DeviceKey": DEVICE_KEY},
    "GetDevice": {"DeviceKey": DEVICE_KEY},
    "GetUser": {},
    "GetUserAttributeVerificationCode": {"AttributeName": "email"},
    "GetUserAuthFactors": {},
    "GlobalSignOut": {},
    "ListDevices": {},
    "ListUserSessions": {},
    "ListWebAuthnCredentials": {},
    "RevokeUserSession": {"SessionId": "tkn" + "0" * 25},
    "SetUserMFAPreference": {},
    "SetUserSettings": {"MFAOptions": []},
    "StartWebAuthnRegistration": {},
    "UpdateDeviceStatus": {"DeviceKey": DEVICE_KEY},
    "UpdateUserAttributes": {"UserAttributes": [{"Name": "name", "Value": "Alice"}]},
    "VerifySoftwareToken": {"UserCode": "123456"},
    "VerifyUserAttribute": {"AttributeName": "email", "Code": "123456"},
}


def by_access_token() -> set[str]:
    """The answered operations that take an access token."""
    service = model.service("cognito-idp")
    answered = [each for each in service.operations.values() if registry.lookup(each) and each.input_shape]
    return {each.name for each in answered if "AccessToken" in service.shapes[str(each.input_shape)]["members"]}


def test_every_flow_challenge_and_operation_is_on_the_list() -> None:
    assert set(FLOW_PARAMETERS) == set(FLOWS)
    assert set(ANSWERS) == set(CHALLENGES)
    assert set(OWN_OPERATIONS) == by_access_token()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("flow", FLOW_PARAMETERS)
def test_no_flow_begins(scene: Scene, flow: str, state: str) -> None:  # checklist 60
    STATES[state](scene.alice)
    call = {
        "UserPoolId": scene.client.pool_id,
        "ClientId": scene.client.id,
        "AuthFlow": flow,
        "AuthParameters": {"USERNAME": "alice", **FLOW_PARAMETERS[flow]},
    }
    assert refusal.of(lambda: scene.idp.admin_initiate_auth(**call))[0] in GATE


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("challenge", sorted(set(ANSWERS) - LETS_UNCONFIRMED_IN))
def test_no_challenge_is_passed(scene: Scene, challenge: str, state: str) -> None:  # checklist 60
    _refused_answer(scene, challenge, state)


@pytest.mark.parametrize("state", [state for state in STATES if state != "unconfirmed"])
@pytest.mark.parametrize("challenge", sorted(LETS_UNCONFIRMED_IN))
def test_no_challenge_that_confirms_is_passed(scene: Scene, challenge: str, state: str) -> None:  # checklist 60
    _refused_answer(scene, challenge, state)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("operation", sorted(OWN_OPERATIONS))
def test_no_operation_takes_the_access_token(scene: Scene, operation: str, state: str) -> None:  # checklist 60
    STATES[state](scene.alice)
    call = getattr(scene.idp, model.service("cognito-idp").operations[operation].function_name)
    given = {"AccessToken": scene.access_token, **OWN_OPERATIONS[operation]}
    assert refusal.of(lambda: call(**given))[0] in GATE


@pytest.mark.parametrize("state", STATES)
def test_no_token_is_renewed(scene: Scene, state: str) -> None:  # checklist 60
    STATES[state](scene.alice)
    given = {"ClientId": scene.client.id, "RefreshToken": scene.refresh_token}
    flow = {"ClientId": scene.client.id, "AuthFlow": "REFRESH_TOKEN_AUTH"}
    parameters = {"REFRESH_TOKEN": scene.refresh_token}
    assert refusal.of(lambda: scene.idp.get_tokens_from_refresh_token(**given))[0] in GATE
    assert refusal.of(lambda: scene.idp.initiate_auth(**flow, AuthParameters=parameters))[0] in GATE


@pytest.mark.parametrize("state", STATES)
def test_no_token_is_exchanged(scene: Scene, state: str) -> None:  # checklist 60
    STATES[state](scene.alice)
    given = {"ClientId": scene.client.id, "SubjectToken": scene.access_token, "SubjectTokenType": "ACCESS_TOKEN"}
    assert refusal.of(lambda: scene.idp.get_derived_token(**given))[0] in GATE


@pytest.mark.parametrize("state", STATES)
def test_no_code_is_redeemed_and_no_browser_is_known(scene: Scene, state: str) -> None:  # checklist 60
    web = Client(headers={"host": "localhost"})
    app = builders.client(scene.client.pool, "app", ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"], **oauth.SETTINGS)
    code = oauth.code_for(web, app, "alice", people.PASSWORD)
    STATES[state](scene.alice)
    assert oauth.redeem(web, app, code).status_code == 400
    assert "/login" in oauth.authorize(web, app).headers["Location"]


def _refused_answer(scene: Scene, challenge: str, state: str) -> None:
    string = store.new_string()
    session = AuthSession(pool=scene.client.pool, client=scene.client, user=scene.alice, typed="alice")
    session.username, session.flow, session.memory = "alice", "USER_AUTH", {"proved": ["pwd"]}
    store.keep(session, string, challenge)
    STATES[state](scene.alice)
    refused = refusal.of(
        lambda: scene.idp.respond_to_auth_challenge(
            ClientId=scene.client.id,
            ChallengeName=challenge,
            Session=string,
            ChallengeResponses={"USERNAME": "alice", **ANSWERS[challenge]},
        )
    )
    assert refused[0] in GATE
    assert refused[1] != "Incorrect username or password."
