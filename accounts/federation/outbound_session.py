"""The session of `requests` that allauth is given: every call goes out by `pools.core.outbound`, under its rules."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from pools.core import outbound

_HEADERS = {"User-Agent": "Poolhouse", "Accept": "application/json", "Accept-Encoding": "identity"}


class OutboundSession(requests.Session):
    """No redirects, no proxies or credentials out of the environment, no address that the operator did not allow."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.headers = CaseInsensitiveDict(_HEADERS)
        self.mount("https://", _OutboundAdapter())
        self.mount("http://", _OutboundAdapter())


class _OutboundAdapter(BaseAdapter):
    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002, FBT001, FBT002 - the signature of requests
        timeout: Any = None,  # noqa: ARG002
        verify: Any = True,  # noqa: ARG002, FBT002
        cert: Any = None,  # noqa: ARG002
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> requests.Response:
        """The answer.

        Raises:
            requests.Timeout: none in time.
            requests.TooManyRedirects: it leads elsewhere.
            requests.ConnectionError: none at all, or the address is not one that may be reached.
        """
        try:
            answer = outbound.send(
                request.method or "", request.url or "", body=_body(request), headers=_headers(request)
            )
        except outbound.OutboundTimeout as problem:
            raise requests.Timeout(str(problem)) from problem
        except outbound.OutboundError as problem:
            raise requests.ConnectionError(str(problem)) from problem
        if HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST:
            raise requests.TooManyRedirects(f"Status {answer.status}.")
        return _response(request, answer)

    def close(self) -> None:
        """Nothing is kept open."""


def _body(request: requests.PreparedRequest) -> bytes | None:
    body = request.body
    return body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else None


def _headers(request: requests.PreparedRequest) -> dict[str, str]:
    return {name: value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()}


def _response(request: requests.PreparedRequest, answer: outbound.Response) -> requests.Response:
    response = requests.Response()
    response.status_code = answer.status
    response.headers = CaseInsensitiveDict(answer.headers)
    response.url = request.url or ""
    response.request = request
    response.encoding = "utf-8"
    response._content = answer.body  # noqa: SLF001 - there is no other way to make one
    return response
