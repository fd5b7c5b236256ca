"""Who calls, as verbs want to know it: the user behind an access token, the pool's user that is named."""

from accounts import users
from accounts.models import User
from accounts.models.auth_session import Context
from accounts.tokens import verify
from accounts.tokens.verify import VerifiedToken
from pools import app_clients, user_pools
from pools.models import AppClient, UserPool
from pools.wire.call import Call


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


def context(call: Call, *, admin: bool = False) -> Context:
    """Where the call comes from."""
    return Context(
        ip=call.actor.ip,
        user_agent=call.actor.user_agent,
        client_metadata=call.input.get("ClientMetadata"),
        admin=admin,
    )
