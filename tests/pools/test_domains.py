"""Which host shows which pool's pages."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from pools import domains
from pools.core.errors import InvalidParameterException, ResourceNotFoundException
from pools.models import UserPool

CERTIFICATE = {"CertificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/12345678"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _served_at_localhost(settings: Settings) -> None:
    settings.POOLHOUSE_URL = "http://localhost:8000"
    settings.POOLHOUSE_BASE_HOST = "localhost:8000"


def test_a_prefix_gives_a_host_below_ours(pool: UserPool) -> None:
    domains.create(pool, domain="people")
    assert domains.base_url(pool) == "http://people.auth.localhost:8000"


def test_the_custom_domain_comes_first(pool: UserPool) -> None:
    domains.create(pool, domain="people")
    domains.create(pool, domain="login.example.com", custom=CERTIFICATE)
    assert domains.base_url(pool) == "http://login.example.com:8000"


def test_without_a_domain_the_pages_are_below_the_issuer(pool: UserPool) -> None:
    assert domains.base_url(pool) == domains.issuer_path_url(pool) == f"http://localhost:8000/{pool.id}"


def test_tls_and_its_usual_port_are_kept(pool: UserPool, settings: Settings) -> None:
    settings.POOLHOUSE_URL = "https://pools.example.com"
    domains.create(pool, domain="people")
    assert domains.base_url(pool) == "https://people.auth.pools.example.com"


@pytest.mark.parametrize("host", ["people.auth.localhost", "PEOPLE.auth.localhost", "login.example.com"])
def test_a_host_finds_its_pool_by_one_query(
    pool: UserPool, host: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    domains.create(pool, domain="people")
    domains.create(pool, domain="login.example.com", custom=CERTIFICATE)
    with django_assert_num_queries(1):
        assert domains.pool_for_host(host) == pool


@pytest.mark.parametrize(  # checklist 36
    "host", ["people", "people.localhost", "x.people.auth.localhost", "people.auth.localhost.evil.example", ""]
)
def test_another_host_finds_nothing(pool: UserPool, host: str) -> None:
    domains.create(pool, domain="people")
    assert domains.pool_for_host(host) is None


def test_a_prefix_is_no_custom_domain_and_the_other_way_round(pool: UserPool) -> None:
    domains.create(pool, domain="login.example.com", custom=CERTIFICATE)
    assert domains.pool_for_host("login.example.com.auth.localhost") is None


@pytest.mark.parametrize(
    "prefix", ["my-aws-login", "amazon", "incognito-cognito", "-people", "people-", "Peo", "a.b", ""]
)
def test_a_prefix_that_is_reserved_or_ill_formed_is_refused(pool: UserPool, prefix: str) -> None:
    with pytest.raises(InvalidParameterException):
        domains.create(pool, domain=prefix)


@pytest.mark.parametrize("host", ["localhost", "people.auth.localhost", "com", "-login.example.com", "login..example"])
def test_a_custom_domain_that_is_ours_or_ill_formed_is_refused(pool: UserPool, host: str) -> None:
    with pytest.raises(InvalidParameterException):
        domains.create(pool, domain=host, custom=CERTIFICATE)


def test_a_domain_belongs_to_one_pool(pool: UserPool, other_pool: UserPool) -> None:
    domains.create(pool, domain="people")
    with pytest.raises(InvalidParameterException, match=r"^Domain already associated with another user pool\.$"):
        domains.create(other_pool, domain="people")


def test_a_pool_has_one_prefix(pool: UserPool) -> None:
    domains.create(pool, domain="people")
    with pytest.raises(InvalidParameterException, match="already has a domain"):
        domains.create(pool, domain="persons")


def test_a_deleted_domain_is_free_again(pool: UserPool, other_pool: UserPool) -> None:
    domains.create(pool, domain="people")
    domains.delete(pool, domain="people")
    assert domains.create(other_pool, domain="people").pool == other_pool


def test_another_pools_domain_is_not_deleted(pool: UserPool, other_pool: UserPool) -> None:
    domains.create(pool, domain="people")
    with pytest.raises(ResourceNotFoundException):
        domains.delete(other_pool, domain="people")
