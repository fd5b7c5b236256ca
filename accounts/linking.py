"""One user, several providers: who a user is elsewhere, as the provider's first sign-in or an administrator said."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts import credentials, sessions, users
from accounts.models import Identity, User
from accounts.models.user import IDENTITIES, UserStatus
from pools import identity_providers
from pools.core import clock
from pools.core.errors import (
    AliasExistsException,
    InvalidParameterException,
    LimitExceededException,
    UserNotFoundException,
)
from pools.models import IdentityProvider, UserPool

LOCAL = "Cognito"
"""What the pool itself is called among providers."""

SUBJECT = "Cognito_Subject"
"""The attribute that holds a provider's own lasting id of somebody, whatever the provider calls it."""

_MOST = 5
_LONGEST = 1024  # bytes; PostgreSQL's index takes 2,704 with pool, provider and attribute


@dataclass(frozen=True)
class Account:
    """An account somewhere: AWS ProviderUserIdentifierType."""

    provider_name: str
    attribute: str
    value: str


def find(provider: IdentityProvider, subject: str, known: Mapping[str, str] | None = None) -> User | None:
    """The user whom this provider's account signs in; nothing when nobody was linked to it.

    A link by a SAML attribute becomes one by subject at its first use.

    Args:
        provider: with its pool.
        subject: the provider's own id of the person.
        known: what else the provider proved, by the names of SAML attributes and of the pool's that they map to.
    """
    rows = Identity.objects.select_related("user").filter(pool=provider.pool, provider_name=provider.name)
    by_subject = Q(attribute=SUBJECT, value=subject)
    others = Q()
    for name, value in (known or {}).items() if provider.is_saml else ():
        others |= Q(attribute=name, value=value)
    found = sorted(rows.filter(by_subject | others), key=lambda row: (row.attribute != SUBJECT, row.id))
    for row in found[:1]:
        row.user.pool = provider.pool
        if row.attribute != SUBJECT:
            _settle(row, subject)
        return row.user
    return None


def find_by_email(provider: IdentityProvider, email: str) -> User | None:
    """The local user who has verified this address here, if the provider is trusted to have verified it as well.

    Call it only with an address that the provider says is verified (checklist 59).
    """
    if not provider.trusts_email or not email:
        return None
    rows = User.objects.filter(pool=provider.pool, email=provider.pool.fold(email), email_verified=True)
    found = list(rows.exclude(status=UserStatus.EXTERNAL_PROVIDER)[:2])
    if len(found) != 1 or Identity.objects.filter(user=found[0], primary=False).count() >= _MOST:
        return None
    found[0].pool = provider.pool
    return found[0]


def add(user: User, provider: IdentityProvider, subject: str, *, issuer: str = "", primary: bool = False) -> None:
    """Let the provider's account sign this user in from now on. Call inside the verb's transaction.

    Args:
        user: with its pool.
        provider: whose account.
        subject: the provider's own id of the person.
        issuer: the SAML entity.
        primary: whether the account made the user.

    Raises:
        AliasExistsException: the account signs somebody in already.
        LimitExceededException: five accounts are linked.
    """
    _insert(user, provider, Account(provider.name, SUBJECT, subject), issuer=issuer, primary=primary)


@transaction.atomic
def link(pool: UserPool, *, destination: Account, source: Account) -> None:
    """Let an account at a provider sign in a user who exists, from its first sign-in on.

    Raises:
        UserNotFoundException: no such destination.
        ResourceNotFoundException: no such provider.
        InvalidParameterException: not an account to link from, or it has signed in by itself before.
        AliasExistsException: the account is linked to another user.
        LimitExceededException: five accounts are linked to the user.
    """
    provider = _external(pool, source)
    user = _destination(pool, destination)
    users.lock(user)
    _refuse_known(user, source)
    _insert(user, provider, source)


def unlink(pool: UserPool, account: Account) -> None:
    """Let an account sign in nobody any more; for a local user named by `LOCAL`, the password.

    Sessions of the hosted pages that began with the account end.

    Raises:
        UserNotFoundException: no such user, or nobody is linked to the account.
        ResourceNotFoundException: no such provider.
        InvalidParameterException: a local user is not named by `Cognito_Subject`.
    """
    if account.provider_name == LOCAL:
        _take_password(pool, account)
        return
    row = _of(pool, account)
    if row is None:
        identity_providers.get(pool, account.provider_name)
        raise UserNotFoundException("User does not exist.")
    row.user.pool = pool
    with transaction.atomic():
        drop(row.user, row)


def drop(user: User, row: Identity) -> None:
    """Take one of the user's accounts elsewhere away, with the sessions of the hosted pages that began there.

    Call inside the verb's transaction.
    """
    users.lock(user)
    row.delete()
    _note(user)
    sessions.end_browsers(user, provider_name=row.provider_name)


def of_user(user: User) -> list[Identity]:
    """The user's accounts elsewhere, the first one first; there are never more than a few."""
    return list(Identity.objects.filter(user=user).order_by("id")[: _MOST + 1])


def _external(pool: UserPool, source: Account) -> IdentityProvider:
    if source.provider_name == LOCAL:
        raise InvalidParameterException("SourceUser must be a user of an external identity provider.")
    provider = identity_providers.get(pool, source.provider_name)
    mapped = {*provider.attribute_mapping, *provider.attribute_mapping.values()}
    if source.attribute != SUBJECT and not (provider.is_saml and source.attribute in mapped):
        raise InvalidParameterException(f"ProviderAttributeName of SourceUser must be {SUBJECT}.")
    if not source.value or not source.value.isprintable() or len(source.value.encode()) > _LONGEST:
        raise InvalidParameterException("ProviderAttributeValue of SourceUser cannot be used.")
    return provider


def _destination(pool: UserPool, destination: Account) -> User:
    """A local user by name; a federated one by the provider's id, or by the name that was made of it."""
    if destination.provider_name == LOCAL:
        return users.get(pool, destination.value)
    row = _of(pool, Account(destination.provider_name, SUBJECT, destination.value))
    if row:
        row.user.pool = pool
        return row.user
    identity_providers.get(pool, destination.provider_name)
    user = users.get(pool, destination.value)
    if user.status != UserStatus.EXTERNAL_PROVIDER:
        raise UserNotFoundException("User does not exist.")
    return user


def _refuse_known(user: User, source: Account) -> None:
    row = _of(user.pool, source)
    if row is None:
        return
    if row.user_id == user.pk:
        raise InvalidParameterException("SourceUser is already linked to DestinationUser")
    if row.primary:
        raise InvalidParameterException(
            "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link"
        )
    raise _taken()


def _insert(
    user: User, provider: IdentityProvider, account: Account, *, issuer: str = "", primary: bool = False
) -> None:
    if not primary and Identity.objects.filter(user=user, primary=False).count() >= _MOST:
        raise LimitExceededException("The user has the maximum number of linked identities.")
    try:
        with transaction.atomic():
            Identity.objects.create(
                pool=user.pool,
                user=user,
                provider_name=provider.name,
                provider_type=provider.type,
                attribute=account.attribute,
                value=account.value,
                issuer=issuer,
                primary=primary,
                created_at=clock.now(),
            )
    except IntegrityError:
        raise _taken() from None
    _note(user)


def _settle(row: Identity, subject: str) -> None:
    """AWS: once used, a link by a SAML attribute is unlinked by the subject only."""
    with transaction.atomic():
        users.lock(row.user)
        Identity.objects.filter(pk=row.pk).update(attribute=SUBJECT, value=subject)
        _note(row.user)


def _note(user: User) -> None:
    """Write down the user's identities as the attribute that AWS shows, so that no token costs a query for them."""
    told = [_told(row) for row in Identity.objects.filter(user=user).order_by("id")]
    user.set_attributes({IDENTITIES: json.dumps(told, separators=(",", ":")) if told else ""})
    user.updated_at = clock.now()
    user.save(update_fields=["other_attributes", "updated_at"])


def _told(row: Identity) -> dict[str, object]:
    return {
        "userId": row.value,
        "providerName": row.provider_name,
        "providerType": row.provider_type,
        "issuer": row.issuer or None,
        "primary": row.primary,
        "dateCreated": int(row.created_at.timestamp() * 1000),
    }


def _take_password(pool: UserPool, account: Account) -> None:
    if account.attribute != SUBJECT:
        raise InvalidParameterException(f"ProviderAttributeName must be {SUBJECT}.")
    user = users.get(pool, account.value)
    with transaction.atomic():
        users.lock(user)
        credentials.forget(user)
        user.updated_at = clock.now()
        user.save(update_fields=[*credentials.FIELDS, "updated_at"])


def _of(pool: UserPool, account: Account) -> Identity | None:
    rows = Identity.objects.select_related("user").filter(pool=pool, provider_name=account.provider_name)
    return rows.filter(attribute=account.attribute, value=account.value).first()


def _taken() -> AliasExistsException:
    return AliasExistsException("The identity is linked to another user.")
