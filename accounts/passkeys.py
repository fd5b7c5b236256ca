"""Passkeys of a user: registered in two steps, listed, deleted."""

import base64
import binascii
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from accounts import passkey_names, relying_party, security_notices, users
from accounts.crypto import webauthn
from accounts.crypto.webauthn import Account, Known, Options, Registered
from accounts.crypto.webauthn_answers import MalformedError, WebAuthnError
from accounts.models import Passkey, PasskeyRegistration, User
from pools.core import clock
from pools.core.errors import (
    CognitoError,
    InvalidParameterException,
    LimitExceededException,
    ResourceNotFoundException,
    WebAuthnChallengeNotFoundException,
    WebAuthnClientMismatchException,
    WebAuthnCredentialNotSupportedException,
    WebAuthnNotEnabledException,
    WebAuthnOriginNotAllowedException,
    WebAuthnRelyingPartyMismatchException,
)
from pools.core.pagination import Page
from pools.models import AppClient, UserPool

MOST = 20
LONGEST_NAME = 64
# AWS: how long a registration may take is not said; five minutes is what WebAuthn (15.1) recommends.
_LASTS = timedelta(minutes=5)
_MILLISECOND = timedelta(milliseconds=1)
_UNKNOWN = "The user has no passkey with this credential ID."
_NOT_FOUND = "The registration was not started, has expired, or was completed before."
_REFUSALS: dict[type[WebAuthnError], tuple[type[CognitoError], str]] = {
    MalformedError: (InvalidParameterException, "The credential is not a valid registration response."),
    webauthn.WrongChallengeError: (WebAuthnChallengeNotFoundException, _NOT_FOUND),
    webauthn.WrongOriginError: (
        WebAuthnOriginNotAllowedException,
        "The credential was created at an origin that the relying party does not allow.",
    ),
    webauthn.WrongRelyingPartyError: (
        WebAuthnRelyingPartyMismatchException,
        "The credential was created for another relying party ID.",
    ),
    webauthn.UnsupportedError: (
        WebAuthnCredentialNotSupportedException,
        "The credential is of an unsupported kind, or was created without the user verification that is required.",
    ),
}


def begin(user: User, client: AppClient) -> Options:
    """Start a registration; one that was under way is given up.

    Args:
        user: with pool.
        client: must be the one to complete it.

    Returns:
        CredentialCreationOptions.

    Raises:
        WebAuthnNotEnabledException: the pool has no sign-in by passkey.
        WebAuthnConfigurationMissingException: the pool has no relying party.
        LimitExceededException: the user has twenty passkeys.
    """
    _require_enabled(user)
    party = relying_party.of(user.pool)
    existing = list(user.passkeys.order_by("id"))
    _require_room(len(existing))
    options, state = webauthn.creation_options(
        party,
        _account(user),
        existing=[known(passkey) for passkey in existing if passkey.rp_id == party.id],
        timeout=_LASTS // _MILLISECOND,
    )
    PasskeyRegistration.objects.update_or_create(
        user=user, defaults={"client": client, "state": state, "expires_at": clock.now() + _LASTS}
    )
    return options


def complete(user: User, client: AppClient, *, credential: Any, hosted: bool = False) -> Passkey:
    """Check what the authenticator made, and keep it. The registration is used up, whatever comes of it.

    Args:
        user: with pool.
        client: the one that began.
        credential: RegistrationResponseJSON.
        hosted: whether a page was used, so that the user is told (see `security_notices`).

    Raises:
        WebAuthnNotEnabledException, WebAuthnConfigurationMissingException, LimitExceededException: as `begin`.
        WebAuthnChallengeNotFoundException: nothing under way, too late, or the answer is to something else.
        WebAuthnClientMismatchException: another app client began.
        WebAuthnOriginNotAllowedException, WebAuthnRelyingPartyMismatchException: made elsewhere, or for others.
        WebAuthnCredentialNotSupportedException: of a kind that is not taken, or registered already.
        InvalidParameterException: no credential.
        UserNotFoundException: deleted since.
    """
    _require_enabled(user)
    party = relying_party.of(user.pool)
    registration = _take(user, client)
    try:
        made = webauthn.register(party, registration.state, credential)
    except WebAuthnError as error:
        refusal, message = _REFUSALS[type(error)]
        raise refusal(message) from None
    return _keep(user, party.id, made, hosted=hosted)


def list_page(user: User, *, limit: int, after: int | None) -> Page[Passkey]:
    """A page of the user's passkeys in the order of registration."""
    found = list(user.passkeys.filter(id__gt=after or 0).order_by("id")[: limit + 1])
    marker = found[limit - 1].id if len(found) > limit else None
    return Page(found[:limit], marker)


def get(user: User, *, credential_id: str) -> Passkey:
    """One of the user's passkeys.

    Raises:
        ResourceNotFoundException: the user has no such passkey.
    """
    passkey = user.passkeys.filter(credential_id=_decoded(credential_id)).first()
    if passkey is None:
        raise ResourceNotFoundException(_UNKNOWN)
    return passkey


def delete(user: User, *, credential_id: str) -> None:
    """Take a passkey from the user.

    Raises:
        ResourceNotFoundException: the user has no such passkey.
    """
    deleted, _ = user.passkeys.filter(credential_id=_decoded(credential_id)).delete()
    if not deleted:
        raise ResourceNotFoundException(_UNKNOWN)


def rename(user: User, *, credential_id: str, name: str) -> None:
    """Call one of the user's passkeys something else.

    Raises:
        InvalidParameterException: no name, or too long a one.
        ResourceNotFoundException: the user has no such passkey.
    """
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise InvalidParameterException(f"A passkey's name has 1 to {LONGEST_NAME} characters.")
    if not user.passkeys.filter(credential_id=_decoded(credential_id)).update(name=name):
        raise ResourceNotFoundException(_UNKNOWN)


def is_known(pool: UserPool, *, credential_id: str) -> bool:
    """Whether anybody in the pool has this passkey."""
    return Passkey.objects.filter(pool=pool, credential_id=_decoded(credential_id)).exists()


def usable(pool: UserPool, user_id: int) -> bool:
    """Whether the user has a passkey of the pool's present relying party; 0, which nobody is, has none."""
    rp_id = relying_party.find_id(pool)
    return rp_id is not None and Passkey.objects.filter(user_id=user_id, rp_id=rp_id).exists()


def shown_id(passkey: Passkey) -> str:
    """The CredentialId as browsers and AWS write it."""
    return base64.urlsafe_b64encode(bytes(passkey.credential_id)).rstrip(b"=").decode()


def handle(user: User) -> bytes:
    """What the authenticator keeps of the user, and gives back with an answer."""
    return user.sub.encode()


def known(passkey: Passkey) -> Known:
    return Known(bytes(passkey.credential_id), tuple(passkey.transports))


def _account(user: User) -> Account:
    name = users.shown_name(user)
    return Account(handle(user), name, user.name or name)


def _require_enabled(user: User) -> None:
    if "WEB_AUTHN" not in user.pool.first_factors:
        raise WebAuthnNotEnabledException("Sign-in by passkey is not enabled for the user pool.")


def _require_room(number: int) -> None:
    if number >= MOST:
        raise LimitExceededException(f"The user has {MOST} passkeys, the most that one can have.")


def _take(user: User, client: AppClient) -> PasskeyRegistration:
    """The registration under way; of any number of requests one gets it."""
    found = PasskeyRegistration.objects.filter(user=user).first()
    if found is None or found.expires_at <= clock.now():
        raise WebAuthnChallengeNotFoundException(_NOT_FOUND)
    if found.client_id != client.id:
        raise WebAuthnClientMismatchException("The registration was started with another app client.")
    # By its time as well: another that was begun meanwhile is in the same row.
    deleted, _ = PasskeyRegistration.objects.filter(user=user, expires_at=found.expires_at).delete()
    if not deleted:
        raise WebAuthnChallengeNotFoundException(_NOT_FOUND)
    return found


@transaction.atomic
def _keep(user: User, rp_id: str, made: Registered, *, hosted: bool) -> Passkey:
    users.lock(user)
    _require_room(user.passkeys.count())
    security_notices.enqueue(user, security_notices.PASSKEY_ADDED, hosted=hosted)
    try:
        with transaction.atomic():
            return Passkey.objects.create(
                pool=user.pool,
                user=user,
                credential_id=made.id,
                credential=made.credential,
                sign_count=made.sign_count,
                name=passkey_names.name(made),
                rp_id=rp_id,
                attachment=made.attachment,
                transports=made.transports,
                created_at=clock.now(),
            )
    except IntegrityError:
        raise WebAuthnCredentialNotSupportedException("The credential is registered already.") from None


def _decoded(credential_id: str) -> bytes:
    try:
        return base64.b64decode(credential_id + "=" * (-len(credential_id) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
