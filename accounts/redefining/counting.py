"""Counts what a change would break: by aggregates where SQL can tell, else user by user, in batches."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User, UserAlias
from accounts.models.filled import IsFilled
from accounts.models.user import UserStatus
from accounts.redefining.findings import EXAMPLES, Finding
from pools import attributes, definitions
from pools.core.errors import InvalidParameterException
from pools.definitions import Definition
from pools.models import SchemaAttribute, UserPool

_LIMITS = ("AttributeDataType", "StringAttributeConstraints", "NumberAttributeConstraints")


@dataclass(frozen=True)
class Difference:
    """What is different in the new definition of a pool."""

    before: Definition
    after: Definition

    @cached_property
    def removed(self) -> set[str]:
        return set(self.before.shapes) - set(self.after.shapes)

    @cached_property
    def newly_required(self) -> list[str]:
        return [name for name in self._common if self._now(name, "Required") and not self._then(name, "Required")]

    @cached_property
    def newly_immutable(self) -> set[str]:
        return {name for name in self._common if self._then(name, "Mutable") and not self._now(name, "Mutable")}

    @cached_property
    def restricted(self) -> list[SchemaAttribute]:
        """Attributes that values might no longer fit."""
        changed = [name for name in self._common if any(self._now(name, m) != self._then(name, m) for m in _LIMITS)]
        added = sorted(set(self.after.shapes) - set(self.before.shapes))
        return [SchemaAttribute.from_shape(self.after.shapes[name]) for name in (*changed, *added)]

    @property
    def _common(self) -> list[str]:
        return [name for name in self.after.shapes if name in self.before.shapes]

    def _now(self, name: str, member: str) -> object:
        return self.after.shapes[name].get(member)

    def _then(self, name: str, member: str) -> object:
        return self.before.shapes[name].get(member)

    @property
    def new_names(self) -> dict[str, str]:
        """Attributes that become sign-in names, or names of more users: by how."""
        known = {"alias": self.before.alias_attributes, "username": self.before.username_attributes}
        wished = {"alias": self.after.alias_attributes, "username": self.after.username_attributes}
        return {name: kind for kind, names in wished.items() for name in names if name not in known[kind]}

    @property
    def loses_names(self) -> bool:
        """Whether somebody may have no name left."""
        return not set(self._names(self.before)) <= set(self._names(self.after)) or (
            bool(self.before.username_attributes) and not self.after.username_attributes
        )

    @property
    def takes_away(self) -> bool:
        """Whether users' rows have anything that is no longer kept."""
        members = ("alias_attributes", "username_attributes", "searchable_attributes")
        lost = (set(getattr(self.before, member)) - set(getattr(self.after, member)) for member in members)
        return bool(self.removed) or any(lost)

    @staticmethod
    def _names(definition: Definition) -> list[str]:
        return [*definition.alias_attributes, *definition.username_attributes]


def at_once(pool: UserPool, difference: Difference) -> list[Finding]:
    """What clients, providers and settings would miss, and which names two users would have."""
    return [
        *_of_clients(pool, difference),
        *_of_providers(pool, difference),
        *_of_settings(pool, difference),
        *(_duplicates(pool, name, kind) for name, kind in difference.new_names.items()),
    ]


def of_users(users: Iterable[User], difference: Difference) -> list[Finding]:
    """What some users would miss."""
    found: dict[tuple[str, str], Finding] = {}
    for user in users:
        for kind, subject in _problems(user, difference):
            finding = found.setdefault((kind, subject), Finding(kind, subject))
            finding.add(user.sub, user.username)
    return list(found.values())


def _problems(user: User, difference: Difference) -> Iterable[tuple[str, str]]:
    values = user.attributes
    yield from (("lacks", name) for name in difference.newly_required if name not in values)
    yield from (("loses", name) for name in difference.removed if name in values)
    yield from (("unfit", each.name) for each in difference.restricted if not _fits(each, values.get(each.name)))
    new_addresses = [name for name, kind in difference.new_names.items() if kind == "username"]
    if new_addresses and not any(values.get(name) for name in difference.after.username_attributes):
        yield "no_address", " or ".join(difference.after.username_attributes)
    if difference.loses_names and not _has_name(user, values, difference):
        yield "no_name", ""


def _fits(attribute: SchemaAttribute, value: str | None) -> bool:
    if not value:
        return True
    try:
        attributes.check_value(attribute, value)
    except InvalidParameterException:
        return False
    return True


def _has_name(user: User, values: dict[str, str], difference: Difference) -> bool:
    """Whoever was called by an address has a `sub` for a username, which nobody can type."""
    if user.username != user.sub or user.status == UserStatus.EXTERNAL_PROVIDER:
        return True
    after = difference.after
    if any(values.get(name) for name in after.username_attributes):
        return True
    return any(
        values.get(name) and (name == "preferred_username" or values.get(f"{name}_verified") == "true")
        for name in after.alias_attributes
    )


def _duplicates(pool: UserPool, name: str, kind: str) -> Finding:
    """Users whose value would be a name that somebody else has or would have."""
    candidates = _candidates(pool, name, kind)
    # A username that is the same user's own address is that user's name already; see `aliases.wanted`.
    own = {"user": OuterRef("pk"), **({"attribute": name} if name == "preferred_username" else {})}
    named = UserAlias.objects.filter(pool=pool, value=OuterRef(name)).exclude(**own)
    others = candidates.filter(**{name: OuterRef(name)}).exclude(pk=OuterRef("pk"))
    clashing = candidates.filter(Q(Exists(named)) | Q(Exists(others)))
    examples = clashing.order_by("id").values_list("sub", "username")[:EXAMPLES]
    return Finding("duplicate", name, clashing.count(), [list(example) for example in examples])


def _candidates(pool: UserPool, name: str, kind: str) -> QuerySet[User]:
    # Said as the partial index says it: else SQLite goes over everybody for everybody.
    users = User.objects.filter(IsFilled(F(name)), pool=pool).exclude(status=UserStatus.EXTERNAL_PROVIDER)
    unproved = kind == "alias" and name != "preferred_username"
    return users.filter(**{f"{name}_verified": True}) if unproved else users


def _of_clients(pool: UserPool, difference: Difference) -> Iterable[Finding]:
    naming, nothing = Finding("client_names_removed", ""), Finding("client_left_with_nothing", "")
    for client, is_all in definitions.clients_naming(pool, difference.removed).items():
        (nothing if is_all else naming).add(client)
    silent = Finding("client_cannot_write", ", ".join(difference.newly_required))
    for client in definitions.clients_not_writing(pool, set(difference.newly_required)):
        silent.add(client)
    return (naming, nothing, silent)


def _of_providers(pool: UserPool, difference: Difference) -> Iterable[Finding]:
    for kind, names in (
        ("provider_maps_removed", difference.removed),
        ("provider_maps_immutable", difference.newly_immutable),
    ):
        finding = Finding(kind, ", ".join(sorted(names)))
        for provider in definitions.providers_mapping(pool, names):
            finding.add(provider)
        yield finding


def _of_settings(pool: UserPool, difference: Difference) -> Iterable[Finding]:
    """What the pool does with an address that users could no longer change."""
    uses = {
        "email": {"EMAIL_OTP", "verified_email", "email"},
        "phone_number": {"SMS_MFA", "SMS_OTP", "verified_phone_number", "phone_number"},
    }
    relied_on = {*pool.second_factors, *pool.first_factors, *pool.recovery_mechanisms, *pool.auto_verified_attributes}
    for name, needed_by in uses.items():
        finding = Finding("settings_need", name)
        for setting in sorted(needed_by & relied_on) if name in difference.newly_immutable else ():
            finding.add(_SETTINGS[setting])
        yield finding


_SETTINGS = {
    "EMAIL_OTP": "codes by e-mail at sign-in",
    "SMS_MFA": "MFA by SMS",
    "SMS_OTP": "codes by SMS at sign-in",
    "verified_email": "recovery by e-mail",
    "verified_phone_number": "recovery by SMS",
    "email": "verification by e-mail",
    "phone_number": "verification by SMS",
}
