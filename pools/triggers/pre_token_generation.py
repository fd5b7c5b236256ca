"""Before tokens are made: the trigger may add, change and leave out claims, groups and scopes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pools.models import UserPool
from pools.triggers import event, invoke

TRIGGER = "PreTokenGeneration"
MOST_CHANGES = 5_000
# AWS: claims of fixed types, which a trigger gives as texts in every version (triggers.md A4).
TEXTS = frozenset({"phone_number_verified", "email_verified", "updated_at", "address"})

_VERSIONS = {"V1_0": "1", "V2_0": "2", "V3_0": "3"}
_BASIC = "1"
_FOR_MACHINES = "3"


@dataclass(frozen=True)
class GroupConfiguration:
    """What tokens say of the user's groups and roles."""

    groups: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    preferred_role: str | None = None


@dataclass(frozen=True)
class ClaimChanges:
    """Claims to be added or changed in one token, and those to be left out, which wins."""

    add: Mapping[str, Any] = field(default_factory=dict)
    suppress: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TokenChanges:
    """What the trigger wants; `groups` is none when they stay as they are."""

    identity: ClaimChanges = ClaimChanges()
    access: ClaimChanges = ClaimChanges()
    scopes_to_add: tuple[str, ...] = ()
    scopes_to_suppress: frozenset[str] = frozenset()
    groups: GroupConfiguration | None = None


NOTHING = TokenChanges()


def is_set(pool: UserPool) -> bool:
    """Whether the pool has the trigger for its users' tokens."""
    return invoke.is_set(pool, TRIGGER)


def run(
    pool: UserPool,
    *,
    source: str,
    client_id: str,
    username: str,
    attributes: dict[str, str],
    groups: GroupConfiguration,
    scopes: list[str],
    client_metadata: dict[str, str] | None,
) -> TokenChanges:
    """Ask about a user's tokens.

    Args:
        pool: whose.
        source: HostedAuth, Authentication, NewPasswordChallenge, AuthenticateDevice or RefreshTokens.
        client_id: who gets the tokens.
        username: whose tokens.
        attributes: of the user, as triggers are told them.
        groups: as the tokens would say them.
        scopes: of the access token.
        client_metadata: of the call, where it reaches this trigger.

    Raises:
        UserLambdaValidationException: the trigger refused; no tokens.
        UnexpectedLambdaException: it does not work.
        InvalidLambdaResponseException: also for too many changes, and values that the version does not allow.
    """
    request: dict[str, Any] = {"userAttributes": attributes, "groupConfiguration": _group_shape(groups)}
    return _ask(pool, source, client_id, username, request, scopes, client_metadata)


def run_for_machine(
    pool: UserPool, *, client_id: str, scopes: list[str], client_metadata: dict[str, str] | None
) -> TokenChanges:
    """Ask about an application's own access token; only version 3 is asked.

    Raises:
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: as `run`.
    """
    if not is_set(pool) or _version(pool) != _FOR_MACHINES:
        return NOTHING
    # AWS: no user, so no userAttributes; unverified: userName is the client's id.
    request: dict[str, Any] = {"groupConfiguration": _group_shape(GroupConfiguration())}
    return _ask(pool, "ClientCredentials", client_id, client_id, request, scopes, client_metadata)


def _ask(
    pool: UserPool,
    source: str,
    client_id: str,
    username: str,
    request: dict[str, Any],
    scopes: list[str],
    client_metadata: dict[str, str] | None,
) -> TokenChanges:
    version = _version(pool)
    if client_metadata:
        request["clientMetadata"] = client_metadata
    if version != _BASIC:
        request["scopes"] = scopes
    details = "claimsOverrideDetails" if version == _BASIC else "claimsAndScopeOverrideDetails"
    response = invoke.call(
        pool,
        TRIGGER,
        source=source,
        user_name=username,
        client_id=client_id,
        request=request,
        response={details: None},
        version=version,
    )
    found = _object(response, details)
    changes = _basic(found) if version == _BASIC else _advanced(found)
    if _count(changes) > MOST_CHANGES:
        raise event.unrecognizable()
    return changes


def _version(pool: UserPool) -> str:
    configuration = pool.lambda_config.get(f"{TRIGGER}Config") or {}
    return _VERSIONS[configuration.get("LambdaVersion", "V1_0")]


def _basic(details: dict[str, Any]) -> TokenChanges:
    changes = _claims(details)
    if not all(isinstance(value, str) for value in changes.add.values()):
        raise event.unrecognizable()
    return TokenChanges(identity=changes, groups=_groups(details))


def _advanced(details: dict[str, Any]) -> TokenChanges:
    identity, access = _object(details, "idTokenGeneration"), _object(details, "accessTokenGeneration")
    changes = TokenChanges(
        identity=_claims(identity),
        access=_claims(access),
        scopes_to_add=_texts(access, "scopesToAdd"),
        scopes_to_suppress=frozenset(_texts(access, "scopesToSuppress")),
        groups=_groups(details),
    )
    fixed = [value for name, value in changes.identity.add.items() if name in TEXTS]
    if not all(isinstance(value, str) for value in fixed) or any(map(_is_no_scope, changes.scopes_to_add)):
        raise event.unrecognizable()
    return changes


def _claims(found: dict[str, Any]) -> ClaimChanges:
    return ClaimChanges(
        add=_object(found, "claimsToAddOrOverride"), suppress=frozenset(_texts(found, "claimsToSuppress"))
    )


def _groups(details: dict[str, Any]) -> GroupConfiguration | None:
    """What is given replaces the whole; an object that is null or empty takes all groups away."""
    if "groupOverrideDetails" not in details:
        return None
    found = _object(details, "groupOverrideDetails")
    return GroupConfiguration(
        groups=_texts(found, "groupsToOverride"),
        roles=_texts(found, "iamRolesToOverride"),
        preferred_role=event.text(found, "preferredRole"),
    )


def _group_shape(groups: GroupConfiguration) -> dict[str, Any]:
    return {
        "groupsToOverride": list(groups.groups),
        "iamRolesToOverride": list(groups.roles),
        "preferredRole": groups.preferred_role,
    }


def _count(changes: TokenChanges) -> int:
    claims = sum(len(each.add) + len(each.suppress) for each in (changes.identity, changes.access))
    return claims + len(changes.scopes_to_add) + len(changes.scopes_to_suppress)


def _is_no_scope(text: str) -> bool:
    """RFC 6749, 3.3: visible ASCII without quote and backslash; a blank would make two of one."""
    return not text or not all("!" <= letter <= "~" and letter not in '"\\' for letter in text)


def _object(found: dict[str, Any], name: str) -> dict[str, Any]:
    value = found.get(name)
    if value is None or value == []:  # AWS: its own test events say [] for nothing.
        return {}
    if not isinstance(value, dict):
        raise event.unrecognizable()
    return value


def _texts(found: dict[str, Any], name: str) -> tuple[str, ...]:
    value = found.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise event.unrecognizable()
    return tuple(value)
