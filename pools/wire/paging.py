"""Lists of the API: a page of rows in, the answer with its token out."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from pools.core import pagination
from pools.core.pagination import Page
from pools.wire.call import Call

Row = TypeVar("Row")

_LARGEST = 60


def binding(operation: str, place: str, others: dict[str, Any]) -> tuple[str, ...]:
    """What a token is bound to: operation, region or owner, and the other members of the call that it was given to."""
    return (operation, place, json.dumps(others, sort_keys=True))


def answer(
    call: Call,
    fetch: Callable[[int, Any], Page[Row]],
    shape: Callable[[Row], dict[str, Any]],
    *,
    member: str,
    size: str = "Limit",
    token: str = "NextToken",  # noqa: S107 - a member's name
    owner: str = "",
) -> dict[str, Any]:
    """The page that the call asks for.

    Args:
        call: its token is good only for a call with the same other members (checklist 69).
        fetch: gives the page of so many rows behind a marker.
        shape: a row in AWS's shape.
        member: where the rows go.
        size: the input that says how many; 0 or none means sixty.
        token: input and output that carry the marker.
        owner: whose list it is, where an access token says so: nothing is signed then that would name a region, and
            another access token of the same user goes on with the list.

    Raises:
        InvalidParameterException: the token is not of a call like this one, or too old.
    """
    others = {name: value for name, value in call.input.items() if name not in (token, "AccessToken")}
    bound_to = binding(call.operation, owner or call.region, others)
    given = call.input.get(token)
    after = pagination.decode(given, bound_to=bound_to) if given else None
    page = fetch(call.input.get(size) or _LARGEST, after)
    return {
        member: [shape(row) for row in page.items],
        token: pagination.encode(page.marker, bound_to=bound_to) if page.marker else None,
    }
