"""What a password must be: the pool's policy, in Cognito's words."""

import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass

from pools.core.errors import InvalidPasswordException
from pools.models import UserPool

SYMBOLS = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-"
MAX_LENGTH = 256
_PREFIX = "Password did not conform with policy: "
_GENERATED_LENGTH = 12


@dataclass(frozen=True)
class Rule:
    """One demand: as forms list it, as Cognito complains of it, and whether a password meets it."""

    label: str
    complaint: str
    kind: str
    holds: Callable[[str], bool]


def check(pool: UserPool, password: str) -> None:
    """Refuse a password that breaks the policy; the first broken rule is named.

    Raises:
        InvalidPasswordException: with AWS's words.
    """
    if len(password) > MAX_LENGTH or "\0" in password:
        raise InvalidPasswordException(f"{_PREFIX}Password must have length less than or equal to {MAX_LENGTH}")
    if password != password.strip():
        raise InvalidPasswordException(f"{_PREFIX}Password must not start or end with space characters")
    for rule in rules(pool):
        if not rule.holds(password):
            raise InvalidPasswordException(f"{_PREFIX}{rule.complaint}")


def rules(pool: UserPool) -> list[Rule]:
    """The pool's demands, in the order in which they are checked."""
    policy = pool.password_policy
    shortest = minimum_length(pool)
    chosen = [
        Rule(
            f"At least {shortest} characters", "Password not long enough", "length", lambda text: len(text) >= shortest
        )
    ]
    if policy.get("RequireUppercase"):
        complaint = "Password must have uppercase characters"
        chosen.append(Rule("An uppercase letter", complaint, "upper", lambda text: any(c.isupper() for c in text)))
    if policy.get("RequireLowercase"):
        complaint = "Password must have lowercase characters"
        chosen.append(Rule("A lowercase letter", complaint, "lower", lambda text: any(c.islower() for c in text)))
    if policy.get("RequireNumbers"):
        complaint = "Password must have numeric characters"
        chosen.append(Rule("A number", complaint, "digit", lambda text: any(c in string.digits for c in text)))
    if policy.get("RequireSymbols"):
        complaint = "Password must have symbol characters"
        chosen.append(Rule("A symbol", complaint, "symbol", lambda text: any(c in SYMBOLS or c == " " for c in text)))
    return chosen


def minimum_length(pool: UserPool) -> int:
    """The shortest password allowed."""
    return int(pool.password_policy.get("MinimumLength") or 8)


def history_size(pool: UserPool) -> int:
    """How many passwords, the present one among them, cannot be chosen again."""
    return int(pool.password_policy.get("PasswordHistorySize") or 0)


def generate(pool: UserPool) -> str:
    """A random temporary password that meets every rule, without characters that are easily confused."""
    alphabets = ["abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "!@#%*?-+"]
    length = max(_GENERATED_LENGTH, minimum_length(pool))
    letters = [secrets.choice(alphabet) for alphabet in alphabets]
    letters += [secrets.choice(secrets.choice(alphabets[:3])) for _ in range(length - len(letters))]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)
