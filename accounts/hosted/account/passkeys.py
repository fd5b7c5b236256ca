"""`/account/passkeys` and `/account/passkeys/add`: listed, named, made, removed."""

import json

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts import passkeys as verbs
from accounts import relying_party, security_notices, ways_in
from accounts.hosted import words
from accounts.hosted.account.page import NOT_HERE, PAGES, Account, changing, guarded
from accounts.hosted.forms.account import PasskeyNameForm
from accounts.hosted.forms.passkeys import NewPasskeyForm
from accounts.models import Passkey
from pools.core.errors import CognitoError, ResourceNotFoundException

_HERE = PAGES["passkeys"]
ADD = f"{_HERE}/add"


@changing
def passkeys(request: HttpRequest, account: Account) -> HttpResponse:
    """List passkeys; with `remove` or `rename` in the address, ask about that one."""
    if not are_offered(account):
        return account.go(request, problem=NOT_HERE)
    chosen = _chosen(request, account)
    if chosen and "remove" in request.GET:
        return _remove(request, account, chosen)
    if chosen and "rename" in request.GET:
        return _rename(request, account, chosen)
    found = verbs.list_page(account.user, limit=verbs.MOST, after=None).items
    content = {
        "passkeys": [{"id": verbs.shown_id(one), "row": one} for one in found],
        "add": account.address(ADD) if len(found) < verbs.MOST else "",
        "rp_id": relying_party.find_id(account.user.pool),
    }
    return account.show(request, "passkeys", content)


@guarded
def add(request: HttpRequest, account: Account) -> HttpResponse:
    """Make one."""
    if not are_offered(account):
        return account.go(request, problem=NOT_HERE)
    problem, form = "", NewPasskeyForm(request.POST or None)
    try:
        if form.is_valid():
            verbs.complete(account.user, account.client, credential=form.made, hosted=True)
            return account.go(request, _HERE, notice=_("Your passkey is ready to use."))
    except CognitoError as error:
        problem = words.say(error)
    try:
        options = json.dumps(verbs.begin(account.user, account.client))
    except CognitoError as error:  # no more of this user's
        return account.go(request, _HERE, problem=words.say(error))
    return account.show(request, "passkey_add", {"options": options, "problem": problem})


def are_offered(account: Account) -> bool:
    """Whether the pool has sign-in by passkey."""
    pool = account.user.pool
    return "WEB_AUTHN" in pool.first_factors and relying_party.find_id(pool) is not None


def _chosen(request: HttpRequest, account: Account) -> Passkey | None:
    """A passkey that somebody named and still has."""
    try:
        named = request.GET.get("remove") or request.GET.get("rename") or ""
        return verbs.get(account.user, credential_id=named) if named else None
    except ResourceNotFoundException:
        return None


def _remove(request: HttpRequest, account: Account, chosen: Passkey) -> HttpResponse:
    if request.method != "POST":
        return account.show(request, "passkey_remove", {"passkey": chosen})
    shown_id = verbs.shown_id(chosen)
    try:
        ways_in.give_up_passkey(account.user, credential_id=shown_id)
    except ResourceNotFoundException:
        return account.go(request, _HERE)
    except CognitoError as error:
        return account.go(request, _HERE, problem=words.say(error))
    return account.go(request, _HERE, notice=security_notices.PASSKEY_REMOVED.subject, lost_passkey=shown_id)


def _rename(request: HttpRequest, account: Account, chosen: Passkey) -> HttpResponse:
    form = PasskeyNameForm(request.POST or None, initial={"name": chosen.name})
    if form.is_valid():
        try:
            verbs.rename(account.user, credential_id=verbs.shown_id(chosen), name=form.cleaned_data["name"])
        except CognitoError as error:
            form.refuse(words.say(error), field="name")
        else:
            return account.go(request, _HERE, notice=_("Your change was saved."))
    return account.show(request, "passkey_rename", {"form": form, "passkey": chosen})
