"""Metadata of SAML providers: what is read of it, when it is read again, and what happens when it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_django.fixtures import Settings

from pools import identity_providers, saml_metadata, saml_providers, user_pools
from pools.core.errors import InvalidParameterException
from pools.models import IdentityProvider, SamlMetadataCopy, UserPool
from tests.support import federation, keys, saml_trips
from tests.support import saml_metadata as documents
from tests.support.clock import Clock
from tests.support.saml_answers import Signer
from tests.support.saml_stand_in import SamlStandIn, standing_in


@pytest.fixture
def stand_in(settings: Settings) -> Iterator[SamlStandIn]:
    settings.POOLHOUSE_OUTBOUND_ALLOW = ["127.0.0.1"]
    with standing_in() as running:
        yield running


@pytest.fixture
def pool(db: None) -> UserPool:
    return user_pools.create(region="us-east-1", name="people", settings={})


@pytest.fixture
def directory(pool: UserPool, stand_in: SamlStandIn) -> IdentityProvider:
    """By the address of its metadata."""
    return saml_trips.add_provider(pool, stand_in, by_address=True)


def copy_of(provider: IdentityProvider) -> SamlMetadataCopy:
    return SamlMetadataCopy.objects.get(provider=provider)


def test_metadata_is_kept_when_the_provider_is_made(directory: IdentityProvider, stand_in: SamlStandIn) -> None:
    copy = saml_providers.metadata_of(directory)
    assert (copy.entity_id, copy.log_out_url) == (stand_in.entity_id, f"{stand_in.url}/slo")
    assert copy.certificates == [stand_in.signer.certificate]
    assert stand_in.metadata_calls == 1


def test_it_is_fetched_again_after_six_hours(directory: IdentityProvider, stand_in: SamlStandIn, clock: Clock) -> None:
    stand_in.others = [Signer()]
    clock.advance(hours=5, minutes=59)
    saml_providers.refresh_due()
    assert stand_in.metadata_calls == 1
    clock.advance(minutes=2)
    saml_providers.refresh_due()
    saml_providers.refresh_due()
    assert stand_in.metadata_calls == 2
    assert len(copy_of(directory).certificates) == 2


def test_an_uploaded_document_is_never_fetched(pool: UserPool, stand_in: SamlStandIn, clock: Clock) -> None:
    saml_trips.add_provider(pool, stand_in)
    clock.advance(days=30)
    saml_providers.refresh_due()
    assert stand_in.metadata_calls == 0


def test_a_provider_that_is_away_leaves_the_last_good_copy(
    directory: IdentityProvider, stand_in: SamlStandIn, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    stand_in.is_away = True
    clock.advance(hours=7)
    saml_providers.refresh_due()
    assert copy_of(directory).certificates == [stand_in.signer.certificate]
    assert "stays as it was" in caplog.text
    stand_in.is_away = False
    clock.advance(minutes=11)
    saml_providers.refresh_due()
    assert stand_in.metadata_calls == 2


def test_addresses_that_have_moved_are_told(directory: IdentityProvider, stand_in: SamlStandIn, clock: Clock) -> None:
    stand_in.url = stand_in.url.replace("127.0.0.1", "localhost")
    clock.advance(hours=7)
    saml_providers.refresh_due()
    details = identity_providers.get(directory.pool, directory.name).details
    assert details["SLORedirectBindingURI"] == f"{stand_in.url}/slo"


def test_other_metadata_set_meanwhile_is_not_overwritten(directory: IdentityProvider, stand_in: SamlStandIn) -> None:
    stale = identity_providers.get(directory.pool, directory.name)
    identity_providers.update(
        directory, details={"MetadataFile": documents.document(entity_id="https://new.example.com")}
    )
    assert saml_providers.refresh(stale) is None
    assert copy_of(directory).entity_id == "https://new.example.com"


def test_changed_details_change_the_copy(directory: IdentityProvider) -> None:
    identity_providers.update(
        directory, details={"MetadataFile": documents.document(entity_id="https://new.example.com")}
    )
    copy = copy_of(directory)
    assert (copy.entity_id, copy.refresh_at) == ("https://new.example.com", None)


def test_a_provider_of_before_there_were_copies_gets_one(pool: UserPool) -> None:
    provider = federation.saml(pool)
    SamlMetadataCopy.objects.all().delete()
    assert saml_providers.metadata_of(provider).entity_id == "https://idp.example.com/metadata"


def test_newer_metadata_is_looked_for_once_a_minute(
    directory: IdentityProvider, stand_in: SamlStandIn, clock: Clock
) -> None:
    assert saml_providers.newer(directory, copy_of(directory)) is None
    clock.advance(minutes=2)
    stand_in.others = [Signer()]
    found = saml_providers.newer(directory, copy_of(directory))
    assert found is not None
    assert len(found.certificates) == 2
    assert saml_providers.newer(directory, copy_of(directory)) is None
    assert stand_in.metadata_calls == 2


def test_the_provider_that_signs_as_an_entity_is_the_pools_own(
    directory: IdentityProvider, stand_in: SamlStandIn
) -> None:
    other = user_pools.create(region="us-east-1", name="others", settings={})
    assert saml_providers.by_entity(directory.pool, stand_in.entity_id) == directory
    assert saml_providers.by_entity(other, stand_in.entity_id) is None


@pytest.mark.once
@pytest.mark.parametrize(
    ("more", "expires"),
    [
        ("", None),
        (' validUntil="2031-05-01T12:00:00Z"', datetime(2031, 5, 1, 12, tzinfo=UTC)),
    ],
)
def test_metadata_says_until_when_it_is_good(more: str, expires: datetime | None) -> None:
    assert saml_metadata.parse(documents.document(more=more)).expires_at == expires


@pytest.mark.once
def test_metadata_may_say_how_long_it_is_good() -> None:
    expires = saml_metadata.parse(documents.document(more=' cacheDuration="PT1H"')).expires_at
    assert expires is not None
    assert timedelta(minutes=50) < expires - datetime.now(UTC) < timedelta(minutes=70)


@pytest.mark.once
@pytest.mark.parametrize(
    "changes",
    [
        {"use": ' use="encryption"'},
        {"sign_on": "javascript:alert(1)"},
        {"sign_on": "/sso"},
        {"entity_id": ""},
        {"more": ' validUntil="soon"'},
    ],
)
def test_metadata_that_signs_nobody_in_is_refused(changes: dict[str, str]) -> None:
    # checklist 56
    with pytest.raises(InvalidParameterException):
        saml_metadata.parse(documents.document(**changes))


@pytest.mark.once
def test_a_certificate_for_any_use_signs() -> None:
    certificate = documents.certificate()
    found = saml_metadata.parse(documents.document(use="", certificates=[certificate, certificate]))
    assert found.certificates == (certificate,)


@pytest.mark.once
def test_a_key_that_can_be_found_out_signs_nothing() -> None:
    # checklist 57
    strong = documents.certificate(ec.generate_private_key(ec.SECP256R1()))
    weak = documents.certificate(keys.weak_key())
    assert saml_metadata.parse(documents.document(certificates=[weak, strong])).certificates == (strong,)


@pytest.mark.once
@pytest.mark.parametrize("make", [lambda: documents.certificate(keys.weak_key()), lambda: "bm90IG9uZQ==", lambda: "x"])
def test_metadata_with_no_other_certificate_is_refused(make: Callable[[], str]) -> None:
    # checklist 57
    with pytest.raises(InvalidParameterException):
        saml_metadata.parse(documents.document(certificates=[make()]))
