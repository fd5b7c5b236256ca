"""One action on several selected users: shown, confirmed, done one by one, and told in one line."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import sessions, users
from accounts.models import User
from console.forms.confirmations import TypedNameForm
from console.page import ConsoleForm, done, page
from console.pages import user_subject
from pools.models import UserPool

MOST = 100


@dataclass(frozen=True)
class Action:
    """What the Actions menu offers. `consequence` is read before, `told` afterwards."""

    title: str
    button: str
    consequence: str
    told: str
    act: Callable[[User], object]
    typed: bool = False


ACTIONS = {
    "disable": Action(
        title="Disable user access",
        button="Disable user access",
        consequence="They can't sign in, every session ends and their tokens are revoked. You can enable them again.",
        told="disabled",
        act=users.disable,
    ),
    "enable": Action(
        title="Enable user access",
        button="Enable user access",
        consequence="They can sign in again. Sessions that ended stay ended.",
        told="enabled",
        act=users.enable,
    ),
    "sign_out": Action(
        title="Sign out everywhere",
        button="Sign out everywhere",
        consequence="Every session ends and their tokens are revoked. They can sign in again at once.",
        told="signed out everywhere",
        act=sessions.sign_out_everywhere,
    ),
    "delete": Action(
        title="Delete users",
        button="Delete",
        consequence="Their attributes, group memberships and sessions are lost. You can't undo this. "
        "Users whose access is still enabled are left out: disable them first.",
        told="deleted",
        act=users.delete,
        typed=True,
    ),
}


@page
def act(request: HttpRequest, pool: UserPool, action: str) -> HttpResponse:
    """Ask first. Only ids of this pool's users count; others are as if they did not exist."""
    if action not in ACTIONS:
        raise Http404
    chosen = ACTIONS[action]
    asked = request.POST.getlist("selected") or request.GET.getlist("selected")
    selected = list(pool.users.filter(sub__in=asked[:MOST]).order_by("id"))
    affected = [user for user in selected if not (action == "delete" and user.enabled)]
    form = _form(request, chosen, len(affected))
    if affected and form.run(lambda _: [chosen.act(user) for user in affected]):
        return done(request, f"{_counted(len(affected))} {chosen.told}.", "console:users", pool.id)
    context = {
        "pool": pool,
        "action": chosen,
        "selected": selected,
        "affected": user_subject.rows(affected),
        "left_out": len(selected) - len(affected),
        "form": form,
    }
    return render(request, "console/users/selection.html", context)


def _form(request: HttpRequest, action: Action, number: int) -> ConsoleForm:
    """A POST from the confirmation page itself carries `confirmed`; one from the list only brings the selection."""
    data = request.POST if "confirmed" in request.POST else None
    return TypedNameForm(data, name=f"delete {number}") if action.typed else ConsoleForm(data)


def _counted(number: int) -> str:
    return "1 user was" if number == 1 else f"{number} users were"
