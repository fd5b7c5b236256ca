"""How each AuthFlow opens a sign-in. A flow not in this table does not exist."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models.auth_session import AuthSession, Context
from accounts.signin import store
from accounts.signin.flows import custom, user_auth, user_password, user_srp
from pools.core.errors import InvalidParameterException
from pools.models import AppClient


@dataclass(frozen=True)
class Flow:
    """One AuthFlow: who may use it, what it needs, and how it opens.

    `open` gives the name of the challenge to issue, or nothing when the first factor is proved already. `resume` goes
    on from an earlier step, by the session string that it gave; other flows take no notice of one.
    """

    flag: str | None
    required: tuple[str, ...]
    refused: str
    open: Callable[[AuthSession, dict[str, str]], str | None]
    admin_only: bool = False
    resume: Callable[[AppClient, str, str, Context], AuthSession] | None = None


_ADMIN_PASSWORD = Flow(
    flag="ALLOW_ADMIN_USER_PASSWORD_AUTH",
    required=("USERNAME", "PASSWORD"),
    refused="Auth flow not enabled for this client",  # AWS: unverified
    open=user_password.open,
    admin_only=True,
)

FLOWS = {
    "USER_SRP_AUTH": Flow(
        flag="ALLOW_USER_SRP_AUTH",
        required=("USERNAME", "SRP_A"),
        refused="USER_SRP_AUTH is not enabled for the client.",
        open=user_srp.open,
    ),
    "USER_PASSWORD_AUTH": Flow(
        flag="ALLOW_USER_PASSWORD_AUTH",
        required=("USERNAME", "PASSWORD"),
        refused="USER_PASSWORD_AUTH flow not enabled for this client",
        open=user_password.open,
    ),
    "CUSTOM_AUTH": Flow(
        flag="ALLOW_CUSTOM_AUTH",
        required=("USERNAME",),
        refused="Auth flow not enabled for this client",  # AWS: unverified
        open=custom.open,
    ),
    "USER_AUTH": Flow(
        flag="ALLOW_USER_AUTH",
        required=("USERNAME",),
        refused="USER_AUTH is not enabled for the client.",
        open=user_auth.open,
        resume=user_auth.resume,
    ),
    "ADMIN_USER_PASSWORD_AUTH": _ADMIN_PASSWORD,
    "ADMIN_NO_SRP_AUTH": _ADMIN_PASSWORD,
}

HOSTED_FLOWS = {
    store.HOSTED: Flow(flag=None, required=("USERNAME", "PASSWORD"), refused="", open=user_password.open),
    store.HOSTED_CHOICE: Flow(
        flag="ALLOW_USER_AUTH",
        required=("USERNAME",),
        refused="USER_AUTH is not enabled for the client.",
        open=user_auth.open_hosted,
    ),
}
"""The hosted pages' own ways, which no API call can name. No client flag governs name and password there."""


def permitted(client: AppClient, name: str, *, admin: bool) -> Flow:
    """The flow of this name, if the client may use it.

    Raises:
        InvalidParameterException: unknown, an administrator's, or not enabled for the client.
    """
    chosen = FLOWS.get(name)
    if chosen is None or (chosen.admin_only and not admin):
        raise InvalidParameterException("Initiate Auth method not supported.")  # AWS: unverified
    if chosen.flag not in client.flows:
        raise InvalidParameterException(chosen.refused)
    return chosen


def require_still_permitted(client: AppClient, name: str) -> None:
    """The client's settings may have changed since the sign-in began (checklist 22).

    Raises:
        InvalidParameterException: the flow was taken from the client.
    """
    chosen = FLOWS.get(name) or HOSTED_FLOWS.get(name)
    if chosen and chosen.flag and chosen.flag not in client.flows:
        raise InvalidParameterException(chosen.refused)
