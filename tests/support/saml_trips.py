"""A trip to a SAML provider and back, without a browser."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from pools import identity_providers
from pools.models import AppClient, IdentityProvider, UserPool
from tests.support import trips
from tests.support.saml_stand_in import MAIL, NAME, SamlStandIn

MAPPING = {"email": MAIL, "name": NAME}
ADDRESS = "saml2/idpresponse"


def add_provider(
    pool: UserPool, stand_in: SamlStandIn, name: str = "Directory", *, by_address: bool = False, **details: str
) -> IdentityProvider:
    """The stand-in as a provider of the pool."""
    source = {"MetadataURL": stand_in.entity_id} if by_address else {"MetadataFile": stand_in.metadata}
    return identity_providers.create(
        pool, name=name, provider_type="SAML", details={**source, **details}, attribute_mapping=MAPPING
    )


def change(provider: IdentityProvider, stand_in: SamlStandIn, **details: str) -> None:
    """Other details for the stand-in."""
    identity_providers.update(provider, details={"MetadataFile": stand_in.metadata, **details})


def bring(web: Client, address: str, form: dict[str, str]) -> HttpResponse:
    """The browser sends the provider's form, and comes again with its cookies."""
    answer = trips.send_form(web, address, form)
    return trips.come_back(web, answer.headers["Location"]) if answer.status_code == 303 else answer


def go(
    web: Client, client: AppClient, stand_in: SamlStandIn, name: str = "Directory", **changes: str | None
) -> HttpResponse:
    """There and back, the person consenting."""
    return bring(web, *stand_in.consent(trips.begin(web, client, name, **changes)))


def service(pool: UserPool) -> str:
    return f"urn:amazon:cognito:sp:{pool.id}"


def address(pool: UserPool, page: str = ADDRESS) -> str:
    """Where the pool takes a provider's messages, in full."""
    return f"http://localhost:8000/{pool.id}/{page}"


def relay_state(client: AppClient, name: str = "Directory", **changes: str) -> str:
    """What AWS has providers send along that begin by themselves."""
    return urlencode(
        {
            "identity_provider": name,
            "client_id": client.id,
            "redirect_uri": client.callback_urls[0],
            "response_type": "code",
            "scope": "openid email",
            **changes,
        }
    )
