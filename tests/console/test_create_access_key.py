"""`manage.py create_access_key` makes or registers a key for an operator."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from console.models import AccessKey, Operator

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def operator() -> Operator:
    return Operator.objects.create_superuser("first@example.com", "a password of some length")


def create(*arguments: str) -> str:
    said = io.StringIO()
    call_command("create_access_key", *arguments, stdout=said)
    return said.getvalue()


def test_a_key_is_told_as_json(operator: Operator) -> None:
    told = json.loads(create("--json"))

    key = AccessKey.objects.get(access_key_id=told["access_key_id"])
    assert (key.operator, bytes(key.secret).decode()) == (operator, told["secret_access_key"])
    assert told["operator"] == "first@example.com"


def test_a_key_is_told_as_text() -> None:
    said = create()

    assert f"access_key_id:     {AccessKey.objects.get().access_key_id}\n" in said


def test_a_given_pair_is_registered_once() -> None:  # scripts may be run twice
    create("--id", "AKIAEXAMPLE", "--secret", "a secret")
    create("--id", "AKIAEXAMPLE", "--secret", "a secret")

    assert bytes(AccessKey.objects.get().secret) == b"a secret"


def test_an_id_that_is_taken_is_refused() -> None:
    create("--id", "AKIAEXAMPLE", "--secret", "a secret")

    with pytest.raises(CommandError, match="There is an access key AKIAEXAMPLE already"):
        create("--id", "AKIAEXAMPLE", "--secret", "another secret")


def test_the_operator_is_chosen_by_address() -> None:
    second = Operator.objects.create_user("second@example.com", "a password of some length")

    create("--operator", "Second@example.com")

    assert AccessKey.objects.get().operator == second


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--operator", "nobody@example.com"], "no active operator nobody@example.com"),
        (["--id", "AKIAEXAMPLE"], "--id and --secret go together"),
    ],
)
def test_a_wrong_argument_is_named(arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        create(*arguments)
