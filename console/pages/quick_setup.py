"""Quick set-up: a user pool, an app client and a domain in one form, and what to do with them."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from console import regions
from console.forms.user_pools import QuickSetupForm
from console.page import done, page
from console.pages import client_settings, code_samples, pool_settings, setup_code
from pools import app_clients, domains, user_pools
from pools.models import AppClient, UserPool

MANAGED_LOGIN = 2


@page
def create(request: HttpRequest) -> HttpResponse:
    """Answers to a few questions become a working pool."""
    form = QuickSetupForm(request.POST or None)
    if "code" in request.POST:
        return _as_code(request, form)
    made: list[AppClient] = []
    if form.run(lambda data: made.append(set_up(regions.current(request), data))):
        pool = made[0].pool
        return done(request, f"User pool {pool.name} was created.", "console:user_pool_set_up", pool.id, made[0].id)
    return render(request, "console/user_pools/create.html", {"form": form})


def _as_code(request: HttpRequest, form: QuickSetupForm) -> HttpResponse:
    """The same form, with the calls that would be made; nothing is made."""
    region = regions.current(request)
    codes = setup_code.render(region, form.cleaned_data) if form.is_valid() else []
    return render(request, "console/user_pools/create.html", {"form": form, "codes": codes})


@page
def values(request: HttpRequest, pool: UserPool, client_id: str) -> HttpResponse:
    """The values and the code that an application needs."""
    client = app_clients.get(pool, client_id)
    login, served = domains.base_url(pool), domains.issuer_path_url(pool)
    context = {
        "pool": pool,
        "client": client,
        "login_url": code_samples.login_url(client),
        "samples": code_samples.SAMPLES,
        "sample": code_samples.render(client, request.GET.get("sample", "")),
        "values": [
            ("Issuer", user_pools.issuer(pool)),
            ("Discovery document", f"{served}/.well-known/openid-configuration"),
            ("Login pages", login),
            ("API endpoint", settings.POOLHOUSE_URL),
        ],
    }
    return render(request, "console/user_pools/set_up.html", context)


@transaction.atomic
def set_up(region: str, data: dict[str, Any]) -> AppClient:
    """All three, or nothing is left."""
    pool = user_pools.create(region=region, name=data["pool_name"], settings=pool_settings.new_pool(data))
    client = client_settings.create(pool, data)
    domains.create(pool, domain=prefix_for(pool), managed_login_version=MANAGED_LOGIN)
    return client


def prefix_for(pool: UserPool) -> str:
    """A prefix that is free because the pool's id is."""
    return pool.id.replace("_", "").lower()
