"""Every address of the console that names something of a pool, with what it names. A new one must be stated here."""

from __future__ import annotations

from django.urls import URLPattern, reverse

from console import pool_urls
from tests.console.pages.conftest import Home

POSTED_ONLY = frozenset(
    {"user_remove_from_group", "group_remove_member", "user_remember_device", "user_stop_remembering_device"}
)


def all_routes() -> list[URLPattern]:
    return list(pool_urls.urlpatterns)


def inside_pools() -> list[str]:
    return [str(route.name) for route in all_routes() if "pool_id" in route.pattern.converters]


def naming_children() -> list[str]:
    """Routes that name a pool and something in it."""
    children = {"client_id", "sub", "name", "session_id", "change_id", "export_id"}
    return [str(route.name) for route in all_routes() if children & set(route.pattern.converters)]


def address(route: str, home: Home, children_of: Home | None = None) -> str:
    """The route's address; `children_of` takes what stands below the pool from another pool."""
    children = children_of or home
    pattern = next(one for one in all_routes() if one.name == route)
    known = {
        "pool_id": home.pool.id,
        "client_id": children.client.id,
        "sub": children.user.sub,
        "name": children.domain if route == "domain_delete" else children.group.name,
        "credential_id": children.passkey,
        "device_key": children.device,
        "action": "disable",
        "language": "de",
        "session_id": children.session.id,
        "change_id": children.change,
        "export_id": children.export,
    }
    return reverse(f"console:{route}", kwargs={name: known[name] for name in pattern.pattern.converters})
