"""WebAuthn (W3C Web Authentication, Level 3): what a browser is asked for a passkey, and the checks of its answer.

fido2 does the cryptography and the checks that it has; those that it leaves to its caller are made here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.attestation.base import Attestation, NoneAttestation, verify_x509_chain
from fido2.attestation.packed import PackedAttestation
from fido2.cose import ES256, RS256, CoseKey
from fido2.rpid import verify_rp_id
from fido2.server import Fido2Server
from fido2.utils import sha256, websafe_decode
from fido2.webauthn import (
    Aaguid,
    AttestationConveyancePreference,
    AttestationObject,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorAttachment,
    AuthenticatorData,
    AuthenticatorTransport,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.crypto import webauthn_answers as answers
from accounts.crypto.webauthn_answers import MalformedError, WebAuthnError

ALGORITHMS = (ES256.ALGORITHM, RS256.ALGORITHM)
_REQUIRED = UserVerificationRequirement.REQUIRED.value
# As browsers write it: nothing before the host, nothing behind the port. Origins of Android apps are not among them.
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?")
# None is asked for. An authenticator may vouch for itself all the same; what it says must then be right.
_ATTESTATIONS: dict[str, Attestation] = {"none": NoneAttestation(), "packed": PackedAttestation()}
_RSA_BYTES = range(256, 513)
_LONGEST_ID = 1023
_ATTACHMENTS = frozenset(word.value for word in AuthenticatorAttachment)
_TRANSPORTS = frozenset(word.value for word in AuthenticatorTransport)

Options = dict[str, Any]
State = dict[str, Any]


class WrongChallengeError(WebAuthnError):
    """It answers another challenge than ours."""


class WrongOriginError(WebAuthnError):
    """It was made on another site, or inside another site's page."""


class WrongRelyingPartyError(WebAuthnError):
    """It is for another relying party."""


class UnsupportedError(WebAuthnError):
    """The authenticator, its key, or the way it was used is not taken."""


class WrongProofError(WebAuthnError):
    """The signature is not the credential's."""


@dataclass(frozen=True)
class RelyingParty:
    """Whom passkeys are for. `user_verification` is `required`, `preferred` or `discouraged`."""

    id: str
    name: str
    user_verification: str


@dataclass(frozen=True)
class Account:
    """Whom a new passkey is made for: `handle` is what it keeps, the names are what the person sees."""

    handle: bytes
    name: str
    display_name: str


@dataclass(frozen=True)
class Known:
    """A credential as options name it."""

    id: bytes
    transports: Sequence[str] = ()


@dataclass(frozen=True)
class Registered:
    """A new credential. `credential` is its attested credential data: model, id and public key."""

    id: bytes
    credential: bytes
    sign_count: int
    model: str
    attachment: str
    transports: list[str]


@dataclass(frozen=True)
class Asserted:
    """A right answer: the authenticator's count of signatures, and whether it made sure of the person."""

    sign_count: int
    user_verified: bool


def creation_options(
    party: RelyingParty, account: Account, *, existing: Sequence[Known], timeout: int
) -> tuple[Options, State]:
    """What `navigator.credentials.create` is called with, and what to keep for `register`.

    Args:
        party: whom it is for.
        account: whose it will be.
        existing: the account's credentials, so that no authenticator makes a second one.
        timeout: in milliseconds.
    """
    options, state = _server(party).register_begin(
        PublicKeyCredentialUserEntity(id=account.handle, name=account.name, display_name=account.display_name),
        credentials=_descriptors(existing),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement(party.user_verification),
    )
    return {**options.public_key, "timeout": timeout}, state


def register(party: RelyingParty, state: State, answer: Any) -> Registered:
    """Check what `navigator.credentials.create` gave (WebAuthn 7.1).

    Raises:
        MalformedError, WrongChallengeError, WrongOriginError, WrongRelyingPartyError, UnsupportedError: refused.
    """
    given = answers.registration(answer)
    client_data, attestation = given.response.client_data, given.response.attestation_object
    _check_frame(client_data)
    server = _server(party)
    with answers.reading(_reason(party, state, client_data, attestation.auth_data, otherwise=MalformedError)):
        server.register_complete(state, given)
    credential = attestation.auth_data.credential_data
    if credential is None or credential.credential_id != given.raw_id or not 0 < len(given.raw_id) <= _LONGEST_ID:
        raise MalformedError
    _check_key(credential.public_key)
    _check_attestation(attestation, client_data)
    return Registered(
        id=given.raw_id,
        credential=bytes(credential),
        sign_count=attestation.auth_data.counter,
        model=str(credential.aaguid),
        attachment="".join(answers.told_words(answer, _ATTACHMENTS, "authenticatorAttachment")),
        transports=answers.told_words(answer, _TRANSPORTS, "response", "transports"),
    )


def request_options(party: RelyingParty, *, allowed: Sequence[Known], timeout: int) -> tuple[Options, State]:
    """What `navigator.credentials.get` is called with, and what to keep for `check`.

    Args:
        party: whom it is for.
        allowed: the credentials that will do.
        timeout: in milliseconds.
    """
    verification = UserVerificationRequirement(party.user_verification)
    options, state = _server(party).authenticate_begin(_descriptors(allowed), user_verification=verification)
    return {**options.public_key, "timeout": timeout}, state


def check(party: RelyingParty, state: State, credential: bytes, given: AuthenticationResponse) -> Asserted:
    """Check what `navigator.credentials.get` gave (WebAuthn 7.2), except that the count has grown.

    Args:
        party: whom it is for.
        state: of `request_options`.
        credential: as `register` gave it.
        given: as `webauthn_answers.assertion` read it.

    Raises:
        WrongChallengeError, WrongOriginError, WrongRelyingPartyError, UnsupportedError, WrongProofError: refused.
    """
    client_data, data = given.response.client_data, given.response.authenticator_data
    _check_frame(client_data)
    server, key = _server(party), AttestedCredentialData(credential)
    with answers.reading(_reason(party, state, client_data, data, otherwise=WrongProofError)):
        server.authenticate_complete(state, [key], given)
    return Asserted(sign_count=data.counter, user_verified=data.is_user_verified())


def decoy(credential_id: bytes) -> bytes:
    """A credential that nobody has, to check answers against where there is none, at the same cost."""
    return bytes(AttestedCredentialData.create(Aaguid.NONE, credential_id, _unowned_key()))


@cache
def _unowned_key() -> CoseKey:
    point = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    return ES256({1: 2, 3: ES256.ALGORITHM, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})


def is_allowed_origin(rp_id: str, origin: str) -> bool:
    """Whether pages of this origin may use the relying party's passkeys: https, at its host or below it.

    As browsers do, `http` is taken from `localhost` and names below it, which never leave the machine.
    """
    return _ORIGIN.fullmatch(origin) is not None and verify_rp_id(rp_id, origin)


def _server(party: RelyingParty) -> Fido2Server:
    server = Fido2Server(
        PublicKeyCredentialRpEntity(id=party.id, name=party.name),
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda origin: is_allowed_origin(party.id, origin),
    )
    server.allowed_algorithms = [
        PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=algorithm)
        for algorithm in ALGORITHMS
    ]
    return server


def _descriptors(known: Sequence[Known]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            type=PublicKeyCredentialType.PUBLIC_KEY,
            id=one.id,
            transports=[AuthenticatorTransport(word) for word in one.transports] or None,
        )
        for one in known
    ]


def _reason(
    party: RelyingParty,
    state: State,
    client_data: CollectedClientData,
    data: AuthenticatorData,
    *,
    otherwise: type[WebAuthnError],
) -> type[WebAuthnError]:
    """Why the library would refuse; it says so in words only."""
    if not is_allowed_origin(party.id, client_data.origin):
        return WrongOriginError
    if client_data.challenge != websafe_decode(state["challenge"]):
        return WrongChallengeError
    if data.rp_id_hash != sha256(party.id.encode()):
        return WrongRelyingPartyError
    if state["user_verification"] == _REQUIRED and not data.is_user_verified():
        return UnsupportedError
    return otherwise


def _check_frame(client_data: CollectedClientData) -> None:
    if not answers.is_same_origin(client_data):
        raise WrongOriginError


def _check_key(key: CoseKey) -> None:
    """The key is of a kind that was asked for, and can check signatures at all: now, not at the first sign-in."""
    if key.ALGORITHM not in ALGORITHMS:
        raise UnsupportedError
    with answers.reading(UnsupportedError):
        if key.ALGORITHM == RS256.ALGORITHM and len(key[-1]) not in _RSA_BYTES:
            raise UnsupportedError
        try:
            key.verify(b"", b"")
        except InvalidSignature:
            return


def _check_attestation(attestation: AttestationObject, client_data: CollectedClientData) -> None:
    """What the authenticator says of itself holds together; nobody's root is asked for (WebAuthn 7.1, 21)."""
    verifier = _ATTESTATIONS.get(attestation.fmt)
    if verifier is None:
        raise UnsupportedError
    with answers.reading(UnsupportedError):
        result = verifier.verify(attestation.att_stmt, attestation.auth_data, client_data.hash)
        if result.trust_path:
            verify_x509_chain(result.trust_path)
