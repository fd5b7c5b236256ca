"""What every page of one user shows of that user."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse

from accounts import users
from accounts.models import User
from pools.models import UserPool

TABS = (("Attributes", "user"), ("Groups", "user_groups"), ("Sessions", "user_sessions"))
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


def named(found: Iterable[User]) -> list[tuple[User, str]]:
    """Each user with the name to show."""
    return [(user, shown_name(user)) for user in found]


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
        "identifiers": sign_in_identifiers(user.pool),
        "tabs": [
            (label, reverse(f"console:{route}", args=[user.pool_id, user.sub]), route == tab) for label, route in TABS
        ],
    }
