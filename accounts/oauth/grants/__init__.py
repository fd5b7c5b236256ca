"""What a client may hand in for tokens. A grant not in this table does not exist."""

from collections.abc import Callable

from accounts.models.auth_session import Context
from accounts.oauth.grants import authorization_code, client_credentials, refresh_token
from accounts.oauth.parameters import Parameters
from accounts.tokens.issue import TokenSet
from accounts.tokens.machine import MachineToken
from pools.models import AppClient

Issued = TokenSet | MachineToken

GRANTS: dict[str, Callable[[AppClient, Parameters, Context], Issued]] = {
    "authorization_code": authorization_code.redeem,
    "client_credentials": client_credentials.redeem,
    "refresh_token": refresh_token.redeem,
}
