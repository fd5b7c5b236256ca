"""What a pool's users are made of: its schema, its sign-in names and what of them is searched; and how that is replaced.

Amazon Cognito never lets any of this change, so nothing here is on the wire.
"""

from dataclasses import dataclass
from typing import Any, Self

from django.db import transaction

from pools import pool_schema, pool_settings, running_imports, user_pools
from pools.core.errors import InvalidParameterException
from pools.models import AppClient, UserPool

SEARCHED_ANYWAY = frozenset(
    {
        *("sub", "email", "phone_number", "preferred_username", "name", "given_name", "family_name"),
        *pool_schema.VERIFIED,
    }
)
"""Attributes that ListUsers searches at AWS too, and flags, of which there is nothing to search."""

_NAMES = {"email", "phone_number", "preferred_username"}
_LISTS = ("ReadAttributes", "WriteAttributes")
_COLUMNS = ("alias_attributes", "username_attributes", "searchable_attributes", "coming")


@dataclass(frozen=True)
class Definition:
    """A pool's schema in AWS's shape, its sign-in names, and the further attributes that ListUsers searches."""

    schema: list[dict[str, Any]]
    alias_attributes: list[str]
    username_attributes: list[str]
    searchable_attributes: list[str]

    @classmethod
    def of(cls, pool: UserPool) -> Self:
        """As it is in force."""
        return cls(pool.schema, pool.alias_attributes, pool.username_attributes, pool.searchable_attributes)

    @property
    def shapes(self) -> dict[str, dict[str, Any]]:
        """The schema by name."""
        return {shape["Name"]: shape for shape in self.schema}

    def coming_after(self, before: "Definition") -> dict[str, list[str]]:
        """What has to be built up before this one can take the place of `before`."""
        return {
            member: [name for name in getattr(self, member) if name not in getattr(before, member)]
            for member in ("alias_attributes", "username_attributes", "searchable_attributes")
        }


def check(before: Definition, wished: Definition) -> None:
    """Whether a pool may be defined so.

    Raises:
        InvalidParameterException: a standard attribute is missing or of another type, limits are none, a custom attribute
            is required, both kinds of sign-in names, something is to be searched that is not in the schema.
        LimitExceededException: more than fifty custom attributes.
    """
    pool_schema.check(before.schema, wished.schema)
    pool_settings.check_identifiers(wished)
    for name in (*wished.alias_attributes, *wished.username_attributes):
        if name not in _NAMES or (name == "preferred_username" and name in wished.username_attributes):
            raise InvalidParameterException(f"Users cannot sign in by {name}.")
    for name in wished.searchable_attributes:
        # A filter has no way to write a quote in a name.
        if name not in wished.shapes or name in SEARCHED_ANYWAY or '"' in name:
            raise InvalidParameterException(f"{name} cannot be made searchable.")
    if wished == before:
        raise InvalidParameterException("Nothing was changed.")


def reread(pool: UserPool) -> None:
    """Learn which names are kept now. Call in the transaction that writes them, once the user's row is locked.

    Whoever builds names up locks each user too, after it has told here: so one of the two sees the other.
    """
    row = UserPool.objects.filter(pk=pool.pk).values(*_COLUMNS).first()
    for column, value in (row or {}).items():
        setattr(pool, column, value)


def announce(pool: UserPool, before: Definition, after: Definition) -> None:
    """From now on, new and changed users keep the names and values that are coming. Call inside a transaction.

    Raises:
        InvalidParameterException: the pool is no longer defined as it was.
        UserImportInProgressException: users are being imported.
    """
    _lock(pool, before)
    running_imports.refuse(pool)
    pool.coming = after.coming_after(before)
    pool.save(update_fields=["coming"])


def replace(pool: UserPool, before: Definition, after: Definition, *, given_back: dict[str, Any]) -> dict[str, Any]:
    """Put the new definition into force, all at once. Call inside a transaction.

    Args:
        pool: whose.
        before: what it is expected to be.
        after: what it becomes.
        given_back: names to be put back into clients' permissions, as an earlier call answered.

    Returns:
        What was taken out of clients' permissions, because the attribute is no more: by client id.

    Raises:
        InvalidParameterException: the pool is no longer defined as it was.
    """
    _lock(pool, before)
    pool.schema, pool.searchable_attributes = after.schema, after.searchable_attributes
    pool.alias_attributes, pool.username_attributes = after.alias_attributes, after.username_attributes
    pool.coming = {}
    user_pools.saved(pool)
    pool.__dict__.pop("schema_attributes", None)
    removed = set(before.shapes) - set(after.shapes)
    _give_back(pool, given_back)
    return _take_out(pool, removed) if removed else {}


@transaction.atomic
def give_up(pool: UserPool) -> None:
    """Keep nothing that was coming."""
    user_pools.lock(pool)
    pool.coming = {}
    pool.save(update_fields=["coming"])


def clients_naming(pool: UserPool, names: set[str]) -> dict[str, bool]:
    """App clients whose permissions name one of these attributes: by name, whether a list names nothing else."""
    found = {}
    for client in pool.clients.order_by("id").iterator():
        lists = [set(client.settings.get(member) or []) for member in _LISTS]
        if any(listed & names for listed in lists):
            found[client.name] = any(listed and listed <= names for listed in lists)
    return found


def clients_not_writing(pool: UserPool, names: set[str]) -> list[str]:
    """Names of app clients through which nobody could give one of these attributes."""
    return [
        client.name
        for client in pool.clients.order_by("id").iterator()
        if (chosen := client.settings.get("WriteAttributes"))
        and not names <= frozenset().union(*map(pool_schema.opened_by, chosen))
    ]


def providers_mapping(pool: UserPool, names: set[str]) -> list[str]:
    """Names of identity providers that fill one of these attributes."""
    providers = pool.identity_providers.order_by("name").iterator()
    return [provider.name for provider in providers if names & set(provider.attribute_mapping)]


def _lock(pool: UserPool, before: Definition) -> None:
    user_pools.lock(pool)
    if Definition.of(pool) != before:
        raise InvalidParameterException("The user pool was changed meanwhile. Plan the change again.")


def _take_out(pool: UserPool, names: set[str]) -> dict[str, Any]:
    taken: dict[str, Any] = {}
    for client in AppClient.objects.select_for_update().filter(pool=pool).order_by("id"):
        lost = {member: sorted(set(client.settings.get(member) or []) & names) for member in _LISTS}
        if any(lost.values()):
            for member in filter(lost.get, _LISTS):
                client.settings[member] = [name for name in client.settings[member] if name not in names]
            client.save(update_fields=["settings"])
            taken[client.id] = lost
    return taken


def _give_back(pool: UserPool, taken: dict[str, Any]) -> None:
    """Where a list is empty, it allows everything already."""
    for client in AppClient.objects.select_for_update().filter(pool=pool, id__in=taken).order_by("id"):
        for member, names in taken[client.id].items():
            if listed := client.settings.get(member):
                client.settings[member] = [*listed, *(name for name in names if name not in listed)]
        client.save(update_fields=["settings"])
