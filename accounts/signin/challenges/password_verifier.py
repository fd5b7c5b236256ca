"""PASSWORD_VERIFIER: the second half of SRP. The secret block is the session string of this step."""

import base64
import binascii
import hmac
import re
from datetime import UTC, datetime, timedelta

from accounts import credentials, lock_out
from accounts.crypto import argon2, srp
from accounts.models import User
from accounts.models.auth_session import AuthSession
from accounts.signin import identify
from pools.core import clock

_TIMESTAMP = re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} \d{2}:\d{2}:\d{2} UTC \d{4}")
_SKEW = timedelta(minutes=5)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def issue(session: AuthSession, string: str) -> dict[str, str]:
    """Answer the client's A with salt, B and the secret block."""
    verifier, salt = _verifier_and_salt(session)
    server = srp.ephemeral(verifier)
    session.memory["b"] = f"{server.private:x}"
    session.memory["B"] = f"{server.public:x}"
    return {
        "USER_ID_FOR_SRP": session.username,
        "USERNAME": session.username,
        "SALT": salt.hex(),
        "SRP_B": f"{server.public:x}",
        "SECRET_BLOCK": string,
    }


def verify(session: AuthSession, answers: dict[str, str]) -> None:
    """Compare the client's proof with ours, in constant time.

    Raises:
        NotAuthorizedException: no proof of the password, an implausible time, or locked out.
    """
    key_matches = _fresh(answers["TIMESTAMP"]) & _proof_matches(session, answers)
    with argon2.slot():
        failures = lock_out.check(session.pool, identify.subject(session))
        if not key_matches or session.user is None or not session.user.srp_verifier:
            lock_out.fail(session.pool, identify.subject(session))
            raise identify.incorrect()
        lock_out.clear(failures)
    session.prove("pwd")


def _proof_matches(session: AuthSession, answers: dict[str, str]) -> bool:
    verifier, _ = _verifier_and_salt(session)
    server = srp.Ephemeral(private=int(session.memory["b"], 16), public=int(session.memory["B"], 16))
    key = srp.session_key(client_public=int(session.memory["A"], 16), server=server, verifier_=verifier)
    try:
        block = base64.b64decode(answers["PASSWORD_CLAIM_SECRET_BLOCK"], validate=True)
    except (binascii.Error, ValueError):
        return False
    expected = srp.signature(
        key,
        pool_name=session.pool.srp_name,
        user_id=session.username,
        secret_block=block,
        timestamp=answers["TIMESTAMP"],
    )
    return bool(key) and hmac.compare_digest(expected.encode(), answers["PASSWORD_CLAIM_SIGNATURE"].encode())


def _verifier_and_salt(session: AuthSession) -> tuple[int, bytes]:
    """The user's own, or made-up ones; those are computed in any case, so that both take the same time."""
    made_up = identify.made_up_verifier(session.pool, session.typed), identify.made_up_salt(session.pool, session.typed)
    user: User | None = session.user
    verifier = credentials.verifier_of(user) if user else None
    if user is None or verifier is None or user.srp_salt is None:
        return made_up
    return verifier, bytes(user.srp_salt)


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
