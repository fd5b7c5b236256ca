"""Second factors, choices and sign-in after sign-up through amazon-cognito-identity-js, aws-amplify and pycognito."""

from __future__ import annotations

import json
import threading
from base64 import b32decode
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from botocore import UNSIGNED
from botocore.config import Config
from pycognito import Cognito
from pycognito.exceptions import SoftwareTokenMFAChallengeException

from accounts.crypto import totp
from accounts.models import User
from pools import mfa_configuration
from pools.core import clock
from pools.models import AppClient, UserPool
from tests.support import builders, node, people

SOFTWARE_TOKEN: dict[str, Any] = {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": True}}
SRP = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
CHOICE: dict[str, Any] = {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}}


@pytest.fixture
def pool(base_url: str) -> UserPool:
    """Everybody in it needs an authenticator app; alice has none yet."""
    made = builders.pool("strict")
    people.confirmed(made, "alice")
    mfa_configuration.replace(made, settings=SOFTWARE_TOKEN)
    return made


@pytest.fixture
def app(pool: UserPool) -> AppClient:
    return builders.client(pool, ExplicitAuthFlows=SRP)


@pytest.fixture
def choosing(base_url: str) -> AppClient:
    """Of a pool whose users choose how to sign in; alice is in it."""
    made = builders.pool("choosing", AutoVerifiedAttributes=["email"], **CHOICE)
    people.confirmed(made, "alice")
    return builders.client(
        made, ExplicitAuthFlows=["ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    )


@pytest.fixture
def code_address() -> Iterator[str]:
    """Where a script reads the last code that was sent to new@example.com, as its user would in the mail."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _LastCode)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class _LastCode(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = people.last_code("new@example.com").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Nothing."""


def amplify(story: str, base_url: str, app: AppClient, **more: str | None) -> dict[str, Any]:
    given = {"endpoint": base_url, "poolId": app.pool_id, "clientId": app.id, "username": "alice", **more}
    return node.run("amplify.js", story, json.dumps({"password": people.PASSWORD, **given}))


@pytest.mark.node
def test_amplify_signs_in_by_srp_and_refreshes(base_url: str, choosing: AppClient) -> None:
    assert amplify("srp", base_url, choosing) == {"step": "DONE", "username": "alice", "refreshed": True}


@pytest.mark.node
def test_amplify_is_refused_with_cognitos_error(base_url: str, choosing: AppClient) -> None:
    said = amplify("refused", base_url, choosing, password="Wrong-1234!")
    assert said == {"failed": "NotAuthorizedException", "message": "Incorrect username or password."}


@pytest.mark.node
def test_amplify_sets_an_authenticator_app_up_and_signs_in_with_it(base_url: str, app: AppClient) -> None:
    assert amplify("totp", base_url, app) == {
        "steps": ["CONTINUE_SIGN_IN_WITH_TOTP_SETUP", "DONE", "CONFIRM_SIGN_IN_WITH_TOTP_CODE", "DONE"],
        "refreshed": True,
        "preference": {"enabled": ["TOTP"]},
    }


@pytest.mark.node
def test_amplify_chooses_how_to_sign_in(base_url: str, choosing: AppClient) -> None:
    said = amplify("choice", base_url, choosing)
    assert said["steps"] == ["CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION", "CONFIRM_SIGN_IN_WITH_PASSWORD", "DONE"]
    assert set(said["offered"]) == {"PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"}


@pytest.mark.node
def test_amplify_is_signed_in_after_signing_up(base_url: str, choosing: AppClient, code_address: str) -> None:
    said = amplify("autoSignIn", base_url, choosing, username="new", email="new@example.com", codeAddress=code_address)
    assert said == {"asked": "CONFIRM_SIGN_UP", "confirmed": "COMPLETE_AUTO_SIGN_IN", "step": "DONE"}


@pytest.mark.node
def test_amplify_signs_up_without_a_password(base_url: str, choosing: AppClient, code_address: str) -> None:
    more = {"username": "new", "email": "new@example.com", "codeAddress": code_address}
    said = amplify("autoSignIn", base_url, choosing, **more, password=None)
    assert said == {"asked": "CONFIRM_SIGN_UP", "confirmed": "COMPLETE_AUTO_SIGN_IN", "step": "DONE"}
    assert User.objects.get(username="new").has_password is False


@pytest.mark.node
def test_amplify_signs_in_by_a_code(base_url: str, choosing: AppClient, code_address: str) -> None:
    people.confirmed(choosing.pool, "new")
    assert amplify("code", base_url, choosing, username="new", codeAddress=code_address) == {
        "steps": ["CONFIRM_SIGN_IN_WITH_EMAIL_CODE", "DONE"],
        "username": "new",
        "refreshed": True,
    }


@pytest.mark.node
def test_identity_js_sets_an_authenticator_app_up_and_signs_in_with_it(base_url: str, app: AppClient) -> None:
    said = node.run("totp_story.js", base_url, app.pool_id, app.id, "alice", people.PASSWORD)
    assert said == {
        "asked": [{"MFA_SETUP": ["SOFTWARE_TOKEN_MFA"]}, {"SOFTWARE_TOKEN_MFA": "my telephone"}],
        "renewed": True,
    }


def test_pycognito_sets_an_authenticator_app_up_and_signs_in_with_it(
    base_url: str, pool: UserPool, app: AppClient
) -> None:
    mfa_configuration.replace(pool, settings={**SOFTWARE_TOKEN, "MfaConfiguration": "OPTIONAL"})
    alice = _pycognito(base_url, app)
    alice.authenticate(password=people.PASSWORD)
    secret = alice.associate_software_token()
    seed = b32decode(secret + "=" * (-len(secret) % 8))
    verified = alice.verify_software_token(totp.code(seed, at=clock.now()), device_name="my telephone")
    alice.set_user_mfa_preference(sms_mfa=False, software_token_mfa=True, preferred="SOFTWARE_TOKEN")
    again = _pycognito(base_url, app)
    with pytest.raises(SoftwareTokenMFAChallengeException):
        again.authenticate(password=people.PASSWORD)
    again.respond_to_software_token_mfa_challenge(totp.code(seed, at=clock.now() + timedelta(seconds=30)))
    again.renew_access_token()
    assert (verified, again.get_user().email) == (True, "alice@example.com")


def _pycognito(base_url: str, app: AppClient) -> Cognito:
    return Cognito(
        app.pool_id,
        app.id,
        user_pool_region="us-east-1",
        username="alice",
        boto3_client_kwargs={"endpoint_url": base_url, "config": Config(signature_version=UNSIGNED)},
    )
