"""`/signInFeedback`: where the links in a mail about an unusual sign-in lead."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts import event_feedback
from accounts.hosted import brand, words
from accounts.hosted.visit import finished, read_query
from accounts.oauth.errors import PageError
from accounts.oauth.parameters import Parameters
from accounts.oauth.place import Place
from accounts.oauth.views import place_of
from pools.core.errors import CognitoError

_NAMES = ("username", "event_id", "token", "value")
_VALUES = ("Valid", "Invalid")


@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, pool_id: str | None = None) -> HttpResponseBase:
    """Say whether a sign-in was one's own. Only the POST says it: scanners open links (checklist 42)."""
    here = place_of(request, pool_id)
    content = {"brand": brand.plain(here.pool), "was_me": False, "done": False, "problem": ""}
    try:
        given = read_query(request)
        content["was_me"] = given.get("value") == "Valid"
        content["problem"] = "" if _is_whole(given) else words.FEEDBACK_LINK
    except PageError:
        content["problem"] = words.FEEDBACK_LINK
    if request.method == "POST" and not content["problem"]:
        content["problem"] = _give(here, given)
        content["done"] = not content["problem"]
    return finished(render(request, "hosted/sign_in_feedback.html", content))


def _is_whole(given: Parameters) -> bool:
    return all(given.get(name) for name in _NAMES) and given.get("value") in _VALUES


def _give(here: Place, given: Parameters) -> str:
    """Note the feedback; what to say when that failed."""
    username, event_id, token, value = (given.get(name) or "" for name in _NAMES)
    try:
        event_feedback.give_by_token(here.pool, username, event_id, value, given=token)
    except CognitoError:
        return str(words.FEEDBACK_LINK)
    return ""
