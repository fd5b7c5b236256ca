"""Signature Version 4, made by botocore and checked by us (checklist 66)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from console import access_keys, signing
from console.models import AccessKey
from pools.core import clock
from pools.core.errors import CognitoError
from tests.support.clock import Clock

TARGET = "AWSCognitoIdentityProviderService.ListUserPools"
BODY = b'{"MaxResults":1}'

Sign = Callable[..., dict[str, str]]


@pytest.fixture
def sign(access_key: AccessKey) -> Sign:
    """Headers, by lower-case names, of a request that botocore signed."""

    def headers(
        *,
        key_id: str = access_key.access_key_id,
        secret: str = bytes(access_key.secret).decode(),
        region: str = "us-east-1",
        service: str = "cognito-idp",
        url: str = "http://localhost:8000/",
        body: bytes = BODY,
        **more: str,
    ) -> dict[str, str]:
        own = {"Host": "localhost:8000", "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": TARGET, **more}
        request = AWSRequest("POST", url, own, body)
        SigV4Auth(Credentials(key_id, secret), service, region).add_auth(request)
        return {name.lower(): value for name, value in request.headers.items()}

    return headers


def verify(headers: dict[str, str], **changed: Any) -> signing.VerifiedKey:
    options: dict[str, Any] = {"method": "POST", "path": "/", "query": "", "body": BODY, "service": "cognito-idp"}
    return signing.verify(headers=headers, now=clock.now(), **{**options, **changed})


def refusal(headers: dict[str, str], **changed: Any) -> tuple[str, str]:
    with pytest.raises(CognitoError) as caught:
        verify(headers, **changed)
    assert caught.value.status == 400
    return caught.value.code, caught.value.message


MISMATCH = ("InvalidSignatureException", signing.MISMATCH)


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "us-gov-west-1", "local"])
def test_a_signature_is_good_for_any_region(sign: Sign, access_key: AccessKey, region: str) -> None:
    found = verify(sign(region=region))

    assert found == signing.VerifiedKey(access_key.access_key_id, access_key.operator_id, region, "cognito-idp")


def test_a_signature_is_good_for_either_service(sign: Sign) -> None:
    assert verify(sign(service="cognito-identity"), service="cognito-identity").service == "cognito-identity"


def test_a_query_that_was_signed_is_good(sign: Sign) -> None:
    headers = sign(url="http://localhost:8000/?b=2%203&a=%C3%A9&c=")

    assert verify(headers, query="b=2%203&a=%C3%A9&c=")


def test_spaces_in_a_signed_header_do_not_matter(sign: Sign) -> None:
    headers = sign(**{"X-Amz-Note": "two  spaces"})

    assert verify({**headers, "x-amz-note": " two spaces "})


def test_a_second_equal_call_is_not_refused(sign: Sign) -> None:
    # SDKs sign two calls of one second alike (stack.md 7).
    headers = sign()
    verify(headers)

    assert verify(headers)


def test_no_signature_is_refused() -> None:
    assert refusal({"host": "localhost"}) == ("MissingAuthenticationTokenException", "Missing Authentication Token")


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer abc",
        "Basic dXNlcjpwYXNz",
        "AWS4-ECDSA-P256-SHA256 Credential=a, SignedHeaders=host, Signature=b",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 nonsense",
        "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host;x-amz-target",
        "AWS4-HMAC-SHA256 Credential=, SignedHeaders=host;x-amz-target, Signature=ab",
        "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host;x-amz-target, Signature=ab",
    ],
)
def test_an_authorization_that_cannot_be_read_is_incomplete(sign: Sign, authorization: str) -> None:
    code, _ = refusal({**sign(), "authorization": authorization})

    assert code == "IncompleteSignatureException"


def test_what_is_missing_is_named(sign: Sign) -> None:
    _, message = refusal({**sign(), "authorization": "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request"})

    assert message == (
        "Authorization header requires 'SignedHeaders' parameter. Authorization header requires 'Signature' parameter."
    )


def test_a_wrong_secret_is_refused(sign: Sign) -> None:
    assert refusal(sign(secret="x" * 40)) == MISMATCH


@pytest.mark.parametrize("body", [b'{"MaxResults":2}', b"", BODY + b" "])
def test_an_altered_body_is_refused(sign: Sign, body: bytes) -> None:
    assert refusal(sign(), body=body) == MISMATCH


def test_an_unsigned_payload_is_refused(sign: Sign) -> None:
    headers = sign(**{"X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"})

    assert refusal(headers) == MISMATCH


@pytest.mark.parametrize("name", ["x-amz-target", "content-type", "host", "x-amz-date"])
def test_an_altered_header_is_refused(sign: Sign, name: str) -> None:
    headers = sign()
    later = clock.now() + timedelta(seconds=30)
    altered = later.strftime(signing.TIME_FORMAT) if name == "x-amz-date" else "other"

    assert refusal({**headers, name: altered}) == MISMATCH


def test_another_target_than_the_signed_one_is_refused(sign: Sign) -> None:
    assert refusal({**sign(), "x-amz-target": "AWSCognitoIdentityProviderService.DeleteUserPool"}) == MISMATCH


@pytest.mark.parametrize("name", ["host", "x-amz-target"])
def test_host_and_target_must_be_signed(sign: Sign, name: str) -> None:
    headers = sign()
    fewer = headers["authorization"].replace(f";{name}", "").replace(f"{name};", "")

    assert refusal({**headers, "authorization": fewer}) == (
        "InvalidSignatureException",
        f"'{name}' must be a 'SignedHeader' in the AWS Authorization.",
    )


def test_a_signed_header_that_did_not_come_is_refused(sign: Sign) -> None:
    headers = sign()
    del headers["content-type"]

    assert refusal(headers) == MISMATCH


@pytest.mark.parametrize("changed", [{"query": "a=1"}, {"method": "PUT"}, {"path": "/other"}])
def test_an_altered_query_method_or_path_is_refused(sign: Sign, changed: dict[str, str]) -> None:
    assert refusal(sign(), **changed) == MISMATCH


def test_a_signature_for_another_service_is_refused(sign: Sign) -> None:
    assert refusal(sign(service="s3")) == (
        "InvalidSignatureException",
        "Credential should be scoped to correct service: 'cognito-idp'.",
    )


@pytest.mark.parametrize(("part", "other"), [("us-east-1", "eu-west-1"), ("aws4_request", "aws4_other")])
def test_an_altered_scope_is_refused(sign: Sign, part: str, other: str) -> None:
    headers = sign()

    code, _ = refusal({**headers, "authorization": headers["authorization"].replace(part, other)})

    assert code == "InvalidSignatureException"


def test_a_region_that_no_pool_could_have_is_refused(sign: Sign) -> None:
    code, message = refusal(sign(region="us east_1"))

    assert (code, message) == ("InvalidSignatureException", "Credential should be scoped to a valid region.")


def test_a_date_of_another_day_than_the_scope_is_refused(sign: Sign) -> None:
    headers = {**sign(), "x-amz-date": "20200101T000000Z"}

    assert refusal(headers)[1].startswith("Date in Credential scope does not match")


@pytest.mark.parametrize("date", ["", "yesterday", "2026-01-01T00:00:00Z", "20260101T000000", "20261399T000000Z"])
def test_a_date_in_another_form_is_incomplete(sign: Sign, date: str) -> None:
    code, _ = refusal({**sign(), "x-amz-date": date})

    assert code == "IncompleteSignatureException"


def test_within_five_minutes_either_way_is_good(sign: Sign, clock: Clock) -> None:
    headers = sign()
    clock.advance(minutes=4, seconds=58)
    assert verify(headers)

    clock.advance(minutes=-9, seconds=-54)
    assert verify(headers)


def test_older_than_five_minutes_has_expired_in_awss_words(sign: Sign) -> None:
    headers = sign()
    now = clock.now() + timedelta(minutes=5, seconds=2)

    with pytest.raises(CognitoError) as caught:
        signing.verify(method="POST", path="/", query="", headers=headers, body=BODY, service="cognito-idp", now=now)

    earliest = (now - timedelta(minutes=5)).strftime(signing.TIME_FORMAT)
    assert caught.value.message == (
        f"Signature expired: {headers['x-amz-date']} is now earlier than {earliest} "
        f"({now.strftime(signing.TIME_FORMAT)} - 5 min.)"
    )


def test_from_the_future_is_not_yet_current(sign: Sign, clock: Clock) -> None:
    headers = sign()
    clock.advance(minutes=-6)

    code, message = refusal(headers)

    assert code == "InvalidSignatureException"
    assert message.startswith("Signature not yet current: ")


UNRECOGNIZED = ("UnrecognizedClientException", "The security token included in the request is invalid.")


def test_an_unknown_key_is_not_recognized(sign: Sign) -> None:
    assert refusal(sign(key_id="AKIAUNKNOWN")) == UNRECOGNIZED


def test_a_disabled_key_is_not_recognized(sign: Sign, access_key: AccessKey) -> None:
    AccessKey.objects.update(status="Inactive")

    assert refusal(sign()) == UNRECOGNIZED


def test_the_key_of_a_disabled_operator_is_not_recognized(sign: Sign, access_key: AccessKey) -> None:
    access_key.operator.is_active = False
    access_key.operator.save()

    assert refusal(sign()) == UNRECOGNIZED


def test_a_key_is_looked_up_with_one_query(sign: Sign, django_assert_num_queries: Any) -> None:
    headers = sign()

    with django_assert_num_queries(1):
        verify(headers)


def used_at(access_key: AccessKey) -> datetime | None:
    access_key.refresh_from_db()
    return access_key.last_used_at


def test_the_first_use_of_a_key_is_noted(sign: Sign, access_key: AccessKey) -> None:
    AccessKey.objects.update(last_used_at=None)

    verify(sign())

    assert used_at(access_key) is not None


def test_uses_soon_after_are_not_written(sign: Sign, access_key: AccessKey) -> None:
    before = used_at(access_key)

    verify(sign())

    assert used_at(access_key) == before


def test_a_use_long_after_is_written(sign: Sign, access_key: AccessKey) -> None:
    long_ago = clock.now() - access_keys.USE_NOTED_EVERY - timedelta(seconds=1)
    AccessKey.objects.update(last_used_at=long_ago)

    verify(sign())

    assert used_at(access_key) != long_ago


def test_a_failed_signature_is_no_use_of_the_key(sign: Sign, access_key: AccessKey) -> None:
    AccessKey.objects.update(last_used_at=None)

    refusal(sign(secret="x" * 40))

    assert used_at(access_key) is None
