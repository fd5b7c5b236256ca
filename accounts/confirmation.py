"""Codes that prove an address: made, kept as hashes, checked once, counted."""

import re
import secrets
import string
from dataclasses import dataclass
from datetime import timedelta

from accounts import made_up as made_ups
from accounts.models import ConfirmationCode, User
from accounts.models.confirmation_code import CodePurpose
from pools.core import clock, vault
from pools.core.errors import CodeMismatchException, ExpiredCodeException
from pools.models import UserPool

WRONG = "Invalid verification code provided, please try again."
EXPIRED = "Invalid code provided, please request a code again."
_LIFE = {
    CodePurpose.SIGN_UP: timedelta(hours=24),
    CodePurpose.VERIFY_ATTRIBUTE: timedelta(hours=24),
    CodePurpose.RESET_PASSWORD: timedelta(hours=1),
}
MEDIUMS = {"email": "EMAIL", "phone_number": "SMS"}


@dataclass(frozen=True)
class CodeDelivery:
    """Where a code went: masked destination, EMAIL or SMS, and the attribute it proves."""

    destination: str
    medium: str
    attribute: str


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def delivery(attribute: str, value: str) -> CodeDelivery:
    """What a caller may be told about a code sent to this address."""
    return CodeDelivery(destination=mask(value), medium=MEDIUMS[attribute], attribute=attribute)


def made_up(pool: UserPool, typed: str, attribute: str) -> CodeDelivery:
    """A believable address of a user who does not exist, always the same for the same name (checklist 29)."""
    if attribute == "email" and "@" in typed:
        return delivery("email", typed)
    if attribute == "phone_number" and re.fullmatch(r"\+\d+", typed):
        return delivery("phone_number", typed)
    mark = made_ups.mark(pool, typed, "address")
    if attribute == "phone_number":
        return CodeDelivery(f"+*******{int.from_bytes(mark[:4], 'big') % 10_000:04d}", "SMS", "phone_number")
    initials = (string.ascii_lowercase[byte % len(string.ascii_lowercase)] for byte in mark[:2])
    return CodeDelivery("{}***@{}***".format(*initials), "EMAIL", "email")


def mask(address: str) -> str:
    """`f***@e***` for mail, `+*******1234` for phones, as Cognito shows them."""
    if "@" in address:
        name, _, host = address.partition("@")
        return f"{name[:1]}***@{host[:1]}***"
    return re.sub(r"\d(?=\d{4})", "*", address)


def address_to_verify(pool: UserPool, attributes: dict[str, str]) -> tuple[str, str] | None:
    """The attribute and value a sign-up code goes to; the phone wins when both are verified by the pool."""
    for attribute in ("phone_number", "email"):
        if attribute in pool.auto_verified_attributes and attributes.get(attribute):
            return attribute, attributes[attribute]
    return None


def store(user: User, purpose: CodePurpose, *, attribute: str, value: str, code: str) -> None:
    """Keep a code's hash; an older code for the same purpose dies. Call inside the verb's transaction."""
    salt = secrets.token_bytes(16)
    now = clock.now()
    ConfirmationCode.objects.update_or_create(
        user=user,
        purpose=purpose,
        attribute=attribute if purpose == CodePurpose.VERIFY_ATTRIBUTE else "",
        defaults={
            "sent_to": attribute,
            "value": value,
            "salt": salt,
            "code_hash": vault.code_hash(code, salt=salt),
            "created_at": now,
            "expires_at": now + _LIFE[purpose],
        },
    )


def check(user: User, purpose: CodePurpose, code: str, *, attribute: str = "") -> ConfirmationCode:
    """The live code that matches; it stays usable until `consume`. Count the try first.

    Raises:
        ExpiredCodeException: there is none, it is too old, or the address is no longer the user's (checklist 38).
        CodeMismatchException: another code.
    """
    rows = ConfirmationCode.objects.filter(user=user, purpose=purpose)
    row = (rows.filter(attribute=attribute) if attribute else rows).order_by("-created_at").first()
    if row is None or row.expires_at <= clock.now() or not _address_stands(user, row):
        raise ExpiredCodeException(EXPIRED)
    if not vault.code_matches(code, bytes(row.code_hash), salt=bytes(row.salt)):
        raise CodeMismatchException(WRONG)
    return row


def pending_value(user: User, purpose: CodePurpose, *, attribute: str) -> str:
    """The address that the live code for an attribute went to; empty when there is none."""
    rows = ConfirmationCode.objects.filter(user=user, purpose=purpose, attribute=attribute, expires_at__gt=clock.now())
    return rows.values_list("value", flat=True).first() or ""


def _address_stands(user: User, row: ConfirmationCode) -> bool:
    """A code that proves a new address is sent before the user has it; the others only to what the user has."""
    if row.purpose == CodePurpose.VERIFY_ATTRIBUTE:
        # Where a change waits for its code, the code may prove an address that the user has not yet.
        pending = row.sent_to in user.pool.verify_before_update
        return pending or getattr(user, row.sent_to) == row.value
    verified = row.purpose == CodePurpose.SIGN_UP or bool(getattr(user, f"{row.sent_to}_verified"))
    return verified and getattr(user, row.sent_to) == row.value


def consume(row: ConfirmationCode) -> None:
    """Use a code up. Call inside the verb's transaction.

    Raises:
        ExpiredCodeException: another request was faster.
    """
    deleted, _ = ConfirmationCode.objects.filter(pk=row.pk, code_hash=bytes(row.code_hash)).delete()
    if not deleted:
        raise ExpiredCodeException(EXPIRED)
