"""Styles of login pages at the console. What the form does not show stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pools import branding
from pools.models import ManagedLoginBranding
from tests.console.pages.conftest import Home
from tests.support import pictures


@pytest.fixture
def home(home: Home) -> Home:
    """Its client has no style yet."""
    branding.delete(branding.of_client(home.client))
    return home


def url(home: Home, route: str = "managed_login_style") -> str:
    return reverse(f"console:{route}", args=[home.pool.id, home.client.id])


def edit(console: Client, home: Home, **changes: Any) -> Any:
    """Send the form as it was shown, with changes."""
    form = console.get(url(home)).context["form"]
    values = {name: value for name, value in form.initial.items() if value is not None}
    return console.post(url(home), {**values, **changes})


def stored(home: Home) -> ManagedLoginBranding:
    return branding.of_client(home.client)


def upload(content: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_saving_makes_a_style_that_follows_the_device(console: Client, home: Home) -> None:
    answer = edit(console, home, brand_light="#0B6B57", radius="4")
    settings = stored(home).settings
    button = settings["components"]["primaryButton"]["lightMode"]
    assert (answer.status_code, answer.headers["Location"]) == (303, url(home))
    assert button["defaults"]["backgroundColor"] == "0b6b57ff"
    assert button["hover"]["backgroundColor"] == "095646ff"
    assert settings["componentClasses"]["buttons"]["borderRadius"] == 4
    assert settings["categories"]["global"]["colorSchemeMode"] == "DYNAMIC"


def test_only_what_was_changed_is_written(console: Client, home: Home) -> None:
    before = {
        "components": {"form": {"lightMode": {"backgroundColor": "ffffff80"}, "unknown": [1]}},
        "categories": {"global": {"colorSchemeMode": "DARK", "pageHeader": {"enabled": True}}},
    }
    branding.create(home.client, settings=before)
    edit(console, home, link_light="#112233")
    link = {"link": {"lightMode": {"defaults": {"textColor": "112233ff"}}}}
    assert stored(home).settings == {**before, "componentClasses": link}


def test_a_logo_is_shown_kept_and_removed(console: Client, home: Home) -> None:
    edit(console, home, logo=upload(pictures.png()))
    assert stored(home).settings["components"]["form"]["logo"]["enabled"] is True
    edit(console, home, radius="8")
    assert [asset.category for asset in branding.assets_of(stored(home))] == ["FORM_LOGO"]
    edit(console, home, without_logo="on")
    assert branding.assets_of(stored(home)) == []


def test_a_browser_icon_is_known_by_its_content(console: Client, home: Home) -> None:
    edit(console, home, favicon=upload(pictures.svg(), "favicon.ico"))
    (icon,) = branding.assets_of(stored(home))
    assert (icon.category, icon.extension) == ("FAVICON_SVG", "SVG")


@pytest.mark.parametrize(
    "changes",
    [
        {"logo": upload(pictures.svg("<script>alert(1)</script>"), "logo.svg")},
        {"logo": upload(b"no image")},
        {"favicon": upload(pictures.png())},
        {"brand_light": "red"},
        {"radius": "-1"},
        {"mode": "NIGHT"},
        {"layout": "LEFT"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_saved(console: Client, home: Home, changes: dict[str, Any]) -> None:
    # checklist 56
    answer = edit(console, home, **changes)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not ManagedLoginBranding.objects.exists()


def test_colours_that_cannot_be_read_are_told(console: Client, home: Home) -> None:
    edit(console, home, link_light="#ffffff", form_light="#ffffff")
    page = console.get(url(home)).content.decode()
    assert "Light, Links: #ffffff has 1.0:1, #0b6470 is used." in page


def test_a_change_by_somebody_else_is_shown_before_it_is_lost(console: Client, home: Home) -> None:
    edit(console, home, radius="8")
    form = console.get(url(home)).context["form"]
    branding.update(stored(home), settings={"new": 1})
    answer = console.post(url(home), {**form.initial, "radius": "9"})
    assert answer.context["form"].errors
    assert stored(home).settings["componentClasses"]["buttons"]["borderRadius"] == 8


def test_a_style_is_deleted(console: Client, home: Home) -> None:
    edit(console, home)
    assert "Own style" in console.get(reverse("console:managed_login", args=[home.pool.id])).content.decode()
    console.post(url(home, "managed_login_delete"), {"confirmed": "yes"})
    assert not ManagedLoginBranding.objects.exists()
    assert "Plain" in console.get(reverse("console:managed_login", args=[home.pool.id])).content.decode()


def test_without_a_style_there_is_none_to_delete(console: Client, home: Home) -> None:
    assert console.post(url(home, "managed_login_delete")).status_code == 404


def test_the_page_leads_to_the_clients_own_login_page(console: Client, home: Home) -> None:
    page = console.get(url(home)).content.decode()
    assert "View login page" in page
    assert f"client_id={home.client.id}" in page
