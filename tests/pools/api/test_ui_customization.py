"""SetUICustomization and GetUICustomization through boto3."""

from __future__ import annotations

from typing import Any

import pytest

from pools import domains
from pools.models import AppClient, UICustomization, UserPool
from tests.support import builders, pictures, refusal

CSS = ".submitButton-customizable { background-color: #0972d3; }\n.label-customizable {font-weight: 700}"


@pytest.fixture
def pool(pool: UserPool) -> UserPool:
    """It has a domain."""
    domains.create(pool, domain="people")
    return pool


def put(idp: Any, pool: UserPool, **values: Any) -> dict[str, Any]:
    return dict(idp.set_ui_customization(UserPoolId=pool.id, **values)["UICustomization"])


def got(idp: Any, pool: UserPool, **values: Any) -> dict[str, Any]:
    return dict(idp.get_ui_customization(UserPoolId=pool.id, **values)["UICustomization"])


def test_the_pools_look_is_answered_as_it_was_set(cognito_idp: Any, pool: UserPool) -> None:
    made = put(cognito_idp, pool, CSS=CSS, ImageFile=pictures.png())
    assert got(cognito_idp, pool) == made
    assert (made["UserPoolId"], made["ClientId"], made["CSS"]) == (pool.id, "ALL", CSS)
    assert made["ImageUrl"].startswith("http://people.auth.localhost:8000/branding/ALL/")
    assert made["CSSVersion"]


def test_where_nothing_is_set_there_are_only_ids(cognito_idp: Any, pool: UserPool, client: AppClient) -> None:
    assert got(cognito_idp, pool) == {"UserPoolId": pool.id, "ClientId": "ALL"}
    assert got(cognito_idp, pool, ClientId=client.id) == {"UserPoolId": pool.id, "ClientId": client.id}


def test_a_client_without_a_look_has_the_pools(cognito_idp: Any, pool: UserPool, client: AppClient) -> None:
    everybodys = put(cognito_idp, pool, CSS=CSS)
    assert got(cognito_idp, pool, ClientId=client.id) == everybodys
    own = put(cognito_idp, pool, ClientId=client.id, CSS=".banner-customizable {padding: 0}")
    assert got(cognito_idp, pool, ClientId=client.id) == own
    assert got(cognito_idp, pool, ClientId="ALL") == everybodys


def test_what_is_left_out_is_gone_and_the_images_address_changes(cognito_idp: Any, pool: UserPool) -> None:
    first = put(cognito_idp, pool, CSS=CSS, ImageFile=pictures.png())
    second = put(cognito_idp, pool, ImageFile=pictures.png(7))
    assert "CSS" not in second
    assert second["ImageUrl"] != first["ImageUrl"]
    assert "ImageUrl" not in put(cognito_idp, pool, CSS=CSS)
    assert UICustomization.objects.count() == 1


def test_a_pool_without_a_domain_has_no_pages_to_customize(cognito_idp: Any, other_pool: UserPool) -> None:
    assert refusal.of(lambda: put(cognito_idp, other_pool, CSS=CSS)) == (
        "InvalidParameterException",
        "There has to be an existing domain associated with this user pool.",
    )


@pytest.mark.parametrize(
    "css",
    [
        "body { display: none }",
        ".submit-customizable { color: red }",
        ".label-customizable, body { color: red }",
        ".label-customizable { color: red",
        "@import 'https://evil.example/x.css';",
        "@font-face { src: url(x) }",
        ".label-customizable { background: url(https://evil.example/x) }",
        ".label-customizable { background: U\\52L(https://evil.example/x) }",
        ".label-customizable { background: url/**/(https://evil.example/x) }",
        ".label-customizable { width: expression(alert(1)) }",
        ".legalText-customizable { position: fixed }",
        "</style><script>alert(1)</script>",
    ],
)
def test_css_that_is_more_than_a_look_is_refused(cognito_idp: Any, pool: UserPool, css: str) -> None:
    # checklist 56
    assert refusal.of(lambda: put(cognito_idp, pool, CSS=css))[0] == "InvalidParameterException"
    assert not UICustomization.objects.exists()


@pytest.mark.parametrize(
    "image",
    [pictures.svg(), pictures.webp(), b"no image", pictures.png() + b"PK\x03\x04", pictures.png() + bytes(110_000)],
)
def test_an_image_that_is_no_small_png_or_jpeg_is_refused(cognito_idp: Any, pool: UserPool, image: bytes) -> None:
    # checklist 56
    assert refusal.of(lambda: put(cognito_idp, pool, ImageFile=image))[0] == "InvalidParameterException"


def test_a_client_of_another_pool_is_not_found(cognito_idp: Any, pool: UserPool, other_pool: UserPool) -> None:
    foreign = builders.client(other_pool)
    assert refusal.of(lambda: put(cognito_idp, pool, ClientId=foreign.id))[0] == "ResourceNotFoundException"
    assert refusal.of(lambda: got(cognito_idp, pool, ClientId=foreign.id))[0] == "ResourceNotFoundException"
