"""What every console page uses: @page guards it, ConsoleForm.run() calls a verb, done() goes on with a message."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse

from console import operator_session, second_factor
from console.rendering import ConsoleRenderer
from pools import user_pools
from pools.core.errors import CognitoError, ResourceNotFoundException, UserNotFoundException

MISSING = "Enter a value."
MISSING_CHOICE = "Choose one."

View = Callable[..., HttpResponseBase]


class SeeOther(HttpResponseRedirect):
    """After a POST, the browser must ask with GET (checklist 20)."""

    status_code = 303


def page(view: View) -> View:
    """Only for a signed-in operator who has passed the second factor; `pool_id` in the address becomes `pool`.

    Whatever the address names and does not exist is a 404.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_signed_in(request):
            return redirect_to_login(request.get_full_path(), reverse("console:sign_in"))
        try:
            if "pool_id" in kwargs:
                kwargs["pool"] = user_pools.get(kwargs.pop("pool_id"))
            response = view(request, *args, **kwargs)
        except (ResourceNotFoundException, UserNotFoundException) as error:
            raise Http404(error.message) from error
        # Nothing the console shows may be seen again after sign-out, not even by the back button.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return guarded


def is_signed_in(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated or operator_session.is_over(request.session):
        return False
    operator_session.note_use(request.session)
    return second_factor.is_passed(request) or not second_factor.is_enrolled(user)


def done(request: HttpRequest, message: str, to: str, *args: Any) -> HttpResponse:
    """Go on to the page `to`, which shows the message."""
    messages.success(request, message)
    return SeeOther(resolve_url(to, *args))


class ConsoleForm(forms.Form):
    """A form of the console. `error_fields` puts an AWS error on the field that repairs it."""

    default_renderer = ConsoleRenderer
    error_fields: ClassVar[dict[str, str]] = {}
    error_texts: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = MISSING_CHOICE if hasattr(field, "choices") else MISSING

    def run(self, act: Callable[[dict[str, Any]], Any]) -> bool:
        """Whether the form was sent, is in order, and `act` did what it asks; if not, the form says what to repair."""
        if not self.is_valid():
            return False
        try:
            act(self.cleaned_data)
        except CognitoError as error:
            field = self.error_fields.get(error.code)
            text = self.error_texts.get(error.code, error.message)
            self.add_error(field if field in self.fields else None, text)
            return False
        return True
