"""Operations that sign in: InitiateAuth, RespondToAuthChallenge and their administrators' forms."""

from dataclasses import replace
from typing import Any

from accounts import client_proof
from accounts.api import caller
from accounts.models import User
from accounts.models.auth_session import Context, Earlier
from accounts.shapes import auth as shapes
from accounts.signin import engine
from accounts.signin.outcome import Challenge, Outcome
from accounts.tokens import issue, refresh, verify
from pools import app_clients
from pools.core.errors import InvalidParameterException, NotAuthorizedException, RefreshTokenReuseException
from pools.models import AppClient
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation

_REFRESH_FLOWS = ("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN")


@user_pool_operation
def initiate_auth(call: Call) -> dict[str, Any]:
    caller.refuse_when_full(call)
    client = caller.client(call)
    return _initiate(call, client, caller.context(call, client))


@user_pool_operation
def admin_initiate_auth(call: Call) -> dict[str, Any]:
    caller.refuse_when_full(call)
    client = app_clients.get(caller.pool(call), call.input["ClientId"])
    return _initiate(call, client, caller.context(call, client, admin=True))


@user_pool_operation
def respond_to_auth_challenge(call: Call) -> dict[str, Any]:
    caller.refuse_when_full(call)
    client = caller.client(call)
    return _respond(call, client, caller.context(call, client))


@user_pool_operation
def admin_respond_to_auth_challenge(call: Call) -> dict[str, Any]:
    caller.refuse_when_full(call)
    client = app_clients.get(caller.pool(call), call.input["ClientId"])
    return _respond(call, client, caller.context(call, client, admin=True))


def _initiate(call: Call, client: AppClient, context: Context) -> dict[str, Any]:
    parameters = call.input.get("AuthParameters") or {}
    if call.input["AuthFlow"] in _REFRESH_FLOWS:
        return _refresh(client, parameters, context)
    outcome = engine.begin(
        client,
        flow=call.input["AuthFlow"],
        parameters=parameters,
        context=replace(context, earlier=_earlier(call, client, parameters)),
        session=call.input.get("Session"),
    )
    return _answer(outcome)


def _earlier(call: Call, client: AppClient, parameters: dict[str, str]) -> Earlier | None:
    """The sign-in that USER_AUTH is to step up, by its access token."""
    token = parameters.get("ACCESS_TOKEN")
    if call.input["AuthFlow"] != "USER_AUTH" or not token:
        return None
    verified = verify.access_token(token, pool=client.pool)
    # A token that was exchanged is another's to use: who acts for a user does not become that user.
    if {verified.session.client_id, verified.client.id} != {client.id} or "act" in verified.claims:
        raise NotAuthorizedException("Invalid Access Token")
    found = verified.session
    return Earlier(found.pk, found.user_id, tuple(found.proved), found.auth_time)


def _respond(call: Call, client: AppClient, context: Context) -> dict[str, Any]:
    outcome = engine.answer(
        client,
        challenge=call.input["ChallengeName"],
        session=call.input.get("Session"),
        responses=call.input.get("ChallengeResponses") or {},
        context=context,
    )
    return _answer(outcome)


def _answer(outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, Challenge):
        return shapes.challenge(outcome)
    return shapes.authentication_result(issue.for_sign_in(outcome))


def _refresh(client: AppClient, parameters: dict[str, str], context: Context) -> dict[str, Any]:
    if "ALLOW_REFRESH_TOKEN_AUTH" not in client.flows:
        raise InvalidParameterException("Auth flow not enabled for this client")  # AWS: unverified
    token = parameters.get("REFRESH_TOKEN")
    if not token:
        raise InvalidParameterException("Missing required parameter REFRESH_TOKEN")
    # AWS: no USERNAME is sent with a refresh, so the hash is over the name that the token is about.
    user = _owner(client, token)
    names = [user.username, user.sub, user.email, user.phone_number, user.preferred_username] if user else []
    client_proof.check_names(client, parameters.get("SECRET_HASH"), usernames=[name for name in names if name])
    device_key = parameters.get("DEVICE_KEY", "")
    try:
        tokens = refresh.refresh(client, token=token, device_key=device_key, context=context)
    except RefreshTokenReuseException as error:
        # AWS: this operation declares no RefreshTokenReuseException; the client rotated its tokens in former times.
        raise NotAuthorizedException(error.message) from None
    return shapes.authentication_result(tokens)


def _owner(client: AppClient, token: str) -> User | None:
    if not client.has_secret:
        return None
    row = refresh.find(token)
    return row.session.user if row else None
