"""How a secret is proved: a plain password, or SRP's server half for a user's password or a device's own secret.

The secret block that goes out is the session string of the step, so a proof is good once (checklist 28).
"""

import base64
import binascii
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from accounts import compromised, lock_out, passwords
from accounts.crypto import argon2, srp
from accounts.models.auth_session import AuthSession
from accounts.signin import identify
from pools.core import clock
from pools.core.errors import InvalidParameterException

REQUIRED = ("PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK", "TIMESTAMP")
"""The answers of which a proof consists."""

_TIMESTAMP = re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} \d{2}:\d{2}:\d{2} UTC \d{4}")
_SKEW = timedelta(minutes=5)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Secret:
    """What is proved, and how it enters the hashes.

    Attributes:
        realm: the pool's name, or a device's group key.
        name: the user's name, or the device's key.
        verifier: made up when nobody has the secret.
        salt: likewise.
        exists: whether somebody has it; if not, no proof is right.
    """

    realm: str
    name: str
    verifier: int
    salt: bytes
    exists: bool = True


def take_password(session: AuthSession, password: str) -> None:
    """Check a plain password.

    Raises:
        NotAuthorizedException: wrong, or locked out.
        PasswordResetRequiredException: right, but known to others.
        TooManyRequestsException: too many secrets are being checked.
    """
    passwords.verify(session.pool, session.user, session.typed, password, ip=session.context.ip)
    session.prove("pwd")
    compromised.refuse_at_sign_in(session, password)


def take_public(session: AuthSession, text: str) -> None:
    """Keep the client's A for the exchange that follows.

    Raises:
        InvalidParameterException: no hexadecimal number.
        NotAuthorizedException: zero modulo N or outside the group (checklist 28).
    """
    client_public = srp.parse(text)
    if client_public is None:
        raise InvalidParameterException("Invalid SRP_A")
    if not srp.usable(client_public):
        raise identify.incorrect()
    session.memory["A"] = f"{client_public:x}"


def ask(session: AuthSession, string: str, secret: Secret) -> dict[str, str]:
    """Answer the client's A with salt, B and the secret block.

    Raises:
        TooManyRequestsException: too many secrets are being checked.
    """
    with argon2.slot():
        server = srp.ephemeral(secret.verifier)
    session.memory["b"] = f"{server.private:x}"
    session.memory["B"] = f"{server.public:x}"
    return {"SALT": secret.salt.hex(), "SRP_B": f"{server.public:x}", "SECRET_BLOCK": string}


def check(session: AuthSession, answers: dict[str, str], secret: Secret, *, guessing: str = "") -> None:
    """Compare the client's proof with ours, in constant time.

    Args:
        session: of the sign-in, with the exchange in its memory.
        answers: with all of REQUIRED.
        secret: as it was asked for.
        guessing: what is guessed, where failures are counted apart from passwords; see `subjects.of`.

    Raises:
        NotAuthorizedException: no proof of the secret, an implausible time, or locked out.
        TooManyRequestsException: too many secrets are being checked.
    """
    subject, caller = identify.subject(session, guessing=guessing), identify.caller(session)
    with argon2.slot(subject):
        failures = lock_out.check(session.pool, subject, caller=caller)
        is_right = _fresh(answers["TIMESTAMP"]) & _matches(session, answers, secret)
        if not is_right or not secret.exists:
            lock_out.fail(session.pool, subject, caller=caller)
            raise identify.incorrect()
        lock_out.clear(failures)


def _matches(session: AuthSession, answers: dict[str, str], secret: Secret) -> bool:
    server = srp.Ephemeral(private=int(session.memory["b"], 16), public=int(session.memory["B"], 16))
    key = srp.session_key(client_public=int(session.memory["A"], 16), server=server, verifier_=secret.verifier)
    try:
        block = base64.b64decode(answers["PASSWORD_CLAIM_SECRET_BLOCK"], validate=True)
    except (binascii.Error, ValueError):
        return False
    expected = srp.signature(
        key, pool_name=secret.realm, user_id=secret.name, secret_block=block, timestamp=answers["TIMESTAMP"]
    )
    return bool(key) and hmac.compare_digest(expected.encode(), answers["PASSWORD_CLAIM_SIGNATURE"].encode())


def _fresh(timestamp: str) -> bool:
    """`Tue Jan 2 03:04:05 UTC 2024`, English whatever our locale, within five minutes of now."""
    if not _TIMESTAMP.fullmatch(timestamp):
        return False
    _, month, day, time, _, year = timestamp.split(" ")
    try:
        hour, minute, second = (int(part) for part in time.split(":"))
        moment = datetime(int(year), _MONTHS.index(month) + 1, int(day), hour, minute, second, tzinfo=UTC)
    except ValueError:
        return False
    return abs(clock.now() - moment) <= _SKEW
