"""Names that Poolhouse makes up, in the forms Cognito gives them, and ARNs."""

import secrets
import string
import uuid

ALPHANUMERIC = string.ascii_letters + string.digits
LOWER_ALPHANUMERIC = string.ascii_lowercase + string.digits
UPPER_BASE32 = string.ascii_uppercase + "234567"

POOL_ID_LENGTH = 9
CLIENT_ID_LENGTH = 26
CLIENT_SECRET_LENGTH = 52
DEVICE_GROUP_LENGTH = 8
ACCESS_KEY_ID_LENGTH = 16
ACCESS_KEY_SECRET_LENGTH = 40
SESSION_BYTES = 48
IMPORT_JOB_LENGTH = 10


def pool_id(region: str) -> str:
    return f"{region}_{_random(ALPHANUMERIC, POOL_ID_LENGTH)}"


def region_of(pool_id: str) -> str:
    """The region that a user pool id names; empty when it names none."""
    return pool_id.rpartition("_")[0]


def client_id() -> str:
    return _random(LOWER_ALPHANUMERIC, CLIENT_ID_LENGTH)


def client_secret() -> str:
    return _random(LOWER_ALPHANUMERIC, CLIENT_SECRET_LENGTH)


def sub() -> str:
    return str(uuid.uuid4())


def device_key(region: str) -> str:
    return f"{region}_{uuid.uuid4()}"


def device_group_key() -> str:
    return f"-{_random(ALPHANUMERIC, DEVICE_GROUP_LENGTH)}"


def import_job_id() -> str:
    return f"import-{_random(ALPHANUMERIC, IMPORT_JOB_LENGTH)}"


def access_key_id() -> str:
    return f"AKIA{_random(UPPER_BASE32, ACCESS_KEY_ID_LENGTH)}"


def access_key_secret() -> str:
    return _random(ALPHANUMERIC, ACCESS_KEY_SECRET_LENGTH)


def session_string() -> str:
    """A session as challenges carry it: 20 characters at least, by the service model."""
    return opaque(SESSION_BYTES)


def opaque(size: int) -> str:
    """`size` random bytes, safe in URLs and headers."""
    return secrets.token_urlsafe(size)


def user_pool_arn(region: str, account_id: str, pool_id: str) -> str:
    return f"arn:aws:cognito-idp:{region}:{account_id}:userpool/{pool_id}"


def _random(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))
