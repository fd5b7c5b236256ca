"""Operations by which an application gets a token without anybody signing in: GetClientToken, GetDerivedToken."""

from typing import Any

from accounts import client_proof
from accounts.api import caller
from accounts.shapes import auth as shapes
from accounts.tokens import derive, machine
from accounts.tokens.derive import Given, Wanted
from pools import identity_providers, resource_servers
from pools.core.errors import (
    InvalidLambdaResponseException,
    InvalidParameterException,
    NotAuthorizedException,
    OperationNotEnabledException,
    PasswordResetRequiredException,
    ResourceNotFoundException,
    ScopeDoesNotExistException,
    UnexpectedLambdaException,
    UserLambdaValidationException,
    UserNotConfirmedException,
)
from pools.models import AppClient, UserPool
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation

_REFUSED = "Invalid client or secret"
_USES = {"ACCESS_TOKEN": "access", "ID_TOKEN": "id"}


@user_pool_operation
def get_client_token(call: Call) -> dict[str, Any]:
    client = caller.client(call)
    if "ALLOW_CLIENT_TOKEN_AUTH" not in client.flows:
        raise InvalidParameterException("Auth flow not enabled for this client")  # AWS: unverified
    if not client.has_secret or not client_proof.has_secret(client, call.input["Secret"]):
        raise NotAuthorizedException(_REFUSED)
    try:
        token = machine.issue(
            client, scopes=call.input.get("Scopes") or [], client_metadata=call.input.get("ClientMetadata")
        )
    except ScopeDoesNotExistException as error:
        # AWS: this operation declares no ScopeDoesNotExistException.
        raise InvalidParameterException(error.message) from None
    except (UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException) as error:
        # AWS: nor does it declare what a trigger can fail with.
        raise NotAuthorizedException(error.message) from None
    return {"ClientAuthenticationResult": shapes.client_authentication_result(token)}


@user_pool_operation
def get_derived_token(call: Call) -> dict[str, Any]:
    client = _exchanging_client(call)
    subject, actor = _given(call, client.pool, "Subject"), _actor(call, client.pool)
    wanted = Wanted(
        use=_USES[call.input.get("RequestedTokenType") or "ACCESS_TOKEN"],  # AWS: unverified default.
        scopes=tuple(call.input.get("Scopes") or ()) or None,
        audience=_audience(call, client.pool),
    )
    try:
        derived = derive.derive(client, subject=subject, actor=actor, wanted=wanted)
    except (UserNotConfirmedException, PasswordResetRequiredException) as error:
        # AWS: this operation declares neither.
        raise NotAuthorizedException(error.message) from None
    return shapes.derived_token(derived)


def _exchanging_client(call: Call) -> AppClient:
    """The client that proved itself by its secret, or that an administrator named in a signed call."""
    client = caller.client(call)
    is_signed, secret = call.actor.region is not None, call.input.get("ClientSecret")
    if is_signed and client.pool.region != call.actor.region:
        raise ResourceNotFoundException(f"User pool client {client.id} does not exist.")  # AWS: unverified
    if (secret is not None or not is_signed) and not client_proof.has_secret(client, secret):
        raise NotAuthorizedException(_REFUSED)
    if client.pool.tier == "LITE":
        raise OperationNotEnabledException("Token exchange is not available in the LITE feature plan.")
    return client


def _actor(call: Call, pool: UserPool) -> Given | None:
    if "ActorToken" in call.input:
        return _given(call, pool, "Actor")
    if "ActorTokenType" in call.input or "ActorTokenProviderName" in call.input:
        raise InvalidParameterException("ActorToken is required along with ActorTokenType.")
    return None


def _given(call: Call, pool: UserPool, party: str) -> Given:
    """The token of the subject or of the actor."""
    kind, provider = call.input.get(f"{party}TokenType"), call.input.get(f"{party}TokenProviderName")
    if kind is None:
        raise InvalidParameterException(f"{party}TokenType is required along with {party}Token.")
    if provider:
        identity_providers.get(pool, provider)
        raise OperationNotEnabledException("Tokens of third-party identity providers can not be exchanged.")
    if kind == "SAML2":
        raise InvalidParameterException(f"{party}TokenProviderName is required for a SAML assertion.")
    return Given(call.input[f"{party}Token"], _USES[kind])


def _audience(call: Call, pool: UserPool) -> str:
    audiences, resources = call.input.get("Audiences") or [], call.input.get("Resources") or []
    if audiences and resources:
        raise InvalidParameterException("Audiences and Resources can not be given together.")
    if resources:
        return resource_servers.get(pool, resources[0]).identifier
    return str(audiences[0]) if audiences else ""
