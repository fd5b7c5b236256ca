"""Operations by which an application gets a token without anybody signing in: GetClientToken."""

from typing import Any

from accounts import client_proof
from accounts.api import caller
from accounts.shapes import auth as shapes
from accounts.tokens import machine
from pools.core.errors import (
    InvalidLambdaResponseException,
    InvalidParameterException,
    NotAuthorizedException,
    ScopeDoesNotExistException,
    UnexpectedLambdaException,
    UserLambdaValidationException,
)
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def get_client_token(call: Call) -> dict[str, Any]:
    client = caller.client(call)
    if "ALLOW_CLIENT_TOKEN_AUTH" not in client.flows:
        raise InvalidParameterException("Auth flow not enabled for this client")
    if not client.has_secret or not client_proof.has_secret(client, call.input["Secret"]):
        raise NotAuthorizedException("Invalid client or secret")
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
