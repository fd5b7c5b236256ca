"""Somebody comes from an external provider: the pool's user is found, made or brought up to date, and signed in."""

import logging
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts import admission, linking, membership, profile, usernames, users
from accounts.federation import mapping
from accounts.federation.statement import Statement
from accounts.models import User
from accounts.models.auth_session import Context
from accounts.models.user import UserStatus
from accounts.signin.outcome import SignedIn
from accounts.usernames import NewName
from pools import attributes as schema
from pools import groups
from pools.core import clock, ids
from pools.core.errors import AliasExistsException, InvalidParameterException, UsernameExistsException
from pools.models import AppClient, IdentityProvider, UserPool
from pools.triggers import inbound_federation, post_authentication, post_confirmation, pre_authentication, pre_sign_up
from pools.triggers.pre_sign_up import PreSignUpAnswer

logger = logging.getLogger(__name__)

FLOW = "FEDERATED"
"""How such a sign-in begins; Cognito's own MFA is never asked in it."""

_TAKEN = "User account already exists"  # AWS: unverified


@dataclass(frozen=True)
class _Arrival:
    """A person at a provider, with what the pool calls them and makes of the claims."""

    client: AppClient
    provider: IdentityProvider
    stated: Statement
    username: str
    claims: dict[str, Any]
    attributes: dict[str, str]

    @property
    def pool(self) -> UserPool:
        return self.client.pool

    def user(self) -> User | None:
        """Whom the provider's account signs in already."""
        return linking.find(self.provider, self.stated.subject, mapping.linkable(self.provider, self.attributes))


def sign_in(client: AppClient, provider: IdentityProvider, stated: Statement, *, context: Context) -> SignedIn:
    """Sign the person in of whom the provider spoke; keyed by provider and subject, never by an address (checklist 59).

    Args:
        client: through which, with its pool.
        provider: one that the client offers, with its pool.
        stated: by the provider; everything in it was proved.
        context: of the browser's request.

    Raises:
        NotAuthorizedException: disabled, or a mapped attribute is not the client's to write.
        UserNotConfirmedException, PasswordResetRequiredException: the linked user may not come in.
        InvalidParameterException: an attribute is missing, ill-formed or immutable.
        UsernameExistsException, AliasExistsException: a name belongs to another user.
        LimitExceededException: the pool has no room for the provider's group.
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: a trigger.
    """
    arrival = _arrival(client, provider, stated)
    known = arrival.user() or _linked_by_email(arrival)
    user = _come_back(arrival, known) if known else _come_first(arrival)
    return SignedIn(
        user=user,
        client=client,
        auth_time=clock.now(),
        context=context,
        proved=("fed",),
        flow=FLOW,
        provider_name=provider.name,
        provider_session=stated.session,
    )


def _arrival(client: AppClient, provider: IdentityProvider, stated: Statement) -> _Arrival:
    username = usernames.federated(client.pool, provider.name, stated.subject)
    rewritten = inbound_federation.run(
        client.pool,
        client_id=client.id,
        username=username,
        provider_name=provider.name,
        provider_type=provider.type,
        attributes={name: mapping.texts(part) for name, part in stated.parts.items()},
    )
    claims = rewritten or dict(stated.claims)
    values = mapping.attributes(provider, claims)
    mapping.require_writable(client, values)
    attributes = {name: usernames.fold(client.pool, name, value) for name, value in values.items()}
    return _Arrival(client, provider, stated, username, claims, attributes)


def _linked_by_email(arrival: _Arrival) -> User | None:
    """The local user with the address that both sides have verified, linked from now on, where that is wanted."""
    email = mapping.verified_email(arrival.provider, arrival.claims)
    user = linking.find_by_email(arrival.provider, email)
    if user is None:
        return None
    admission.check(user)
    try:
        with transaction.atomic():
            users.lock(user)
            linking.add(user, arrival.provider, arrival.stated.subject, issuer=arrival.stated.issuer)
    except AliasExistsException:  # in another window, at this very moment
        return arrival.user()
    logger.info("%s of %s was linked to a user by e-mail address.", arrival.provider.name, arrival.pool.id)
    return user


def _come_back(arrival: _Arrival, user: User) -> User:
    admission.check(user)
    pre_authentication.run(
        arrival.pool,
        client_id=arrival.client.id,
        username=user.username,
        attributes=user.trigger_attributes,
        validation_data=None,
        user_not_found=False,
    )
    profile.take_over(user, attributes=arrival.attributes)
    post_authentication.run(
        arrival.pool,
        client_id=arrival.client.id,
        username=user.username,
        attributes=user.trigger_attributes,
        client_metadata=None,
    )
    return user


def _come_first(arrival: _Arrival) -> User:
    _require_complete(arrival)
    answer = pre_sign_up.run(
        arrival.pool,
        client_id=arrival.client.id,
        username=arrival.username,
        attributes=arrival.attributes,
        validation_data=None,
        client_metadata=None,
        source="ExternalProvider",
    )
    # The trigger may have linked the account just now. On AWS the first sign-in fails then (triggers.md D).
    known = arrival.user()
    if known:
        return _come_back(arrival, known)
    try:
        user = _insert(arrival, answer)
    except (AliasExistsException, UsernameExistsException):
        known = arrival.user()  # made in another window, at this very moment
        if known is None:
            raise
        return _come_back(arrival, known)
    post_confirmation.run(
        arrival.pool,
        client_id=arrival.client.id,
        username=user.username,
        attributes=user.trigger_attributes,
        client_metadata=None,
        source="ConfirmSignUp",
    )
    return user


def _require_complete(arrival: _Arrival) -> None:
    missing = [name for name in schema.required(arrival.pool) if name not in arrival.attributes]
    if missing:
        # AWS: unverified: these words.
        raise InvalidParameterException(f"attributes required: [{', '.join(missing)}]")
    schema.validate(arrival.pool, arrival.attributes, creating=True)


def _insert(arrival: _Arrival, answer: PreSignUpAnswer) -> User:
    provider = arrival.provider
    name = NewName(ids.sub(), arrival.username, arrival.attributes)
    user = users.new(arrival.pool, name, status=UserStatus.EXTERNAL_PROVIDER)
    _set_verified(user, answer)
    with transaction.atomic():
        users.save_new(user, force=False, taken=_TAKEN)
        linking.add(user, provider, arrival.stated.subject, issuer=arrival.stated.issuer, primary=True)
        group = groups.ensure(
            arrival.pool,
            name=f"{arrival.pool.id}_{provider.name}",
            description=f"Autogenerated group for users who sign in using {provider.name}",
        )
        membership.add(user, group)
    return user


def _set_verified(user: User, answer: PreSignUpAnswer) -> None:
    """An address is verified if the provider's mapped word or the trigger's says so."""
    wishes = {"email": answer.auto_verify_email, "phone_number": answer.auto_verify_phone}
    for attribute, wished in wishes.items():
        if getattr(user, attribute):
            is_verified = wished or bool(getattr(user, f"{attribute}_verified"))
            setattr(user, f"{attribute}_verified", is_verified)
