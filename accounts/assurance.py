"""How surely somebody is who they say: the methods that proved it, and the level that these reach (tokens.md 2)."""

from collections.abc import Iterable

from pools.models import UserPool

_PASSKEYS = frozenset({"swk", "hwk"})
_SENT_CODES = frozenset({"sms", "email_otp"})
_HELD = _PASSKEYS | _SENT_CODES | {"otp"}
# AMR values (RFC 8176 and Cognito's own); other proofs, such as a function's word, have none.
_NAMED = _HELD | {"pwd", "fed"}

HIGHEST = 4


def amr(proved: Iterable[str]) -> list[str]:
    """The `amr` claim: each method once, in the order of use, and `mfa` after two of different kinds."""
    methods = [method for method in dict.fromkeys(proved) if method in _NAMED]
    both = "pwd" in methods and not _HELD.isdisjoint(methods)
    return [*methods, "mfa"] if both else methods


def level(proved: Iterable[str]) -> int:
    """1 to 4; 0 when the methods reach none."""
    methods = frozenset(proved)
    sent = not _SENT_CODES.isdisjoint(methods)
    if {"pwd", "otp"} <= methods:
        return 4
    if not _PASSKEYS.isdisjoint(methods) or (sent and "pwd" in methods):
        return 3
    if sent:
        return 2
    return int("pwd" in methods)


def acr(pool: UserPool, proved: Iterable[str]) -> str:
    """The `acr` claim in the pool's own words; empty when no level is reached."""
    reached = level(proved)
    return pool.acr_values[reached - 1] if reached else ""
