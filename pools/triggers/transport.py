"""What the transports have in common: whom they call, and how a call can fail."""

import re
from dataclasses import dataclass
from typing import Any

from pools.core.errors import SerializationException
from pools.triggers import event
from pools.wire import body

SECONDS = 5.0
# Lambda's own limit for an answer.
LARGEST_ANSWER = 6 * 1024 * 1024

_ARN = re.compile(r"arn:[\w-]+:lambda:(?P<region>[\w-]+):(?P<account>\d+):function:(?P<name>[\w.-]+)(:[\w$-]+)?")


class TransportError(Exception):
    """The trigger was not reached; the text is the error that AWS names."""


class TimedOut(TransportError):
    """No answer in time."""


class Refused(Exception):
    """The trigger itself said no, with a message for the caller."""


@dataclass(frozen=True)
class Target:
    """A function's ARN and what transports need of it."""

    arn: str
    region: str
    name: str


def target(arn: str) -> Target:
    """Read an ARN.

    Raises:
        TransportError: it names no function.
    """
    match = _ARN.fullmatch(arn)
    if match is None:
        raise TransportError("ResourceNotFoundException")
    return Target(arn, match["region"], match["name"])


def read_json(answer: bytes) -> Any:
    """What a trigger answered.

    Raises:
        InvalidLambdaResponseException: no JSON, too much of it, or with characters that cannot be stored.
    """
    if len(answer) > LARGEST_ANSWER:
        raise event.unrecognizable()
    try:
        return body.decode(answer)
    except SerializationException:
        raise event.unrecognizable() from None
