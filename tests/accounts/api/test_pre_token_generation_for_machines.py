"""PreTokenGeneration version 3 about the tokens of applications for themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import error_of
from tests.support import machines, oauth
from tests.support.scripted_triggers import ScriptedTriggers, advanced_claims, throwing, unchanged
from tests.support.tokens import claims_of

pytestmark = pytest.mark.django_db

METADATA = {"tenant": "a"}


@pytest.fixture
def robot(pool: UserPool) -> AppClient:
    machines.orders_api(pool)
    return machines.robot(pool)


@pytest.fixture
def web(db: None) -> Client:
    return Client(headers={"host": "localhost"})


def test_machines_are_asked_about_in_version_three(
    anonymous_idp: Any, robot: AppClient, functions: ScriptedTriggers
) -> None:
    changes = {"claimsToAddOrOverride": {"tenant": "a", "sub": "forged"}, "scopesToSuppress": [machines.WRITE]}
    functions.attach_tokens(robot.pool, advanced_claims(accessTokenGeneration=changes), version="V3_0")
    secret = machines.secret_of(robot)
    answer = anonymous_idp.get_client_token(ClientId=robot.id, Secret=secret, ClientMetadata=METADATA)
    claims = claims_of(robot.pool, answer["ClientAuthenticationResult"]["AccessToken"])
    assert (claims["tenant"], claims["sub"], claims["scope"]) == ("a", robot.id, machines.READ)
    assert functions.events[0]["triggerSource"] == "TokenGeneration_ClientCredentials"
    assert functions.events[0]["request"]["clientMetadata"] == METADATA


def test_a_refused_machine_is_told_by_a_declared_error(
    anonymous_idp: Any, robot: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach_tokens(robot.pool, throwing("No"), version="V3_0")
    asked = {"ClientId": robot.id, "Secret": machines.secret_of(robot)}
    assert error_of(lambda: anonymous_idp.get_client_token(**asked)) == (
        "NotAuthorizedException",
        "PreTokenGeneration failed with error No.",
    )


def test_the_token_endpoint_hands_an_applications_metadata_on(
    web: Client, robot: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach_tokens(robot.pool, unchanged, version="V3_0")
    answer = _client_credentials(web, robot, json.dumps(METADATA))
    assert answer["access_token"]
    assert functions.events[0]["request"]["clientMetadata"] == METADATA


@pytest.mark.parametrize("text", ["x", "[]", '{"a":1}', "null", '{"a":'])
def test_metadata_that_is_no_object_of_texts_is_a_bad_request(
    web: Client, robot: AppClient, functions: ScriptedTriggers, text: str
) -> None:
    functions.attach_tokens(robot.pool, unchanged, version="V3_0")
    assert _client_credentials(web, robot, text)["error"] == "invalid_request"
    assert not functions.events


def _client_credentials(web: Client, robot: AppClient, metadata: str) -> dict[str, Any]:
    values: dict[str, str | None] = {
        "grant_type": "client_credentials",
        "client_id": robot.id,
        "client_secret": machines.secret_of(robot),
        "aws_client_metadata": metadata,
    }
    found: dict[str, Any] = json.loads(oauth.post_form(web, oauth.address(robot.pool, "oauth2/token"), values).content)
    return found
