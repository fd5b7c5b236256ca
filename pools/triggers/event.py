"""The event that every trigger gets, and the reading of what it gives back."""

import json
from typing import Any

from pools.core.errors import InvalidLambdaResponseException
from pools.models import UserPool

VERSION = "1"
# AWS: both words are literal (triggers.md A2).
SDK_VERSION = "aws-sdk-unknown-unknown"
NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"
UNRECOGNIZABLE = "Unrecognizable lambda output"
LONGEST_TEXTS = 131_072


def build(
    pool: UserPool,
    *,
    source: str,
    user_name: str,
    client_id: str | None,
    request: dict[str, Any],
    response: dict[str, Any],
    version: str = VERSION,
) -> dict[str, Any]:
    """The event; `response` is what stands if the trigger gives it back untouched."""
    return {
        "version": version,
        "triggerSource": source,
        "region": pool.region,
        "userPoolId": pool.id,
        "userName": user_name,
        "callerContext": {"awsSdkVersion": SDK_VERSION, "clientId": client_id or NO_CLIENT},
        "request": request,
        "response": response,
    }


def response_of(answer: Any, *, version: str = VERSION) -> dict[str, Any]:
    """The `response` inside the event of this version that came back.

    Raises:
        InvalidLambdaResponseException: it is no event.
    """
    if not isinstance(answer, dict) or answer.get("version", version) != version:
        raise unrecognizable()
    response = answer.get("response")
    if not isinstance(response, dict):
        raise unrecognizable()
    return response


def flag(response: dict[str, Any], name: str) -> bool:
    """A yes or no of the response; no when it is missing or null.

    Raises:
        InvalidLambdaResponseException: it is something else.
    """
    value = response.get(name)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise unrecognizable()
    return value


def text(response: dict[str, Any], name: str) -> str | None:
    """A text of the response; none when it is missing or null.

    Raises:
        InvalidLambdaResponseException: it is something else.
    """
    value = response.get(name)
    if value is not None and not isinstance(value, str):
        raise unrecognizable()
    return value


def texts(response: dict[str, Any], name: str) -> dict[str, str]:
    """A map of texts in the response; an empty one when it is missing or null.

    Raises:
        InvalidLambdaResponseException: it is something else, or longer than an API call could carry.
    """
    value = response.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise unrecognizable()
    read = {key: _scalar(member) for key, member in value.items() if member is not None}
    if sum(len(key) + len(member) for key, member in read.items()) > LONGEST_TEXTS:
        raise unrecognizable()
    return read


def one_of(response: dict[str, Any], name: str, choices: tuple[str, ...]) -> str | None:
    """A text of the response that is one of these; none when it is missing, null or empty.

    Raises:
        InvalidLambdaResponseException: it is something else.
    """
    value = text(response, name) or None
    if value is not None and value not in choices:
        raise unrecognizable()
    return value


def _scalar(value: Any) -> str:
    # AWS: unverified: a number or a yes in a map of texts counts as its text, as Java's JSON readers take it.
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    if not isinstance(value, str):
        raise unrecognizable()
    return value


def unrecognizable() -> InvalidLambdaResponseException:
    # AWS: the one text for every answer that is not the event (triggers.md A7).
    return InvalidLambdaResponseException(UNRECOGNIZABLE)
