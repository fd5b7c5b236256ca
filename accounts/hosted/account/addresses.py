"""`/account/email` and `/account/phone`: addresses, which are proved by a code before they count."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts import attribute_verification, profile
from accounts.hosted import words
from accounts.hosted.account.page import NOT_HERE, PAGES, Account, guarded
from accounts.hosted.forms.account import AddressForm
from accounts.hosted.forms.sign_up import ConfirmForm
from accounts.oauth.views import context_of
from pools.core.errors import CognitoError, ExpiredCodeException


@guarded
def email(request: HttpRequest, account: Account) -> HttpResponse:
    """The e-mail address."""
    return _address(request, account, "email")


@guarded
def phone(request: HttpRequest, account: Account) -> HttpResponse:
    """The phone number."""
    return _address(request, account, "phone_number")


def _address(request: HttpRequest, account: Account, attribute: str) -> HttpResponse:
    if attribute not in account.readable:
        return account.go(request, problem=NOT_HERE)
    if request.POST.get("answer") == "send":
        return _send(request, account, attribute)
    if request.GET.get("step") == "code":
        return _prove(request, account, attribute)
    can_change = attribute in account.writable
    form = AddressForm(account.user, attribute, request.POST or None) if can_change else None
    if form and form.is_valid():
        response = _change(request, account, attribute, form)
        if response:
            return response
    if form:
        form.focus_on_arrival()
    return account.show(request, "address", {"form": form, **_details(account, attribute)})


def _change(request: HttpRequest, account: Account, attribute: str, form: AddressForm) -> HttpResponse | None:
    user, address = account.user, form.cleaned_data["address"]
    if address == getattr(user, attribute):
        form.refuse(_("That is your address already."), field="address")
        return None
    try:
        sent = profile.update(user, attributes={attribute: address}, client=account.client, context=context_of(request))
    except CognitoError as error:
        form.refuse(words.say(error), field="address")
        return None
    if sent:
        return account.go(request, PAGES[attribute], step="code")
    return account.go(request, PAGES[attribute], notice=_("Your change was saved."))


def _send(request: HttpRequest, account: Account, attribute: str) -> HttpResponse:
    try:
        delivery = attribute_verification.send_code(
            account.user, attribute=attribute, client=account.client, context=context_of(request)
        )
    except CognitoError as error:
        return account.go(request, PAGES[attribute], problem=words.say(error))
    notice = words.sent_again(delivery.destination)
    return account.go(request, PAGES[attribute], notice=notice, step="code")


def _prove(request: HttpRequest, account: Account, attribute: str) -> HttpResponse:
    """The code's own page."""
    awaited = attribute_verification.awaited(account.user, attribute=attribute)
    if not awaited:
        return account.go(request, PAGES[attribute], problem=words.say(ExpiredCodeException("")))
    form = ConfirmForm(request.POST or None)
    if form.is_valid():
        try:
            attribute_verification.verify(
                account.user, attribute=attribute, code=form.cleaned_data["code"], hosted=True
            )
        except CognitoError as error:
            form.refuse(words.say(error), field="code")
        else:
            return account.go(request, PAGES[attribute], notice=_("Your address is verified."))
    form.focus_on_arrival()
    return account.show(request, "address_code", {"form": form, "awaited": awaited, **_details(account, attribute)})


def _details(account: Account, attribute: str) -> dict[str, object]:
    user = account.user
    return {
        "attribute": attribute,
        "present": getattr(user, attribute),
        "verified": bool(getattr(user, f"{attribute}_verified")),
        "here": account.links[attribute],
    }
