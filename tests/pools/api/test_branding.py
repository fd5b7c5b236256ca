"""Managed login styles through boto3."""

from __future__ import annotations

from typing import Any

import pytest

from console.models import AccessKey
from pools import branding
from pools.core.errors import ManagedLoginBrandingExistsException
from pools.models import AppClient, BrandingAsset, ManagedLoginBranding, UserPool
from tests.support import boto, builders, pictures, refusal

pytestmark = pytest.mark.django_db

SETTINGS: dict[str, Any] = {
    "components": {"primaryButton": {"lightMode": {"defaults": {"backgroundColor": "0972d3ff"}}}},
    "somethingNew": [1, {"deep": None}],
}
NOBODY = "00000000-0000-4000-8000-000000000000"


def asset(category: str = "FORM_LOGO", mode: str = "LIGHT", **changes: Any) -> dict[str, Any]:
    return {"Category": category, "ColorMode": mode, "Extension": "PNG", "Bytes": pictures.png(), **changes}


def create(idp: Any, client: AppClient, **values: Any) -> dict[str, Any]:
    answer = idp.create_managed_login_branding(UserPoolId=client.pool_id, ClientId=client.id, **values)
    return dict(answer["ManagedLoginBranding"])


def named(style: dict[str, Any]) -> dict[str, str]:
    return {"UserPoolId": style["UserPoolId"], "ManagedLoginBrandingId": style["ManagedLoginBrandingId"]}


def update(idp: Any, style: dict[str, Any], **values: Any) -> dict[str, Any]:
    return dict(idp.update_managed_login_branding(**named(style), **values)["ManagedLoginBranding"])


def test_a_style_is_described_as_it_was_made(cognito_idp: Any, client: AppClient) -> None:
    made = create(cognito_idp, client, Settings=SETTINGS, Assets=[asset()])
    by_id = cognito_idp.describe_managed_login_branding(**named(made))["ManagedLoginBranding"]
    by_client = cognito_idp.describe_managed_login_branding_by_client(UserPoolId=client.pool_id, ClientId=client.id)
    assert by_id == by_client["ManagedLoginBranding"] == made
    assert (made["Settings"], made["UseCognitoProvidedValues"]) == (SETTINGS, False)
    assert made["Assets"][0]["Bytes"] == pictures.png()
    assert made["Assets"][0]["ResourceId"]


def test_merged_resources_have_our_defaults_below_the_styles_settings(cognito_idp: Any, client: AppClient) -> None:
    made = create(cognito_idp, client, Settings=SETTINGS)
    answer = cognito_idp.describe_managed_login_branding(**named(made), ReturnMergedResources=True)
    settings = answer["ManagedLoginBranding"]["Settings"]
    button = settings["components"]["primaryButton"]
    assert button["lightMode"]["defaults"] == {"backgroundColor": "0972d3ff", "textColor": "ffffffff"}
    assert button["darkMode"]["defaults"]["backgroundColor"] == "4fcfd3ff"
    assert settings["categories"]["global"]["colorSchemeMode"] == "LIGHT"
    assert settings["somethingNew"] == SETTINGS["somethingNew"]


def test_a_client_has_one_style(cognito_idp: Any, client: AppClient) -> None:
    create(cognito_idp, client, UseCognitoProvidedValues=True)
    assert refusal.of(lambda: create(cognito_idp, client))[0] == "ManagedLoginBrandingExistsException"


def test_the_database_holds_a_second_style_back(client: AppClient) -> None:
    branding.create(client)
    with pytest.raises(ManagedLoginBrandingExistsException):
        branding.create(client)


def test_a_pool_has_at_most_twenty_styles(cognito_idp: Any, pool: UserPool, client: AppClient) -> None:
    styles = [branding.create(builders.client(pool, f"app {number}")) for number in range(20)]
    assert len(styles) == 20
    assert refusal.of(lambda: create(cognito_idp, client))[0] == "LimitExceededException"


def test_provided_values_come_alone(cognito_idp: Any, client: AppClient) -> None:
    code, _ = refusal.of(lambda: create(cognito_idp, client, UseCognitoProvidedValues=True, Settings=SETTINGS))
    assert code == "InvalidParameterException"


def test_an_update_lays_settings_over_those_there_are(cognito_idp: Any, client: AppClient) -> None:
    made = create(cognito_idp, client, Settings=SETTINGS)
    hover = {"components": {"primaryButton": {"lightMode": {"hover": {"backgroundColor": "000000ff"}}}}}
    settings = update(cognito_idp, made, Settings=hover)["Settings"]
    assert settings["components"]["primaryButton"]["lightMode"] == {
        "defaults": {"backgroundColor": "0972d3ff"},
        "hover": {"backgroundColor": "000000ff"},
    }
    assert settings["somethingNew"] == SETTINGS["somethingNew"]


def test_an_update_replaces_one_image_and_keeps_the_others(cognito_idp: Any, client: AppClient) -> None:
    made = create(cognito_idp, client, Assets=[asset(), asset(mode="DARK")])
    changed = update(cognito_idp, made, Assets=[asset(Bytes=pictures.png(7))])
    assert [(one["ColorMode"], one["Bytes"]) for one in changed["Assets"]] == [
        ("DARK", pictures.png()),
        ("LIGHT", pictures.png(7)),
    ]


def test_an_image_is_kept_by_its_resource_id(cognito_idp: Any, client: AppClient) -> None:
    made = create(cognito_idp, client, Assets=[asset()])
    kept = {key: value for key, value in made["Assets"][0].items() if key != "Bytes"}
    assert update(cognito_idp, made, Assets=[kept])["Assets"][0]["Bytes"] == pictures.png()


def test_a_resource_id_of_another_style_finds_nothing(cognito_idp: Any, pool: UserPool, client: AppClient) -> None:
    resource = create(cognito_idp, builders.client(pool, "other"), Assets=[asset()])["Assets"][0]["ResourceId"]
    made = create(cognito_idp, client)
    foreign = asset(ResourceId=resource)
    del foreign["Bytes"]
    assert refusal.of(lambda: update(cognito_idp, made, Assets=[foreign]))[0] == "InvalidParameterException"


def test_provided_values_forget_settings_and_images(cognito_idp: Any, client: AppClient) -> None:
    made = create(cognito_idp, client, Settings=SETTINGS, Assets=[asset()])
    changed = update(cognito_idp, made, UseCognitoProvidedValues=True)
    assert (changed["Settings"], changed["Assets"], changed["UseCognitoProvidedValues"]) == ({}, [], True)
    assert update(cognito_idp, made, Settings=SETTINGS)["UseCognitoProvidedValues"] is False


def test_a_deleted_style_is_gone_with_its_images(cognito_idp: Any, client: AppClient) -> None:
    made = create(cognito_idp, client, Assets=[asset()])
    cognito_idp.delete_managed_login_branding(**named(made))
    code, _ = refusal.of(lambda: cognito_idp.describe_managed_login_branding(**named(made)))
    assert (code, BrandingAsset.objects.count()) == ("ResourceNotFoundException", 0)


@pytest.mark.parametrize(
    "images",
    [
        [asset(Bytes=pictures.svg())],
        [asset(Bytes=pictures.png() + b"<script>alert(1)</script>")],
        [asset(Extension="SVG", Bytes=pictures.svg("<script>alert(1)</script>"))],
        [asset(Extension="SVG", Bytes=pictures.BOMB.encode())],
        [asset(Bytes=pictures.png() + b"\x00" * 1_000_000)],
        [asset(Bytes=b"")],
        [asset(Category="HEADER")],
        [asset(), asset()],
        [asset()] * 41,
    ],
)
def test_an_image_that_cannot_be_is_refused_and_leaves_no_style(
    cognito_idp: Any, client: AppClient, images: list[dict[str, Any]]
) -> None:
    # checklist 56
    assert refusal.of(lambda: create(cognito_idp, client, Assets=images))[0] == "InvalidParameterException"
    assert not ManagedLoginBranding.objects.exists()


def test_an_update_that_fails_changes_nothing(cognito_idp: Any, client: AppClient) -> None:
    made = create(cognito_idp, client, Settings=SETTINGS, Assets=[asset()])
    bad = [asset("PAGE_BACKGROUND"), asset("FAVICON_SVG", Bytes=b"", ResourceId="nothing")]
    refusal.of(lambda: update(cognito_idp, made, Settings={"new": 1}, Assets=bad))
    assert cognito_idp.describe_managed_login_branding(**named(made))["ManagedLoginBranding"] == made


@pytest.mark.parametrize(
    "settings", [["list"], "text", {"nul": "\x00"}, {"half": "\ud800"}, {"large": "x" * 2_000_001}]
)
def test_settings_that_cannot_be_kept_are_refused(cognito_idp: Any, client: AppClient, settings: Any) -> None:
    code, _ = refusal.of(lambda: create(cognito_idp, client, Settings=settings))
    assert code in {"InvalidParameterException", "SerializationException"}


@pytest.mark.parametrize("operation", ["describe", "update", "delete"])
def test_a_style_of_another_pool_is_not_found(
    cognito_idp: Any, client: AppClient, other_pool: UserPool, operation: str
) -> None:
    foreign = {**named(create(cognito_idp, client)), "UserPoolId": other_pool.id}
    call = getattr(cognito_idp, f"{operation}_managed_login_branding")
    assert refusal.of(lambda: call(**foreign))[0] == "ResourceNotFoundException"
    assert ManagedLoginBranding.objects.get().settings == {}


@pytest.mark.parametrize("operation", ["create_managed_login_branding", "describe_managed_login_branding_by_client"])
def test_a_client_of_another_pool_is_not_found(
    cognito_idp: Any, client: AppClient, other_pool: UserPool, operation: str
) -> None:
    call = getattr(cognito_idp, operation)
    code, _ = refusal.of(lambda: call(UserPoolId=other_pool.id, ClientId=client.id))
    assert code == "ResourceNotFoundException"


def test_a_style_of_another_region_is_not_found(cognito_idp: Any, access_key: AccessKey, client: AppClient) -> None:
    made = create(cognito_idp, client)
    elsewhere = boto.signed_client("cognito-idp", access_key, region="eu-west-1")
    code, _ = refusal.of(lambda: elsewhere.describe_managed_login_branding(**named(made)))
    assert code == "ResourceNotFoundException"


def test_a_style_that_never_was_is_not_found(cognito_idp: Any, client: AppClient) -> None:
    call = {"UserPoolId": client.pool_id, "ManagedLoginBrandingId": NOBODY}
    assert refusal.of(lambda: cognito_idp.delete_managed_login_branding(**call))[0] == "ResourceNotFoundException"
