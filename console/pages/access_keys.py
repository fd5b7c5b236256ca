"""Access keys: list, create, disable, delete."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from console import access_keys
from console.forms.access_keys import AccessKeyForm
from console.forms.confirmations import ConfirmForm
from console.models import AccessKey
from console.page import done, page
from console.pages.account import operator_of


@page
def index(request: HttpRequest) -> HttpResponse:
    """The operator's keys, newest first; who manages operators sees everybody's."""
    return render(request, "console/access_keys/index.html", {"keys": access_keys.visible_to(operator_of(request))})


@page
def create(request: HttpRequest) -> HttpResponse:
    """A new key, whose secret this answer shows and no later one."""
    operator = operator_of(request)
    form = AccessKeyForm(request.POST or None)
    made: list[AccessKey] = []
    if form.run(lambda data: made.append(access_keys.create(operator, **data))):
        context = {"key": made[0], "secret": access_keys.secret_of(made[0])}
        return render(request, "console/access_keys/created.html", context)
    return render(request, "console/access_keys/create.html", {"form": form})


@page
def disable(request: HttpRequest, access_key_id: str) -> HttpResponse:
    """Asks, then refuses the key until it is enabled again."""
    key = access_keys.get(access_key_id, operator=operator_of(request))
    form = ConfirmForm(request.POST or None)
    if form.run(lambda _: access_keys.set_active(key, active=False)):
        return done(request, f"Access key {access_key_id} was disabled.", "console:access_keys")
    return render(request, "console/access_keys/disable.html", {"key": key, "form": form})


@page
def enable(request: HttpRequest, access_key_id: str) -> HttpResponse:
    """Asks, then accepts the key again."""
    key = access_keys.get(access_key_id, operator=operator_of(request))
    form = ConfirmForm(request.POST or None)
    if form.run(lambda _: access_keys.set_active(key, active=True)):
        return done(request, f"Access key {access_key_id} was enabled.", "console:access_keys")
    return render(request, "console/access_keys/enable.html", {"key": key, "form": form})


@page
def delete(request: HttpRequest, access_key_id: str) -> HttpResponse:
    """Asks, then deletes the key for good."""
    key = access_keys.get(access_key_id, operator=operator_of(request))
    form = ConfirmForm(request.POST or None)
    if form.run(lambda _: access_keys.delete(key)):
        return done(request, f"Access key {access_key_id} was deleted.", "console:access_keys")
    return render(request, "console/access_keys/delete.html", {"key": key, "form": form})
