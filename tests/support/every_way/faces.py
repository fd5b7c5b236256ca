"""Who speaks for somebody who signs in: an application, an administrator's server, or the hosted pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from botocore.exceptions import ClientError

from accounts.models.auth_session import Context
from accounts.shapes import auth
from accounts.signin import engine, store
from accounts.signin.outcome import Challenge, Outcome
from pools.core.errors import CognitoError
from pools.models import AppClient
from tests.support import boto

Fixture = Callable[[str], Any]
"""pytest's `request.getfixturevalue`: most sign-ins need few of them."""
Reply = dict[str, Any]
"""What AWS answers: a challenge, or tokens."""


class Face(Protocol):
    """Refusals are boto3's ClientError."""

    @property
    def hosted(self) -> bool:
        """Whether these are the hosted pages."""

    def lasts(self, client: AppClient) -> timedelta:
        """How long an answer may take."""

    def begin(self, client: AppClient, flow: str, parameters: dict[str, str]) -> Reply:
        """Open a sign-in."""

    def answer(self, client: AppClient, challenge: str, session: str, responses: dict[str, str]) -> Reply:
        """Answer a challenge."""


@dataclass(frozen=True)
class Application:
    """It has no keys of AWS's."""

    idp: Any
    hosted: bool = False

    def lasts(self, client: AppClient) -> timedelta:
        return timedelta(minutes=client.settings["AuthSessionValidity"])

    def begin(self, client: AppClient, flow: str, parameters: dict[str, str]) -> Reply:
        reply: Reply = self.idp.initiate_auth(ClientId=client.id, AuthFlow=flow, AuthParameters=parameters)
        return reply

    def answer(self, client: AppClient, challenge: str, session: str, responses: dict[str, str]) -> Reply:
        reply: Reply = self.idp.respond_to_auth_challenge(
            ClientId=client.id, ChallengeName=challenge, Session=session, ChallengeResponses=responses
        )
        return reply


@dataclass(frozen=True)
class Administrator(Application):
    """It signs its calls."""

    def begin(self, client: AppClient, flow: str, parameters: dict[str, str]) -> Reply:
        reply: Reply = self.idp.admin_initiate_auth(
            UserPoolId=client.pool.id, ClientId=client.id, AuthFlow=flow, AuthParameters=parameters
        )
        return reply

    def answer(self, client: AppClient, challenge: str, session: str, responses: dict[str, str]) -> Reply:
        reply: Reply = self.idp.admin_respond_to_auth_challenge(
            UserPoolId=client.pool.id,
            ClientId=client.id,
            ChallengeName=challenge,
            Session=session,
            ChallengeResponses=responses,
        )
        return reply


class Pages:
    """They call the engine in the process; whoever is signed in gets a cookie there, and no tokens yet."""

    hosted = True

    def lasts(self, client: AppClient) -> timedelta:  # noqa: ARG002 - as every Face
        return timedelta(minutes=10)

    def begin(self, client: AppClient, flow: str, parameters: dict[str, str]) -> Reply:
        assert flow in store.ON_PAGES
        typed = {name.lower(): parameters[name] for name in ("USERNAME", "PASSWORD") if name in parameters}
        try:
            outcome = engine.begin_hosted(client, **typed, context=_context())
        except CognitoError as error:
            raise _refusal(error) from None
        return _reply(outcome)

    def answer(self, client: AppClient, challenge: str, session: str, responses: dict[str, str]) -> Reply:
        try:
            outcome = engine.answer(
                client, challenge=challenge, session=session, responses=responses, context=_context()
            )
        except CognitoError as error:
            raise _refusal(error) from None
        return _reply(outcome)


def application(fixture: Fixture) -> Face:
    return Application(fixture("anonymous_idp"))


def administrator(fixture: Fixture) -> Face:
    return Administrator(fixture("cognito_idp"))


def pages(fixture: Fixture) -> Face:
    return Pages()


def _context() -> Context:
    return Context(ip=boto.IP, hosted=True)


def _reply(outcome: Outcome) -> Reply:
    return auth.challenge(outcome) if isinstance(outcome, Challenge) else {"AuthenticationResult": outcome}


def _refusal(error: CognitoError) -> ClientError:
    return ClientError({"Error": {"Code": error.code, "Message": error.message}}, "a hosted page")
