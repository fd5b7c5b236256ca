"""`/consent`: whether a client that registered itself may sign this person in (checklist 26)."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy

from accounts import users
from accounts.hosted import arrival, cookie, languages, words
from accounts.hosted.page_data import PageData
from accounts.hosted.visit import Visit, crossroads
from accounts.oauth import authorize
from accounts.oauth.authorize import AuthorizationRequest
from accounts.oauth.errors import AccessDenied

_SCOPES = {
    "openid": gettext_lazy("Know who you are"),
    "email": gettext_lazy("See your email address"),
    "phone": gettext_lazy("See your phone number"),
    "profile": gettext_lazy("See your profile"),
    "aws.cognito.signin.user.admin": gettext_lazy("See and change your account"),
}


@crossroads
def consent(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show who asks for what; the person's answer ends the sign-in."""
    session = cookie.find(request, visit.here)
    asked = visit.asked
    if session is None or visit.left.consenting != visit.client.id or not asked.admits_session(session):
        return visit.go(request, "login", PageData(problem=words.TOO_LATE))
    languages.follow(request, session.user)
    if request.method != "POST":
        content = {"asks_for": _told(asked), "site": _site(asked), "name": users.shown_name(session.user)}
        return visit.show(request, "consent", content)
    if request.POST.get("answer") == "allow":
        return arrival.leave(request, visit, authorize.accept(asked, session))
    refused = authorize.refusal(asked.client, asked.grant.redirect_uri, asked.parameters, AccessDenied())
    return arrival.leave(request, visit, refused.location)


def _told(asked: AuthorizationRequest) -> list[str]:
    """What the application may do, in words; scopes of other services by their names."""
    scopes = asked.grant.scopes
    # Alone it opens every attribute that the client may read.
    also = ["profile"] if set(scopes) & {"openid", "email", "phone", "profile"} == {"openid"} else []
    other = gettext("Use %(scope)s for you")
    return [str(_SCOPES.get(scope) or other % {"scope": scope}) for scope in (*scopes, *also)]


def _site(asked: AuthorizationRequest) -> str:
    """Where the person is sent: the one thing about the application that it cannot make up."""
    parts = urlsplit(asked.grant.redirect_uri)
    return parts.netloc if parts.scheme in ("http", "https") else f"{parts.scheme}:"
