"""`/selectAccount`: go on as who is signed in here, or sign in as somebody else (prompt=select_account)."""

from django.http import HttpRequest, HttpResponse

from accounts import users
from accounts.hosted import arrival, cookie, languages
from accounts.hosted.page_data import PageData
from accounts.hosted.visit import Visit, crossroads
from accounts.models import HostedSession
from accounts.oauth import demands


@crossroads
def select_account(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask which account it is to be."""
    session = choosable(request, visit)
    if session is None or request.POST.get("answer") == "another":
        return visit.go(request, "login", PageData())
    if request.POST.get("answer") == "go-on":
        return arrival.go_on(request, visit, session)
    user = session.user
    languages.follow(request, user)
    account = visit.here.path("account", visit.given.only(("client_id",)))
    content = {"name": users.shown_name(user), "full_name": user.name, "account": account}
    return visit.show(request, "select_account", content)


def choosable(request: HttpRequest, visit: Visit) -> HostedSession | None:
    """The browser's session that would do for this request, if one would."""
    if "login" in visit.asked.prompts:
        return None
    session = cookie.reusable(request, visit.here, visit.client)
    if session is None or not visit.asked.admits_session(session):
        return None
    return session if demands.is_recent(visit.client, visit.asked.parameters, session) else None
