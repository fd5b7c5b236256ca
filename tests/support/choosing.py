"""Sign-in by choice through boto3: pools that allow it, and USER_AUTH step by step."""

from __future__ import annotations

from typing import Any

from pycognito.aws_srp import AWSSRP

from pools.models import AppClient, UserPool
from tests.support import builders, people

FACTORS = ["PASSWORD", "EMAIL_OTP", "SMS_OTP"]
FLOWS = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


def pool(name: str = "choosers", *, factors: list[str] = FACTORS, **settings: Any) -> UserPool:
    """A pool with these AllowedFirstAuthFactors that verifies e-mail addresses."""
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": factors}}
    return builders.pool(name, **{"AutoVerifiedAttributes": ["email"], "Policies": policies, **settings})


def client(pool: UserPool, name: str = "chooser", **settings: Any) -> AppClient:
    """A client that may sign in by choice, by password and by SRP."""
    return builders.client(pool, name, **{"ExplicitAuthFlows": FLOWS, **settings})


def begin(idp: Any, client: AppClient, username: str = "alice", *, session: str = "", **parameters: str) -> Any:
    """InitiateAuth USER_AUTH."""
    more = {"Session": session} if session else {}
    return idp.initiate_auth(
        ClientId=client.id, AuthFlow="USER_AUTH", AuthParameters={"USERNAME": username, **parameters}, **more
    )


def answer(idp: Any, client: AppClient, challenge: str, session: str, username: str = "alice", **responses: str) -> Any:
    """RespondToAuthChallenge."""
    return idp.respond_to_auth_challenge(
        ClientId=client.id,
        ChallengeName=challenge,
        Session=session,
        ChallengeResponses={"USERNAME": username, **responses},
    )


def srp(client: AppClient, username: str = "alice", password: str = people.PASSWORD) -> AWSSRP:
    """The client's half of SRP, by pycognito."""
    return AWSSRP(username=username, password=password, pool_id=client.pool.id, client_id=client.id, client=object())


def srp_a(attempt: AWSSRP) -> str:
    return str(attempt.get_auth_params()["SRP_A"])


def prove(idp: Any, client: AppClient, attempt: AWSSRP, asked: Any, **change: str) -> Any:
    """Answer PASSWORD_VERIFIER."""
    responses = attempt.process_challenge(asked["ChallengeParameters"], {"USERNAME": attempt.username})
    return answer(idp, client, "PASSWORD_VERIFIER", asked["Session"], **{**_named(responses), **change})


def _named(responses: dict[str, str]) -> dict[str, str]:
    return {("username" if name == "USERNAME" else name): value for name, value in responses.items()}
