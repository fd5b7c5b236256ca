"""How each AuthFlow opens a sign-in. A flow not in this table does not exist."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models.auth_session import AuthSession
from accounts.signin.flows import custom, user_password, user_srp


@dataclass(frozen=True)
class Flow:
    """One AuthFlow: who may use it, what it needs, and how it opens.

    `open` gives the name of the challenge to issue, or nothing when the first factor is proved already.
    """

    flag: str | None
    required: tuple[str, ...]
    refused: str
    open: Callable[[AuthSession, dict[str, str]], str | None]
    admin_only: bool = False


_ADMIN_PASSWORD = Flow(
    flag="ALLOW_ADMIN_USER_PASSWORD_AUTH",
    required=("USERNAME", "PASSWORD"),
    refused="Auth flow not enabled for this client",
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
        refused="Auth flow not enabled for this client",
        open=custom.open,
    ),
    "ADMIN_USER_PASSWORD_AUTH": _ADMIN_PASSWORD,
    "ADMIN_NO_SRP_AUTH": _ADMIN_PASSWORD,
}

HOSTED_PASSWORD = Flow(
    flag=None, required=("USERNAME", "PASSWORD"), refused="", open=user_password.open, admin_only=False
)
"""The hosted pages' own way: no client flag governs it, and no API call can name it."""
