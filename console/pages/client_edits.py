"""The edit pages of an app client. Each sends the whole object: what a form does not show stays as it is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from console.forms.app_clients import (
    FLOWS,
    GRANTS,
    SCOPES,
    AttributePermissionsForm,
    ClientInformationForm,
    LoginPagesForm,
)
from console.forms.redirect_urls import edit_rows
from console.page import done, page
from console.pages import client_settings
from pools import app_clients, attributes
from pools.models import UserPool

ROWS = ("callback_urls", "logout_urls")


@page
def information(request: HttpRequest, pool: UserPool, client_id: str) -> HttpResponse:
    """Name, flows, lifetimes."""
    client = app_clients.get(pool, client_id)
    current = client_settings.information(client)
    form = ClientInformationForm(request.POST or None, updated_at=client.updated_at, current=current)

    def save(data: dict[str, Any]) -> None:
        settings = client_settings.with_information(client, data, shown_flows=_keys(FLOWS))
        app_clients.update(client, settings=settings, name=data["name"])

    if form.run(save):
        return done(request, "App client information was updated.", "console:app_client", pool.id, client.id)
    context = {"pool": pool, "client": client, "form": form, "kept_flows": sorted(client.flows - _keys(FLOWS))}
    return render(request, "console/app_clients/edit_information.html", context)


@page
def login_pages(request: HttpRequest, pool: UserPool, client_id: str) -> HttpResponse:
    """Callback and sign-out URLs, grants, scopes."""
    client = app_clients.get(pool, client_id)
    current = client_settings.login_pages(client)
    if command := _row_command(request):
        form = LoginPagesForm(None, updated_at=client.updated_at, current={**current, **_typed(request, command)})
        form.initial["revision"] = request.POST.get("revision", "")
    else:
        form = LoginPagesForm(request.POST or None, updated_at=client.updated_at, current=current)

    def save(data: dict[str, Any]) -> None:
        settings = client_settings.with_login_pages(client, data, grants=_keys(GRANTS), scopes=_keys(SCOPES))
        app_clients.update(client, settings=settings)

    if form.run(save):
        return done(request, "Login pages were updated.", "console:app_client_login_pages", pool.id, client.id)
    context = {
        "pool": pool,
        "client": client,
        "form": form,
        "kept_grants": [grant for grant in client.oauth_flows if grant not in _keys(GRANTS)],
        "kept_scopes": [scope for scope in client.scopes if scope not in _keys(SCOPES)],
    }
    return render(request, "console/app_clients/edit_login_pages.html", context)


@page
def attribute_permissions(request: HttpRequest, pool: UserPool, client_id: str) -> HttpResponse:
    """Read and write permissions."""
    client = app_clients.get(pool, client_id)
    form = AttributePermissionsForm(
        request.POST or None,
        client=client,
        schema=attributes.schema(pool),
        readable=attributes.readable(client),
        writable=attributes.writable(client),
    )

    def save(_: dict[str, Any]) -> None:
        settings = client_settings.with_permissions(client, form.chosen("read"), form.chosen("write"))
        app_clients.update(client, settings=settings)

    if form.run(save):
        return done(request, "Attribute permissions were updated.", "console:app_client_attributes", pool.id, client.id)
    return render(request, "console/app_clients/edit_attributes.html", {"pool": pool, "client": client, "form": form})


def _keys(choices: tuple[tuple[str, str], ...]) -> set[str]:
    return {key for key, _ in choices}


def _row_command(request: HttpRequest) -> tuple[str, str] | None:
    """An Add or Remove button of a row editor: the field and what to do. These work without script."""
    return next(((name, request.POST[f"rows_{name}"]) for name in ROWS if f"rows_{name}" in request.POST), None)


def _typed(request: HttpRequest, command: tuple[str, str]) -> dict[str, object]:
    """What was typed so far, after the button; nothing is checked yet."""
    name, what = command
    rows = {row: request.POST.getlist(row) for row in ROWS}
    rows[name] = edit_rows(rows[name], what)
    return {
        **rows,
        "default_redirect_url": request.POST.get("default_redirect_url", ""),
        "grants": request.POST.getlist("grants"),
        "scopes": request.POST.getlist("scopes"),
    }
