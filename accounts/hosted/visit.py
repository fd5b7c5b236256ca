"""A browser at one of a pool's pages: which pool and base, which client, which request is under way."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from accounts.hosted import brand, legal, page_data, trusted_browser
from accounts.hosted.page_data import PageData
from accounts.models.auth_session import Context
from accounts.oauth import authorize, parameters, provider_choice
from accounts.oauth.authorize import AuthorizationRequest
from accounts.oauth.errors import InvalidRequest, OAuthError, PageError, Refused
from accounts.oauth.parameters import Parameters
from accounts.oauth.place import Place
from accounts.oauth.views import context_of, place_of
from pools import page_texts
from pools.models import AppClient

_LOOPBACK = ("localhost", "127.0.0.1")


@dataclass(frozen=True)
class Visit:
    """One request for a page.

    `authorization` is missing on pages that work from a link in a mail, or that an application links to, where
    `redirect_uri` leads back.
    """

    here: Place
    client: AppClient
    authorization: AuthorizationRequest | None
    left: PageData
    given: Parameters
    redirect_uri: str = ""

    @property
    def asked(self) -> AuthorizationRequest:
        """The request under way.

        Raises:
            PageError: there is none.
        """
        if self.authorization is None:
            raise PageError("invalid_request", client_id=self.client.id)
        return self.authorization

    def to(
        self, page: str, more: Mapping[str, str] | None = None, *, without: Collection[str] = (), **changes: str
    ) -> str:
        """The address of another page of the same sign-in.

        Args:
            page: its path.
            more: parameters of its own.
            without: parameters of the request to leave out.
            changes: take the place of parameters of the request.
        """
        names = [name for name in authorize.NAMES if name not in without]
        query = self.given.only(names, **changes)
        return self.here.path(page, f"{query}&{parameters.encode(more)}" if more else query)

    def refused(self, error: OAuthError) -> Refused:
        """The error, for the application."""
        asked = self.asked
        return authorize.refusal(asked.client, asked.grant.redirect_uri, asked.parameters, error)

    def require_local(self) -> None:
        """Keep who must sign in elsewhere out of the pages for the pool's own users (checklist 22).

        Raises:
            Refused: the application is told.
        """
        if not self.asked.is_local:
            raise self.refused(provider_choice.not_enabled())

    def context(self, request: HttpRequest) -> Context:
        """Where a step of signing in comes from, and what the browser may be known by."""
        return replace(context_of(request), browser=trusted_browser.secrets(request, self.here))

    @property
    def _offers_sign_up(self) -> bool:
        return self.authorization is not None and self.asked.is_local and not self.here.pool.admin_only_sign_up

    @property
    def urls(self) -> dict[str, str]:
        """Where the pages' links lead."""
        return {
            "login": self.to("login"),
            "challenge": self.to("challenge"),
            "choose": self.to("challenge/choose"),
            "resend": self.to("challenge/resend"),
            "set_up_mfa": self.to("setupMfa"),
            "passkey_options": self.to("passkeys/options"),
            "passkey_sign_in": self.to("passkeys/signin"),
            "signup": self.to("signup") if self._offers_sign_up else "",
            "resend_code": self.to("resendcode"),
            "forgot_password": self.to("forgotPassword"),
        }

    def go(
        self, request: HttpRequest, page: str, left: PageData, more: Mapping[str, str] | None = None
    ) -> HttpResponse:
        """On to another page after a form was sent, leaving something for it; `more` as in `to`."""
        response = redirect(request, self.to(page, more))
        page_data.write(request, response, self.here, replace(left, then=self.left.then, errand=self.left.errand))
        return response

    def show(self, request: HttpRequest, page: str, content: dict[str, Any]) -> HttpResponse:
        """The page itself."""
        context = {
            "brand": brand.of(self.here, self.client),
            "app_name": self.client.name,
            "hides_existence": self.client.hides_existence,
            # Asked for only by the pages that show them.
            "legal_links": lambda: legal.links(self.client),
            "texts": page_texts.of(self.here.pool, self.client, get_language() or settings.LANGUAGE_CODE),
            "left": self.left,
            "urls": self.urls if self.authorization else {},
            **content,
        }
        return render(request, f"hosted/{page}.html", context)


Page = Callable[[HttpRequest, Visit], HttpResponse]


def page(view: Page) -> Callable[..., HttpResponseBase]:
    """A page of a sign-in of the pool's own users; without a valid authorization request for it, it is not shown."""
    return _page(view, _local_visit)


def crossroads(view: Page) -> Callable[..., HttpResponseBase]:
    """A page from which the way may lead to an external provider as well."""
    return _page(view, _visit)


def linked_page(view: Page) -> Callable[..., HttpResponseBase]:
    """A page that a link in a mail leads to: the client must be known, a request may be under way."""
    return _page(view, _linked_visit)


def client_page(view: Page) -> Callable[..., HttpResponseBase]:
    """A page that an application links to, to get the browser back afterwards; client and way back must be proved."""
    return _page(view, _client_visit)


def redirect(request: HttpRequest, location: str) -> HttpResponse:
    """To any address; Django's own redirect refuses the schemes of mobile applications.

    After a form was sent with 303, so that the browser does not send it again there (checklist 20).
    """
    return HttpResponse(status=303 if request.method == "POST" else 302, headers={"Location": location})


def read_query(request: HttpRequest) -> Parameters:
    """The query, read strictly.

    Raises:
        PageError: too much of it.
    """
    try:
        return parameters.parse(request.META.get("QUERY_STRING", ""))
    except InvalidRequest:
        raise PageError("invalid_request") from None


def checked_query(request: HttpRequest) -> Parameters:
    """The query, with nothing in it that no honest client sends.

    Raises:
        PageError: there is.
    """
    given = read_query(request)
    try:
        given.check()
    except InvalidRequest:
        raise PageError("invalid_request") from None
    return given


def error_address(here: Place, error: PageError) -> str:
    """AWS: the error page has the reason and the client in its address."""
    values = {"error": error.code, **({"client_id": error.client_id} if error.client_id else {})}
    return here.path("error", parameters.encode(values))


def finished(response: HttpResponseBase) -> HttpResponseBase:
    """With the headers of every answer: neither the back button nor a proxy shows it again (checklist 49)."""
    response.headers["Cache-Control"] = "no-store"
    # An application that opened us in a pop-up waits there for its callback to speak to it.
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


def form_targets(redirect_uri: str) -> list[str]:
    """Where a form's answer may redirect to: browsers hold each hop of it against form-action.

    The callback often sends the browser on within the application, so any https address is allowed besides it.
    """
    if not redirect_uri:
        return []
    parts = urlsplit(redirect_uri)
    if parts.scheme not in ("http", "https"):
        return ["https:", f"{parts.scheme}:"]
    if parts.hostname in _LOOPBACK:
        return ["https:", "http://localhost:*", "http://127.0.0.1:*"]
    # Only loopback addresses may be http, and CSP has no way to write an IPv6 one.
    return ["https:", "http:"] if parts.scheme == "http" else ["https:"]


def _page(view: Page, read: Callable[[HttpRequest, Place], Visit]) -> Callable[..., HttpResponseBase]:
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, pool_id: str | None = None) -> HttpResponseBase:
        here = place_of(request, pool_id)
        try:
            visit = read(request, here)
            targets = form_targets(
                visit.authorization.grant.redirect_uri if visit.authorization else visit.redirect_uri
            )
            show = csp_update({"form-action": targets})(lambda request: view(request, visit))
            return finished(show(request))
        except PageError as error:
            return finished(redirect(request, error_address(here, error)))
        except Refused as refused:
            return finished(redirect(request, refused.location))

    return answer


def _visit(request: HttpRequest, here: Place) -> Visit:
    given = read_query(request)
    authorization = authorize.read(here.pool, given)
    return Visit(here, authorization.client, authorization, page_data.read(request, here), given)


def _local_visit(request: HttpRequest, here: Place) -> Visit:
    visit = _visit(request, here)
    visit.require_local()
    return visit


def _client_visit(request: HttpRequest, here: Place) -> Visit:
    given = checked_query(request)
    client = authorize.client_of(here.pool, given)
    redirect_uri = authorize.proved_redirect(client, given)
    return Visit(here, client, None, page_data.read(request, here), given, redirect_uri)


def _linked_visit(request: HttpRequest, here: Place) -> Visit:
    given = read_query(request)
    if given.get("response_type"):
        return _local_visit(request, here)
    client = authorize.client_of(here.pool, checked_query(request))
    return Visit(here, client, None, page_data.read(request, here), given)
