"""A flow that is taken from a client while somebody signs in by it ends there; given back, it goes on (checklist 22)."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User, UserSession
from pools import app_clients
from pools.models import AppClient
from tests.accounts.api.test_auth import error_of, password_auth, srp, start_srp
from tests.support import people

pytestmark = pytest.mark.django_db

ONLY_REFRESHING = {"ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"]}


def test_a_proof_comes_too_late(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    # checklist 22
    attempt = srp(anonymous_idp, client)
    asked = start_srp(anonymous_idp, client, attempt)
    answers = attempt.process_challenge(asked["ChallengeParameters"], {"USERNAME": "alice"})
    before = client.settings
    app_clients.update(client, settings=ONLY_REFRESHING)
    given = {"ClientId": client.id, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": answers}
    assert error_of(lambda: anonymous_idp.respond_to_auth_challenge(**given)) == (
        "InvalidParameterException",
        "USER_SRP_AUTH is not enabled for the client.",
    )
    assert not UserSession.objects.exists()
    app_clients.update(client, settings=before)
    assert "AuthenticationResult" in anonymous_idp.respond_to_auth_challenge(**given)


def test_a_new_password_comes_too_late(anonymous_idp: Any, client: AppClient) -> None:
    # checklist 22
    people.invited(client.pool, "ivy")
    asked = password_auth(anonymous_idp, client, "ivy", "Temp-0rary!")
    app_clients.update(client, settings=ONLY_REFRESHING)
    refused = error_of(
        lambda: anonymous_idp.respond_to_auth_challenge(
            ClientId=client.id,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=asked["Session"],
            ChallengeResponses={"USERNAME": "ivy", "NEW_PASSWORD": people.PASSWORD},
        )
    )
    assert refused == ("InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client")
    assert User.objects.get().status == "FORCE_CHANGE_PASSWORD"


def test_a_refresh_obeys_the_client_as_it_is_now(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    # checklist 22
    token = password_auth(anonymous_idp, client)["AuthenticationResult"]["RefreshToken"]
    app_clients.update(client, settings={"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]})
    parameters = {"REFRESH_TOKEN": token}
    refused = error_of(
        lambda: anonymous_idp.initiate_auth(
            ClientId=client.id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=parameters
        )
    )
    assert refused == ("InvalidParameterException", "Auth flow not enabled for this client")
