"""What a passkey is called in lists: after who keeps it, where that is known, else after what it is."""

from accounts.crypto.webauthn import Registered

# Models of authenticators as their makers publish them. A name is all that hangs on it: nobody vouches for a model.
_KEEPERS = {
    "fbfc3007-154e-4ecc-8c0b-6e020557d7bd": "iCloud Keychain",
    "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4": "Google Password Manager",
    "08987058-cadc-4b81-b6e1-30de50dcbe96": "Windows Hello",
    "9ddd1817-af5a-4672-a2b9-3e3dd95000a9": "Windows Hello",
    "6028b017-b1d4-4c02-b4b3-afcdafc96bb2": "Windows Hello",
    "adce0002-35bc-c60a-648b-0b25f1f05503": "Chrome on Mac",
    "bada5566-a7aa-401f-bd96-45619a55120d": "1Password",
    "d548826e-79b4-db40-a3d8-11116f7e8349": "Bitwarden",
}
_KINDS = {"platform": "Passkey on a device", "cross-platform": "Security key"}
_PHONE = "hybrid"


def name(made: Registered) -> str:
    """AWS: Cognito names passkeys too, after what is not said."""
    keeper = _KEEPERS.get(made.model)
    if keeper:
        return keeper
    if made.attachment == "cross-platform" and _PHONE in made.transports:
        return "Passkey on a phone"
    return _KINDS.get(made.attachment, "Passkey")
