"""App clients of a pool: list, create, details with their tabs, delete."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from console import paging
from console.forms.app_clients import AppClientCreateForm
from console.forms.confirmations import TypedNameForm
from console.page import done, page
from console.pages import client_settings, code_samples
from pools import app_clients, attributes
from pools.models import AppClient, UserPool

FLOW_LABELS = {
    "ALLOW_USER_AUTH": "Choice-based sign-in",
    "ALLOW_USER_PASSWORD_AUTH": "Username and password",
    "ALLOW_USER_SRP_AUTH": "Secure remote password (SRP)",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH": "Server-side administrative credentials",
    "ALLOW_CUSTOM_AUTH": "Custom authentication from Lambda triggers",
    "ALLOW_REFRESH_TOKEN_AUTH": "Refresh token",
}
GRANT_LABELS = {
    "code": "Authorization code grant",
    "implicit": "Implicit grant",
    "client_credentials": "Client credentials",
}
TABS = (
    ("Quick setup guide", "app_client"),
    ("Login pages", "app_client_login_pages"),
    ("Attribute permissions", "app_client_attributes"),
)
TOKENS = (("RefreshToken", "Refresh token"), ("AccessToken", "Access token"), ("IdToken", "ID token"))


@page
def index(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """The pool's app clients, oldest first."""
    here = paging.position(request, "app clients", pool.id)
    found = app_clients.list_page(pool, limit=paging.size(request), after=here.after)
    context = {
        "pool": pool,
        "clients": found.items,
        "pager": paging.pager(request, here, found, "app clients", pool.id),
    }
    return render(request, "console/app_clients/index.html", context)


@page
def create(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """A new app client with the console's defaults for its kind."""
    form = AppClientCreateForm(request.POST or None, initial={"application_type": request.GET.get("type", "web")})
    made: list[AppClient] = []
    if form.run(lambda data: made.append(client_settings.create(pool, data))):
        return done(request, f"App client {made[0].name} was created.", "console:app_client", pool.id, made[0].id)
    return render(request, "console/app_clients/create.html", {"pool": pool, "form": form})


@page
def guide(request: HttpRequest, pool: UserPool, client_id: str) -> HttpResponse:
    """Quick setup guide: code with this client's values."""
    client = app_clients.get(pool, client_id)
    context = {
        "samples": code_samples.SAMPLES,
        "sample": code_samples.render(client, request.GET.get("sample", "")),
        **_information(client, tab="app_client"),
    }
    return render(request, "console/app_clients/guide.html", context)


@page
def login_pages(request: HttpRequest, pool: UserPool, client_id: str) -> HttpResponse:
    """Where the login pages may send people."""
    client = app_clients.get(pool, client_id)
    context = {
        "grant_labels": [GRANT_LABELS.get(grant, grant) for grant in client.oauth_flows],
        **_information(client, tab="app_client_login_pages"),
    }
    return render(request, "console/app_clients/login_pages.html", context)


@page
def attribute_permissions(request: HttpRequest, pool: UserPool, client_id: str) -> HttpResponse:
    """Which attributes the app reads and writes."""
    client = app_clients.get(pool, client_id)
    readable, writable = attributes.readable(client), attributes.writable(client)
    context = {
        "permissions": [(name, name in readable, name in writable) for name in attributes.schema(pool)],
        **_information(client, tab="app_client_attributes"),
    }
    return render(request, "console/app_clients/attributes.html", context)


@page
def secret(request: HttpRequest, pool: UserPool, client_id: str) -> HttpResponse:
    """The client's secret, only when asked for."""
    client = app_clients.get(pool, client_id)
    context = {"pool": pool, "client": client, "secrets": app_clients.secrets(client)}
    return render(request, "console/app_clients/secret.html", context)


@page
def delete(request: HttpRequest, pool: UserPool, client_id: str) -> HttpResponse:
    """Removes an app client; its users stay signed up, their sessions end."""
    client = app_clients.get(pool, client_id)
    form = TypedNameForm(request.POST or None, name=client.name)
    if form.run(lambda _: app_clients.delete(client)):
        return done(request, f"App client {client.name} was deleted.", "console:app_clients", pool.id)
    return render(request, "console/app_clients/delete.html", {"pool": pool, "client": client, "form": form})


def _information(client: AppClient, *, tab: str) -> dict[str, object]:
    """What stands above and in the tabs."""
    return {
        "pool": client.pool,
        "client": client,
        "flow_labels": [FLOW_LABELS.get(flow, flow) for flow in sorted(client.flows)],
        "auth_session_minutes": client.auth_session_validity.seconds // 60,
        "lifetimes": [(label, *client_settings.lifetime(client, token)) for token, label in TOKENS],
        "login_url": code_samples.login_url(client),
        "tabs": [
            (label, reverse(f"console:{route}", args=[client.pool_id, client.id]), route == tab)
            for label, route in TABS
        ],
    }
