"""The columns of an import's CSV file, and its first line, which must name them."""

import csv
from dataclasses import dataclass

from pools.models import UserPool

USERNAME = "cognito:username"
MFA_ENABLED = "cognito:mfa_enabled"
PASSWORD_HASH = "password_hash"  # noqa: S105  a column's name

_STANDARD = (
    *("name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture"),
    *("website", "email", "email_verified", "gender", "birthdate", "zoneinfo", "locale", "phone_number"),
    *("phone_number_verified", "address", "updated_at"),
)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class HeaderError(Exception):
    """The first line is not the header of this pool's files."""


@dataclass(frozen=True)
class Layout:
    """What the fields of each line are, and by which algorithm passwords were hashed, if they are given."""

    pool: UserPool
    columns: tuple[str, ...]
    hashing_algorithm: str


def header(pool: UserPool) -> list[str]:
    """GetCSVHeader: standard attributes, the pool's own, then what is no attribute."""
    own = [name for name in pool.schema_attributes if name.startswith(("custom:", "dev:"))]
    return [*_STANDARD, *own, MFA_ENABLED, USERNAME]


def layout(pool: UserPool, hashing_algorithm: str, first_line: bytes | None) -> Layout:
    """Read the first line. The column of password hashes may stand anywhere, or be left out.

    Raises:
        HeaderError: another column, one missing, or another order.
    """
    try:
        columns = fields((first_line or b"").removeprefix(_BYTE_ORDER_MARK).decode())
    except (UnicodeDecodeError, csv.Error):
        raise HeaderError from None
    hashes = columns.count(PASSWORD_HASH)
    if hashes > bool(hashing_algorithm) or [name for name in columns if name != PASSWORD_HASH] != header(pool):
        raise HeaderError
    return Layout(pool, tuple(columns), hashing_algorithm)


def fields(text: str) -> list[str]:
    r"""The fields of a line, where a comma inside one is written as `\,` or the field stands in quotes.

    Raises:
        csv.Error: a quote is not closed, or something follows it.
    """
    return next(csv.reader([text], escapechar="\\", strict=True), [])
