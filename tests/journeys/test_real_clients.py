"""The same pool through clients that know nothing of us: boto3 over a socket, pycognito, amazon-cognito-identity-js."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from pycognito import Cognito

from console.models import AccessKey
from pools import user_pools
from pools.models import UserPool
from tests.support import node, people

EMAIL = [{"Name": "email", "Value": "ann@example.com"}]


@pytest.fixture
def idp(base_url: str, access_key: AccessKey) -> Any:
    """Signed, over a real socket."""
    return boto3.client(
        "cognito-idp",
        endpoint_url=base_url,
        region_name="us-east-1",
        aws_access_key_id=access_key.access_key_id,
        aws_secret_access_key=bytes(access_key.secret).decode(),
    )


@pytest.fixture
def public(base_url: str) -> Any:
    """Unsigned, over a real socket."""
    return boto3.client(
        "cognito-idp", endpoint_url=base_url, region_name="us-east-1", config=Config(signature_version=UNSIGNED)
    )


@pytest.fixture
def pool(idp: Any) -> UserPool:
    made = idp.create_user_pool(PoolName="journey", AutoVerifiedAttributes=["email"])["UserPool"]
    return UserPool.objects.get(pk=made["Id"])


@pytest.fixture
def client_id(idp: Any, pool: UserPool) -> str:
    flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    made = idp.create_user_pool_client(UserPoolId=pool.id, ClientName="web", ExplicitAuthFlows=flows)
    return str(made["UserPoolClient"]["ClientId"])


def test_boto3_does_the_whole_story(idp: Any, public: Any, pool: UserPool, client_id: str) -> None:
    public.sign_up(ClientId=client_id, Username="ann", Password=people.PASSWORD, UserAttributes=EMAIL)
    code = people.last_code("ann@example.com")
    public.confirm_sign_up(ClientId=client_id, Username="ann", ConfirmationCode=code)
    parameters = {"USERNAME": "ann", "PASSWORD": people.PASSWORD}
    tokens = public.initiate_auth(ClientId=client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    access = tokens["AuthenticationResult"]["AccessToken"]
    idp.create_group(UserPoolId=pool.id, GroupName="readers")
    idp.admin_add_user_to_group(UserPoolId=pool.id, Username="ann", GroupName="readers")
    public.update_user_attributes(AccessToken=access, UserAttributes=[{"Name": "name", "Value": "Ann"}])
    listed = idp.list_users(UserPoolId=pool.id, Filter='name = "Ann"')["Users"]
    public.global_sign_out(AccessToken=access)
    with pytest.raises(public.exceptions.NotAuthorizedException, match="Access Token has been revoked"):
        public.get_user(AccessToken=access)
    idp.admin_delete_user(UserPoolId=pool.id, Username="ann")
    idp.delete_user_pool_client(UserPoolId=pool.id, ClientId=client_id)
    idp.delete_user_pool(UserPoolId=pool.id)
    assert [user["Username"] for user in listed] == ["ann"]
    assert not UserPool.objects.filter(pk=pool.id).exists()


def test_pycognito_signs_up_in_and_out(base_url: str, pool: UserPool, client_id: str) -> None:
    ann = _pycognito(base_url, pool, client_id)
    ann.set_base_attributes(email="ann@example.com")
    ann.register("ann", people.PASSWORD)
    ann.confirm_sign_up(people.last_code("ann@example.com"), "ann")
    ann.authenticate(password=people.PASSWORD)
    ann.renew_access_token()
    assert ann.get_user().email == "ann@example.com"
    ann.logout()


@pytest.mark.node
def test_amazon_cognito_identity_js_signs_in_by_srp(base_url: str, pool: UserPool, client_id: str) -> None:
    people.confirmed(pool, "alice")
    said = _node(base_url, pool, client_id, "alice", people.PASSWORD)
    assert (said["signedIn"], said["access"], said["identity"]) == (True, "access", client_id)
    assert said["attributes"]["email"] == "alice@example.com"


@pytest.mark.node
def test_amazon_cognito_identity_js_is_refused_with_cognitos_error(
    base_url: str, pool: UserPool, client_id: str
) -> None:
    people.confirmed(pool, "alice")
    said = _node(base_url, pool, client_id, "alice", "Wrong-1234!")
    assert (said["signedIn"], said["code"]) == (False, "NotAuthorizedException")


@pytest.mark.node
def test_amazon_cognito_identity_js_replaces_a_temporary_password(
    base_url: str, pool: UserPool, client_id: str
) -> None:
    people.invited(pool, "ivy")
    said = _node(base_url, pool, client_id, "ivy", "Temp-0rary!", people.PASSWORD)
    assert said["signedIn"]


def _pycognito(base_url: str, pool: UserPool, client_id: str) -> Cognito:
    return Cognito(
        pool.id,
        client_id,
        user_pool_region="us-east-1",
        username="ann",
        boto3_client_kwargs={"endpoint_url": base_url, "config": Config(signature_version=UNSIGNED)},
    )


def _node(base_url: str, pool: UserPool, client_id: str, *given: str) -> dict[str, Any]:
    return node.run("sign_in.js", base_url, user_pools.issuer(pool), pool.id, client_id, *given)
