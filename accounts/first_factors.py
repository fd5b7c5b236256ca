"""What a sign-in by choice may begin with: what the pool allows, the user has and the MFA rules permit."""

from collections.abc import Collection

from accounts import made_up, passkeys, relying_party, software_tokens, usernames
from accounts.models import User
from accounts.models.user import UserStatus
from pools import attributes as schema
from pools import sign_in_policy
from pools.models import AppClient, UserPool
from pools.triggers import user_migration

BY_PASSWORD = ("PASSWORD", "PASSWORD_SRP")
BY_CODE = sign_in_policy.CODES
"""The challenges that prove an address, and which."""

# Of 256 made-up users, how many have what: plausible, and no combination that only a real user shows.
_LIKELY = {"PASSWORD": 224, "EMAIL_OTP": 192, "SMS_OTP": 96, "WEB_AUTHN": 64, "MFA": 64}


def offered(pool: UserPool, user: User | None, typed: str) -> tuple[str, ...]:
    """The challenges to choose from. Who has nothing, or does not exist, is offered something all the same.

    Args:
        pool: where somebody wants in.
        user: who wants in, if there is such a user.
        typed: the name; what nobody has is derived from it, so that it repeats (checklist 29).
    """
    names = _of(user) if user else _made_up(pool, typed)
    return _challenges(names) or BY_PASSWORD


def on_pages(pool: UserPool, user: User | None, typed: str) -> tuple[str, ...]:
    """As `offered`; on a page a password is typed, so there is no SRP."""
    return tuple(name for name in offered(pool, user, typed) if name != "PASSWORD_SRP")


def are_chosen(client: AppClient) -> bool:
    """Whether people who sign in through this client on the pages have a choice, or begin with anything but a password.

    AWS: the LITE plan has no sign-in by choice.
    """
    if "ALLOW_USER_AUTH" not in client.flows or client.pool.tier == "LITE":
        return False
    return sign_in_policy.permitted(client.pool) != ["PASSWORD"]


def confirms(user: User, preferred: str) -> bool:
    """Whether the user has yet to prove an address and this sign-in can: a code is asked for, or can be chosen."""
    if user.status != UserStatus.UNCONFIRMED:
        return False
    names = offered(user.pool, user, "")
    if preferred in names:
        return preferred in BY_CODE
    return any(name in BY_CODE for name in names)


def configured(user: User) -> list[str]:
    """ConfiguredUserAuthFactors: what the user can begin with now, and an authenticator app."""
    names = _of(user)
    if software_tokens.is_verified(user):
        names.append("SOFTWARE_TOKEN")
    return names


def allows_passkeys(pool: UserPool) -> bool:
    """Whether a passkey alone can let somebody in."""
    return "WEB_AUTHN" in sign_in_policy.permitted(pool) and relying_party.find_id(pool) is not None


def _of(user: User) -> list[str]:
    pool, (_, has_passkey) = user.pool, _passkeys(user.pool, user.id)
    has = {
        "PASSWORD": user.has_password,
        "EMAIL_OTP": bool(user.email),
        "SMS_OTP": bool(user.phone_number),
        "WEB_AUTHN": has_passkey,
    }
    has_mfa = any(factor in pool.second_factors for factor in user.mfa_factors)
    return [name for name in sign_in_policy.permitted(pool, has_mfa=has_mfa) if has[name]]


def _made_up(pool: UserPool, typed: str) -> list[str]:
    mark = made_up.mark(pool, typed, "first factors")
    has = {name: byte < likely for (name, likely), byte in zip(_LIKELY.items(), mark, strict=False)}
    has |= {name: True for name, attribute in BY_CODE.items() if attribute in _certain(pool, typed)}
    # Somebody known only to an older directory comes over by a password.
    has["PASSWORD"] |= user_migration.is_set(pool)
    can_have_passkey, _ = _passkeys(pool, 0)
    has["WEB_AUTHN"] &= can_have_passkey
    return [name for name in sign_in_policy.permitted(pool, has_mfa=has["MFA"]) if has[name]]


def _certain(pool: UserPool, typed: str) -> Collection[str]:
    """The addresses that everybody has whom this name could find."""
    by_name = "email" if "@" in typed else "phone_number"
    is_alias = usernames.looks_like_address(typed) and by_name in (*pool.alias_attributes, *pool.username_attributes)
    return {*schema.required(pool), *([by_name] if is_alias else [])}


def _passkeys(pool: UserPool, user_id: int) -> tuple[bool, bool]:
    """Whether there can be passkeys here, and whether this user has one; the same work for 0, which is nobody."""
    if "WEB_AUTHN" not in pool.first_factors or relying_party.find_id(pool) is None:
        return False, False
    return True, passkeys.usable(pool, user_id)


def _challenges(names: list[str]) -> tuple[str, ...]:
    """PASSWORD stands for two challenges: in the clear and by SRP."""
    return tuple(challenge for name in names for challenge in (BY_PASSWORD if name == "PASSWORD" else (name,)))
