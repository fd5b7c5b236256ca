"""User pools: the list of a region, overview, and what the overview changes."""

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from console import paging, regions
from console.forms.confirmations import ConfirmForm
from console.forms.user_pools import (
    APPLICATION_TYPE_DETAILS,
    APPLICATION_TYPES,
    DeletePoolForm,
    IssuerForm,
    RenamePoolForm,
    SignUpForm,
)
from console.page import done, page
from console.pages import pool_settings, recommendations, user_subject
from pools import domains, signing_keys, user_pools
from pools.models import UserPool
from pools.models.user_pool import IssuerMode

LISTED_CLIENTS = 10


@page
def index(request: HttpRequest) -> HttpResponse:
    """The region's pools, filtered by name."""
    region = regions.current(request)
    name = request.GET.get("name", "").strip()
    bound_to = ("user pools", region, name)
    here = paging.position(request, *bound_to)
    found = user_pools.list_page(region=region, name_contains=name, limit=paging.size(request), after=here.after)
    context = {
        "pools": found.items,
        "region": region,
        "name": name,
        "pager": paging.pager(request, here, found, *bound_to),
    }
    return render(request, "console/user_pools/index.html", context)


@page
def overview(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """What the pool is, where its doors are, and what is worth doing next."""
    served = domains.issuer_path_url(pool)
    context = {
        "pool": pool,
        "arn": user_pools.arn(pool),
        "issuer": user_pools.issuer(pool),
        "issuer_is_served": pool.issuer_mode == IssuerMode.SERVED,
        "signing_keys_url": f"{served}/.well-known/jwks.json",
        "discovery_url": f"{served}/.well-known/openid-configuration",
        "api_endpoint": settings.POOLHOUSE_URL,
        "number": user_pools.estimated_number_of_users(pool),
        "recommendations": recommendations.of(pool),
        "sign_up": pool_settings.sign_up(pool),
        "identifiers": user_subject.sign_in_identifiers(pool),
        "application_types": [(key, label, *APPLICATION_TYPE_DETAILS[key]) for key, label in APPLICATION_TYPES],
    }
    return render(request, "console/overview/index.html", context)


@page
def rename(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """A new name; nothing else changes."""
    form = RenamePoolForm(request.POST or None, initial={"name": pool.name})
    if form.run(lambda data: user_pools.rename(pool, name=data["name"])):
        return done(request, f"The user pool is now named {form.cleaned_data['name']}.", "console:overview", pool.id)
    return render(request, "console/overview/rename.html", {"pool": pool, "form": form})


@page
def issuer_mode(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """Which `iss` new tokens carry."""
    form = IssuerForm(request.POST or None, initial={"mode": pool.issuer_mode})
    if form.run(lambda data: user_pools.set_issuer_mode(pool, mode=data["mode"])):
        return done(request, "The issuer was updated.", "console:overview", pool.id)
    served, aws = user_pools.issuers(pool)
    context = {
        "pool": pool,
        "form": form,
        "served": served,
        "aws": aws,
    }
    return render(request, "console/overview/issuer.html", context)


@page
def sign_up(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """Self-registration, verification, deletion protection."""
    form = SignUpForm(request.POST or None, updated_at=pool.updated_at, current=pool_settings.sign_up(pool))
    if form.run(lambda data: user_pools.update(pool, settings=pool_settings.with_sign_up(pool, data))):
        return done(request, "Sign-up settings were updated.", "console:overview", pool.id)
    return render(request, "console/overview/sign_up.html", {"pool": pool, "form": form})


@page
def rotate_keys(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """New token signing keys; the old ones stay published until their tokens are dead."""
    form = ConfirmForm(request.POST or None)
    if form.run(lambda _: signing_keys.rotate(pool)):
        return done(request, "The token signing keys were rotated.", "console:overview", pool.id)
    return render(request, "console/overview/rotate_keys.html", {"pool": pool, "form": form})


@page
def delete(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """Removes the pool and everything in it, once its name is typed."""
    held = domains.of_pool(pool)
    is_protected = pool.deletion_protection == "ACTIVE"
    form = DeletePoolForm(request.POST or None, name=pool.name, is_protected=is_protected, has_domains=bool(held))
    if form.run(lambda _: _delete(pool)):
        return done(request, f"User pool {pool.name} was deleted.", "console:user_pools")
    context = {
        "pool": pool,
        "form": form,
        "number": user_pools.estimated_number_of_users(pool),
        "group_count": pool.groups.count(),
        "client_count": pool.clients.count(),
        "clients": pool.clients.order_by("created_at")[:LISTED_CLIENTS],
        "hosts": [domains.host_of(domain) for domain in held],
    }
    return render(request, "console/overview/delete.html", context)


@transaction.atomic
def _delete(pool: UserPool) -> None:
    """The form allowed only what was ticked, so whatever stands in the way here may go."""
    if pool.deletion_protection == "ACTIVE":
        user_pools.set_deletion_protection(pool, active=False)
    for domain in domains.of_pool(pool):
        domains.delete(pool, domain=domain.name)
    user_pools.delete(pool)
