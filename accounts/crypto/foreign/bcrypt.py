"""bcrypt, as other systems write it: `$2b$12$`, then salt and hash."""

import re

import bcrypt

MOST_COST = 12
_FORM = re.compile(r"\$2[aby]\$([0-9]{2})\$[./A-Za-z0-9]{53}")
_LEAST_COST = 4
# The algorithm reads no more of a password; whoever has a longer one was hashed by its beginning (checklist 31).
_SIGNIFICANT_BYTES = 72


def problem(text: str) -> str:
    found = _FORM.fullmatch(text)
    if not found or int(found[1]) < _LEAST_COST:
        return "The password hash is no bcrypt hash."
    return f"The cost of the bcrypt hash is more than {MOST_COST}." if int(found[1]) > MOST_COST else ""


def matches(password: bytes, text: str) -> bool:
    try:
        return bcrypt.checkpw(password[:_SIGNIFICANT_BYTES], text.encode())
    except ValueError:
        return False
