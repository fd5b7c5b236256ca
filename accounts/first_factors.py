"""What a sign-in by choice may begin with: what the pool allows, the user has and the MFA rules permit."""

from collections.abc import Collection, Mapping

from accounts import made_up, usernames
from accounts.models import Passkey, SoftwareToken, User
from accounts.models.user import UserStatus
from pools import attributes as schema
from pools.models import UserPool

BY_PASSWORD = ("PASSWORD", "PASSWORD_SRP")
BY_CODE = {"EMAIL_OTP": "email", "SMS_OTP": "phone_number"}
"""The challenges that prove an address, and which."""

# Of 256 made-up users, how many have what: plausible, and no combination that only a real user shows.
_LIKELY = {"PASSWORD": 224, "EMAIL_OTP": 192, "SMS_OTP": 96, "MFA": 64}


def offered(pool: UserPool, user: User | None, typed: str) -> tuple[str, ...]:
    """The challenges to choose from. Who has nothing, or does not exist, is offered something all the same.

    Args:
        pool: where somebody wants in.
        user: who wants in, if there is such a user.
        typed: the name; what nobody has is derived from it, so that it repeats (checklist 29).
    """
    names = _of(user) if user else _made_up(pool, typed)
    return _challenges(names) or BY_PASSWORD


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
    if SoftwareToken.objects.filter(user=user, seed__isnull=False).exists():
        names.append("SOFTWARE_TOKEN")
    return names


def needs_no_password(pool: UserPool, attributes: Mapping[str, str]) -> bool:
    """Whether somebody with these attributes can get in by a code that is sent to them."""
    allowed = _permitted(pool, has_mfa=False)
    return any(name in allowed and bool(attributes.get(attribute)) for name, attribute in BY_CODE.items())


def allows_passkeys(pool: UserPool) -> bool:
    """Whether a passkey alone can let somebody in."""
    return "WEB_AUTHN" in _permitted(pool, has_mfa=False)


def _of(user: User) -> list[str]:
    has = {
        "PASSWORD": user.has_password,
        "EMAIL_OTP": bool(user.email),
        "SMS_OTP": bool(user.phone_number),
        "WEB_AUTHN": _has_passkey(user.pool, user.id),
    }
    has_mfa = any(factor in user.pool.second_factors for factor in user.mfa_factors)
    return [name for name in _permitted(user.pool, has_mfa=has_mfa) if has[name]]


def _made_up(pool: UserPool, typed: str) -> list[str]:
    mark = made_up.mark(pool, typed, "first factors")
    has = {name: byte < likely for (name, likely), byte in zip(_LIKELY.items(), mark, strict=False)}
    has |= {name: True for name, attribute in BY_CODE.items() if attribute in _certain(pool, typed)}
    _has_passkey(pool, 0)  # the same work as for somebody
    return [name for name in _permitted(pool, has_mfa=has["MFA"]) if has.get(name)]


def _certain(pool: UserPool, typed: str) -> Collection[str]:
    """The addresses that everybody has whom this name could find."""
    by_name = "email" if "@" in typed else "phone_number"
    is_alias = usernames.looks_like_address(typed) and by_name in (*pool.alias_attributes, *pool.username_attributes)
    return {*schema.required(pool), *([by_name] if is_alias else [])}


def _permitted(pool: UserPool, *, has_mfa: bool) -> list[str]:
    """AllowedFirstAuthFactors without those that would leave a required second factor out (auth-flows.md 5)."""
    if pool.mfa_configuration == "OFF" or (pool.mfa_configuration == "OPTIONAL" and not has_mfa):
        return pool.first_factors
    counts_twice = pool.web_authn.get("FactorConfiguration") == "MULTI_FACTOR_WITH_USER_VERIFICATION"
    strong = ("PASSWORD", "WEB_AUTHN") if counts_twice else ("PASSWORD",)
    return [name for name in pool.first_factors if name in strong]


def _has_passkey(pool: UserPool, user_id: int) -> bool:
    return "WEB_AUTHN" in pool.first_factors and Passkey.objects.filter(user_id=user_id).exists()


def _challenges(names: list[str]) -> tuple[str, ...]:
    """PASSWORD stands for two challenges: in the clear and by SRP."""
    return tuple(challenge for name in names for challenge in (BY_PASSWORD if name == "PASSWORD" else (name,)))
