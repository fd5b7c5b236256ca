"""What every page of one user shows of that user."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from accounts import users
from accounts.models import User
from accounts.models.user import UserStatus
from pools.models import UserPool

TABS = (
    ("Attributes", "user"),
    ("Groups", "user_groups"),
    ("Sessions", "user_sessions"),
    ("MFA", "user_mfa"),
    ("Passkeys", "user_passkeys"),
    ("Devices", "user_devices"),
)
STATUSES = {
    UserStatus.CONFIRMED.value: ("success", "Confirmed"),
    UserStatus.UNCONFIRMED.value: ("pending", "Unconfirmed"),
    UserStatus.FORCE_CHANGE_PASSWORD.value: ("warning", "Force change password"),
    UserStatus.RESET_REQUIRED.value: ("warning", "Reset required"),
    UserStatus.EXTERNAL_PROVIDER.value: ("info", "External provider"),
}
ACCESS = {True: ("success", "Enabled"), False: ("stopped", "Disabled")}
IDENTIFIERS = {
    "username": "User name",
    "email": "Email",
    "phone_number": "Phone number",
    "preferred_username": "Preferred username",
}


def get(pool: UserPool, sub: UUID) -> User:
    """This pool's user; another pool's is not found."""
    return users.get(pool, str(sub))


def shown_name(user: User) -> str:
    """What an operator knows the user by: in pools that sign in by address that address, else the user name."""
    return next((value for name in user.pool.username_attributes if (value := getattr(user, name))), user.username)


@dataclass(frozen=True)
class Row:
    """A user in a table. `status` and `access` are status indicators: a kind and its words."""

    user: User
    shown_name: str
    known_as: str
    status: tuple[str, str]
    access: tuple[str, str]


def rows(found: Iterable[User]) -> list[Row]:
    """Users as tables show them."""
    return [
        Row(
            user=user,
            shown_name=shown_name(user),
            known_as=user.name or user.given_name or user.preferred_username,
            status=STATUSES[user.status],
            access=ACCESS[user.enabled],
        )
        for user in found
    ]


def sign_in_identifiers(pool: UserPool) -> list[str]:
    """What people type to sign in, in words."""
    names = pool.username_attributes or ["username", *pool.alias_attributes]
    return [IDENTIFIERS[name] for name in names]


def context(user: User, *, tab: str = "") -> dict[str, object]:
    """For templates. The name `user` belongs to the operator there."""
    return {
        "pool": user.pool,
        "pool_user": user,
        "shown_name": shown_name(user),
        "status": STATUSES[user.status],
        "access": ACCESS[user.enabled],
        "identifiers": sign_in_identifiers(user.pool),
        "tabs": [
            (label, reverse(f"console:{route}", args=[user.pool_id, user.sub]), route == tab) for label, route in TABS
        ],
    }
