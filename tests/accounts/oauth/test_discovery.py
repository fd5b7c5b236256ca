"""The discovery document and the key set, below the issuer path and on the pool's domain."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from pools import domains, user_pools
from pools.models import AppClient, UserPool
from tests.support import oauth


def test_below_the_issuer_path_everything_is_below_the_issuer_path(web: Client, pool: UserPool) -> None:
    domains.create(pool, domain="people")
    issuer = user_pools.issuer(pool)

    found = web.get(oauth.address(pool, ".well-known/openid-configuration")).json()

    assert found["issuer"] == issuer
    assert found["authorization_endpoint"] == f"{issuer}/oauth2/authorize"
    assert found["token_endpoint"] == f"{issuer}/oauth2/token"
    assert found["userinfo_endpoint"] == f"{issuer}/oauth2/userInfo"
    assert found["end_session_endpoint"] == f"{issuer}/logout"
    assert found["jwks_uri"] == f"{issuer}/.well-known/jwks.json"


def test_it_promises_what_there_is(web: Client, pool: UserPool) -> None:
    found = web.get(oauth.address(pool, ".well-known/openid-configuration")).json()

    assert found["response_types_supported"] == ["code", "token"]
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["authorization_response_iss_parameter_supported"] is True  # checklist 17
    assert found["id_token_signing_alg_values_supported"] == ["RS256"]


def test_on_the_domain_everything_is_on_the_domain(pool: UserPool) -> None:
    domains.create(pool, domain="people")
    host = f"people.auth.{settings.POOLHOUSE_BASE_HOST}"

    found = Client(headers={"host": host}).get("/.well-known/openid-configuration").json()

    assert found["token_endpoint"] == f"http://{host}/oauth2/token"
    assert found["issuer"] == user_pools.issuer(pool)


def test_each_domain_of_a_pool_names_itself(pool: UserPool) -> None:
    domains.create(pool, domain="people")
    domains.create(pool, domain="login.example.com", custom={"CertificateArn": ""})

    found = Client(headers={"host": "LOGIN.example.com"}).get("/.well-known/openid-configuration").json()
    other = Client(headers={"host": f"people.auth.{settings.POOLHOUSE_BASE_HOST}"})

    assert found["token_endpoint"].startswith("http://login.example.com")
    assert "/people.auth." in other.get("/.well-known/openid-configuration").json()["token_endpoint"]


def test_a_spoofed_port_changes_nothing(pool: UserPool) -> None:
    # checklist 36
    domains.create(pool, domain="people")
    host = f"people.auth.{settings.POOLHOUSE_BASE_HOST.partition(':')[0]}:6666"

    assert "6666" not in Client(headers={"host": host}).get("/.well-known/openid-configuration").content.decode()


def test_the_key_set_has_both_public_keys_and_any_origin_may_read_it(web: Client, pool: UserPool) -> None:
    # checklist 27
    response = web.get(oauth.address(pool, ".well-known/jwks.json"), headers={"Origin": "https://spa.example.com"})

    keys = response.json()["keys"]
    assert len({key["kid"] for key in keys}) == 2
    assert {key["kty"] for key in keys} == {"RSA"}
    assert not any("d" in key for key in keys)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Content-Length"] == str(len(response.content))


def test_the_domain_signs_in_with_paths_of_its_own(app: AppClient) -> None:
    domains.create(app.pool, domain="people")
    web = Client(headers={"host": f"people.auth.{settings.POOLHOUSE_BASE_HOST}"})

    response = web.get(f"/oauth2/authorize?{oauth.request(app)}")

    assert response.headers["Location"] == f"/login?{oauth.request(app)}"


def test_the_domain_of_one_pool_does_not_serve_another(pool: UserPool, other_pool: UserPool) -> None:
    domains.create(pool, domain="people")
    web = Client(headers={"host": f"people.auth.{settings.POOLHOUSE_BASE_HOST}"})

    response = web.get(oauth.address(other_pool, ".well-known/openid-configuration"))

    assert response.status_code == 404
    assert b"There is no such page" in response.content


def test_rfc_8414_has_the_same_document_by_its_own_name(web: Client, pool: UserPool) -> None:
    found = web.get(oauth.address(pool, ".well-known/openid-configuration"))

    below = web.get(oauth.address(pool, ".well-known/oauth-authorization-server"))
    before = web.get(f"/.well-known/oauth-authorization-server/{pool.id}")
    also = web.get(f"/.well-known/openid-configuration/{pool.id}")

    assert below.json() == before.json() == also.json() == found.json()
    assert below.json()["issuer"] == user_pools.issuer(pool)
    assert before.headers["Access-Control-Allow-Origin"] == "*"  # checklist 27


def test_no_pool_has_no_document(web: Client, pool: UserPool) -> None:
    assert web.get("/.well-known/oauth-authorization-server/us-east-1_nobody123").status_code == 404
