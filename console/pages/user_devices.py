"""The devices a user signs in from: shown, remembered or not, forgotten."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts import devices
from accounts.models import Device
from accounts.models.device import DeviceStatus
from console import paging
from console.forms.confirmations import ConfirmForm
from console.page import done, page
from console.pages import user_subject
from pools.core.errors import ResourceNotFoundException
from pools.core.pagination import Page
from pools.models import UserPool

STATUSES = {
    DeviceStatus.REMEMBERED.value: ("success", DeviceStatus.REMEMBERED.label),
    DeviceStatus.NOT_REMEMBERED.value: ("info", DeviceStatus.NOT_REMEMBERED.label),
}


@page
def device_list(request: HttpRequest, pool: UserPool, sub: UUID) -> HttpResponse:
    """The user's confirmed devices."""
    user = user_subject.get(pool, sub)
    here = paging.position(request, "user devices", user.sub)
    is_tracking = pool.device_configuration is not None
    found: Page[Device] = Page([])
    if is_tracking:
        found = devices.list_page(user, limit=paging.size(request), after=here.after)
    context = {
        **user_subject.context(user, tab="user_devices"),
        "is_tracking": is_tracking,
        "devices": [(device, STATUSES[device.status]) for device in found.items],
        "pager": paging.pager(request, here, found, "user devices", user.sub),
    }
    return render(request, "console/users/devices.html", context)


@page
@require_POST
def remember(request: HttpRequest, pool: UserPool, sub: UUID, device_key: str) -> HttpResponse:
    """Lets the device stand in for the second factor; easy to redo, so nothing is asked."""
    return _set_status(request, pool, sub, device_key, DeviceStatus.REMEMBERED)


@page
@require_POST
def stop_remembering(request: HttpRequest, pool: UserPool, sub: UUID, device_key: str) -> HttpResponse:
    """Asks for the second factor on the device again."""
    return _set_status(request, pool, sub, device_key, DeviceStatus.NOT_REMEMBERED)


@page
def forget(request: HttpRequest, pool: UserPool, sub: UUID, device_key: str) -> HttpResponse:
    """Removes the device, and what it was signed in with is not refreshed any more."""
    device = _get(pool, sub, device_key)
    form = ConfirmForm(request.POST or None)
    if form.run(lambda _: devices.forget(device.user, device.key)):
        return done(request, f"{_shown(device)} was forgotten.", "console:user_devices", pool.id, sub)
    context = {**user_subject.context(device.user), "form": form, "device": device, "shown_device": _shown(device)}
    return render(request, "console/users/forget_device.html", context)


def _set_status(request: HttpRequest, pool: UserPool, sub: UUID, device_key: str, status: DeviceStatus) -> HttpResponse:
    device = _get(pool, sub, device_key)
    devices.set_status(device.user, device.key, status)
    told = "is remembered now" if status == DeviceStatus.REMEMBERED else "is no longer remembered"
    return done(request, f"{_shown(device)} {told}.", "console:user_devices", pool.id, sub)


def _get(pool: UserPool, sub: UUID, device_key: str) -> Device:
    user = user_subject.get(pool, sub)
    if pool.device_configuration is None or "\0" in device_key:
        raise ResourceNotFoundException(devices.UNKNOWN)
    return devices.get(user, device_key)


def _shown(device: Device) -> str:
    return f"Device {device.name or device.key}"
