"""What is read from AWS's service models."""

from __future__ import annotations

import pytest

from pools.wire import model
from pools.wire.model import Signature

PREFIX = "AWSCognitoIdentityProviderService"


def test_both_services_are_known_whole() -> None:
    assert {name: len(model.service(name).operations) for name in model.SERVICES} == {
        "cognito-idp": 141,
        "cognito-identity": 23,
    }


def test_a_target_names_service_and_operation() -> None:
    found = model.find(f"{PREFIX}.AdminGetUser")

    assert found is not None
    assert (found.service, found.name, found.function_name) == ("cognito-idp", "AdminGetUser", "admin_get_user")
    assert "UserNotFoundException" in found.errors


def test_services_are_told_apart_by_their_prefix() -> None:
    found = model.find("AWSCognitoIdentityService.TagResource")

    assert found is not None
    assert found.service == "cognito-identity"


@pytest.mark.parametrize("target", ["", "AdminGetUser", f"{PREFIX}.", f"{PREFIX}.Nothing", "Other.AdminGetUser", "..."])
def test_anything_else_names_nothing(target: str) -> None:
    assert model.find(target) is None


@pytest.mark.parametrize(("service", "count"), [("cognito-idp", 34), ("cognito-identity", 4)])
def test_the_model_says_which_operations_are_public(service: str, count: int) -> None:
    public = [each for each in model.service(service).operations.values() if each.signature is Signature.IGNORED]

    assert len(public) == count


@pytest.mark.parametrize(
    ("name", "signature"),
    [
        ("SignUp", Signature.IGNORED),
        ("AdminInitiateAuth", Signature.REQUIRED),
        ("ListUsers", Signature.REQUIRED),
        ("GetDerivedToken", Signature.OPTIONAL),
        ("GetClientToken", Signature.OPTIONAL),
    ],
)
def test_whether_a_call_must_be_signed(name: str, signature: Signature) -> None:
    assert model.service("cognito-idp").operations[name].signature is signature
