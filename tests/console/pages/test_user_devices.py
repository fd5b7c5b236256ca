"""A user's devices at the console."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from accounts import devices
from accounts.models import Device
from tests.console.pages.conftest import Home, make_device
from tests.console.pages.test_query_counts import FRAME, queries


def url(home: Home, route: str = "user_devices", *more: str) -> str:
    return reverse(f"console:{route}", args=[home.pool.id, home.user.sub, *more])


def text(console: Client, home: Home) -> str:
    return console.get(url(home)).content.decode()


def test_a_device_is_shown_with_name_key_address_and_status(console: Client, home: Home) -> None:
    shown = text(console, home)
    assert "Firefox on Linux" in shown
    assert home.device in shown
    assert "203.0.113.7" in shown
    assert "Not remembered" in shown


def test_a_device_without_a_name_goes_by_its_key(console: Client, home: Home) -> None:
    Device.objects.update(name="")
    assert f'aria-label="Forget {home.device}"' in text(console, home)


def test_what_is_not_confirmed_is_not_shown(console: Client, home: Home) -> None:
    Device.objects.update(confirmed_at=None)
    assert home.device not in text(console, home)


def test_a_name_is_shown_as_it_is_written(console: Client, home: Home) -> None:  # checklist 51
    Device.objects.update(name="<script>alert(1)</script>")
    shown = text(console, home)
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_a_device_is_remembered_and_no_longer(console: Client, home: Home) -> None:
    told = console.post(url(home, "user_remember_device", home.device), follow=True).content.decode()
    remembered = Device.objects.get().status
    console.post(url(home, "user_stop_remembering_device", home.device))
    assert "Device Firefox on Linux is remembered now." in told
    assert (remembered, Device.objects.get().status) == ("remembered", "not_remembered")


def test_a_device_is_forgotten_after_a_question(console: Client, home: Home) -> None:
    forget = url(home, "user_forget_device", home.device)
    question = console.get(forget).content.decode()
    still_there = Device.objects.exists()
    told = console.post(forget, {"confirmed": "yes"}, follow=True).content.decode()
    assert "Forget this device of north-alice?" in question
    assert (still_there, Device.objects.exists()) == (True, False)
    assert "Device Firefox on Linux was forgotten." in told
    assert "No devices" in told


def test_a_forgotten_device_is_not_found(console: Client, home: Home) -> None:
    devices.forget(home.user, home.device)
    assert console.post(url(home, "user_remember_device", home.device)).status_code == 404
    assert console.get(url(home, "user_forget_device", home.device)).status_code == 404


def test_a_name_that_no_database_takes_is_not_found(console: Client, home: Home) -> None:
    assert console.get(url(home, "user_forget_device", "a\0b")).status_code == 404


def test_another_users_device_is_not_found(console: Client, home: Home, elsewhere: Home) -> None:  # checklist 52
    assert console.post(url(home, "user_forget_device", elsewhere.device), {"confirmed": "yes"}).status_code == 404
    assert Device.objects.filter(key=elsewhere.device).exists()


def test_a_pool_that_tracks_no_devices_says_so(console: Client, home: Home) -> None:
    home.pool.settings.pop("DeviceConfiguration")
    home.pool.save()
    assert "Devices are not tracked" in text(console, home)
    assert console.post(url(home, "user_remember_device", home.device)).status_code == 404


def test_devices_come_page_by_page(console: Client, home: Home) -> None:
    for number in range(20):
        make_device(home.user, f"device {number}")
    first = console.get(url(home))
    second = console.get(url(home) + first.context["pager"].next_url)
    assert len(first.context["devices"]) == 20
    assert [device.name for device, _ in second.context["devices"]] == ["device 19"]


def test_the_devices_page_costs_the_same_with_more_devices(console: Client, home: Home) -> None:
    before = queries(console, url(home))
    for number in range(6):
        make_device(home.user, f"device {number}")
    assert queries(console, url(home)) == before
    assert before <= FRAME + 2
