"""DEVICE_PASSWORD_VERIFIER: the device proves the secret that it confirmed; the same SRP as for passwords."""

from accounts.models.auth_session import AuthSession
from accounts.signin import known_device, proof


def issue(session: AuthSession, string: str) -> dict[str, str]:
    """Answer the device's A with salt, B and the secret block.

    Raises:
        ResourceNotFoundException: the device was forgotten meanwhile.
    """
    secret = _secret(session)
    names = {"USERNAME": session.username, "DEVICE_KEY": secret.name}
    return {**names, **proof.ask(session, string, secret)}


def verify(session: AuthSession, answers: dict[str, str]) -> None:
    """Take the proof of the device's secret.

    It is no proof of who the user is, so it alone never signs anybody in (checklist 47).

    Raises:
        NotAuthorizedException: no proof, an implausible time, or locked out.
        ResourceNotFoundException: the device was forgotten meanwhile.
    """
    # Counted apart: each sign-in begins with a right password, which would make guesses at devices free again.
    proof.check(session, answers, _secret(session), guessing="device|")
    known_device.prove(session)


def _secret(session: AuthSession) -> proof.Secret:
    """AWS: the device's group key stands where a password has the pool's name, its key where that has the user's."""
    device = known_device.asked(session)
    return proof.Secret(
        realm=device.group_key,
        name=device.key,
        verifier=int.from_bytes(device.srp_verifier or b"", "big"),
        salt=bytes(device.srp_salt or b""),
        exists=device.srp_verifier is not None,
    )
