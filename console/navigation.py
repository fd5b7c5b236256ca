"""Side navigation and breadcrumbs, as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import reverse

from console import regions
from pools.models import UserPool


@dataclass(frozen=True)
class Item:
    """One page of the navigation. `area` names its url, and its help under templates/console/<area>/help.html."""

    label: str
    area: str


@dataclass(frozen=True)
class Group:
    """Items under a heading that folds; without a label they stand by themselves."""

    label: str
    items: tuple[Item, ...]
    is_divided: bool = False


ROOT = (
    Group("", (Item("User pools", "user_pools"),)),
    Group("Operations", (Item("Message outbox", "outbox"),), is_divided=True),
    Group("Access", (Item("Operators", "operators"), Item("Access keys", "access_keys")), is_divided=True),
)
POOL = (
    Group("", (Item("Overview", "overview"),)),
    Group("Applications", (Item("App clients", "app_clients"),)),
    Group("User management", (Item("Users", "users"), Item("Groups", "groups"))),
    Group("Authentication", (Item("Attributes", "attributes"),)),
    Group(
        "Branding",
        (
            Item("Domain", "domain"),
            Item("Managed login", "managed_login"),
            Item("Message templates", "message_templates"),
        ),
    ),
)


@dataclass(frozen=True)
class Link:
    """An item with its address, as a page shows it."""

    label: str
    url: str
    area: str
    is_current: bool = False
    is_open: bool = False


@dataclass(frozen=True)
class Section:
    """A group as a page shows it."""

    label: str
    links: tuple[Link, ...]
    is_divided: bool


@dataclass(frozen=True)
class Frame:
    """What stands around a page."""

    title: str
    title_url: str
    note: str
    sections: tuple[Section, ...]
    crumbs: tuple[Link, ...]
    help_template: str
    region: str
    regions: tuple[str, ...]


def frame(request: HttpRequest, pool: UserPool | None) -> Frame:
    sections = links(request.path, pool)
    everywhere = [link for section in sections for link in section.links]
    opened = next((link for link in everywhere if link.is_open), None)
    home = reverse("console:user_pools")
    crumbs = [Link("Poolhouse", home, "")]
    if pool:
        crumbs += [Link("User pools", home, ""), Link(pool.name, reverse("console:overview", args=[pool.id]), "")]
    if opened:
        crumbs.append(opened)
    return Frame(
        title=pool.name if pool else "Poolhouse",
        title_url=reverse("console:overview", args=[pool.id]) if pool else home,
        note=pool.id if pool else "",
        sections=sections,
        crumbs=tuple(crumbs),
        help_template=help_template(opened.area if opened else ""),
        region=pool.region if pool else regions.current(request),
        regions=tuple(regions.choices(request)),
    )


def links(path: str, pool: UserPool | None) -> tuple[Section, ...]:
    """The navigation with addresses; the page belongs to the item with the longest address that starts its own."""
    groups, arguments = (POOL, [pool.id]) if pool else (ROOT, [])
    urls = {item.area: reverse(f"console:{item.area}", args=arguments) for group in groups for item in group.items}
    opened = max((url for url in urls.values() if f"{path}/".startswith(f"{url}/")), key=len, default="")
    return tuple(
        Section(
            group.label,
            tuple(
                Link(item.label, url := urls[item.area], item.area, url == path, url == opened) for item in group.items
            ),
            group.is_divided,
        )
        for group in groups
    )


@lru_cache(maxsize=64)
def help_template(area: str) -> str:
    """The help text of an area, if it has one."""
    try:
        get_template(name := f"console/{area}/help.html")
    except TemplateDoesNotExist:
        return ""
    return name
