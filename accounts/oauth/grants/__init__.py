"""What a client may hand in for tokens. A grant not in this table does not exist."""

from collections.abc import Callable

from accounts.models.auth_session import Context
from accounts.oauth.grants import authorization_code, refresh_token
from accounts.oauth.parameters import Parameters
from accounts.tokens.issue import TokenSet
from pools.models import AppClient

GRANTS: dict[str, Callable[[AppClient, Parameters, Context], TokenSet]] = {
    "authorization_code": authorization_code.redeem,
    "refresh_token": refresh_token.redeem,
}
