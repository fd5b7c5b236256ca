"""A user's passkeys; an operator can take one away, as when a device is lost."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import passkeys
from console.forms.confirmations import ConfirmForm
from console.page import done, page
from console.pages import user_subject
from pools.models import UserPool


@page
def index(request: HttpRequest, pool: UserPool, sub: UUID) -> HttpResponse:
    """All of them: nobody has more than a page holds."""
    user = user_subject.get(pool, sub)
    found = passkeys.list_page(user, limit=passkeys.MOST, after=None).items
    rows = [(passkey, passkeys.shown_id(passkey), ", ".join(passkey.transports)) for passkey in found]
    context = {**user_subject.context(user, tab="user_passkeys"), "passkeys": rows}
    return render(request, "console/users/passkeys.html", context)


@page
def delete(request: HttpRequest, pool: UserPool, sub: UUID, credential_id: str) -> HttpResponse:
    """Takes one away."""
    user = user_subject.get(pool, sub)
    passkey = passkeys.get(user, credential_id=credential_id)
    form = ConfirmForm(request.POST or None)
    if form.run(lambda _: passkeys.delete(user, credential_id=credential_id)):
        told = f"Passkey “{passkey.name}” of {user_subject.shown_name(user)} was deleted."
        return done(request, told, "console:user_passkeys", pool.id, user.sub)
    context = {**user_subject.context(user), "form": form, "passkey": passkey}
    return render(request, "console/users/delete_passkey.html", context)
