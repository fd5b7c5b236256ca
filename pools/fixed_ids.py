"""Ids and secrets that tests choose themselves by tags of CreateUserPool, where POOLHOUSE_DEVELOPMENT is on.

    poolhouse:fixed-id                     the pool's id
    poolhouse:client:<ClientName>:id       the id of the app client that gets this name
    poolhouse:client:<ClientName>:secret   its secret, when it is made with GenerateSecret

They count when the pool is made and never again: the same tags set later are tags like others. Secrets are kept sealed
and are masked among the tags.
"""

import re
from dataclasses import dataclass, field

from django.conf import settings

from pools.core.errors import InvalidParameterException
from pools.models import FixedClient, UserPool

POOL_TAG = "poolhouse:fixed-id"
MASK = "******"

_CLIENT_PREFIX = "poolhouse:client:"
_CLIENT_TAG = re.compile(_CLIENT_PREFIX + r"(?P<name>[\w\s+=,.@-]+):(?P<part>id|secret)")
_POOL_ID = re.compile(r"(?P<region>[a-z0-9-]+)_[0-9A-Za-z]+")
_POOL_ID_MOST = 55
_VALUES = {"id": re.compile(r"[A-Za-z0-9_+]{1,128}"), "secret": re.compile(r"[A-Za-z0-9_+]{24,64}")}


@dataclass(frozen=True)
class FixedValues:
    """Id and secret of one client; empty is left to chance."""

    client_id: str = ""
    secret: str = ""


@dataclass(frozen=True)
class Chosen:
    """What the tags say: the pool's id, and by the clients' names what these get."""

    pool_id: str = ""
    clients: dict[str, FixedValues] = field(default_factory=dict)


NOTHING = FixedValues()


def chosen(tags: dict[str, str], *, region: str) -> Chosen:
    """Read the tags of a pool that is about to be made.

    Raises:
        InvalidParameterException: values that Cognito would never give, or POOLHOUSE_DEVELOPMENT is off.
    """
    ours = {key: value for key, value in tags.items() if key == POOL_TAG or key.startswith(_CLIENT_PREFIX)}
    if ours and not settings.POOLHOUSE_DEVELOPMENT:
        raise InvalidParameterException(f"The tag {min(ours)} works only where POOLHOUSE_DEVELOPMENT is on.")
    pool_id = ours.pop(POOL_TAG, "")
    if pool_id or POOL_TAG in tags:
        _check_pool_id(pool_id, region)
    found: dict[str, dict[str, str]] = {}
    for key, value in ours.items():
        name, part = _client_part(key, value)
        found.setdefault(name, {})[part] = value
    return Chosen(
        pool_id, {name: FixedValues(parts.get("id", ""), parts.get("secret", "")) for name, parts in found.items()}
    )


def clients(pool: UserPool, chosen: Chosen) -> list[FixedClient]:
    """The rows by which the pool remembers it, not yet saved."""
    return [
        FixedClient(pool=pool, name=name, client_id=fixed.client_id, secret=fixed.secret.encode() or None)
        for name, fixed in chosen.clients.items()
    ]


def of_client(pool: UserPool, name: str) -> FixedValues:
    """What was fixed for the pool's client of this name."""
    if not settings.POOLHOUSE_DEVELOPMENT:
        return NOTHING
    kept = FixedClient.objects.filter(pool=pool, name=name).first()
    return FixedValues(kept.client_id, bytes(kept.secret or b"").decode()) if kept else NOTHING


def without_secrets(tags: dict[str, str]) -> dict[str, str]:
    """The tags as they are kept and shown: whoever lists them learns no secret."""
    return {key: MASK if _is_secret(key) else value for key, value in tags.items()}


def _check_pool_id(pool_id: str, region: str) -> None:
    match = _POOL_ID.fullmatch(pool_id)
    if match is None or len(pool_id) > _POOL_ID_MOST:
        raise InvalidParameterException(f"The tag {POOL_TAG} must look like {region}_Example01.")
    if match["region"] != region:
        raise InvalidParameterException(f"The tag {POOL_TAG} must begin with the region of the call, {region}.")


def _client_part(key: str, value: str) -> tuple[str, str]:
    match = _CLIENT_TAG.fullmatch(key)
    if match is None:
        raise InvalidParameterException(f"The tag {key} must look like {_CLIENT_PREFIX}<ClientName>:id or :secret.")
    if not _VALUES[match["part"]].fullmatch(value):
        raise InvalidParameterException(f"The tag {key} must satisfy {_VALUES[match['part']].pattern}.")
    return match["name"], match["part"]


def _is_secret(key: str) -> bool:
    match = _CLIENT_TAG.fullmatch(key)
    return match is not None and match["part"] == "secret"
