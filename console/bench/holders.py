"""Users who hold more than a password. Where their pool has to be another for it they are few, in a pool of their own."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestedCredentialData

from accounts import subjects
from accounts.crypto import argon2, srp, totp
from accounts.models import Device, LockOut, Passkey, SoftwareToken
from accounts.models.device import DeviceStatus
from console.bench import load
from console.bench.load import Population
from pools import app_clients, mfa_configuration
from pools.core import clock, ids
from pools.models import AppClient

FLOWS = ["ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"]
_ID_BYTES = 32
_USER_PRESENT_AND_VERIFIED = 0b101
_NEVER_COUNTED = bytes(4)


@dataclass(frozen=True)
class Apps:
    """Users who are asked for a code of an authenticator app; all apps have one seed."""

    population: Population
    seed: bytes

    @classmethod
    def load(cls, size: int) -> Apps:
        population, seed = load.population(size), totp.new_seed()
        turned_on = {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True}}
        mfa_configuration.replace(population.pool, settings=turned_on)
        for known in population.known:
            known.user.mfa_factors = ["SOFTWARE_TOKEN_MFA"]
            known.user.save(update_fields=["mfa_factors"])
            SoftwareToken.objects.create(user=known.user, seed=seed, created_at=known.user.created_at)
        return cls(population, seed)

    def code(self) -> str:
        return totp.code(self.seed, at=clock.now())

    def renew(self) -> None:
        """Let codes be taken that were taken before: a sign-in would have to wait half a minute for another."""
        SoftwareToken.objects.filter(user__pool=self.population.pool).update(last_step=0)


@dataclass(frozen=True)
class Devices:
    """Users who sign in from a device that is remembered; all devices have one secret."""

    population: Population
    keys: dict[str, str]
    """By username."""
    group_keys: dict[str, str]
    """By key."""

    SECRET = "a secret of the device's"  # noqa: S105  of devices that exist for minutes

    @classmethod
    def load(cls, size: int) -> Devices:
        tracking = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}
        population = load.population(size, DeviceConfiguration=tracking)
        devices = [cls._of(known.user) for known in population.known]
        return cls(
            population,
            {device.user.username: device.key for device in devices},
            {device.key: device.group_key for device in devices},
        )

    @classmethod
    def _of(cls, user: Any) -> Device:
        now, salt = clock.now(), secrets.token_bytes(16)
        device = Device(pool=user.pool, user=user, key=ids.device_key(user.pool.region), status=DeviceStatus.REMEMBERED)
        device.group_key, device.srp_salt = ids.device_group_key(), salt
        device.srp_verifier = srp.verifier(salt, device.group_key, device.key, cls.SECRET).to_bytes(384, "big")
        device.created_at = device.updated_at = device.confirmed_at = device.last_authenticated_at = now
        device.save(force_insert=True)
        return device


@dataclass(frozen=True)
class Passkeys:
    """Users who have a passkey; all passkeys have one key, and none counts its signatures."""

    population: Population
    client: AppClient
    key: ec.EllipticCurvePrivateKey

    RP_ID, ORIGIN = "example.org", "https://example.org"

    @classmethod
    def load(cls, size: int) -> Passkeys:
        allowed = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
        population, key = load.population(size, Policies=allowed), ec.generate_private_key(ec.SECP256R1())
        party = {"WebAuthnConfiguration": {"RelyingPartyId": cls.RP_ID, "UserVerification": "preferred"}}
        mfa_configuration.replace(population.pool, settings=party)
        client = app_clients.create(population.pool, name="chooser", settings={"ExplicitAuthFlows": FLOWS})
        public = _cose(key.public_key().public_numbers())
        for known in population.known:
            credential_id = secrets.token_bytes(_ID_BYTES)
            Passkey.objects.create(
                pool=population.pool,
                user=known.user,
                credential_id=credential_id,
                credential=bytes(AttestedCredentialData.create(Aaguid.NONE, credential_id, public)),
                name="Passkey",
                rp_id=cls.RP_ID,
                created_at=known.user.created_at,
            )
        return cls(population, client, key)

    def sign(self, options: dict[str, Any]) -> str:
        """AuthenticationResponseJSON, as a browser gives it for these options."""
        [allowed] = options["allowCredentials"]
        said = {"type": "webauthn.get", "challenge": options["challenge"], "origin": self.ORIGIN, "crossOrigin": False}
        client_data = json.dumps(said).encode()
        data = hashlib.sha256(self.RP_ID.encode()).digest() + bytes([_USER_PRESENT_AND_VERIFIED]) + _NEVER_COUNTED
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        response = {"clientDataJSON": client_data, "authenticatorData": data, "signature": signature}
        answer = {
            "id": allowed["id"],
            "rawId": allowed["id"],
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {name: websafe_encode(raw) for name, raw in response.items()},
        }
        return json.dumps(answer)


def _cose(public: ec.EllipticCurvePublicNumbers) -> ES256:
    """As WebAuthn writes a key (RFC 9053, 7.1.1)."""
    return ES256({1: 2, 3: ES256.ALGORITHM, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")})


@dataclass(frozen=True)
class Rotating:
    """The loaded pool's users at a client whose refresh tokens are good once; the newest token of each, by username."""

    client: AppClient
    tokens: dict[str, str]

    @classmethod
    def load(cls, population: Population) -> Rotating:
        wanted = {
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
            # A request that was lost may be sent again.
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60},
        }
        client = app_clients.create(population.pool, name="rotating", settings=wanted)
        sessions = [load.new_session(client, known.user, clock.now()) for known in population.known]
        for session in sessions:
            session.save(force_insert=True)
        return cls(client, {session.user.username: load.new_token(session) for session in sessions})

    def learn(self, answer: bytes) -> None:
        """Keep the token that took the place of the one before."""
        result = json.loads(answer)["AuthenticationResult"]
        claims = result["AccessToken"].split(".")[1]
        username = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["username"]
        self.tokens[username] = result["RefreshToken"]


@dataclass(frozen=True)
class Locked:
    """Further users of the loaded pool, whom too many wrong passwords have locked out for longer than a run takes."""

    usernames: list[str]

    @classmethod
    def load(cls, population: Population) -> Locked:
        pool, now, password = population.pool, clock.now(), argon2.make(load.PASSWORD)
        users = [load.new_user(pool, population.size + number, password) for number in range(len(population.known))]
        for user in users:
            user.save(force_insert=True)
            load.new_alias(user)
            LockOut.objects.create(
                pool=pool,
                subject=subjects.of(pool, user, user.username),
                failures=20,
                last_failed_at=now,
                locked_until=now + timedelta(days=1),
            )
        return cls([user.username for user in users])
