"""A user's groups and sessions."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts import membership, sessions, user_agents
from accounts.models import User, UserSession
from console import paging
from console.forms.groups import ChooseGroupForm
from console.page import done, page
from console.pages import user_subject
from pools import groups
from pools.core import clock
from pools.models import UserPool

SUGGESTED_GROUPS = 60
SHOWN_SESSIONS = 125


@page
def group_list(request: HttpRequest, pool: UserPool, sub: UUID) -> HttpResponse:
    """The groups a user is in."""
    user = user_subject.get(pool, sub)
    here = paging.position(request, "user groups", user.sub)
    found = membership.groups_page(user, limit=paging.size(request), after=here.after)
    context = {
        **user_subject.context(user, tab="user_groups"),
        "groups": found.items,
        "pager": paging.pager(request, here, found, "user groups", user.sub),
    }
    return render(request, "console/users/groups.html", context)


@page
def add_to_group(request: HttpRequest, pool: UserPool, sub: UUID) -> HttpResponse:
    """Puts the user into a group."""
    user = user_subject.get(pool, sub)
    form = ChooseGroupForm(request.POST or None)
    if form.run(lambda data: membership.add(user, groups.get(pool, data["group"]))):
        told = f"User {user_subject.shown_name(user)} was added to group {form.cleaned_data['group']}."
        return done(request, told, "console:user_groups", pool.id, user.sub)
    suggested = groups.list_page(pool, limit=SUGGESTED_GROUPS, after=None).items
    return render(
        request, "console/users/add_to_group.html", {**user_subject.context(user), "form": form, "groups": suggested}
    )


@page
@require_POST
def remove_from_group(request: HttpRequest, pool: UserPool, sub: UUID, name: str) -> HttpResponse:
    """Takes the user out of a group; easy to redo, so nothing is asked."""
    user = user_subject.get(pool, sub)
    membership.remove(user, groups.get(pool, name))
    return done(
        request,
        f"User {user_subject.shown_name(user)} was removed from group {name}.",
        "console:user_groups",
        pool.id,
        user.sub,
    )


@page
def session_list(request: HttpRequest, pool: UserPool, sub: UUID) -> HttpResponse:
    """The user's latest sessions, live ones first to see."""
    user = user_subject.get(pool, sub)
    found = [
        (session, session_state(user, session), user_agents.describe(session.user_agent))
        for session in sessions.newest(user, limit=SHOWN_SESSIONS)
    ]
    context = {**user_subject.context(user, tab="user_sessions"), "sessions": found}
    return render(request, "console/users/sessions.html", context)


def session_state(user: User, session: UserSession) -> tuple[str, str]:
    """A session's status indicator: its kind and its words."""
    signed_out = user.signed_out_at is not None and session.auth_time <= user.signed_out_at
    if session.revoked_at or signed_out:
        return "stopped", "Signed out"
    if session.expires_at <= clock.now():
        return "stopped", "Expired"
    return "success", "Active"
