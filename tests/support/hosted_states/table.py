"""The table that each state of a hosted page joins: how somebody gets to see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.test import Client

from pools import app_clients
from pools.models import AppClient, UserPool
from tests.support import oauth
from tests.support.hosted_desk import HostedDesk

Reach = Callable[[Client], HttpResponse]
"""Goes to a page with a browser that has been nowhere, and comes back with what the page answers."""

STATES: dict[str, Reach] = {}


def state(reach: Reach) -> Reach:
    """Enter a way to a state of a page under its own name."""
    assert reach.__name__ not in STATES, reach.__name__
    STATES[reach.__name__] = reach
    return reach


def desk_of(web: Client, pool: UserPool, **settings: Any) -> HostedDesk:
    """The browser at the pages of the pool's application."""
    return HostedDesk(web, client_of(pool, **settings))


def client_of(pool: UserPool, **settings: Any) -> AppClient:
    wanted = {**oauth.SETTINGS, **settings}
    return app_clients.create(pool, name="Northwind Portal", settings=wanted)
