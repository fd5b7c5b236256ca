"""The machines' endpoints over HTTP: token, userInfo, revoke, discovery and JWKS. No cookie is read or set here."""

import json
import logging
import uuid
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from accounts.models.auth_session import Context
from accounts.oauth import client_auth, discovery, parameters, place, registration, revocation, userinfo
from accounts.oauth.errors import (
    InvalidRequest,
    MethodNotAllowed,
    OAuthError,
    TooManyRequests,
    UnknownPool,
    UnsupportedGrantType,
)
from accounts.oauth.grants import GRANTS, Issued
from accounts.oauth.parameters import Parameters
from accounts.oauth.place import Place
from pools import request_rate, signing_keys
from pools.core.errors import ResourceNotFoundException, TooManyRequestsException

log = logging.getLogger(__name__)

_FORM = "application/x-www-form-urlencoded"
_CACHEABLE = "public, max-age=300"

_Answer = Callable[[HttpRequest, Place], HttpResponse]


def endpoint(*methods: str) -> Callable[[_Answer], Callable[..., HttpResponse]]:
    """A machine's endpoint of a pool: finds the pool, answers errors as JSON, allows any origin without credentials."""

    def decorate(answer: _Answer) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(answer)
        def view(request: HttpRequest, pool_id: str | None = None) -> HttpResponse:
            response = _answered(answer, methods, request, pool_id)
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers.setdefault("Cache-Control", "no-store")
            request_id = request.META.get("poolhouse.request_id") or str(uuid.uuid4())
            response.headers["x-amz-cognito-request-id"] = request_id
            response.headers["Content-Length"] = str(len(response.content))
            return response

        return view

    return decorate


def place_of(request: HttpRequest, pool_id: str | None) -> Place:
    """The pool that the address names by host or path.

    Raises:
        Http404: none.
    """
    try:
        return place.find(pool_id, host_pool=getattr(request, "pool", None), host=request.get_host())
    except ResourceNotFoundException:
        raise Http404 from None


def context_of(request: HttpRequest, *, hosted: bool = True) -> Context:
    """Where the call comes from, as sessions and triggers are told."""
    return Context(
        ip=request.META.get("REMOTE_ADDR", ""), user_agent=request.headers.get("User-Agent", ""), hosted=hosted
    )


@endpoint("POST")
def token(request: HttpRequest, here: Place) -> HttpResponse:
    """Code, refresh token or nothing but the client's own proof in, tokens out."""
    given = _form(request)
    given.check()
    grant = GRANTS.get(given.require("grant_type"))
    if grant is None:
        raise UnsupportedGrantType
    authorization = request.headers.get("Authorization", "")
    proved = client_auth.authenticate(here.pool, authorization=authorization, given=given)
    _spend("ClientAuthentication" if given.get("grant_type") == "client_credentials" else "UserToken")
    return _json(_shape(grant(proved.client, given, context_of(request))))


@endpoint("GET", "POST")
def user_info(request: HttpRequest, here: Place) -> HttpResponse:
    """Who is behind an access token."""
    try:
        return _json(userinfo.describe(here.pool, authorization=request.headers.get("Authorization", "")))
    except OAuthError as error:
        response = _refused(error)
        said = ", ".join(f'{name}="{value}"' for name, value in error.fields.items())
        response.headers["WWW-Authenticate"] = f"Bearer {said}"
        return response


@endpoint("POST")
def revoke(request: HttpRequest, here: Place) -> HttpResponse:
    """End a refresh token and what came of it."""
    revocation.revoke(here.pool, authorization=request.headers.get("Authorization", ""), given=_form(request))
    return HttpResponse()


@endpoint("POST")
def register(request: HttpRequest, here: Place) -> HttpResponse:
    """An application makes an app client of itself."""
    if request.content_type != "application/json":
        raise InvalidRequest("Content-Type must be application/json")
    authorization, ip = request.headers.get("Authorization", ""), request.META.get("REMOTE_ADDR", "")
    told = registration.register(here.pool, authorization=authorization, ip=ip, content=request.body)
    return _json(told, status=HTTPStatus.CREATED)


@endpoint("GET", "HEAD")
def metadata(_request: HttpRequest, here: Place) -> HttpResponse:
    """The discovery document, by either of its names."""
    return _json(discovery.document(here), cache=_CACHEABLE)


@endpoint("GET", "HEAD")
def jwks(_request: HttpRequest, here: Place) -> HttpResponse:
    """The pool's public keys."""
    return _json(signing_keys.jwks(here.pool), cache=_CACHEABLE)


def _answered(answer: _Answer, methods: tuple[str, ...], request: HttpRequest, pool_id: str | None) -> HttpResponse:
    if request.method == "OPTIONS":
        return _preflight(methods)
    try:
        if request.method not in methods:
            raise MethodNotAllowed("Method not allowed")
        return answer(request, place_of(request, pool_id))
    except Http404:
        return _refused(UnknownPool("No such user pool"))
    except OAuthError as error:
        return _refused(error)


def _spend(category: str) -> None:
    """Count the call where its category is limited."""
    try:
        request_rate.spend_category(category)
    except TooManyRequestsException as error:
        raise TooManyRequests(error.message) from error


def _preflight(methods: tuple[str, ...]) -> HttpResponse:
    headers = {
        "Access-Control-Allow-Methods": ", ".join((*methods, "OPTIONS")),
        "Access-Control-Allow-Headers": "Authorization, Content-Type, X-Amz-User-Agent, Amz-Sdk-Request",
        "Access-Control-Max-Age": "86400",
    }
    return HttpResponse(status=204, headers=headers)


def _form(request: HttpRequest) -> Parameters:
    """The urlencoded body; nothing is ever read from the query, where secrets would be logged (checklist 25)."""
    if request.content_type != _FORM:
        raise InvalidRequest(f"Content-Type must be {_FORM}")
    return parameters.parse(request.body.decode(errors="surrogateescape"))


def _refused(error: OAuthError) -> HttpResponse:
    cause = error.__cause__
    log.info("refused: %s", error.code, extra={"detail": str(cause or error.description)})
    return _json(error.fields, status=error.status)


def _shape(tokens: Issued) -> dict[str, Any]:
    shape = {
        "id_token": tokens.id_token,
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "expires_in": tokens.expires_in,
        "token_type": "Bearer",
    }
    return {name: value for name, value in shape.items() if value is not None}


def _json(content: dict[str, Any], *, status: int = 200, cache: str = "no-store") -> HttpResponse:
    body = json.dumps(content, separators=(",", ":"))
    return HttpResponse(body, status=status, content_type="application/json", headers={"Cache-Control": cache})
