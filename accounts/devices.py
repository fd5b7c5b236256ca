"""Devices that users sign in from: tracked from a sign-in on, confirmed with a secret, remembered, forgotten."""

import base64
import binascii
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from accounts.crypto import srp
from accounts.models import Device, User, UserSession
from accounts.models.device import DeviceStatus
from pools.core import clock, ids, vault
from pools.core.errors import (
    DeviceKeyExistsException,
    InvalidParameterException,
    InvalidUserPoolConfigurationException,
    ResourceNotFoundException,
)
from pools.core.pagination import Page
from pools.models import UserPool

UNKNOWN = "Device does not exist."  # Amplify matches these words and forgets its own record of the device.
TRUSTED_FOR = timedelta(days=30)
_SECRET_BYTES = 32
_LONGEST_SALT = 64
_LONGEST_VERIFIER = 385


def begin(user: User, *, ip: str) -> Device:
    """A device that nobody has confirmed yet: good for refreshing the session it is made for, and nothing else.

    It is kept together with the session, and not before.
    """
    now = clock.now()
    return Device(
        pool=user.pool,
        user=user,
        key=ids.device_key(user.pool.region),
        group_key=ids.device_group_key(),
        last_ip=ip,
        created_at=now,
        updated_at=now,
        last_authenticated_at=now,
    )


def note_sign_in(user: User, key: str, *, ip: str) -> None:
    """Remember when and from where the device was used; until the transaction ends nobody can forget it.

    Raises:
        ResourceNotFoundException: it was forgotten.
    """
    if not Device.objects.filter(user=user, key=key).update(last_ip=ip, last_authenticated_at=clock.now()):
        raise _unknown()


def confirm(user: User, *, key: str, salt: str, verifier: str, name: str = "") -> bool:
    """Take the verifier of the secret that the device chose (AWS: ConfirmDevice).

    Args:
        user: whose device.
        key: as the sign-in gave it.
        salt: Base64 of the bytes of a positive number.
        verifier: likewise.
        name: for people to read.

    Returns:
        Whether the device is remembered only when the user says so.

    Raises:
        InvalidUserPoolConfigurationException: the pool does not track devices.
        InvalidParameterException: salt or verifier is no such number.
        ResourceNotFoundException: no device of this user.
        DeviceKeyExistsException: confirmed before.
    """
    configuration = _configuration(user.pool)
    salt_bytes, verifier_bytes = _salt(salt), _verifier(verifier)
    asks = bool(configuration.get("DeviceOnlyRememberedOnUserPrompt"))
    mine = Device.objects.filter(user=user, key=key)
    now = clock.now()
    confirmed = mine.filter(confirmed_at=None).update(
        srp_salt=salt_bytes,
        srp_verifier=verifier_bytes,
        name=name,
        status=DeviceStatus.NOT_REMEMBERED if asks else DeviceStatus.REMEMBERED,
        confirmed_at=now,
        updated_at=now,
    )
    if not confirmed:
        raise DeviceKeyExistsException("Device already exists.") if mine.exists() else _unknown()
    return asks


def find(user: User | None, key: str) -> Device | None:
    """The user's confirmed device with this key; nobody has none, and takes the same time to have none."""
    device = Device.objects.filter(_known(), key=key).first()
    if device is None or user is None or device.user_id != user.pk:
        return None
    device.user = user
    return device


def trust_browser(user: User, *, name: str, ip: str) -> tuple[Device, str]:
    """A new device for a browser that its user trusts for a month, and the secret that only this browser gets.

    Nothing but the user's say makes it, after a second factor: it spares that one next time, under the rules of any
    remembered device. Cognito's pages have no such thing.
    """
    secret, now = ids.opaque(_SECRET_BYTES), clock.now()
    device = begin(user, ip=ip)
    device.name, device.status, device.confirmed_at = name, DeviceStatus.REMEMBERED, now
    device.browser_hash, device.expires_at = vault.token_hash(secret), now + TRUSTED_FOR
    device.save()
    return device, secret


def of_browser(user: User, secrets: Collection[str]) -> Device | None:
    """The device of the user's that a browser with these secrets is."""
    hashes = [vault.token_hash(secret) for secret in secrets]
    device = Device.objects.filter(_known(), user=user, browser_hash__in=hashes).first()
    if device:
        device.user = user
    return device


def can_trust_browsers(pool: UserPool) -> bool:
    """Whether it would spare a browser's user anything."""
    return bool((pool.device_configuration or {}).get("ChallengeRequiredOnNewDevice"))


def forget_browsers(user: User) -> None:
    """Trust none of the user's browsers any more. Call inside the verb's transaction."""
    Device.objects.filter(user=user).exclude(browser_hash=None).delete()


def get(user: User, key: str) -> Device:
    """As `find`.

    Raises:
        InvalidUserPoolConfigurationException: the pool does not track devices.
        ResourceNotFoundException: there is none.
    """
    _configuration(user.pool)
    device = find(user, key)
    if device is None:
        raise _unknown()
    return device


def list_page(user: User, *, limit: int, after: int | None = None) -> Page[Device]:
    """A page of the user's confirmed devices, the first one first.

    Raises:
        InvalidUserPoolConfigurationException: the pool does not track devices.
    """
    _configuration(user.pool)
    rows = Device.objects.filter(_known(), user=user).defer("srp_salt", "srp_verifier")
    if after:
        rows = rows.filter(id__gt=after)
    found = list(rows.order_by("id")[: limit + 1])
    return Page(found[:limit], found[limit - 1].pk if len(found) > limit else None)


def set_status(user: User, key: str, status: str) -> None:
    """Let the device stand in for the second factor, or not; errors as `get`.

    Raises:
        InvalidParameterException: no status.
    """
    if status not in DeviceStatus.values:
        raise InvalidParameterException("Missing required parameter DeviceRememberedStatus")
    device = get(user, key)
    if not Device.objects.filter(pk=device.pk).update(status=status, updated_at=clock.now()):
        raise _unknown()


def forget(user: User, key: str) -> None:
    """Remove the device; what it was signed in with cannot be refreshed any more. Errors as `get`."""
    _configuration(user.pool)
    with transaction.atomic():
        if not Device.objects.filter(user=user, key=key).exclude(confirmed_at=None).delete()[0]:
            raise _unknown()
        # Refreshing needs the key; from now on that is one which nobody was ever told. Access tokens live on, and
        # signing out still ends them.
        nobodys = ids.device_key(user.pool.region)
        UserSession.objects.filter(user=user, device_key=key).update(device_key=nobodys)


def stands_for_mfa(device: Device) -> bool:
    """Whether proving this device takes the place of the second factor."""
    return can_trust_browsers(device.user.pool) and device.status == DeviceStatus.REMEMBERED


def _known() -> Q:
    """Devices that are confirmed, and not past their time."""
    return Q(confirmed_at__isnull=False) & (Q(expires_at=None) | Q(expires_at__gt=clock.now()))


def _configuration(pool: UserPool) -> dict[str, bool]:
    configuration = pool.device_configuration
    if configuration is None:
        # AWS: unverified.
        raise InvalidUserPoolConfigurationException("User pool does not have device tracking enabled.")
    return configuration


def _salt(text: str) -> bytes:
    salt = _decoded(text)
    if not 0 < len(salt) <= _LONGEST_SALT:
        raise InvalidParameterException("Invalid Salt")
    return salt


def _verifier(text: str) -> bytes:
    """One and minus one would be proved by any secret whatever."""
    verifier = _decoded(text)
    if len(verifier) > _LONGEST_VERIFIER or not 1 < int.from_bytes(verifier, "big") < int(srp.N) - 1:
        raise InvalidParameterException("Invalid PasswordVerifier")
    return verifier


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidParameterException("Salt and PasswordVerifier must be Base64.") from None


def _unknown() -> ResourceNotFoundException:
    return ResourceNotFoundException(UNKNOWN)
