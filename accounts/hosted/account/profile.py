"""`/account/profile`: name, birth date and what else the app client may read and write of its users."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts import profile as profiles
from accounts.hosted import words
from accounts.hosted.account.page import Account, page
from accounts.hosted.forms import attributes
from accounts.hosted.forms.account import ProfileForm
from accounts.hosted.forms.attributes import PREFIX
from accounts.models.user import IDENTITIES
from accounts.oauth.views import context_of
from pools.core.errors import AliasExistsException, CognitoError, InvalidParameterException

_ELSEWHERE = frozenset({"sub", "email", "phone_number", "email_verified", "phone_number_verified", IDENTITIES})
_TOLD = re.compile(
    r"(?:Attributes did not conform to the schema: )?(?:user\.)?(?P<name>[\w:-]+): (?P<text>.*)", re.DOTALL
)


@page
def profile(request: HttpRequest, account: Account) -> HttpResponse:
    """Show the attributes and change them."""
    user = account.user
    shown = [name for name in user.pool.schema_attributes if name in account.readable - _ELSEWHERE]
    names = [name for name in shown if name in account.writable]
    form = ProfileForm(user, names, request.POST or None)
    if form.is_valid():
        try:
            if form.changes:
                context = context_of(request)
                profiles.update(user, attributes=form.changes, client=account.client, context=context)
        except CognitoError as error:
            _refuse(form, error)
        else:
            return account.go(request, "account/profile", notice=_("Your change was saved."))
    present = user.attributes
    fixed = [(attributes.label_of(name), present[name]) for name in shown if name not in names and name in present]
    return account.show(request, "profile", {"form": form if names else None, "fixed": fixed})


def _refuse(form: ProfileForm, error: CognitoError) -> None:
    """Beside the field that it is about, without the names that only programs know."""
    found = _TOLD.match(error.message) if isinstance(error, InvalidParameterException) else None
    if found and f"{PREFIX}{found['name']}" in form.fields:
        form.refuse(f"{found['text'].strip().rstrip('.')}.", field=f"{PREFIX}{found['name']}")
    else:
        field = f"{PREFIX}preferred_username" if isinstance(error, AliasExistsException) else None
        form.refuse(words.say(error), field=field)
