"""`manage.py operations`: the table in docs is made from the registry, and is as the code is."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import call_command

from console.management.commands import operations
from pools.wire import model, registry

pytestmark = pytest.mark.once

USER_POOLS = model.service("cognito-idp").operations


def test_the_table_in_docs_is_what_the_command_writes(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("operations")

    assert capsys.readouterr().out == (settings.BASE_DIR / operations.FILE).read_text(), (
        "run python3 manage.py operations --write"
    )


@pytest.mark.parametrize(
    ("name", "authority"),
    [
        ("CreateUserPool", "signature"),
        ("SignUp", "app client"),
        ("GetUser", "access token"),
        ("AssociateSoftwareToken", "access token or session"),
        ("UpdateAuthEventFeedback", "feedback token"),
        ("GetClientToken", "signature or app client"),
    ],
)
def test_a_row_says_who_may_call(name: str, authority: str) -> None:
    assert operations.row(USER_POOLS[name]).endswith(f" | {authority} |")


def test_a_row_leads_to_the_function() -> None:
    row = operations.row(USER_POOLS["GetUser"])

    assert row.startswith("| GetUser | [accounts/api/profile.py](../accounts/api/profile.py) |")
    assert (settings.BASE_DIR / "accounts/api/profile.py").read_text().count("def get_user(") == 1


def test_an_operation_that_nothing_answers_is_listed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._functions, ("cognito-idp", "GetUser"), None)

    assert operations.row(USER_POOLS["GetUser"]) == "| GetUser | not yet | access token |"
