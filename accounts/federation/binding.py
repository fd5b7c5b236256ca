"""One pool's provider, bound to allauth: the address of its sign-in page, and what comes of the code it sends back."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import requests
from allauth.core.context import request_context
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter

from accounts.federation import kinds
from accounts.federation.errand import Errand
from accounts.federation.errors import ProviderTimedOut, ProviderTrouble
from accounts.federation.statement import Statement
from pools.models import IdentityProvider

_ADDRESSES = {"authorize_url": "authorize_url", "token_url": "access_token_url", "attributes_url": "profile_url"}
_SEPARATORS = re.compile(r"[,\s]+")
_ERROR_CODE = re.compile(r'"error"\s*:\s*"([a-z_]{1,64})"')
_LONGEST = 200
_BROKEN = (OAuth2Error, ProviderException, requests.RequestException, LookupError, TypeError, ValueError)
"""What allauth raises over an answer that it cannot use, or runs into when the answer has not the shape it expects."""


@dataclass(frozen=True)
class Departure:
    """Where the browser is sent, and the secret that the code will be bound to."""

    url: str
    verifier: str


class Binding:
    """A provider of one pool, ready to be spoken to."""

    def __init__(self, provider: IdentityProvider, *, callback: str) -> None:
        """Bind it.

        Args:
            provider: the pool's row.
            callback: our address that it sends browsers back to.

        Raises:
            ProviderTrouble: it speaks no OAuth.
        """
        self._name = provider.name
        self._kind = kinds.of(provider)
        self._callback = callback
        self._details = {**self._kind.defaults(provider.details), **provider.details}
        mapping = provider.attribute_mapping
        self._mapped = tuple(claim for name, claim in mapping.items() if name != "username")

    @property
    def issuer(self) -> str:
        """Whom an `iss` in the answer must name (RFC 9207); empty when the provider has no such name."""
        return self._details.get("oidc_issuer", "") if self._kind.openid else ""

    def depart(self, *, state: str, nonce: str, hints: dict[str, str]) -> Departure:
        """The provider's sign-in page for this trip.

        Args:
            state: comes back with the answer.
            nonce: comes back in the ID token.
            hints: login_hint, prompt, lang and max_age, as the application gave them.

        Raises:
            ProviderTrouble: its sign-in page is not known.
        """
        errand = self._errand()
        with self._speaking(errand):
            provider, adapter = self._bound(errand)
            pkce = provider.get_pkce_params()
            verifier = pkce.pop("code_verifier", "")
            url, _, query = adapter.authorize_url.partition("?")
            if not url.startswith(("https://", "http://")):
                raise ProviderTrouble("its sign-in page has no address")
            client = adapter.get_client(errand, errand.app)
            client.state = state
            asked = {**dict(parse_qsl(query)), **self._kind.parameters(self._details), **provider.hints(hints), **pkce}
            if self._kind.openid:
                asked["nonce"] = nonce
            return Departure(client.get_redirect_url(url, provider.get_scope(), asked), verifier)

    def redeem(self, *, code: str, verifier: str, nonce: str, person: str = "") -> Statement:
        """What the provider states of the person, for the code that it sent back.

        Args:
            code: as it came.
            verifier: of the departure.
            nonce: of the departure.
            person: what else Apple's form said.

        Raises:
            ProviderTimedOut: no answer in time.
            ProviderLied: what it says is not of this sign-in.
            ProviderTrouble: anything else is wrong with its answers.
        """
        errand = self._errand(code=code, nonce=nonce, person=person)
        with self._speaking(errand):
            _, adapter = self._bound(errand)
            client = adapter.get_client(errand, errand.app)
            answer = adapter.get_access_token_data(errand, errand.app, client, pkce_code_verifier=verifier or None)
            token = adapter.parse_token(answer)
            stated: Statement = adapter.complete_login(errand, errand.app, token, response=answer)
            return Statement(stated.subject, stated.claims, stated.issuer, {"tokenResponse": answer, **stated.parts})

    def _errand(self, **more: str) -> Errand:
        return Errand(self._app(), self._details, mapped=self._mapped, callback=self._callback, **more)

    def _app(self) -> SocialApp:
        """The row as allauth wants it, never saved."""
        more = self._kind.app(self._details)
        settings = {
            "oauth_pkce_enabled": self._kind.pkce,
            "server_url": self._details.get("oidc_issuer", ""),
            **more.pop("settings", {}),
        }
        scopes = self._details.get("authorize_scopes", "")
        if scopes:
            settings["scope"] = [scope for scope in _SEPARATORS.split(scopes) if scope]
        members = {"secret": self._details.get("client_secret", ""), **more}
        return SocialApp(
            provider=self._kind.provider.id,
            name=self._name,
            client_id=self._details["client_id"],
            settings=settings,
            **members,
        )

    def _bound(self, errand: Errand) -> tuple[Any, Any]:
        """allauth's provider and adapter for this errand, with the addresses of this pool's provider."""
        provider = self._kind.provider(errand, app=errand.app)
        adapter = provider.get_oauth2_adapter(errand)
        adapter.provider = provider
        if not isinstance(adapter, OpenIDConnectOAuth2Adapter):  # which has them from the provider's metadata
            for name, theirs in _ADDRESSES.items():
                if self._details.get(name):
                    setattr(adapter, theirs, self._details[name])
        return provider, adapter

    @contextmanager
    def _speaking(self, errand: Errand) -> Iterator[None]:
        """Whatever breaks over what the provider says is its trouble, not ours."""
        try:
            with request_context(errand):
                yield
        except requests.Timeout as problem:
            raise ProviderTimedOut(str(problem)) from problem
        except (*_BROKEN, AttributeError, RecursionError) as problem:
            raise ProviderTrouble(_explained(problem)) from problem


def _explained(problem: Exception) -> str:
    """For the log, without what the provider said: there may be tokens in it (checklist 21)."""
    text = str(problem)
    if isinstance(problem, OAuth2Error):  # allauth writes the whole answer down
        code = _ERROR_CODE.search(text)
        text = code[1] if code else "no token"
    # An address ends where parameters begin: some providers take secrets there.
    return f"{type(problem).__name__}: {text.partition('?')[0][:_LONGEST]}"
