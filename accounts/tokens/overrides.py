"""What the pre token generation trigger may change in tokens (tokens.md 7). What it may not, stays as issued, silently.

Nothing here can make a token say who it is about, who issued it, for whom, or for how long (checklist 12).
"""

from typing import Any

from accounts.crypto import jwt
from accounts.tokens import claims
from pools.triggers import event
from pools.triggers.pre_token_generation import NOTHING, TEXTS, ClaimChanges, TokenChanges

Claims = dict[str, Any]

# AWS: claims that no trigger touches, and beginnings of names that belong to Cognito.
_FIXED = frozenset(
    {
        *("acr", "amr", "at_hash", "aud", "auth_time", "azp", "client_id", "device_key", "event_id", "exp", "iat"),
        *("identities", "iss", "jti", "nbf", "nonce", "origin_jti", "sub", "token_use", "username", "version"),
    }
)
_OWN = ("cognito:", "dev:")
_GROUPS = "cognito:groups"
_ROLES = ("cognito:roles", "cognito:preferred_role")


def identity(content: Claims, changes: ClaimChanges) -> Claims:
    """The ID token's claims, changed."""
    # AWS: unverified: what has a type of its own keeps it, although the trigger gives a text.
    add = {name: claims.typed(name, value) if name in TEXTS else value for name, value in changes.add.items()}
    return _changed(content, ClaimChanges(add, changes.suppress), _FIXED)


def access(content: Claims, changes: ClaimChanges) -> Claims:
    """The access token's claims, changed; its scopes are changed by `scopes` only."""
    changed = _changed(content, changes, _FIXED | {"scope"})
    # AWS: the one audience that a trigger can give an access token is the client itself.
    if "aud" not in changes.suppress and changes.add.get("aud") == content["client_id"]:
        changed["aud"] = content["client_id"]
    return changed


def scopes(granted: list[str], changes: TokenChanges) -> list[str]:
    """The scopes of the access token, changed; each once."""
    wanted = dict.fromkeys((*granted, *changes.scopes_to_add))
    return [scope for scope in wanted if scope not in changes.scopes_to_suppress]


def require_usable(changes: TokenChanges, *tokens: str) -> None:
    """Refuse changes that made a token longer than we ourselves would take back.

    Raises:
        InvalidLambdaResponseException: one is.
    """
    if changes is not NOTHING and any(len(token) > jwt.MAX_LENGTH for token in tokens):
        raise event.unrecognizable()


def _changed(content: Claims, changes: ClaimChanges, fixed: frozenset[str]) -> Claims:
    free = {name for name in (*changes.add, *changes.suppress) if name not in fixed and not name.startswith(_OWN)}
    changed = content | {name: value for name, value in changes.add.items() if name in free}
    left_out = free & changes.suppress
    if _GROUPS in changes.suppress:
        left_out |= {_GROUPS, *_ROLES}
    return {name: value for name, value in changed.items() if name not in left_out}
