"""`/account/sessions`: where somebody is signed in, and an end to it."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts import session_ids, session_tracking, user_agents
from accounts import sessions as verbs
from accounts.hosted.account import paging
from accounts.hosted.account.page import PAGES, Account, changing
from accounts.models import HostedSession, UserSession
from pools.core.errors import ResourceNotFoundException

_HERE = PAGES["sessions"]


@dataclass(frozen=True)
class Shown:
    """One session as people know it."""

    id: str
    device: str
    ip: str
    began: datetime
    used: datetime
    is_this: bool = False
    application: str = ""


@changing
def sessions(request: HttpRequest, account: Account) -> HttpResponse:
    """List sessions, end one, end all others."""
    user = account.user
    if request.POST.get("answer") == "others":
        verbs.sign_out_elsewhere(account.session)
        return account.go(request, _HERE, notice=_("You are signed out everywhere else."))
    if ended := request.POST.get("end", ""):
        return _end(request, account, ended)
    browsers = session_tracking.browsers_page(user, limit=paging.ROWS, after=paging.after(request, account, "browsers"))
    tokens = session_tracking.tokens_page(user, limit=paging.ROWS, after=paging.after(request, account, "applications"))
    content = {
        "browsers": [_browser(account, row) for row in browsers.items],
        "applications": [_application(account, row) for row in tokens.items],
        "more_browsers": paging.further(account, _HERE, "browsers", browsers.marker),
        "more_applications": paging.further(account, _HERE, "applications", tokens.marker),
    }
    return account.show(request, "sessions", content)


def _end(request: HttpRequest, account: Account, session_id: str) -> HttpResponse:
    """A second press, or one in another tab, finds it ended already: that is what was wanted."""
    try:
        session_tracking.end(account.user, session_id, linked=session_id.startswith("sso"))
    except ResourceNotFoundException:
        return account.go(request, _HERE)
    return account.go(request, _HERE, notice=_("The session was ended."))


def _browser(account: Account, row: HostedSession) -> Shown:
    return Shown(
        session_ids.of_browser(bytes(row.token_hash)),
        _device(row.user_agent),
        row.ip,
        row.created_at,
        row.last_used_at or row.created_at,
        is_this=bytes(row.pk) == bytes(account.session.pk),
    )


def _application(account: Account, row: UserSession) -> Shown:
    return Shown(
        session_ids.of_tokens(row.id),
        _device(row.user_agent),
        row.ip,
        row.auth_time,
        row.last_used_at,
        is_this=row.origin_id is not None and bytes(row.origin_id) == bytes(account.session.pk),
        application=row.client.name,
    )


def _device(user_agent: str) -> str:
    program, system = user_agents.parts(user_agent)
    if program and system:
        return _("%(program)s on %(system)s") % {"program": program, "system": system}
    return program or system or _("Unknown device")
