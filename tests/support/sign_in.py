"""Signing in step by step through boto3, from the password to whatever is asked next."""

from __future__ import annotations

import json
from typing import Any

from pools.models import AppClient
from tests.support import people


def by_password(idp: Any, client: AppClient, username: str, *, password: str = people.PASSWORD) -> Any:
    """The answer to name and password."""
    parameters = {"USERNAME": username, "PASSWORD": password}
    return idp.initiate_auth(ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)


def answer(idp: Any, client: AppClient, asked: Any, username: str, **answers: str) -> Any:
    """The answer to a challenge; `asked` is the answer that asked it."""
    return idp.respond_to_auth_challenge(
        ClientId=client.id,
        ChallengeName=asked["ChallengeName"],
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": username, **answers},
    )


def listed(asked: Any, parameter: str) -> list[str]:
    """A challenge parameter that holds a JSON list."""
    names: list[str] = json.loads(asked["ChallengeParameters"][parameter])
    return names


def access_token(idp: Any, client: AppClient, username: str) -> str:
    """Of a sign-in that needs no more than the password."""
    return str(by_password(idp, client, username)["AuthenticationResult"]["AccessToken"])
