"""Operations on a user's own passkeys, by access token."""

from typing import Any

from accounts import passkeys as verbs
from accounts.api import caller
from accounts.shapes.passkey import credential_description
from accounts.tokens.verify import VerifiedToken
from pools.core.errors import NotAuthorizedException, UserNotConfirmedException, UserNotFoundException
from pools.wire import paging
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def start_web_authn_registration(call: Call) -> dict[str, Any]:
    token = _bearer(call)
    return {"CredentialCreationOptions": verbs.begin(token.user, token.client)}


@user_pool_operation
def complete_web_authn_registration(call: Call) -> dict[str, Any]:
    token = _bearer(call)
    try:
        verbs.complete(token.user, token.client, credential=call.input["Credential"])
    except UserNotFoundException as error:
        raise NotAuthorizedException(error.message) from None
    return {}


@user_pool_operation
def list_web_authn_credentials(call: Call) -> dict[str, Any]:
    user = _bearer(call).user
    return paging.answer(
        call,
        lambda limit, after: verbs.list_page(user, limit=min(limit, verbs.MOST), after=after),
        credential_description,
        member="Credentials",
        size="MaxResults",
        owner=user.sub,
    )


@user_pool_operation
def delete_web_authn_credential(call: Call) -> dict[str, Any]:
    verbs.delete(_bearer(call).user, credential_id=call.input["CredentialId"])
    return {}


def _bearer(call: Call) -> VerifiedToken:
    try:
        return caller.bearer(call)
    except (UserNotFoundException, UserNotConfirmedException) as error:
        # AWS: these operations declare neither.
        raise NotAuthorizedException(error.message) from None
