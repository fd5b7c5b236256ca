"""Operations on terms through boto3."""

from __future__ import annotations

from typing import Any

import pytest

from pools.models import AppClient, UserPool
from tests.support import builders, refusal

pytestmark = pytest.mark.django_db

LINKS = {"cognito:default": "https://example.com/terms", "cognito:german": "https://example.com/agb"}


@pytest.fixture
def client(pool: UserPool) -> AppClient:
    return builders.client(pool)


def create(idp: Any, client: AppClient, name: str = "terms-of-use", links: Any = None) -> dict[str, Any]:
    answer = idp.create_terms(
        UserPoolId=client.pool_id,
        ClientId=client.id,
        TermsName=name,
        TermsSource="LINK",
        Enforcement="NONE",
        Links=LINKS if links is None else links,
    )
    return dict(answer["Terms"])


def test_terms_are_described_as_they_were_made(cognito_idp: Any, client: AppClient) -> None:
    made = create(cognito_idp, client)
    by_id = cognito_idp.describe_terms(UserPoolId=client.pool_id, TermsId=made["TermsId"])["Terms"]
    call = {"UserPoolId": client.pool_id, "ClientId": client.id, "TermsName": "terms-of-use"}
    assert by_id == cognito_idp.describe_terms_by_client(**call)["Terms"] == made
    assert (made["Links"], made["ClientId"]) == (LINKS, client.id)


def test_a_client_has_one_document_of_a_name(cognito_idp: Any, client: AppClient) -> None:
    create(cognito_idp, client)
    create(cognito_idp, client, "privacy-policy")
    assert refusal.of(lambda: create(cognito_idp, client))[0] == "TermsExistsException"


def test_an_update_replaces_the_links(cognito_idp: Any, client: AppClient) -> None:
    made = create(cognito_idp, client)
    links = {"cognito:default": "https://example.com/new"}
    call = {"UserPoolId": client.pool_id, "TermsId": made["TermsId"], "Links": links}
    assert cognito_idp.update_terms(**call)["Terms"]["Links"] == links


def test_a_document_cannot_take_the_name_of_another(cognito_idp: Any, client: AppClient) -> None:
    create(cognito_idp, client)
    other = create(cognito_idp, client, "privacy-policy")
    call = {"UserPoolId": client.pool_id, "TermsId": other["TermsId"], "TermsName": "terms-of-use"}
    assert refusal.of(lambda: cognito_idp.update_terms(**call))[0] == "TermsExistsException"


def test_terms_are_listed_page_by_page(cognito_idp: Any, client: AppClient) -> None:
    made = [create(cognito_idp, client)["TermsId"], create(cognito_idp, client, "privacy-policy")["TermsId"]]
    first = cognito_idp.list_terms(UserPoolId=client.pool_id, MaxResults=1)
    second = cognito_idp.list_terms(UserPoolId=client.pool_id, MaxResults=1, NextToken=first["NextToken"])
    assert [row["TermsId"] for row in [*first["Terms"], *second["Terms"]]] == made


def test_deleted_terms_are_gone(cognito_idp: Any, client: AppClient) -> None:
    call = {"UserPoolId": client.pool_id, "TermsId": create(cognito_idp, client)["TermsId"]}
    cognito_idp.delete_terms(**call)
    assert refusal.of(lambda: cognito_idp.describe_terms(**call))[0] == "ResourceNotFoundException"


def test_terms_of_another_pool_are_not_found(cognito_idp: Any, client: AppClient) -> None:
    call = {"UserPoolId": builders.pool("others").id, "TermsId": create(cognito_idp, client)["TermsId"]}
    assert refusal.of(lambda: cognito_idp.describe_terms(**call))[0] == "ResourceNotFoundException"


@pytest.mark.parametrize(
    "links",
    [
        {},
        {"cognito:german": "https://example.com/agb"},
        {"cognito:default": "javascript:alert(1)"},
        {"cognito:default": "https://user@example.com"},
        {"cognito:klingon": "https://example.com"},
    ],
)
def test_links_that_cannot_be_are_refused(cognito_idp: Any, client: AppClient, links: dict[str, str]) -> None:
    assert refusal.of(lambda: create(cognito_idp, client, links=links))[0] == "InvalidParameterException"
