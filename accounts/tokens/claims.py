"""What tokens say, claim by claim (Cognito's names and types)."""

import base64
import hashlib
import json
import uuid
from typing import Any

from accounts import assurance
from accounts.models import User, UserSession
from accounts.models.user import IDENTITIES
from pools import attributes as schema
from pools import user_pools
from pools.models import AppClient, Group
from pools.triggers.pre_token_generation import GroupConfiguration

ADMIN_SCOPE = "aws.cognito.signin.user.admin"
"""The scope of every sign-in through the API: it opens the user's own operations."""

_BOOLEANS = ("email_verified", "phone_number_verified")
_OPENED_BY = {"email": ("email", "email_verified"), "phone": ("phone_number", "phone_number_verified")}


def access(session: UserSession, groups: GroupConfiguration, *, scopes: list[str], issued_at: int) -> dict[str, Any]:
    """The access token's claims; never any attribute of the user."""
    client, user = session.client, session.user
    return {
        "sub": user.sub,
        **_groups(groups),
        "iss": user_pools.issuer(user.pool),
        **({"version": 2} if session.hosted else {}),
        "client_id": client.id,
        **({"aud": session.audience} if session.audience else {}),
        **_ids(session),
        **({"device_key": session.device_key} if session.device_key else {}),
        **_assurance(session),
        "token_use": "access",
        "scope": " ".join(scopes),
        "auth_time": int(session.auth_time.timestamp()),
        "exp": issued_at + int(client.access_token_validity.total_seconds()),
        "iat": issued_at,
        "jti": str(uuid.uuid4()),
        "username": user.username,
    }


def identity(
    session: UserSession, groups: GroupConfiguration, *, issued_at: int, nonce: str = "", access_token: str = ""
) -> dict[str, Any]:
    """The ID token's claims: the attributes that client and scopes open, groups and roles."""
    client, user = session.client, session.user
    claims = {
        **visible_attributes(user, client, session.scopes),
        **_groups(groups),
        **_roles(groups),
        **_identities(user),
        "sub": user.sub,
        "iss": user_pools.issuer(user.pool),
        "cognito:username": user.username,
        **_ids(session),
        **_assurance(session),
        "aud": client.id,
        "token_use": "id",
        "auth_time": int(session.auth_time.timestamp()),
        "exp": issued_at + int(client.id_token_validity.total_seconds()),
        "iat": issued_at,
        "jti": str(uuid.uuid4()),
    }
    if nonce:
        claims["nonce"] = nonce
    if session.hosted and access_token:
        claims["at_hash"] = _half_hash(access_token)
    return claims


def machine(client: AppClient, scopes: list[str], *, issued_at: int) -> dict[str, Any]:
    """The claims of an application's own access token. Its `sub` is no UUID, so it is never a user's (checklist 11)."""
    return {
        "sub": client.id,
        "token_use": "access",
        **({"scope": " ".join(scopes)} if scopes else {}),
        "auth_time": issued_at,
        "iss": user_pools.issuer(client.pool),
        "exp": issued_at + int(client.access_token_validity.total_seconds()),
        "iat": issued_at,
        "version": 2,
        "jti": str(uuid.uuid4()),
        "client_id": client.id,
    }


def opens_everything(scopes: list[str]) -> bool:
    """Whether these scopes open every attribute that the client may read: `openid` alone does, or with `profile`."""
    return "openid" in scopes and _opened(scopes) is None


def visible_attributes(user: User, client: AppClient, scopes: list[str]) -> dict[str, Any]:
    """The attributes with a value that the client may read and the scopes open, in the types of a token."""
    readable = schema.readable(client)
    opened = _opened(scopes)
    return {
        name: typed(name, value)
        for name, value in user.attributes.items()
        if name != "sub" and name in readable and not name.startswith("dev:") and (opened is None or name in opened)
    }


def group_configuration(groups: list[Group]) -> GroupConfiguration:
    """What tokens say of these groups, which come strongest first."""
    with_role = [group for group in groups if group.role_arn]
    strongest = [group for group in with_role if group.precedence is not None]
    best = {group.role_arn for group in strongest if group.precedence == strongest[0].precedence}
    return GroupConfiguration(
        groups=tuple(group.name for group in groups),
        roles=tuple(dict.fromkeys(group.role_arn for group in with_role)),
        # AWS: a tie between different roles leaves the preferred role out.
        preferred_role=best.pop() if len(best) == 1 else None,
    )


def _opened(scopes: list[str]) -> set[str] | None:
    """The names that OIDC scopes open; nothing named means all of them."""
    if "profile" in scopes or not any(scope in _OPENED_BY for scope in scopes):
        return None
    return {name for scope in scopes for name in _OPENED_BY.get(scope, ())}


def typed(name: str, value: str) -> Any:
    """An attribute's text as it stands in a token."""
    if name in _BOOLEANS:
        return value == "true"
    if name == "updated_at":
        return int(float(value)) if value.replace(".", "", 1).isdigit() else value
    if name == "address":
        return {"formatted": value}
    return value


def _identities(user: User) -> dict[str, list[dict[str, Any]]]:
    """AWS: the attribute's members, all of them texts here."""
    text = user.other_attributes.get(IDENTITIES)
    if not text:
        return {}
    told = [
        {**row, "primary": str(row["primary"]).lower(), "dateCreated": str(row["dateCreated"])}
        for row in json.loads(text)
    ]
    return {IDENTITIES: told}


def _ids(session: UserSession) -> dict[str, str]:
    origin = {"origin_jti": str(session.id)} if session.revocable else {}
    return {**origin, "event_id": str(session.event_id)}


def _assurance(session: UserSession) -> dict[str, Any]:
    methods = assurance.amr(session.proved)
    return {**({"acr": session.acr} if session.acr else {}), **({"amr": methods} if methods else {})}


def _groups(groups: GroupConfiguration) -> dict[str, list[str]]:
    return {"cognito:groups": list(groups.groups)} if groups.groups else {}


def _roles(groups: GroupConfiguration) -> dict[str, Any]:
    roles = {"cognito:roles": list(groups.roles)} if groups.roles else {}
    return {**roles, **({"cognito:preferred_role": groups.preferred_role} if groups.preferred_role else {})}


def _half_hash(token: str) -> str:
    """OIDC Core 3.1.3.6: the left half of the token's SHA-256."""
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:16]).rstrip(b"=").decode()
