"""One callable: AWS calls, the lean way and pages, each answer with its request id and length."""

from __future__ import annotations

import json
import logging
import re

import httpx
import pytest

from console import lean, wsgi

POOL = "us-east-1_AbCdEf123"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@pytest.mark.parametrize(
    "path",
    [
        "/healthz",
        "/readyz",
        "/oauth2/token",
        "/oauth2/userInfo",
        f"/{POOL}/oauth2/revoke",
        f"/{POOL}/.well-known/jwks.json",
        "/.well-known/openid-configuration",
    ],
)
def test_paths_for_machines_are_lean(path: str) -> None:
    assert lean.is_lean(path)


@pytest.mark.parametrize(
    "path", ["/", "/login", "/oauth2/authorize", f"/{POOL}/login", "/a/b/oauth2/token", "/healthz/"]
)
def test_other_paths_have_sessions_and_forms(path: str) -> None:
    assert not lean.is_lean(path)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/admin/login/", "/nowhere"])
def test_every_answer_has_an_id_and_a_length(base_url: str, path: str) -> None:
    answer = httpx.get(f"{base_url}{path}")

    assert UUID.fullmatch(answer.headers["x-amzn-requestid"])
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_an_aws_call_is_answered_ahead_of_django(base_url: str) -> None:
    answer = httpx.post(
        f"{base_url}/", headers={"x-amz-target": "AWSCognitoIdentityProviderService.Nothing"}, content=b"{}"
    )

    assert answer.status_code == 400
    assert answer.json()["__type"] == "UnknownOperationException"
    assert answer.headers.get_list("x-amzn-requestid") == [answer.headers["x-amzn-requestid"]]
    assert "content-security-policy" not in answer.headers


def test_a_preflight_is_answered(base_url: str) -> None:
    answer = httpx.options(
        f"{base_url}/", headers={"origin": "https://app.example", "access-control-request-method": "POST"}
    )

    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")


def test_a_body_larger_than_any_call_is_refused(base_url: str) -> None:
    answer = httpx.post(f"{base_url}/", headers={"x-amz-target": "a.b"}, content=b" " * (wsgi.LARGEST_BODY + 1))

    assert answer.status_code == 413


def test_pages_carry_a_strict_policy(base_url: str) -> None:
    policy = httpx.get(f"{base_url}/admin/login/").headers["content-security-policy"]

    assert "unsafe" not in policy
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(
        policy.split("; ")
    )  # checklist 18, 19


def test_readiness_names_what_is_missing(base_url: str) -> None:
    answer = httpx.get(f"{base_url}/readyz")

    assert answer.status_code == 503
    assert json.loads(answer.content) == {
        "ready": False,
        "database": True,
        "broker": True,
        "worker": False,
        "migrations": True,
    }


def test_the_access_log_names_the_path_but_not_the_query(base_url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "poolhouse.access")

    httpx.get(f"{base_url}/healthz?code=secret", headers={"referer": "https://a.example/?token=secret"})

    assert "GET /healthz" in caplog.messages
    assert not any("secret" in str(vars(record)) for record in caplog.records)  # checklist 21
