"""Between being signed in and the application: an account to choose, leave to give, a passkey to make."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse
from django.test import Client

from pools import app_clients
from tests.support import oauth, passkeys, people
from tests.support.hosted_desk import HostedDesk
from tests.support.hosted_states.sign_in import pool
from tests.support.hosted_states.table import client_of, desk_of, state


def _passkey(web: Client) -> HostedDesk:
    """Alice, who has given her password in a browser that could make a passkey."""
    made = passkeys.pool("Northwind")
    people.confirmed(made, "alice")
    web.cookies["can-passkey"] = "1"
    desk = desk_of(web, made, ExplicitAuthFlows=passkeys.FLOWS)
    desk.name("alice")
    desk.send(password=people.PASSWORD)
    return desk


@state
def passkey_offer(web: Client) -> HttpResponse:
    return _passkey(web).open("passkeys/offer")


@state
def passkey_that_was_refused(web: Client) -> HttpResponse:
    return _passkey(web).send("passkeys/offer", credential="{}")


@state
def passkey_add(web: Client) -> HttpResponse:
    desk = _passkey(web)
    query = f"client_id={desk.app.id}&redirect_uri={quote(oauth.CALLBACK)}"
    return web.get(oauth.address(desk.app.pool, "passkeys/add", query))  # type: ignore[return-value]


@state
def select_account(web: Client) -> HttpResponse:
    client = client_of(pool())
    people.confirmed(client.pool, "mary", name="Mary Major")
    oauth.sign_in(web, client, "mary", people.PASSWORD)
    return HostedDesk(web, client, prompt="select_account").open("selectAccount")


@state
def consent(web: Client) -> HttpResponse:
    """With a scope of another service among those that are asked for."""
    client = app_clients.create(pool(), name="Chat tool", settings=oauth.SETTINGS, registered=True)
    people.confirmed(client.pool, "mary")
    desk = HostedDesk(web, client, scope="openid email profile aws.cognito.signin.user.admin")
    desk.sign_in("mary")
    return desk.open("consent")
