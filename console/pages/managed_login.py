"""Looks of the login pages: one style for each app client that has one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from console import paging
from console.forms.confirmations import ConfirmForm
from console.forms.managed_login import ManagedLoginForm
from console.page import done, page
from console.pages import code_samples, style_settings
from pools import app_clients, branding, branding_palette, page_texts
from pools.branding_palette import Weak
from pools.models import ManagedLoginBranding, UserPool

_MODE_WORDS = {branding_palette.LIGHT: "Light", branding_palette.DARK: "Dark"}


@page
def index(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """The pool's app clients, and which have a style or texts of their own."""
    here = paging.position(request, "managed login", pool.id)
    found = app_clients.list_page(pool, limit=paging.size(request), after=here.after)
    styles = branding.of_clients(found.items)
    worded = page_texts.clients_with_texts(found.items)
    context = {
        "pool": pool,
        "rows": [(client, styles.get(client.id), client.id in worded) for client in found.items],
        "pager": paging.pager(request, here, found, "managed login", pool.id),
    }
    return render(request, "console/managed_login/index.html", context)


@page
def edit(request: HttpRequest, pool: UserPool, client_id: str) -> HttpResponse:
    """Mode, layout, colours and images of one client's style."""
    client = app_clients.get(pool, client_id)
    style = branding.find(client)
    form = ManagedLoginForm(
        request.POST or None,
        files=request.FILES or None,
        updated_at=style.updated_at if style else client.updated_at,
        current=style_settings.shown(style),
    )
    if form.run(lambda data: style_settings.save(client, style, data, changed=form.changed_data)):
        return done(
            request, f"The style of {client.name} was saved.", "console:managed_login_style", pool.id, client.id
        )
    context = {
        "pool": pool,
        "client": client,
        "style": style,
        "form": form,
        "colours": [("Light", form.colours("light")), ("Dark", form.colours("dark"))],
        "weak": _weak(style),
        "categories": {asset.category for asset in branding.assets_of(style)} if style else set(),
        "login_url": code_samples.login_url(client),
    }
    return render(request, "console/managed_login/edit.html", context)


@page
def delete(request: HttpRequest, pool: UserPool, client_id: str) -> HttpResponse:
    """Removes a client's style; its pages look plain again."""
    client = app_clients.get(pool, client_id)
    style = branding.of_client(client)
    form = ConfirmForm(request.POST or None)
    if form.run(lambda _: branding.delete(style)):
        return done(request, f"The style of {client.name} was deleted.", "console:managed_login", pool.id)
    return render(request, "console/managed_login/delete.html", {"pool": pool, "client": client, "form": form})


def _weak(style: ManagedLoginBranding | None) -> list[tuple[str, Weak]]:
    """Colours that nobody could read, with their mode in words."""
    return [
        (words, weak)
        for mode, words in _MODE_WORDS.items()
        for weak in branding_palette.of(style.settings if style else {}, mode).weak
    ]
