"""A trip to a provider and back, without a browser: where the product sends one, and what it does with the answer."""

from __future__ import annotations

import hashlib
from http.cookies import Morsel
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpResponse
from django.test import Client

from pools import identity_providers
from pools.models import AppClient, IdentityProvider, UserPool
from tests.support import oauth
from tests.support.provider_stand_in import ProviderStandIn, Reply

TYPES = {
    "google": "Google",
    "facebook": "Facebook",
    "amazon": "LoginWithAmazon",
    "apple": "SignInWithApple",
}
CLAIMS = {"email": "email", "name": "name", "email_verified": "email_verified"}
MAPPINGS = {
    "facebook": {"email": "email", "name": "name", "given_name": "first_name"},
    "microsoft": {"email": "email", "name": "name"},
    "amazon": {"email": "email", "name": "name"},
    "instagram": {"name": "name", "preferred_username": "preferred_username"},
}


def add_provider(
    pool: UserPool, stand_in: ProviderStandIn, dialect: str = "oidc", *, name: str = "", **details: str
) -> IdentityProvider:
    """The stand-in as a provider of the pool."""
    kind = TYPES.get(dialect, "OIDC")
    return identity_providers.create(
        pool,
        name=name or (kind if kind != "OIDC" else stand_in.dialect.name + "IdP"),
        provider_type=kind,
        details={**stand_in.details, **details},
        attribute_mapping=MAPPINGS.get(dialect, CLAIMS),
    )


def begin(web: Client, client: AppClient, provider: str, **changes: str | None) -> str:
    """The provider's page that the browser is sent to."""
    answer = oauth.authorize(web, client, identity_provider=provider, **changes)
    assert answer.status_code == 302, answer.content
    return answer.headers["Location"]


def come_back(web: Client, location: str) -> HttpResponse:
    """The browser follows the provider's redirect."""
    parts = urlsplit(location)
    return web.get(f"{parts.path}?{parts.query}")  # type: ignore[return-value]


def go(web: Client, client: AppClient, provider: str, stand_in: ProviderStandIn, **changes: str | None) -> HttpResponse:
    """There and back, the person consenting."""
    return come_back(web, stand_in.consent(begin(web, client, provider, **changes)))


def cookie(web: Client) -> Morsel[str]:
    """The cookie of the one trip that the browser is on."""
    (found,) = [each for each in web.cookies.values() if each.key.startswith("csrf-state-")]
    return found


def plant(web: Client, pool: UserPool, state: str) -> None:
    """Somebody gives their own browser the cookie of a trip, as far as they can know it."""
    mark = hashlib.sha256(state.encode()).hexdigest()[:12]
    web.cookies[f"csrf-state-{mark}"] = state


def query_of(location: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(location).query))


def told(answer: HttpResponse) -> dict[str, Any]:
    """What the application is told at the end."""
    return oauth.answer(answer)


def send_form(web: Client, address: str, form: dict[str, str]) -> HttpResponse:
    """Another site's page sends a form here."""
    return oauth.post_form(web, urlsplit(address).path, dict(form))


def posted(web: Client, address: str, form: dict[str, str]) -> str:
    """Where the browser is sent on to after the form of a provider that answers by form."""
    answer = send_form(web, address, form)
    assert answer.status_code == 303, answer.content
    return answer.headers["Location"]


def go_as_far_as_it_gets(web: Client, client: AppClient, provider: str, stand_in: ProviderStandIn) -> HttpResponse:
    """As `go`; the answer of the first step when the browser is not even sent to the provider."""
    answer = oauth.authorize(web, client, identity_provider=provider)
    location = answer.headers["Location"]
    return come_back(web, stand_in.consent(location)) if location.startswith(stand_in.url) else answer


def gone() -> Reply:
    """What is heard of a provider that is away behind its load balancer."""
    return Reply(b"", 503)
