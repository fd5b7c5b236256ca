"""Requests as a benchmark sends them: written and signed ahead, so that making them costs the run nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

SERVICE = "AWSCognitoIdentityProviderService"
SIGNED_FOR = "cognito-idp"


@dataclass(frozen=True)
class Request:
    """One HTTP request; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def wire(self) -> bytes:
        """Its bytes on the connection."""
        lines = [f"{self.method} {self.path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body:
            lines.append(f"content-length: {len(self.body)}")
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass(frozen=True)
class Caller:
    """Where requests go, and who signs those that must be signed."""

    host: str
    region: str
    access_key_id: str
    secret_access_key: str

    def page(self, path: str, *, cookies: Mapping[str, str] | None = None) -> Request:
        sent = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
        return Request("GET", path, {"host": self.host, **({"cookie": sent} if sent else {})})

    def form(self, path: str, **fields: str) -> Request:
        """A call of an OAuth endpoint."""
        headers = {"host": self.host, "content-type": "application/x-www-form-urlencoded"}
        return Request("POST", path, headers, urlencode(fields).encode())

    def public(self, operation: str, **members: Any) -> Request:
        """A call that carries its own proof."""
        headers = {
            "host": self.host,
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": f"{SERVICE}.{operation}",
        }
        return Request("POST", "/", headers, json.dumps(members).encode())

    def signed(self, operation: str, **members: Any) -> Request:
        """A call of the operator's; AWS's own library signs it."""
        plain = self.public(operation, **members)
        request = AWSRequest("POST", f"http://{self.host}/", headers=dict(plain.headers), data=plain.body)
        credentials = Credentials(self.access_key_id, self.secret_access_key)
        SigV4Auth(credentials, SIGNED_FOR, self.region).add_auth(request)
        headers = {name.lower(): value for name, value in request.headers.items()}
        return Request("POST", "/", headers, plain.body)
