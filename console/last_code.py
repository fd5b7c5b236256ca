"""`GET /_poolhouse/last-code`: what a test cannot read in a mailbox. Only where POOLHOUSE_DEVELOPMENT is on."""

from __future__ import annotations

import time
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts import last_code
from accounts.last_code import SentCode
from pools.core.errors import CognitoError

LONGEST_WAIT = 5
WAITS = frozenset(str(seconds) for seconds in range(LONGEST_WAIT + 1))
PAUSE_SECONDS = 0.1


@csrf_exempt
def last_code_sent(request: HttpRequest) -> HttpResponse:
    """Where the setting is off it is a path like any that does not exist."""
    if not settings.POOLHOUSE_DEVELOPMENT:
        raise Http404
    return answer(request)


@require_safe
@never_cache
def answer(request: HttpRequest) -> HttpResponse:
    """JSON of the code and of the message that carried it, or of what there is instead."""
    pool_id, username = request.GET.get("user_pool_id", ""), request.GET.get("username", "")
    wait = request.GET.get("wait", "0")
    if not pool_id or not username or "\0" in username:
        return problem("user_pool_id and username must be given.", HTTPStatus.BAD_REQUEST)
    if wait not in WAITS:
        return problem(f"wait must be whole seconds, {LONGEST_WAIT} at most.", HTTPStatus.BAD_REQUEST)
    try:
        return JsonResponse(shape(waited_for(pool_id, username, seconds=int(wait))))
    except CognitoError as error:
        return problem(error.message, HTTPStatus.NOT_FOUND)


def waited_for(pool_id: str, username: str, *, seconds: int) -> SentCode:
    """Look again until there is a code or time is up; the user may be made meanwhile, too."""
    end = time.monotonic() + seconds
    while True:
        try:
            return last_code.find(pool_id, username)
        except CognitoError:
            if time.monotonic() >= end:
                raise
        time.sleep(PAUSE_SECONDS)


def shape(sent: SentCode) -> dict[str, str]:
    return {
        "code": sent.code,
        "trigger_source": f"CustomMessage_{sent.event}",
        "medium": sent.medium,
        "destination": sent.destination,
        "sent_at": sent.sent_at.isoformat(),
    }


def problem(text: str, status: HTTPStatus) -> HttpResponse:
    return JsonResponse({"message": text}, status=status)
