"""Where the file of a user import is sent to: what S3 is to Cognito, at an address that is signed and expires."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.imports import upload
from pools.core.errors import CognitoError, InvalidParameterException, NotAuthorizedException

STATUSES: dict[type[CognitoError], HTTPStatus] = {
    InvalidParameterException: HTTPStatus.BAD_REQUEST,
    NotAuthorizedException: HTTPStatus.FORBIDDEN,
}


@csrf_exempt
@never_cache
@require_http_methods(["PUT"])
def receive(request: HttpRequest, job_id: str) -> HttpResponse:
    """`curl -T users.csv <PreSignedUrl>`; headers that S3 wants, such as those on encryption, say nothing here."""
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal():
        return told(HTTPStatus.LENGTH_REQUIRED, "The request must say how long the file is (Content-Length).")
    if int(length) > upload.LARGEST:
        return told(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The file is larger than 100 MB.")
    try:
        job = upload.find(job_id, request.GET.get("signature", ""))
        upload.receive(job, request.read, size=int(length))
    except CognitoError as error:
        return told(STATUSES.get(type(error), HTTPStatus.CONFLICT), error.message)
    except OSError:  # the client went away
        return told(HTTPStatus.BAD_REQUEST, "The file broke off before its end.")
    return HttpResponse(status=HTTPStatus.OK)


def told(status: HTTPStatus, text: str) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
