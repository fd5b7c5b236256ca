"""Keyset pages in the query string: where this page starts, and the starts of the pages before it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from pools.core import pagination
from pools.core.errors import InvalidParameterException
from pools.core.pagination import Page

PARAMETER = "page"
TRAIL = 50


@dataclass(frozen=True)
class Position:
    """A page's start. `trail` holds the starts of pages before; the first page's is None."""

    after: Any = None
    number: int = 1
    trail: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Pager:
    """What the pagination component takes."""

    number: int
    shown: int = 0
    previous_url: str = ""
    next_url: str = ""

    @property
    def count(self) -> str:
        """How many rows there are, as far as the first page tells: `7`, or `20+`."""
        if self.number > 1:
            return ""
        return f"{self.shown}+" if self.next_url else str(self.shown)


def size(request: HttpRequest) -> int:
    """Rows a page: the operator's preference."""
    return int(getattr(request.user, "page_size", 20))


def position(request: HttpRequest, *bound_to: str) -> Position:
    """Where the request wants to be; the first page when it does not say, or its token is no longer good."""
    token = request.GET.get(PARAMETER, "")
    if not token:
        return Position()
    try:
        after, number, trail = pagination.decode(token, bound_to=bound_to)
    except InvalidParameterException:
        return Position()
    return Position(after, number, tuple(trail))


def pager(request: HttpRequest, here: Position, page: Page[Any], *bound_to: str) -> Pager:
    """Links to the pages around this one, keeping the rest of the query."""

    def url(there: Position) -> str:
        query = request.GET.copy()
        query.pop(PARAMETER, None)
        if there.number > 1:
            query[PARAMETER] = pagination.encode([there.after, there.number, list(there.trail)], bound_to=bound_to)
        return "?" + query.urlencode()

    before = Position(here.trail[-1], here.number - 1, here.trail[:-1]) if here.trail else Position()
    behind = Position(page.marker, here.number + 1, (*here.trail, here.after)[-TRAIL:])
    return Pager(
        number=here.number,
        shown=len(page.items),
        previous_url=url(before) if here.number > 1 else "",
        next_url=url(behind) if page.marker is not None else "",
    )
