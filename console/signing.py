"""AWS Signature Version 4: whose access key signed a request, and for which region and service.

Section names in comments are those of "Signature Version 4 signing process" in AWS's IAM guide. Repeats within the
window are not refused: SDKs sign two equal calls of one second alike.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import parse_qsl, quote

from console import access_keys
from pools.core.errors import (
    IncompleteSignatureException,
    InvalidSignatureException,
    MissingAuthenticationTokenException,
)

ALGORITHM = "AWS4-HMAC-SHA256"
TERMINATOR = "aws4_request"
WINDOW = timedelta(minutes=5)
TIME_FORMAT = "%Y%m%dT%H%M%SZ"
REGION = re.compile(r"[a-z0-9-]{1,32}")
BASIC_TIME = re.compile(r"[0-9]{8}T[0-9]{6}Z")
MUST_BE_SIGNED = ("host", "x-amz-target")
PARTS = ("Credential", "SignedHeaders", "Signature")

MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)


@dataclass(frozen=True)
class VerifiedKey:
    access_key_id: str
    operator_id: int
    region: str
    service: str


@dataclass(frozen=True)
class _Claim:
    """What an Authorization header says, read but not believed."""

    access_key_id: str
    date: str
    region: str
    service: str
    signed_headers: list[str]
    signature: str

    @property
    def scope(self) -> str:
        return f"{self.date}/{self.region}/{self.service}/{TERMINATOR}"


def is_signed(headers: Mapping[str, str]) -> bool:
    return headers.get("authorization", "").startswith(ALGORITHM)


def verify(
    *, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes, service: str, now: datetime
) -> VerifiedKey:
    """The access key behind a request for `service`; `headers` have lower-case names."""
    claim = _read_claim(headers, service=service)
    sent_at = headers.get("x-amz-date", "")
    _check_time(sent_at, claim, now=now)
    key = access_keys.usable(claim.access_key_id)
    request = _canonical_request(method, path, query, headers, body, signed=claim.signed_headers)
    text = "\n".join([ALGORITHM, sent_at, claim.scope, hashlib.sha256(request).hexdigest()])
    signing_key = _signing_key(key.secret, claim.date, claim.region, claim.service)
    expected = hmac.new(signing_key, text.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), claim.signature.encode()):
        raise InvalidSignatureException(MISMATCH)
    access_keys.note_use(key, now=now)
    return VerifiedKey(claim.access_key_id, key.operator_id, claim.region, claim.service)


def _read_claim(headers: Mapping[str, str], *, service: str) -> _Claim:
    authorization = headers.get("authorization", "")
    if not authorization:
        raise MissingAuthenticationTokenException("Missing Authentication Token")
    algorithm, _, rest = authorization.partition(" ")
    if algorithm != ALGORITHM:
        raise IncompleteSignatureException("Unsupported AWS 'algorithm': only AWS4-HMAC-SHA256 is accepted.")
    parts = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    missing = [part for part in PARTS if not parts.get(part)]
    if missing:
        raise IncompleteSignatureException(
            " ".join(f"Authorization header requires '{part}' parameter." for part in missing)
        )
    signed = parts["SignedHeaders"].lower().split(";")
    _check_signed_headers(signed, headers)
    return _Claim(*_read_credential(parts["Credential"], service=service), signed, parts["Signature"])


def _check_signed_headers(signed: list[str], headers: Mapping[str, str]) -> None:
    if not headers.get("x-amz-date"):
        raise IncompleteSignatureException("Authorization header requires existence of a 'X-Amz-Date' header.")
    for name in MUST_BE_SIGNED:
        if name not in signed:
            raise InvalidSignatureException(f"'{name}' must be a 'SignedHeader' in the AWS Authorization.")
    if any(name not in headers for name in signed):
        raise InvalidSignatureException(MISMATCH)


def _read_credential(credential: str, *, service: str) -> tuple[str, str, str, str]:
    try:
        access_key_id, date, region, scoped_service, terminator = credential.rsplit("/", 4)
    except ValueError:
        raise IncompleteSignatureException(
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term."
        ) from None
    if terminator != TERMINATOR:
        raise InvalidSignatureException(f"Credential should be scoped with a valid terminator: '{TERMINATOR}'.")
    if scoped_service != service:
        raise InvalidSignatureException(f"Credential should be scoped to correct service: '{service}'.")
    if not REGION.fullmatch(region):
        raise InvalidSignatureException("Credential should be scoped to a valid region.")
    return access_key_id, date, region, scoped_service


def _check_time(sent_at: str, claim: _Claim, *, now: datetime) -> None:
    sent = _read_time(sent_at)
    if claim.date != sent_at[:8]:
        raise InvalidSignatureException(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP."
        )
    earliest, latest = now - WINDOW, now + WINDOW
    shown = now.strftime(TIME_FORMAT)
    if sent < earliest:
        raise InvalidSignatureException(
            f"Signature expired: {sent_at} is now earlier than {earliest.strftime(TIME_FORMAT)} ({shown} - 5 min.)"
        )
    if sent > latest:
        raise InvalidSignatureException(
            f"Signature not yet current: {sent_at} is still later than {latest.strftime(TIME_FORMAT)} "
            f"({shown} + 5 min.)"
        )


def _read_time(text: str) -> datetime:
    try:
        if BASIC_TIME.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass  # No such day or hour.
    raise IncompleteSignatureException("Date must be in ISO-8601 'basic format'. Got another form in X-Amz-Date.")


def _canonical_request(
    method: str, path: str, query: str, headers: Mapping[str, str], body: bytes, *, signed: list[str]
) -> bytes:
    """'Create a canonical request'. The hash is of the body that came, whatever a header says of it."""
    lines = [method, quote(path, safe="/-_.~"), _canonical_query(query)]
    lines += [f"{name}:{' '.join(headers[name].split())}" for name in signed]
    lines += ["", ";".join(signed), hashlib.sha256(body).hexdigest()]
    # WSGI hands header bytes over as Latin-1.
    return "\n".join(lines).encode("latin-1", "replace")


def _canonical_query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True) if query else []
    return "&".join(sorted(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in pairs))


@lru_cache(maxsize=256)
def _signing_key(secret: bytes, date: str, region: str, service: str) -> bytes:
    """'Derive a signing key': four rounds of HMAC, the same for a whole day."""
    key = b"AWS4" + secret
    for part in (date, region, service, TERMINATOR):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
