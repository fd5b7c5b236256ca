"""Who calls, as verbs want to know it: the user behind an access token, the pool's user that is named."""

import ipaddress
from typing import Any

from accounts import users
from accounts.crypto import argon2
from accounts.models import User
from accounts.models.auth_session import Context
from accounts.tokens import verify
from accounts.tokens.verify import VerifiedToken
from pools import app_clients, user_pools
from pools.core.errors import InvalidParameterException
from pools.models import AppClient, UserPool
from pools.wire.call import Call

_SECRETS = frozenset(
    {
        "Password",
        "ProposedPassword",
        "PASSWORD",
        "NEW_PASSWORD",
        "SRP_A",
        "PASSWORD_CLAIM_SIGNATURE",
        "TemporaryPassword",
    }
)


def refuse_when_full(call: Call) -> None:
    """Turn away a call that has something to hash while too many of them wait, before it costs a query (checklist 33).

    Raises:
        TooManyRequestsException: come back later.
    """
    given = {*call.input, *(call.input.get("AuthParameters") or {}), *(call.input.get("ChallengeResponses") or {})}
    if not _SECRETS.isdisjoint(given):
        argon2.refuse_when_full()


def bearer(call: Call) -> VerifiedToken:
    """The user whose AccessToken the call carries."""
    return verify.access_token(call.input["AccessToken"])


def pool(call: Call) -> UserPool:
    """The pool that a signed call names, in the region it is signed for."""
    return user_pools.get(call.input["UserPoolId"], region=call.region)


def user(call: Call) -> User:
    """The user that a signed call names."""
    return users.get(pool(call), call.input["Username"])


def client(call: Call) -> AppClient:
    """The app client that an unsigned call names, with its pool."""
    return app_clients.find(call.input["ClientId"])


def context(call: Call, client: AppClient | None = None, *, admin: bool = False) -> Context:
    """Where the call comes from: an application's server may say for whom it calls.

    Args:
        call: signed, or by an app client.
        client: that client; its word counts only if EnablePropagateAdditionalUserContextData is on.
        admin: whether the call is signed, so that its ContextData is believed.

    Raises:
        InvalidParameterException: the address is none.
    """
    said = _said(call, client, admin=admin)
    named = bool(said.get("IpAddress"))
    return Context(
        ip=_address(said["IpAddress"]) if named else call.actor.ip,
        user_agent=_user_agent(said) or call.actor.user_agent,
        client_metadata=call.input.get("ClientMetadata"),
        admin=admin,
        by_server=not named and (admin or (client is not None and client.has_secret)),
    )


def _said(call: Call, client: AppClient | None, *, admin: bool) -> dict[str, Any]:
    if admin:
        return call.input.get("ContextData") or {}
    believed = client is not None and client.propagates_context
    return (call.input.get("UserContextData") if believed else None) or {}


def _address(text: str) -> str:
    try:
        # A zone (`%eth0`) means something on one machine only.
        return str(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        raise InvalidParameterException("Invalid IpAddress in the context data.") from None


def _user_agent(said: dict[str, Any]) -> str:
    """Of the person's browser, among the headers that it sent to the application's server."""
    headers = said.get("HttpHeaders") or []
    named = (header.get("headerValue") for header in headers if header.get("headerName", "").lower() == "user-agent")
    return next(named, None) or ""
