"""Messages bent at random: whatever comes, it is turned away or says what was signed, and nothing breaks."""

from __future__ import annotations

import random

import pytest
from lxml import etree

from accounts.federation import saml_logout
from accounts.federation.errors import ProviderTrouble
from accounts.federation.saml import SamlBinding
from accounts.federation.saml_logout import Incoming
from pools import saml_certificates
from pools.models import IdentityProvider, UserPool
from tests.support import saml_answers, saml_trips
from tests.support.saml_stand_in import SamlStandIn

pytestmark = pytest.mark.django_db

TIMES = 60
PIECES = [b"<", b"</", b'"', b"samlp:", b"xmlns=", b"ID=", b"&#65;", b"<![CDATA[x]]>", b"\xff", b"\x00", b"#"]


def bent(raw: bytes, chance: random.Random) -> bytes:
    """One cut, insertion, repetition or exchange."""
    begin = chance.randrange(len(raw))
    end = min(len(raw), begin + chance.choice([1, 5, 30, 300]))
    middle = chance.choice([b"", raw[begin:end] * 2, chance.choice(PIECES), bytes([chance.randrange(256)])])
    return raw[:begin] + middle + raw[end:]


@pytest.mark.parametrize("parts", ["assertion", "response", "both"])
@pytest.mark.parametrize("is_sealed", [False, True])
def test_nothing_but_what_was_signed_is_believed(
    pool: UserPool, directory: IdentityProvider, stand_in: SamlStandIn, parts: str, is_sealed: bool
) -> None:
    # checklist 57
    address = saml_trips.address(pool)
    answer = saml_answers.Answer(stand_in.entity_id, saml_trips.service(pool), address, "_asked")
    sealed_for = saml_certificates.body(saml_certificates.of(pool)) if is_sealed else ""
    raw = etree.tostring(saml_answers.signed(answer, stand_in.signer, parts=parts, sealed_for=sealed_for))
    binding, chance = SamlBinding(directory, callback=address), random.Random(f"{parts} {is_sealed}")

    def name(response: str) -> str:
        try:
            return str(binding.verify(response=response, request_id="_asked").findtext("{*}Subject/{*}NameID"))
        except ProviderTrouble:
            return "nobody"

    assert name(saml_answers.packed(raw)) == "ann"
    assert {name(saml_answers.packed(bent(raw, chance))) for _ in range(TIMES)} <= {"ann", "nobody"}


def test_no_bent_message_signs_anybody_out(pool: UserPool, directory: IdentityProvider, stand_in: SamlStandIn) -> None:
    # checklist 57
    address = saml_trips.address(pool, "saml2/logout")
    raw = saml_answers.opened(stand_in.ask_out(address)["SAMLRequest"])
    chance = random.Random("out")

    def name(message: bytes) -> str:
        try:
            return saml_logout.hear(pool, Incoming(saml_answers.packed(message)), address=address).subject
        except ProviderTrouble:
            return "nobody"

    assert name(raw) == stand_in.name_id
    assert {name(bent(raw, chance)) for _ in range(TIMES)} == {"nobody"}  # the honest one has been taken
