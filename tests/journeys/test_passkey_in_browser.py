"""Passkeys in Chromium: made and used by its virtual authenticator on an application's own page, over the real API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from playwright.sync_api import Error, Page

from accounts.crypto import jwt
from accounts.models import Passkey, User
from console.models import AccessKey
from pools.models import AppClient, UserPool
from tests.support import passkey_browser, people, refusal
from tests.support.passkey_browser import PasskeyBrowser

pytestmark = pytest.mark.browser

FLOWS = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
ALLOWED = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}


@pytest.fixture
def idp(base_url: str, access_key: AccessKey) -> Any:
    """Signed, over a real socket."""
    return boto3.client(
        "cognito-idp",
        endpoint_url=base_url,
        region_name="us-east-1",
        aws_access_key_id=access_key.access_key_id,
        aws_secret_access_key=bytes(access_key.secret).decode(),
    )


@pytest.fixture
def public(base_url: str) -> Any:
    """Unsigned, over a real socket."""
    return boto3.client(
        "cognito-idp", endpoint_url=base_url, region_name="us-east-1", config=Config(signature_version=UNSIGNED)
    )


@pytest.fixture
def pool(idp: Any) -> UserPool:
    """Of passkeys for localhost."""
    made = idp.create_user_pool(PoolName="journey", Policies=ALLOWED)["UserPool"]
    configure(idp, made["Id"])
    return UserPool.objects.get(pk=made["Id"])


@pytest.fixture
def client(idp: Any, pool: UserPool) -> AppClient:
    made = idp.create_user_pool_client(UserPoolId=pool.id, ClientName="web", ExplicitAuthFlows=FLOWS)
    return AppClient.objects.get(pk=made["UserPoolClient"]["ClientId"])


@pytest.fixture
def alice(pool: UserPool) -> User:
    return people.confirmed(pool)


@pytest.fixture
def person(page: Page) -> Iterator[PasskeyBrowser]:
    with passkey_browser.opened(page) as opened:
        opened.plug_in()
        yield opened


def configure(idp: Any, pool_id: str, *, mfa: dict[str, Any] | None = None, **passkeys: str) -> None:
    configuration = {"RelyingPartyId": passkey_browser.RP_ID, **passkeys}
    idp.set_user_pool_mfa_config(UserPoolId=pool_id, WebAuthnConfiguration=configuration, **mfa or {})


def token(public: Any, client: AppClient) -> str:
    """Alice's access token, by password."""
    parameters = {"USERNAME": "alice", "PASSWORD": people.PASSWORD}
    answer = public.initiate_auth(ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    return str(answer["AuthenticationResult"]["AccessToken"])


def register(public: Any, access_token: str, person: PasskeyBrowser) -> None:
    options = public.start_web_authn_registration(AccessToken=access_token)["CredentialCreationOptions"]
    public.complete_web_authn_registration(AccessToken=access_token, Credential=person.create(options))


def begin(public: Any, client: AppClient) -> Any:
    parameters = {"USERNAME": "alice", "PREFERRED_CHALLENGE": "WEB_AUTHN"}
    return public.initiate_auth(ClientId=client.id, AuthFlow="USER_AUTH", AuthParameters=parameters)


def sign_in(public: Any, client: AppClient, person: PasskeyBrowser) -> Any:
    asked = begin(public, client)
    credential = person.get(asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])
    return respond(public, client, asked, credential)


def respond(public: Any, client: AppClient, asked: Any, credential: str) -> Any:
    return public.respond_to_auth_challenge(
        ClientId=client.id,
        ChallengeName="WEB_AUTHN",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": "alice", "CREDENTIAL": credential},
    )


@pytest.mark.parametrize(
    ("transport", "attachment", "method"), [("internal", "platform", "swk"), ("usb", "cross-platform", "hwk")]
)
def test_a_passkey_is_made_and_signs_in(
    public: Any,
    client: AppClient,
    alice: User,
    person: PasskeyBrowser,
    transport: str,
    attachment: str,
    method: str,
) -> None:
    person.plug_in(transport=transport)
    register(public, token(public, client), person)
    signed_in = sign_in(public, client, person)["AuthenticationResult"]
    again = sign_in(public, client, person)["AuthenticationResult"]
    [listed] = public.list_web_authn_credentials(AccessToken=signed_in["AccessToken"])["Credentials"]
    claims = jwt.parse(again["AccessToken"]).claims
    assert (listed["AuthenticatorAttachment"], listed["AuthenticatorTransports"]) == (attachment, [transport])
    assert (listed["RelyingPartyId"], claims["username"]) == ("localhost", "alice")
    assert claims["amr"] == [method]
    assert Passkey.objects.get().sign_count == 3


def test_a_passkey_is_chosen_among_the_ways_to_sign_in(
    public: Any, client: AppClient, alice: User, person: PasskeyBrowser
) -> None:
    register(public, token(public, client), person)
    parameters = {"USERNAME": "alice"}
    offered = public.initiate_auth(ClientId=client.id, AuthFlow="USER_AUTH", AuthParameters=parameters)
    asked = public.respond_to_auth_challenge(
        ClientId=client.id,
        ChallengeName="SELECT_CHALLENGE",
        Session=offered["Session"],
        ChallengeResponses={"USERNAME": "alice", "ANSWER": "WEB_AUTHN"},
    )
    credential = person.get(asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])
    assert offered["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP", "WEB_AUTHN"]
    assert respond(public, client, asked, credential)["AuthenticationResult"]["TokenType"] == "Bearer"


def test_one_authenticator_holds_one_passkey_of_a_user(
    public: Any, client: AppClient, alice: User, person: PasskeyBrowser
) -> None:
    access_token = token(public, client)
    register(public, access_token, person)
    with pytest.raises(Error, match="InvalidStateError"):
        register(public, access_token, person)


def test_a_copy_of_a_passkey_is_found_out(public: Any, client: AppClient, alice: User, person: PasskeyBrowser) -> None:
    # checklist 46
    register(public, token(public, client), person)
    sign_in(public, client, person)
    person.turn_back()
    assert refusal.of(lambda: sign_in(public, client, person))[0] == "NotAuthorizedException"


def test_an_answer_of_the_browser_is_good_once(
    public: Any, client: AppClient, alice: User, person: PasskeyBrowser
) -> None:
    # checklist 46
    register(public, token(public, client), person)
    asked = begin(public, client)
    credential = person.get(asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])
    respond(public, client, asked, credential)
    assert refusal.of(lambda: respond(public, client, asked, credential))[0] == "NotAuthorizedException"
    assert refusal.of(lambda: respond(public, client, begin(public, client), credential))[0] == "NotAuthorizedException"


def test_a_passkey_made_for_another_relying_party_is_of_no_use(
    idp: Any, public: Any, client: AppClient, alice: User, person: PasskeyBrowser
) -> None:
    register(public, token(public, client), person)
    configure(idp, client.pool_id, RelyingPartyId="example.org")
    assert begin(public, client)["ChallengeName"] == "SELECT_CHALLENGE"


def test_without_user_verification_the_answer_does_where_it_is_preferred_only(
    idp: Any, public: Any, client: AppClient, alice: User, person: PasskeyBrowser
) -> None:
    # checklist 46
    person.plug_in(verifies=False)
    configure(idp, client.pool_id, UserVerification="preferred")
    register(public, token(public, client), person)
    assert sign_in(public, client, person)["AuthenticationResult"]
    configure(idp, client.pool_id, UserVerification="required")
    with pytest.raises(Error, match="NotAllowedError"):
        sign_in(public, client, person)


def test_a_passkey_is_two_factors_where_the_pool_says_so(
    idp: Any, public: Any, client: AppClient, alice: User, person: PasskeyBrowser
) -> None:
    register(public, token(public, client), person)
    both = {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": True}}
    configure(idp, client.pool_id, mfa=both, FactorConfiguration="MULTI_FACTOR_WITH_USER_VERIFICATION")
    assert sign_in(public, client, person)["AuthenticationResult"]["TokenType"] == "Bearer"


def test_a_deleted_passkey_no_longer_signs_in(
    public: Any, client: AppClient, alice: User, person: PasskeyBrowser
) -> None:
    access_token = token(public, client)
    register(public, access_token, person)
    [listed] = public.list_web_authn_credentials(AccessToken=access_token)["Credentials"]
    asked = begin(public, client)
    credential = person.get(asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])
    public.delete_web_authn_credential(AccessToken=access_token, CredentialId=listed["CredentialId"])
    assert refusal.of(lambda: respond(public, client, asked, credential))[0] == "NotAuthorizedException"
