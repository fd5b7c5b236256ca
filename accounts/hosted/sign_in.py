"""`/login`: name and password."""

from django.http import HttpRequest, HttpResponse

from accounts.hosted import arrival, words
from accounts.hosted.forms.sign_in import SignInForm
from accounts.hosted.page_data import PageData
from accounts.hosted.visit import Visit, page
from accounts.oauth.views import context_of
from accounts.signin import engine
from pools.core.errors import CognitoError, PasswordResetRequiredException, UserNotConfirmedException


@page
def login(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Sign in."""
    known = visit.left.username or visit.asked.login_hint
    form = SignInForm(visit.here.pool, request.POST or None, initial={"username": known})
    if form.is_valid():
        response = _sign_in(request, visit, form)
        if response:
            return response
    form.focus_on_arrival()
    return visit.show(request, "login", {"form": form})


def _sign_in(request: HttpRequest, visit: Visit, form: SignInForm) -> HttpResponse | None:
    username = form.cleaned_data["username"]
    try:
        outcome = engine.begin_hosted(
            visit.client, username=username, password=form.cleaned_data["password"], context=context_of(request)
        )
    except UserNotConfirmedException:
        if not visit.here.pool.auto_verified_attributes:
            form.refuse(words.BY_ADMINISTRATOR)
            return None
        notice = "Confirm your account first. Enter the code we sent you, or ask for a new one."
        return visit.go(request, "confirm", PageData(username=username, notice=notice))
    except PasswordResetRequiredException:
        notice = "Your password must be reset. Enter the code we sent you, or have one sent, and choose a new password."
        return visit.go(request, "confirmForgotPassword", PageData(username=username, notice=notice))
    except CognitoError as error:
        form.refuse(words.say(error))
        return None
    return arrival.proceed(request, visit, outcome, username=username)
