"""What every account page begins with: who is signed in in this browser, and through which app client it was opened."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from django_stubs_ext import StrOrPromise

from accounts import sessions, users
from accounts.hosted import cookie, errand, languages, page_data, words
from accounts.hosted.account import told
from accounts.hosted.account.told import Told
from accounts.hosted.visit import Visit, checked_query, error_address, finished, form_targets, redirect
from accounts.models import HostedSession, User
from accounts.oauth import authorize, parameters
from accounts.oauth.errors import PageError
from accounts.oauth.parameters import Parameters
from accounts.oauth.place import Place
from accounts.oauth.provider_choice import LOCAL_PROVIDER
from accounts.oauth.views import place_of
from pools import app_clients
from pools import attributes as schema
from pools.models import AppClient

OVERVIEW = "account"
PAGES = {
    "overview": OVERVIEW,
    "profile": "account/profile",
    "email": "account/email",
    "phone_number": "account/phone",
    "password": "account/password",
    "security": "account/security",
    "app": "account/security/app",
    "codes": "account/security/codes",
    "passkeys": "account/passkeys",
    "devices": "account/devices",
    "sessions": "account/sessions",
    "identities": "account/identities",
    "delete": "account/delete",
}
"""Path of each page."""

NOT_HERE = _("That isn't part of your account here.")
_ONCE_MORE = _("Sign in once more to go on, so that nobody else changes your account.")
_CARRIED = ("client_id", "redirect_uri")


@dataclass(frozen=True)
class Account:
    """Whoever is signed in in this browser, at one of the pages.

    What a page may do is what the user could do through the app client: `visit.client`.
    """

    visit: Visit
    session: HostedSession
    told: Told

    @property
    def user(self) -> User:
        return self.session.user

    @property
    def client(self) -> AppClient:
        return self.visit.client

    @cached_property
    def readable(self) -> frozenset[str]:
        """Names of the attributes that are shown."""
        return schema.readable(self.client)

    @cached_property
    def writable(self) -> frozenset[str]:
        """Names of the attributes that can be changed.

        As with Cognito's API, none without the scope that opens the user's own account to a client.
        """
        if not self.client.opens_accounts:
            return frozenset()
        mutable = {name for name, attribute in self.client.pool.schema_attributes.items() if attribute.mutable}
        return schema.writable(self.client) & mutable

    @property
    def name(self) -> str:
        """What the user is called here; never the name that was made up for somebody from an external provider."""
        user = self.user
        return (user.email or user.name if self.session.provider_name else "") or users.shown_name(user)

    @property
    def links(self) -> dict[str, str]:
        """Where the pages are."""
        return {name: self.address(page) for name, page in PAGES.items()}

    def address(self, page: str, **more: str) -> str:
        """The address of another page, or with `more` of a part of it."""
        query = self.visit.given.only(_CARRIED)
        return self.visit.here.path(page, f"{query}&{parameters.encode(more)}" if more else query)

    def go(
        self,
        request: HttpRequest,
        page: str = OVERVIEW,
        *,
        notice: StrOrPromise = "",
        problem: StrOrPromise = "",
        codes: str = "",
        lost_passkey: str = "",
        **more: str,
    ) -> HttpResponse:
        """On to another page, saying something there; `more` as in `address`."""
        response = redirect(request, self.address(page, **more))
        told.write(request, response, self.visit.here, Told(str(notice), str(problem), codes, lost_passkey))
        return response

    def show(self, request: HttpRequest, page: str, content: dict[str, Any]) -> HttpResponse:
        """The page itself."""
        shared = {"account": self, "links": self.links, "left": self.told, "back": self.visit.redirect_uri}
        response = self.visit.show(request, f"account/{page}", {**shared, **content})
        if (self.told.notice or self.told.problem) and not self.told.codes:
            told.clear(response, self.visit.here)
        return response


Page = Callable[[HttpRequest, Account], HttpResponse]


def goodbye(request: HttpRequest, pool_id: str | None = None) -> HttpResponseBase:
    """For who is signed in no more: what was done, and the way back in."""
    here = place_of(request, pool_id)
    try:
        visit = _visit(request, here, checked_query(request))
    except PageError as error:
        return finished(redirect(request, error_address(here, error)))
    left = told.read(request, here)
    if visit.given.get(errand.UNFINISHED):
        left = Told(notice=str(words.NOT_FINISHED))
    again = here.path(OVERVIEW, visit.given.only(_CARRIED))
    response = visit.show(request, "account/goodbye", {"left": left, "sign_in": again, "back": visit.redirect_uri})
    told.clear(response, here)
    return finished(response)


def page(view: Page) -> Callable[..., HttpResponseBase]:
    """A page for whoever is signed in; others sign in first and come back."""
    return _page(view, guarded_methods=())


def changing(view: Page) -> Callable[..., HttpResponseBase]:
    """A page whose buttons change how its user signs in; only for who has just signed in they do (checklist 45)."""
    return _page(view, guarded_methods=("POST",))


def guarded(view: Page) -> Callable[..., HttpResponseBase]:
    """The same where something is typed or made: asked before that, so that nothing is lost."""
    return _page(view, guarded_methods=("GET", "HEAD", "POST"))


def _page(view: Page, *, guarded_methods: tuple[str, ...]) -> Callable[..., HttpResponseBase]:
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, pool_id: str | None = None) -> HttpResponseBase:
        here = place_of(request, pool_id)
        try:
            return finished(_answer(request, here, view, guarded=request.method in guarded_methods))
        except PageError as error:
            return finished(redirect(request, error_address(here, error)))

    return answer


def _answer(request: HttpRequest, here: Place, view: Page, *, guarded: bool) -> HttpResponseBase:
    given = checked_query(request)
    session = cookie.find(request, here)
    this = request.path.removeprefix(f"{here.prefix}/")
    if not given.get("client_id"):
        query = parameters.encode({"client_id": _chosen(here, session).id, **given.values})
        return redirect(request, here.path(this, query))
    visit = _visit(request, here, given)
    then = f"{this}?{parameters.encode(given.values)}"
    if session is None or not _admits(visit.client, session):
        return errand.begin(request, visit, then)
    account = Account(visit, session, told.read(request, here))
    if guarded and not cookie.is_recent(session):
        local = {"provider": session.provider_name} if session.provider_name else {"username": account.name}
        return errand.begin(request, visit, then, notice=str(_ONCE_MORE), **local)
    sessions.touch_browser(session)
    languages.follow(request, session.user)
    # A form may lead to the provider: to sign out there, or to sign in once more.
    targets = form_targets(errand.callback(visit)) if session.provider_name else []
    return csp_update({"form-action": targets})(lambda request: view(request, account))(request)


def _visit(request: HttpRequest, here: Place, given: Parameters) -> Visit:
    client = authorize.client_of(here.pool, given)
    if client.registered or not client.has_pages:
        raise PageError("invalid_request", client_id=client.id)
    redirect_uri = authorize.proved_redirect(client, given) if given.get("redirect_uri") else ""
    return Visit(here, client, None, page_data.read(request, here), given, redirect_uri)


def _chosen(here: Place, session: HostedSession | None) -> AppClient:
    """The client that the browser's session served last, else the pool's first one."""
    served = sessions.last_served(session) if session else None
    client = served if served and served.has_pages and not served.registered else None
    client = client or app_clients.oldest_with_pages(here.pool)
    if client is None:
        raise PageError("invalid_client")
    return client


def _admits(client: AppClient, session: HostedSession) -> bool:
    """Whether the session's user could have signed in through the client (checklist 22)."""
    return (session.provider_name or LOCAL_PROVIDER) in client.identity_providers
