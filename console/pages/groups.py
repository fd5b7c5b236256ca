"""Groups of a pool: list, create, edit, members, delete."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts import membership, users
from console import paging
from console.forms.confirmations import ConfirmForm
from console.forms.groups import GroupEditForm, GroupForm, MemberForm
from console.page import done, page
from console.pages import user_subject
from pools import groups
from pools.models import UserPool


@page
def index(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """The pool's groups by name."""
    here = paging.position(request, "groups", pool.id)
    found = groups.list_page(pool, limit=paging.size(request), after=here.after)
    context = {"pool": pool, "groups": found.items, "pager": paging.pager(request, here, found, "groups", pool.id)}
    return render(request, "console/groups/index.html", context)


@page
def create(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """A new group."""
    form = GroupForm(request.POST or None)
    if form.run(lambda data: groups.create(pool, **data)):
        name = form.cleaned_data["name"]
        return done(request, f"Group {name} was created.", "console:group", pool.id, name)
    return render(request, "console/groups/create.html", {"pool": pool, "form": form})


@page
def details(request: HttpRequest, pool: UserPool, name: str) -> HttpResponse:
    """A group and its members."""
    group = groups.get(pool, name)
    bound_to = ("group", pool.id, name)
    here = paging.position(request, *bound_to)
    found = membership.users_page(group, limit=paging.size(request), after=here.after)
    context = {
        "pool": pool,
        "group": group,
        "members": user_subject.rows(found.items),
        "pager": paging.pager(request, here, found, *bound_to),
    }
    return render(request, "console/groups/details.html", context)


@page
def edit(request: HttpRequest, pool: UserPool, name: str) -> HttpResponse:
    """Description, precedence and role."""
    group = groups.get(pool, name)
    initial = {"description": group.description, "precedence": group.precedence, "role_arn": group.role_arn}
    form = GroupEditForm(request.POST or None, initial=initial)
    if form.run(lambda data: groups.update(group, **data, forget_precedence=data["precedence"] is None)):
        return done(request, f"Group {name} was updated.", "console:group", pool.id, name)
    return render(request, "console/groups/edit.html", {"pool": pool, "group": group, "form": form})


@page
def add_member(request: HttpRequest, pool: UserPool, name: str) -> HttpResponse:
    """Puts a user into the group."""
    group = groups.get(pool, name)
    form = MemberForm(request.POST or None)
    if form.run(lambda data: membership.add(users.get(pool, data["username"]), group)):
        user = form.cleaned_data["username"]
        return done(request, f"User {user} was added to group {name}.", "console:group", pool.id, name)
    return render(request, "console/groups/add_member.html", {"pool": pool, "group": group, "form": form})


@page
@require_POST
def remove_member(request: HttpRequest, pool: UserPool, name: str, sub: UUID) -> HttpResponse:
    """Takes a user out of the group; easy to redo, so nothing is asked."""
    group = groups.get(pool, name)
    user = user_subject.get(pool, sub)
    membership.remove(user, group)
    return done(
        request, f"User {user_subject.shown_name(user)} was removed from group {name}.", "console:group", pool.id, name
    )


@page
def delete(request: HttpRequest, pool: UserPool, name: str) -> HttpResponse:
    """Removes the group; its members are kept."""
    group = groups.get(pool, name)
    form = ConfirmForm(request.POST or None)
    if form.run(lambda _: groups.delete(group)):
        return done(request, f"Group {name} was deleted.", "console:groups", pool.id)
    context = {"pool": pool, "group": group, "form": form, "members": group.memberships.count()}
    return render(request, "console/groups/delete.html", context)
