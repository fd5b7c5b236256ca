"""Answers as JSON: times, blobs and nothing for None."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

import pytest

from pools.wire import model, serialize


def encode(name: str, output: dict[str, Any] | None) -> Any:
    return json.loads(serialize.encode(model.service("cognito-idp").operations[name], output))


def test_a_time_is_epoch_seconds_to_the_millisecond() -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)

    assert encode("CreateGroup", {"Group": {"CreationDate": moment}}) == {"Group": {"CreationDate": 1767323045.679}}


def test_what_is_none_is_left_out() -> None:
    output = {"Users": [{"Username": "alice", "Attributes": None}], "PaginationToken": None}

    assert encode("ListUsers", output) == {"Users": [{"Username": "alice"}]}


def test_false_zero_and_empty_are_kept() -> None:
    group = {"GroupName": "", "Precedence": 0}

    assert encode("CreateGroup", {"Group": group}) == {"Group": group}


def test_maps_and_documents_pass_through() -> None:
    options = {"challenge": "x", "list": [1, None]}

    assert encode("StartWebAuthnRegistration", {"CredentialCreationOptions": options}) == {
        "CredentialCreationOptions": options
    }
    assert encode("InitiateAuth", {"ChallengeParameters": {"SALT": "a", "B": None}}) == {
        "ChallengeParameters": {"SALT": "a"}
    }


def test_a_blob_is_base64() -> None:
    output = {"ManagedLoginBranding": {"Assets": [{"Category": "FAVICON_ICO", "Bytes": b"\x89PNG"}]}}

    found = encode("DescribeManagedLoginBranding", output)

    assert found["ManagedLoginBranding"]["Assets"][0]["Bytes"] == "iVBORw=="


@pytest.mark.parametrize("name", ["DeleteGroup", "GlobalSignOut"])
def test_an_operation_without_output_answers_an_empty_object(name: str) -> None:
    assert encode(name, None) == {}


def test_a_member_the_model_does_not_have_is_dropped_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert encode("CreateGroup", {"Group": {"GroupName": "a", "Colour": "red"}}) == {"Group": {"GroupName": "a"}}

    assert "GroupType has no member Colour" in caplog.text


def test_every_output_shape_can_be_written() -> None:
    for service in model.SERVICES:
        for operation in model.service(service).operations.values():
            assert serialize.encode(operation, {}) == b"{}"
